//! What is seen on the way to a publication, or instead of one: data with its place. Must not
//! know who asks, nor how it is worded.

use prodproof_script::effect::CommandFault;
use prodproof_syntax::reference::ReferenceFault;
use prodproof_syntax::span::Span;
use prodproof_workflow::event::Event;

/// Something that a rule may want to tell, seen on one event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    pub kind: RemarkKind,
    pub event: Event,
    pub path: String,
    pub span: Span,
    pub job: String,
}

/// What was seen on the way.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RemarkKind {
    /// An `if` that is always true because of text around `${{ }}`.
    GuardAlwaysTrue {
        guard: String,
    },
    /// An `if` that does not hold on this event: its text, the step or job that it holds
    /// back, and whether it might hold in a repository of another name.
    HeldBack {
        guard: String,
        place: Span,
        elsewhere: bool,
    },
    /// A job that is skipped because one that it needs is; all that it needs.
    NeedSkipped {
        job: String,
        needs: Vec<String>,
        place: Span,
    },
    /// docker/metadata-action fails, with these words of its own.
    MetadataError(String),
    /// `push` is not a boolean: the step fails.
    PushNotBoolean,
    /// A build that does not push on this event. `stated`: `push` says so.
    NotPushed {
        stated: bool,
    },
    /// A push without a tag: the step fails.
    NoTag,
    InvalidReference(InvalidPush),
    /// `ghcr.io/ghcr.io/…`
    DoubledHost {
        reference: String,
        host: String,
        by: DoubledBy,
    },
    /// Several combinations of a job's matrix surely push this.
    PushedByLegs {
        reference: String,
    },
    /// A called workflow that does not exist.
    MissingCall {
        uses: String,
    },
    /// `::set-env`: the step fails.
    DisabledCommand(String),
    /// `|| true`, `continue-on-error`: a failed push leaves the run green.
    FailureIgnored(IgnoredBy),
}

/// Why a push fails, whoever asks for it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum InvalidPush {
    /// No registry takes this reference.
    Reference { reference: String, fault: PushFault },
    /// Some tags of one list are full names, and some are not.
    MixedTags,
    /// A command fails by its arguments.
    Command(CommandFault),
}

/// Why no registry takes a reference from who pushes it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PushFault {
    Grammar(ReferenceFault),
    /// A name of Docker's own images.
    NoNamespace,
}

/// Who writes a host twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DoubledBy {
    /// Whoever wrote the reference.
    Writer,
    /// The action, which puts `registry` before an `image` that has one.
    Action,
}

/// What keeps a failed push from failing the run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IgnoredBy {
    ContinueOnError,
    /// These commands of a script.
    Script(String),
}

impl RemarkKind {
    /// Whether both are of one kind, with whatever data.
    pub fn is_like(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}
