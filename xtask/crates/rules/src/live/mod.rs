//! What is asked of forge, registry, host and site for this repository, and what their
//! answers mean for it: the models of the workflows and units explain what the others say.
//! Pure: the answers are arguments. Must not know rules, nor how a link is shown.

pub mod plan;
pub mod why;

pub use plan::{ImagePlan, Plan, UnitPlan};

use prodproof_live::link::{Link, Standing};
use prodproof_live::moment::Moment;

/// Everything that was found out in one look.
#[derive(Clone, Debug)]
pub struct Look {
    /// The commit that is to run; `None` where it is not known.
    pub expected: Option<String>,
    pub links: Vec<Link>,
    pub now: Moment,
}

impl Look {
    /// The worst of all links.
    pub fn standing(&self) -> Standing {
        prodproof_live::link::overall(&self.links)
    }
}
