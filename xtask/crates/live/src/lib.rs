//! What forge, registry, host and site say about a commit: which questions are asked, in
//! the words of the user's own programs; what their answers mean, as types; and the verdict
//! on each link from the commit to the process.
//!
//! Pure: a question is a [`call::Call`], an answer an [`call::Outcome`], and somebody else
//! runs the one to get the other. Must not know units, constitutions or rules, nor of
//! workflows more than why an event starts none; and not how a verdict is shown.

pub mod call;
pub mod moment;
pub mod refusal;
pub mod sha256;
pub mod trouble;

pub mod github;
pub mod host;
pub mod registry;
pub mod site;

pub mod link;
