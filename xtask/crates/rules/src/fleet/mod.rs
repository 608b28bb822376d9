//! The fleet: what many repositories say about themselves, put side by side.
//!
//! One repository is reduced to its [`Claims`] (what it publishes, runs, builds from,
//! and which history it is); the join looks at claims alone, so an organisation of any
//! size maps on many machines and reduces on one. Must not know where claims came from:
//! a checkout, a bare clone or a JSON file.

pub mod bases;
pub mod builder;
pub mod deliveries;
pub mod dispatches;
pub mod history;
pub mod json;
pub mod listing;
pub mod schedule;

pub mod join;
pub mod kinship;
pub mod publishers;

pub use builder::claims;
pub use deliveries::Deliveries;
pub use history::BranchHistory;
pub use join::{join, JoinedFleet, Member};
pub use listing::Listing;

use prodproof_syntax::answer::Certainty;
use prodproof_syntax::finding::{Message, Rule, Severity};

/// The schema of the JSON that [`json`] writes.
pub const SCHEMA: u64 = 1;

/// A place in a file of some repository. Line and column count from 1, the column in
/// characters: the text itself is not there when claims are joined.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Spot {
    pub path: String,
    pub line: usize,
    pub column: usize,
}

/// Which repository this is.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity {
    /// `owner/name` with its case from the remote, else the folder's name.
    pub name: String,
    /// Where it was read, for people: a folder as it was given.
    pub source: String,
    /// Its own network remote as `host/owner/name`, lower case; see [`listing::remote`].
    /// Only that one: a fork's clone also knows its `upstream`.
    pub remote: Option<String>,
    pub history: BranchHistory,
}

/// The constitution's own version, and those that it says it inherits.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClaimedPromise {
    pub path: String,
    pub version: Option<String>,
    /// As written: `acme/constitution v1.0.0`.
    pub inherits: Vec<String>,
}

/// A publication, as [`prodproof_publication::Publication`] has it, with line and schedule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClaimedPublication {
    /// `push:main`, `tag:v1.2.3`, `schedule`, …
    pub event: String,
    /// The cron lines, where the event is a schedule.
    pub schedule: Vec<String>,
    pub spot: Spot,
    /// With holes; `None` where an opaque step pushes something of unknown name.
    pub reference: Option<String>,
    pub certainty: Certainty,
    pub conditions: Vec<String>,
    /// What is built, for people, where it is another commit than the event's: `1.x`.
    pub builds: Option<String>,
}

/// A unit that runs an image on a host.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClaimedDeployment {
    pub spot: Spot,
    pub reference: Option<String>,
    /// `yes`, `no` or `unknown`: whether the host will pull it anew.
    pub verdict: String,
}

/// An image that this repository's image is built from.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct BaseImage {
    pub spot: Spot,
    /// In normal form, with `<?>` for build arguments without a default.
    pub reference: String,
}

/// A `repository_dispatch`, or a `workflow_dispatch`, that is sent to another repository.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dispatch {
    pub spot: Spot,
    /// `owner/name`; `None` where only known at run time.
    pub to: Option<String>,
    /// `None` where only known at run time.
    pub event_type: Option<String>,
    /// The workflow's file or name, where it is a `workflow_dispatch`.
    pub workflow: Option<String>,
}

/// A `repository_dispatch` trigger.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Receiver {
    pub spot: Spot,
    /// Empty: any type.
    pub types: Vec<String>,
}

/// How many findings are open in the repository itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct OpenFindings {
    pub errors: usize,
    pub warnings: usize,
    pub infos: usize,
}

/// A fault of the fleet that this repository has decided to live with.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClaimedWaiver {
    /// The rule's code.
    pub rule: String,
    pub reason: String,
}

/// An image of the repository, and what became of it there.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClaimedDelivery {
    pub image: String,
    pub mirrors: Vec<String>,
    /// Paths.
    pub units: Vec<String>,
    /// Whether something says that it is meant to reach production.
    pub promised: bool,
    /// Whether the contract says so, and not only what the files have in common.
    pub stated: bool,
    /// `yes`, `conditional`, `unknown` or `no`.
    pub verdict: String,
}

impl ClaimedDelivery {
    /// The names of the image, its mirrors' too.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.image).chain(&self.mirrors).map(String::as_str)
    }
}

/// A file that would tell, and that could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClaimedGap {
    pub path: String,
    /// For people: `is not UTF-8`.
    pub why: String,
}

/// Everything that one repository brings to the join.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Claims {
    pub identity: Identity,
    pub promise: Option<ClaimedPromise>,
    pub publications: Vec<ClaimedPublication>,
    pub deployments: Vec<ClaimedDeployment>,
    /// Missing in claims of before there were several.
    pub deliveries: Vec<ClaimedDelivery>,
    pub bases: Vec<BaseImage>,
    pub dispatches: Vec<Dispatch>,
    pub receivers: Vec<Receiver>,
    /// Of rules of the fleet only, and only those that hold.
    pub waivers: Vec<ClaimedWaiver>,
    /// Workflows, units and the constitution of which nothing is known.
    pub unread: Vec<ClaimedGap>,
    pub counts: OpenFindings,
}

/// A place in one repository of the fleet.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Site {
    /// The repository's label in this fleet; empty for a place outside of any, such as
    /// a claims file.
    pub repo: String,
    pub spot: Spot,
}

/// One fault between repositories. As [`prodproof_syntax::finding::Finding`], but its places lie in
/// many repositories, and their texts are not at hand.
#[derive(Clone, Debug)]
pub struct FleetFinding {
    pub rule: &'static Rule,
    pub severity: Severity,
    pub message: Message,
    pub help: Message,
    pub primary: Site,
    pub related: Vec<(Site, String)>,
}

impl FleetFinding {
    /// A finding of this rule at a place in the fleet, at the rule's own severity.
    pub fn new(rule: &'static Rule, primary: Site, message: impl Into<String>) -> Self {
        Self {
            rule,
            severity: rule.severity,
            message: message.into().into(),
            help: Message::default(),
            primary,
            related: Vec::new(),
        }
    }
}
