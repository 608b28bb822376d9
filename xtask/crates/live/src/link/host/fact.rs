//! What may be found out about a unit on a host.

use crate::link::Kin;
use crate::moment::Moment;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostFact {
    /// The host did not answer for this unit: no systemd, or no manager of the user's.
    NotAnswered,
    NoUnit,
    /// `masked`, `bad-setting`, `error`.
    NotLoaded {
        load: String,
    },
    NotActive {
        active: String,
        sub: String,
        result: String,
    },
    /// The container's own label tells the commit.
    Runs {
        container: String,
        revision: String,
        kin: Kin,
        since: Option<Moment>,
    },
    /// Its image is what the registry has.
    RunsCurrent {
        container: String,
        since: Option<Moment>,
        is_merge: bool,
    },
    /// Its image is another than what the registry has.
    RunsOther {
        container: String,
        revision: Option<String>,
        kin: Option<Kin>,
        since: Option<Moment>,
    },
    /// podman there runs nothing in the unit's name.
    NoContainer,
    /// Whoever was logged in cannot see the containers of the unit's user.
    Unseen {
        user: String,
    },
    NoPodman,
    /// Which image it runs cannot be held against anything.
    Unproven {
        container: String,
    },
    NotPulled {
        reasons: Vec<String>,
    },
    MaybeNotPulled {
        reasons: Vec<String>,
    },
    Drifted {
        diff: String,
    },
    NeedsReload,
    TimerMissing,
    TimerIdle {
        enabled: String,
    },
    /// When the timer fires next.
    Comes {
        at: Option<Moment>,
    },
    UpdateFailed {
        code: i64,
        at: Option<Moment>,
    },
    /// Nothing is updated on the host at all; podman's words.
    UpdateFails {
        words: String,
    },
    /// The update of this unit would fail.
    WouldFail,
    /// The registry has another image, and podman there says that it has not.
    SeesNothing {
        podman: Option<String>,
    },
    /// An update ran when the registry had the merge's image, ended well, and left another
    /// one running: podman went back to it, or did not see the new one.
    LeftBehind {
        at: Moment,
    },
    NoLinger {
        user: String,
    },
}

impl HostFact {
    /// A name for machines; it stays what it is.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::NotAnswered => "not-answered",
            Self::NoUnit => "no-unit",
            Self::NotLoaded { .. } => "not-loaded",
            Self::NotActive { .. } => "not-active",
            Self::Runs { .. } => "runs",
            Self::RunsCurrent { .. } => "runs-current",
            Self::RunsOther { .. } => "runs-other",
            Self::NoContainer => "no-container",
            Self::Unseen { .. } => "unseen",
            Self::NoPodman => "no-podman",
            Self::Unproven { .. } => "unproven",
            Self::NotPulled { .. } => "not-pulled",
            Self::MaybeNotPulled { .. } => "maybe-not-pulled",
            Self::Drifted { .. } => "drifted",
            Self::NeedsReload => "needs-reload",
            Self::TimerMissing => "timer-missing",
            Self::TimerIdle { .. } => "timer-idle",
            Self::Comes { .. } => "comes",
            Self::UpdateFailed { .. } => "update-failed",
            Self::UpdateFails { .. } => "update-fails",
            Self::WouldFail => "would-fail",
            Self::SeesNothing { .. } => "sees-nothing",
            Self::LeftBehind { .. } => "left-behind",
            Self::NoLinger { .. } => "no-linger",
        }
    }
}
