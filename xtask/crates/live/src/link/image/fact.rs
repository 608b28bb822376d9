//! What may be found out about the image under a tag, its words and what to do about it.

use crate::call::Program;
use crate::link::{commits, short};
use crate::moment::Moment;
use crate::registry::{Movement, Period, Rhythm, TagHistory, Tells, Unexplained};
use crate::trouble::{Trouble, TroubleKind};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImageFact {
    /// The tag is not there.
    Missing,
    Carries {
        revision: String,
    },
    SameFiles {
        revision: String,
    },
    Ahead {
        revision: String,
        count: u64,
    },
    Behind {
        revision: String,
        count: u64,
        built: Option<Moment>,
    },
    /// A commit of another branch, or of a fork.
    OtherBranch {
        revision: String,
        built: Option<Moment>,
    },
    /// Another repository published it: its name, as far as it is told.
    Foreign {
        repository: Option<String>,
        revision: Option<String>,
        built: Option<Moment>,
    },
    /// The same, where the labels may be those of the base image.
    MaybeForeign {
        repository: Option<String>,
        revision: Option<String>,
    },
    /// No commit is told.
    Unlabelled {
        told: Option<String>,
    },
    /// No commit is told, but it is older than the merge.
    Older {
        built: Moment,
    },
    /// Whether the commit that is told is of this repository is not known.
    Unplaced {
        revision: String,
        why: Option<Trouble>,
    },
    /// The platforms are of different commits.
    Uneven {
        platforms: Vec<(String, String)>,
    },
    /// A signed attestation says so, and not a label.
    Attested,
    /// There is an attestation that does not stand up to gh's check.
    Unverified {
        words: String,
    },
    /// The workflows here attest what they build, and GitHub knows nothing of this.
    Unattested,
    /// Whether it is attested is not known; `awaited` where the workflows here attest.
    AttestationUnknown {
        why: Trouble,
        awaited: bool,
    },
    /// When the tag was set.
    Moved(TagHistory),
    /// The registry keeps when the tag was set, and does not tell.
    HistoryUnknown {
        why: Trouble,
    },
    /// The tag was set while none of our runs went on.
    Unexplained(Unexplained),
}

impl ImageFact {
    /// A name for machines; it stays what it is.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Carries { .. } => "carries",
            Self::SameFiles { .. } => "same-files",
            Self::Ahead { .. } => "ahead",
            Self::Behind { .. } => "behind",
            Self::OtherBranch { .. } => "other-branch",
            Self::Foreign { .. } => "foreign",
            Self::MaybeForeign { .. } => "maybe-foreign",
            Self::Unlabelled { .. } => "unlabelled",
            Self::Older { .. } => "older",
            Self::Unplaced { .. } => "unplaced",
            Self::Uneven { .. } => "uneven",
            Self::Attested => "attested",
            Self::Unverified { .. } => "unverified",
            Self::Unattested => "unattested",
            Self::AttestationUnknown { .. } => "attestation-unknown",
            Self::Moved(_) => "moved",
            Self::HistoryUnknown { .. } => "history-unknown",
            Self::Unexplained(_) => "unexplained",
        }
    }

    pub(in crate::link) fn words(&self, now: Moment) -> String {
        let built = |at: &Option<Moment>| at.map_or_else(String::new, |at| format!(", built {}", at.said_at(now)));
        let of = |revision: &Option<String>| {
            revision.as_deref().map_or_else(String::new, |text| format!(" at {}", short(text)))
        };
        match self {
            Self::Missing => "there is no such tag".into(),
            Self::Carries { revision } => format!("is of {}", short(revision)),
            Self::SameFiles { revision } => format!("is of {}, which has the same files", short(revision)),
            Self::Ahead { revision, count } => format!("is of {}, {} further", short(revision), commits(*count)),
            Self::Behind { revision, count, built: at } => {
                format!("is of {}, {} behind{}", short(revision), commits(*count), built(at))
            }
            Self::OtherBranch { revision, built: at } => {
                format!("is of {}, which is on another branch{}", short(revision), built(at))
            }
            Self::Foreign { repository: Some(name), revision, built: at } => {
                format!("is of {name}{}{}: somebody else publishes this tag", of(revision), built(at))
            }
            Self::Foreign { repository: None, revision, built: at } => {
                let revision = revision.as_deref().map_or("a commit", short);
                format!(
                    "is of {revision}, which this repository does not have{}: somebody else publishes this tag",
                    built(at)
                )
            }
            Self::MaybeForeign { repository: Some(name), revision } => {
                format!("says that it is of {name}{}, which may be what its base image says", of(revision))
            }
            Self::MaybeForeign { repository: None, revision } => {
                let revision = revision.as_deref().map_or("a commit", short);
                format!(
                    "says {revision}, which this repository does not have, and which may be what its base image says"
                )
            }
            Self::Unlabelled { told: Some(text) } => format!("says `{text}` where its commit is to stand"),
            Self::Unlabelled { told: None } => "does not say of which commit it is".into(),
            Self::Older { built } => {
                format!("does not say of which commit it is, but was built {}, before the merge", built.said_at(now))
            }
            Self::Unplaced { revision, why: Some(why) } => {
                format!("is of {}; where that lies is not known: {why}", short(revision))
            }
            Self::Unplaced { revision, why: None } => {
                format!("is of {}; where that lies is not known", short(revision))
            }
            Self::Uneven { platforms } => {
                let all: Vec<String> = platforms.iter().map(|(name, revision)| format!("{name} {revision}")).collect();
                format!("has platforms that differ: {}", all.join(", "))
            }
            Self::Attested => "a signed attestation says so".into(),
            Self::Unverified { words } => format!("has an attestation that does not verify: {words}"),
            Self::Unattested => "none attests it, though the workflow here attests what it builds".into(),
            Self::AttestationUnknown { why, .. } => format!("whether it is attested is not known: {why}"),
            Self::Moved(history) => moved(history, now),
            Self::HistoryUnknown { why } => {
                let more = match (why.program, &why.kind) {
                    (Program::Gh, TroubleKind::Forbidden | TroubleKind::NotFound) => {
                        "; it takes a token that reads packages: `gh auth refresh --scopes read:packages`"
                    }
                    _ => "",
                };
                format!("when the tag was set is not known: {why}{more}")
            }
            Self::Unexplained(one) => unexplained(one, now),
        }
    }

    pub(in crate::link) fn help(&self) -> String {
        let help = match self {
            Self::Missing => "find out why the run pushed nothing; a step may have been skipped",
            Self::Foreign { .. } => "stop the other publisher: give each repository its own image name",
            Self::MaybeForeign { .. } | Self::Unlabelled { .. } => {
                "let the build set `org.opencontainers.image.revision` and `.source`"
            }
            Self::Behind { .. } | Self::Older { .. } | Self::OtherBranch { .. } => {
                "find out who set the tag since, or why the run did not push it"
            }
            Self::Unverified { .. } => "find out who attested it; a workflow of yours makes one that verifies",
            Self::Uneven { .. } => "build all platforms of a merge, or push none",
            _ => "",
        };
        help.into()
    }
}

/// Movements that are named; the rest is in the registry.
const NAMED: usize = 4;

fn moved(history: &TagHistory, now: Moment) -> String {
    let when = |one: &Movement| match &one.by {
        Some(by) => format!("{} by {by}", one.at.said_at(now)),
        None => one.at.said_at(now),
    };
    let mut times = history.movements.iter().take(NAMED).map(when);
    let what = match history.tells {
        Tells::Tag => "the tag was last set",
        Tells::Pushes => "the package was last pushed to",
    };
    let last = times.next().unwrap_or_default();
    let before: Vec<String> = times.collect();
    if before.is_empty() {
        format!("{what} {last}")
    } else {
        format!("{what} {last}; before that {}", before.join(", "))
    }
}

fn unexplained(one: &Unexplained, now: Moment) -> String {
    let times = if one.count == 1 { "once".to_string() } else { format!("{} times", one.count) };
    let what = match one.tells {
        Tells::Tag => "the tag was set",
        Tells::Pushes => "the package was pushed to",
    };
    let rhythm = one.rhythm.map_or_else(String::new, |Rhythm { each, at, count }| {
        let some = if count < one.count { format!(" {count} of them") } else { String::new() };
        let (day, clock) = at.in_week();
        match each {
            Period::Week => format!(",{some} every {day} at {clock}"),
            Period::Day => format!(",{some} every day at {clock}"),
        }
    });
    format!("{what} {times} without a run of ours, last {}{rhythm}", one.last.said_at(now))
}
