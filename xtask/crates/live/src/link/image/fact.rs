//! What may be found out about the image under a tag.

use crate::moment::Moment;
use crate::registry::{TagHistory, Unexplained};
use crate::trouble::Trouble;

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
}
