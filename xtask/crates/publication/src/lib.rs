//! What this repository's workflows publish: for each event, which references are
//! pushed, surely or possibly, under which conditions. The heart of the product.
//!
//! Must not know constitutions, units or what anybody wishes to be published.

pub mod condition;
mod fact;
mod javascript;
pub mod metadata;
pub mod model;
mod source;

pub mod bots;
mod context;
pub mod publishers;

mod engine;
mod events;
mod links;

mod afterwards;
mod answer;
mod by_hand;
pub mod deletions;
mod dispatched;
mod own_registry;
mod read;
mod remark;

/// More publications of one event are not told apart.
const MOST_PUBLICATIONS: usize = 1_000;

pub use answer::{Account, Ground, GroundCause};
pub use condition::{Condition, On};
pub use fact::Fact;
pub use model::{
    Age, Build, CommandBuild, Deleted, Deletion, Dispatched, ImageBuild, Input, Move, Moved, OwnDispatch, Publication,
    Publications, Recipe, RevisionLabel, Started,
};
pub use prodproof_workflow::event::Event;
pub use prodproof_workflow::file::{concurrency_group, WorkflowFile};
pub use prodproof_workflow::{expression, trigger};
pub use read::{model, model_on, Memory};
pub use remark::{DoubledBy, IgnoredBy, InvalidPush, PushFault, Remark, RemarkKind};
pub use source::BuiltCommit;
