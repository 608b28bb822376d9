//! What is seen on the way to a publication, or instead of one: data with its place;
//! `Display` makes the words, and nothing may be decided by them. Must not know who asks.

use std::fmt;

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

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)
    }
}

impl fmt::Display for RemarkKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::GuardAlwaysTrue { guard } => {
                write!(f, "`{guard}` is text around an expression, which is always true")
            }
            Self::HeldBack { guard, .. } => write!(f, "`if: {guard}` does not hold"),
            Self::NeedSkipped { job, needs, .. } => {
                let names: Vec<String> = needs.iter().map(|need| format!("`{need}`")).collect();
                write!(f, "`{job}` needs {}, which does not run", names.join(", "))
            }
            Self::MetadataError(words) => f.write_str(words),
            Self::PushNotBoolean => f.write_str("`push` is neither `true` nor `false`"),
            Self::NotPushed { stated: true } => f.write_str("`push` is false on this event"),
            Self::NotPushed { stated: false } => f.write_str("`push` is not given, and it is false by default"),
            Self::NoTag => f.write_str("there is no tag, and a push needs one"),
            Self::InvalidReference(why) => why.fmt(f),
            Self::DoubledHost { reference, host, by: DoubledBy::Writer } => {
                write!(f, "`{reference}` names the host `{host}` twice: it is pushed to a repository of that name")
            }
            Self::DoubledHost { reference, host, by: DoubledBy::Action } => {
                write!(
                    f,
                    "`image` already names the host `{host}`, the action puts `registry` before it: `{reference}`"
                )
            }
            Self::MissingCall { uses } => write!(f, "the called workflow `{uses}` does not exist"),
            Self::DisabledCommand(command) => write!(f, "`::{command}` is disabled: the runner refuses it"),
            Self::FailureIgnored(IgnoredBy::ContinueOnError) => {
                f.write_str("a push that fails leaves the run green: `continue-on-error` is set")
            }
            Self::FailureIgnored(IgnoredBy::Script(source)) => write!(f, "a failed push goes unnoticed: {source}"),
        }
    }
}

impl fmt::Display for InvalidPush {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reference { reference, fault } => write!(f, "no registry takes `{reference}`: {fault}"),
            Self::MixedTags => f.write_str("some tags are full names and some are not"),
            Self::Command(CommandFault::ManyNames(names)) => {
                write!(f, "`docker push` takes one name and gets {names}, so it fails")
            }
            Self::Command(CommandFault::NoReference(name)) => {
                write!(f, "no image can be called `{name}`, so the command fails")
            }
            Self::Command(CommandFault::TagByDigest(name)) => {
                write!(f, "`{name}` has a tag, and a push by digest takes names without one")
            }
        }
    }
}

impl fmt::Display for PushFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Grammar(fault) => fault.fmt(f),
            Self::NoNamespace => f.write_str("the namespace is missing, and only Docker pushes to docker.io/library"),
        }
    }
}
