//! The edits that mend a unit, in the unit's own style: indentation, continuation, line
//! ends and all other bytes stay as they are.

use crate::unit::verdict::{Case, Verdict};

pub fn attach(_case: &Case, _verdict: &mut Verdict) {}
