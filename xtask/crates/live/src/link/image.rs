//! What a registry has under a promised reference: this merge's image, an older one, or
//! somebody else's.

use super::{commits, short, told, Fact, Kin, Said, Standing, Told};
use crate::github::Attested;
use crate::moment::Moment;
use crate::registry::{Image, Origin, Unexplained};
use crate::trouble::{Kind, Trouble};

/// Whose commits the labels of an image are, as far as the repository tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provenance {
    /// The workflows here set the labels: what names another repository was built there.
    Labelled,
    /// They do not, or it is not known: labels may be those of the base image.
    MaybeInherited,
}

#[derive(Clone)]
pub struct ImageQuestion<'a> {
    pub image: &'a Result<Image, Trouble>,
    /// What a signed attestation says; it outweighs labels.
    pub attested: Option<&'a Attested>,
    pub provenance: Provenance,
    /// A merge builds the image anew, so that one from before the merge is not it. Not where
    /// it only gives an image that was built before another tag.
    pub builds: bool,
    /// How a commit lies to the expected one.
    pub kin: &'a dyn Fn(&str) -> Kin,
    /// Whether a name of a repository is one of this repository's; `None` where it is not
    /// known.
    pub own: &'a dyn Fn(&str) -> Option<bool>,
    /// When the run for the merge began, or else when it was committed.
    pub not_before: Option<Moment>,
    /// The run is not over: what is not there may yet come.
    pub run_goes_on: bool,
    /// When the tag last moved, where the registry says.
    pub moved: Option<Moment>,
    /// Movements of the tag that no run of ours explains.
    pub unexplained: Option<Unexplained>,
}

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
    Moved {
        at: Moment,
    },
    /// The tag was set while none of our runs went on.
    Unexplained(Unexplained),
}

/// How far the clocks of a runner and of the forge may be apart.
const SLACK: i64 = 300;

pub fn judge_image(question: &ImageQuestion<'_>) -> Vec<Fact> {
    let image = match question.image {
        Ok(image) => image,
        Err(Trouble { kind: Kind::NotFound, .. }) => {
            return vec![Fact { standing: question.late(), said: Said::Image(ImageFact::Missing) }];
        }
        Err(trouble) => return vec![Fact::no_answer(trouble.clone())],
    };
    let mut facts = Vec::new();
    if let Some(attested) = question.attested {
        let origin =
            Origin { revision: Some(attested.commit.clone()), source: attested.source.clone(), ..Origin::default() };
        facts.push(question.origin(&origin, true));
        facts.push((Standing::Yes, ImageFact::Attested));
    } else {
        for platform in &image.platforms {
            let fact = question.origin(&platform.origin, false);
            if !facts.contains(&fact) {
                facts.push(fact);
            }
        }
        let mut told: Vec<&Option<String>> = image.platforms.iter().map(|one| &one.origin.revision).collect();
        told.dedup();
        if told.len() > 1 {
            let shown = |one: &crate::registry::Platform| {
                let revision = one.origin.revision.as_deref().map_or("none", short);
                (one.name.clone(), revision.to_string())
            };
            // What each is of is told there.
            facts.retain(|(standing, _)| *standing != Standing::Yes);
            let platforms = image.platforms.iter().map(shown).collect();
            facts.insert(0, (question.late(), ImageFact::Uneven { platforms }));
        }
        if image.platforms.is_empty() {
            facts.push((Standing::Unknown, ImageFact::Unlabelled { told: None }));
        }
    }
    let is_right = facts.iter().all(|(standing, _)| *standing == Standing::Yes);
    if let Some(at) = question.moved.filter(|_| !is_right) {
        facts.push((Standing::Yes, ImageFact::Moved { at }));
    }
    // No proof by itself: somebody may have pushed by hand what a run had built.
    facts.extend(question.unexplained.clone().map(|one| (Standing::Yes, ImageFact::Unexplained(one))));
    facts.into_iter().map(|(standing, fact)| Fact { standing, said: Said::Image(fact) }).collect()
}

impl ImageQuestion<'_> {
    /// What is not there: on its way, or not.
    fn late(&self) -> Standing {
        if self.run_goes_on {
            Standing::Behind
        } else {
            Standing::No
        }
    }

    fn origin(&self, origin: &Origin, signed: bool) -> (Standing, ImageFact) {
        let built = origin.created;
        let repository = origin.repository();
        let is_own = repository.as_deref().map(|name| (self.own)(name));
        let revision = origin.revision.clone();
        let commit = revision.as_deref().map(told);
        let kin = match commit {
            Some(Told::Commit(sha)) => Some((sha.to_string(), (self.kin)(sha))),
            _ => None,
        };
        // A commit of this repository is this repository's, whatever the source says: it may
        // have been renamed, and a fork has the same commits.
        if let Some((revision, kin)) = &kin {
            let revision = revision.clone();
            match kin {
                Kin::Same => return (Standing::Yes, ImageFact::Carries { revision }),
                Kin::SameFiles => return (Standing::Yes, ImageFact::SameFiles { revision }),
                Kin::Ahead(count) => return (Standing::Yes, ImageFact::Ahead { revision, count: *count }),
                Kin::Behind(count) if is_own != Some(Some(false)) => {
                    return (self.late(), ImageFact::Behind { revision, count: *count, built });
                }
                Kin::Diverged if is_own != Some(Some(false)) => {
                    return (self.late(), ImageFact::OtherBranch { revision, built });
                }
                Kin::Unknown(why) if is_own != Some(Some(false)) => {
                    return (Standing::Unknown, ImageFact::Unplaced { revision, why: why.clone() });
                }
                _ => {}
            }
        }
        let elsewhere = is_own == Some(Some(false));
        let absent = matches!(kin, Some((_, Kin::Absent)));
        if elsewhere || absent {
            // Of two that disagree the source may be a mere default of somebody's template.
            let repository = repository.filter(|_| elsewhere);
            return match (self.provenance, signed) {
                (Provenance::Labelled, _) | (_, true) => {
                    (Standing::No, ImageFact::Foreign { repository, revision, built })
                }
                (Provenance::MaybeInherited, false) => match self.older(origin) {
                    Some(built) => (self.late(), ImageFact::Older { built }),
                    None => (Standing::Unknown, ImageFact::MaybeForeign { repository, revision }),
                },
            };
        }
        match self.older(origin) {
            Some(built) => (self.late(), ImageFact::Older { built }),
            None => (Standing::Unknown, ImageFact::Unlabelled { told: revision }),
        }
    }

    fn older(&self, origin: &Origin) -> Option<Moment> {
        let (built, not_before) = (origin.created?, self.not_before?);
        (self.builds && built.plus(SLACK) < not_before).then_some(built)
    }
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
            Self::Moved { .. } => "moved",
            Self::Unexplained(_) => "unexplained",
        }
    }

    pub(super) fn words(&self, now: Moment) -> String {
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
            Self::Moved { at } => format!("the tag was last set {}", at.said_at(now)),
            Self::Unexplained(Unexplained { count, last, weekly }) => {
                let times = if *count == 1 { "once".to_string() } else { format!("{count} times") };
                let rhythm = if *weekly { ", every week at that hour" } else { "" };
                format!("the tag was set {times} without a run of ours, last {}{rhythm}", last.said_at(now))
            }
        }
    }

    pub(super) fn help(&self) -> &'static str {
        match self {
            Self::Missing => "find out why the run pushed nothing; a step may have been skipped",
            Self::Foreign { .. } => "stop the other publisher: give each repository its own image name",
            Self::MaybeForeign { .. } | Self::Unlabelled { .. } => {
                "let the build set `org.opencontainers.image.revision` and `.source`"
            }
            Self::Behind { .. } | Self::Older { .. } | Self::OtherBranch { .. } => {
                "find out who set the tag since, or why the run did not push it"
            }
            Self::Uneven { .. } => "build all platforms of a merge, or push none",
            _ => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::Program;
    use crate::registry::Platform;

    const NOW: Moment = Moment(1_796_006_668);

    fn origin(revision: &str, source: &str, built_ago: i64) -> Origin {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_string());
        Origin { revision: some(revision), source: some(source), version: None, created: Some(NOW.plus(-built_ago)) }
    }

    fn image(origins: Vec<Origin>) -> Result<Image, Trouble> {
        let platforms = origins.into_iter().enumerate().map(|(at, origin)| Platform {
            name: ["linux/amd64", "linux/arm64"][at].into(),
            digest: format!("sha256:{at}"),
            origin,
        });
        Ok(Image { digest: "sha256:index".into(), platforms: platforms.collect() })
    }

    struct Given {
        provenance: Provenance,
        builds: bool,
        run_goes_on: bool,
        attested: Option<Attested>,
    }

    const GIVEN: Given = Given { provenance: Provenance::Labelled, builds: true, run_goes_on: false, attested: None };

    fn kin(sha: &str) -> Kin {
        match sha {
            "860c190" => Kin::Same,
            "1111111" => Kin::SameFiles,
            "2222222" => Kin::Ahead(2),
            "3333333" => Kin::Behind(14),
            "4444444" => Kin::Diverged,
            "5555555" => Kin::Unknown(Some(Trouble::new(Program::Gh, Kind::Missing))),
            _ => Kin::Absent,
        }
    }

    #[track_caller]
    fn says(image: &Result<Image, Trouble>, given: &Given, standing: Standing, words: &str) {
        let own = |name: &str| match name {
            "acme/widget" => Some(true),
            "acme/unseen" => None,
            _ => Some(false),
        };
        let facts = judge_image(&ImageQuestion {
            image,
            attested: given.attested.as_ref(),
            provenance: given.provenance,
            builds: given.builds,
            kin: &kin,
            own: &own,
            not_before: Some(NOW.plus(-7200)),
            run_goes_on: given.run_goes_on,
            moved: None,
            unexplained: None,
        });
        let worst = facts.iter().rev().max_by_key(|fact| fact.standing).expect("a fact");
        assert_eq!((worst.standing, worst.words(NOW).as_str()), (standing, words));
    }

    const OWN: &str = "https://github.com/acme/widget";
    const OLD: &str = "https://github.com/acme/widget-old.git";

    #[test]
    fn what_an_image_says_of_itself() {
        let one = |revision: &str, source: &str| image(vec![origin(revision, source, 60)]);
        says(&one("860c190", OWN), &GIVEN, Standing::Yes, "is of 860c190");
        says(&one("860c190", ""), &GIVEN, Standing::Yes, "is of 860c190");
        says(&one("860c190", OLD), &GIVEN, Standing::Yes, "is of 860c190");
        says(&one("1111111", OWN), &GIVEN, Standing::Yes, "is of 1111111, which has the same files");
        says(&one("2222222", OWN), &GIVEN, Standing::Yes, "is of 2222222, 2 commits further");
        says(&one("3333333", OWN), &GIVEN, Standing::No, "is of 3333333, 14 commits behind, built 02:43 UTC");
        says(&one("4444444", OWN), &GIVEN, Standing::No, "is of 4444444, which is on another branch, built 02:43 UTC");
        says(
            &one("5555555", OWN),
            &GIVEN,
            Standing::Unknown,
            "is of 5555555; where that lies is not known: gh is not on PATH",
        );
        says(&one("main", OWN), &GIVEN, Standing::Unknown, "says `main` where its commit is to stand");
        says(&one("", OWN), &GIVEN, Standing::Unknown, "does not say of which commit it is");
        says(&one("", ""), &GIVEN, Standing::Unknown, "does not say of which commit it is");
    }

    #[test]
    fn somebody_else_s_image() {
        let one = |revision: &str, source: &str| image(vec![origin(revision, source, 60)]);
        let words = "is of acme/widget-old at abcdef1, built 02:43 UTC: somebody else publishes this tag";
        says(&one("abcdef1", OLD), &GIVEN, Standing::No, words);
        // Siblings share a history: the commit may be an old one of ours.
        let words = "is of acme/widget-old at 3333333, built 02:43 UTC: somebody else publishes this tag";
        says(&one("3333333", OLD), &GIVEN, Standing::No, words);
        let words =
            "is of abcdef1, which this repository does not have, built 02:43 UTC: somebody else publishes this tag";
        says(&one("abcdef1", ""), &GIVEN, Standing::No, words);
        says(&one("abcdef1", "https://github.com/acme/unseen"), &GIVEN, Standing::No, words);
        let inherited = Given { provenance: Provenance::MaybeInherited, ..GIVEN };
        let words = "says that it is of acme/base at abcdef1, which may be what its base image says";
        says(&one("abcdef1", "https://github.com/acme/base"), &inherited, Standing::Unknown, words);
        let words = "says abcdef1, which this repository does not have, and which may be what its base image says";
        says(&one("abcdef1", ""), &inherited, Standing::Unknown, words);
    }

    #[test]
    fn an_image_from_before_the_merge_is_not_it() {
        let old = image(vec![origin("", "", 40_000)]);
        says(
            &old,
            &GIVEN,
            Standing::No,
            "does not say of which commit it is, but was built 15:37 UTC, before the merge",
        );
        let promoted = Given { builds: false, ..GIVEN };
        says(&old, &promoted, Standing::Unknown, "does not say of which commit it is");
        let epoch = image(vec![Origin::default()]);
        says(&epoch, &GIVEN, Standing::Unknown, "does not say of which commit it is");
    }

    #[test]
    fn what_is_missing_may_yet_come() {
        let missing = Err(Trouble::new(Program::Skopeo, Kind::NotFound));
        says(&missing, &GIVEN, Standing::No, "there is no such tag");
        let running = Given { run_goes_on: true, ..GIVEN };
        says(&missing, &running, Standing::Behind, "there is no such tag");
        let behind = image(vec![origin("3333333", OWN, 60)]);
        says(&behind, &running, Standing::Behind, "is of 3333333, 14 commits behind, built 02:43 UTC");
        let down = Err(Trouble::new(Program::Skopeo, Kind::Unreachable("connection refused".into())));
        says(&down, &GIVEN, Standing::Unknown, "nobody answers: connection refused");
    }

    #[test]
    fn platforms_that_differ() {
        let two = image(vec![origin("860c190", OWN, 60), origin("3333333", OWN, 60)]);
        says(&two, &GIVEN, Standing::No, "has platforms that differ: linux/amd64 860c190, linux/arm64 3333333");
    }

    #[test]
    fn an_attestation_outweighs_labels() {
        let attested = Attested { commit: "3333333".into(), source: Some(OWN.into()) };
        let given = Given { attested: Some(attested), ..GIVEN };
        let lies = image(vec![origin("860c190", OWN, 60)]);
        says(&lies, &given, Standing::No, "is of 3333333, 14 commits behind");
    }
}
