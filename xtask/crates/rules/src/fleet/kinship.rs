//! Who is who: whether two members of a fleet are one repository, decided by history and
//! by what GitHub lists, not by name alone. Must not know what they publish.

use std::fmt;

use prodproof_syntax::answer::Answer;

use super::join::Member;

/// How two members are related.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kinship {
    /// The same remote, and no proof of another history.
    SecondClone,
    /// The same history, one head in the other, on another host or without a remote.
    Mirror,
    /// One head is in the other's history, and the listing has only one of the names:
    /// renamed or transferred.
    OldName,
    /// One head is in the other's history, and both names exist.
    Copy,
    /// One head is in the other's history, under two names of which nobody says whether
    /// both exist.
    OldNameOrCopy,
    /// A shared root commit, then different commits; or the listing says so.
    Fork,
    /// One name, two histories without a common root.
    Recreated,
    /// As `Recreated`, and the one history lives on under another name.
    NameReused,
    /// No common root, and the same name under different owners.
    Namesake,
    /// Both names exist; the histories could not be compared.
    Distinct,
    Unrelated,
    /// The histories could not be compared: shallow clones, or no commits.
    Unknown,
}

impl Kinship {
    /// Whether both are one repository, so that they count as one publisher.
    pub fn same_repository(self) -> Answer {
        match self {
            Self::SecondClone | Self::Mirror | Self::OldName => Answer::Yes,
            Self::Copy | Self::Fork | Self::Namesake | Self::Distinct | Self::Unrelated => Answer::No,
            // One URL can be only one repository at a time; which of the two is not told.
            Self::Recreated | Self::NameReused | Self::OldNameOrCopy | Self::Unknown => Answer::Unknown,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::SecondClone => "second-clone",
            Self::Mirror => "mirror",
            Self::OldName => "renamed",
            Self::Copy => "copy",
            Self::OldNameOrCopy => "renamed-or-copy",
            Self::Fork => "fork",
            Self::Recreated => "re-created",
            Self::NameReused => "name-reused",
            Self::Namesake => "namesake",
            Self::Distinct => "distinct",
            Self::Unrelated => "unrelated",
            Self::Unknown => "unknown",
        }
    }
}

impl fmt::Display for Kinship {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How `a` and `b` are related, as far as the two tell. Symmetric. `NameReused` needs a
/// third member and is found by the join.
pub fn kinship(a: &Member, b: &Member) -> Kinship {
    let (ours, theirs) = (&a.claims.identity, &b.claims.identity);
    let share = ours.history.shares_root(&theirs.history);
    let both_exist = a.exists == Answer::Yes && b.exists == Answer::Yes;
    let hosts = match (&ours.remote, &theirs.remote) {
        (Some(one), Some(other)) if one == other => {
            return if share == Answer::No { Kinship::Recreated } else { Kinship::SecondClone };
        }
        (Some(one), Some(other)) => Some((host(one), host(other))),
        _ => None,
    };
    if a.is_fork_of(b) || b.is_fork_of(a) {
        return Kinship::Fork;
    }
    match share {
        Answer::No if short_name(&ours.name) == short_name(&theirs.name) => return Kinship::Namesake,
        Answer::No => return Kinship::Unrelated,
        Answer::Unknown if both_exist => return Kinship::Distinct,
        Answer::Unknown => return Kinship::Unknown,
        Answer::Yes => {}
    }
    let a_in_b = theirs.history.contains_head_of(&ours.history);
    let b_in_a = ours.history.contains_head_of(&theirs.history);
    match a_in_b.or(b_in_a) {
        Answer::Yes => {}
        Answer::No => return Kinship::Fork,
        Answer::Unknown if both_exist => return Kinship::Distinct,
        Answer::Unknown => return Kinship::Unknown,
    }
    if hosts.is_none_or(|(one, other)| one != other) {
        return Kinship::Mirror;
    }
    if both_exist {
        return Kinship::Copy;
    }
    let gone = |old: &Member, new: &Member| old.exists == Answer::No && new.exists == Answer::Yes;
    let renamed = (a_in_b == Answer::Yes && gone(a, b)) || (b_in_a == Answer::Yes && gone(b, a));
    if renamed {
        Kinship::OldName
    } else {
        Kinship::OldNameOrCopy
    }
}

fn host(remote: &str) -> &str {
    remote.split('/').next().unwrap_or_default()
}

fn short_name(name: &str) -> String {
    name.rsplit('/').next().unwrap_or_default().to_ascii_lowercase()
}
