//! What a registry has under a promised reference: this merge's image, an older one, or
//! somebody else's.

mod fact;

pub use fact::ImageFact;

use super::{short, Kin, LinkFact, Said, Standing};
use crate::github::Attestation;
use crate::moment::Moment;
use crate::registry::{Origin, Platform, RegistryImage, TagHistory, Unexplained};
use crate::trouble::{Trouble, TroubleKind};
use prodproof_syntax::commit::is_id;

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
    pub image: &'a Result<RegistryImage, Trouble>,
    /// What signed attestations say, which outweighs labels; `None` where nobody was asked.
    pub attestation: Option<&'a Result<Attestation, Trouble>>,
    /// The workflows here attest what they build.
    pub attests: bool,
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
    /// When the tag moved, where the registry tells.
    pub history: Option<&'a Result<TagHistory, Trouble>>,
    /// Movements that no run of ours explains.
    pub unexplained: Option<Unexplained>,
}

/// How far the clocks of a runner and of the forge may be apart.
const SLACK: i64 = 300;

/// Who says where an image comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Proof {
    /// A certificate that the run got.
    Signature,
    /// A label that anybody can write.
    Label,
}

pub fn judge_image(question: &ImageQuestion<'_>) -> Vec<LinkFact> {
    let mut facts = match question.image {
        Ok(image) => match question.attestation {
            Some(Ok(Attestation::Says(all))) => {
                let origins = all.iter().map(|one| Origin {
                    revision: Some(one.commit.clone()),
                    source: one.source.clone(),
                    ..Origin::default()
                });
                // Several builds came to it: it is of each of their commits.
                let best = origins
                    .map(|origin| question.origin(&origin, Proof::Signature))
                    .min_by_key(|(standing, _)| *standing);
                best.into_iter().chain([(Standing::Yes, ImageFact::Attested)]).collect()
            }
            other => question.by_labels(&image.platforms, other),
        },
        Err(Trouble { kind: TroubleKind::NotFound, .. }) => vec![(question.late(), ImageFact::Missing)],
        Err(trouble) => return vec![LinkFact::no_answer(trouble.clone())],
    };
    match question.history {
        Some(Ok(history)) if !history.movements.is_empty() => {
            facts.push((Standing::Yes, ImageFact::Moved(history.clone())));
        }
        Some(Err(why)) => facts.push((Standing::Yes, ImageFact::HistoryUnknown { why: why.clone() })),
        _ => {}
    }
    // No proof by itself: somebody may have pushed by hand what a run had built.
    facts.extend(question.unexplained.clone().map(|one| (Standing::Yes, ImageFact::Unexplained(one))));
    facts.into_iter().map(|(standing, fact)| LinkFact { standing, said: Said::Image(fact) }).collect()
}

impl ImageQuestion<'_> {
    /// What the platforms say of themselves, and why no attestation says it.
    fn by_labels(
        &self,
        platforms: &[Platform],
        attestation: Option<&Result<Attestation, Trouble>>,
    ) -> Vec<(Standing, ImageFact)> {
        let mut facts = Vec::new();
        for platform in platforms {
            let fact = self.origin(&platform.origin, Proof::Label);
            if !facts.contains(&fact) {
                facts.push(fact);
            }
        }
        let mut told: Vec<&Option<String>> = platforms.iter().map(|one| &one.origin.revision).collect();
        told.dedup();
        if told.len() > 1 {
            let shown = |one: &Platform| {
                let revision = one.origin.revision.as_deref().map_or("none", short);
                (one.name.clone(), revision.to_string())
            };
            // What each is of is told there.
            facts.retain(|(standing, _)| *standing != Standing::Yes);
            facts.insert(0, (self.late(), ImageFact::Uneven { platforms: platforms.iter().map(shown).collect() }));
        }
        if platforms.is_empty() {
            facts.push((Standing::Unknown, ImageFact::Unlabelled { told: None }));
        }
        match attestation {
            Some(Ok(Attestation::Unverified(words))) => {
                facts.push((Standing::Unknown, ImageFact::Unverified { words: words.clone() }));
            }
            Some(Ok(Attestation::None)) if self.attests => facts.push((Standing::Yes, ImageFact::Unattested)),
            Some(Err(why)) => {
                let fact = ImageFact::AttestationUnknown { why: why.clone(), awaited: self.attests };
                facts.push((Standing::Yes, fact));
            }
            _ => {}
        }
        facts
    }

    /// What is not there: on its way, or not.
    fn late(&self) -> Standing {
        if self.run_goes_on {
            Standing::Behind
        } else {
            Standing::No
        }
    }

    fn origin(&self, origin: &Origin, by: Proof) -> (Standing, ImageFact) {
        let built = origin.created;
        let repository = origin.repository();
        let is_own = repository.as_deref().map(|name| (self.own)(name));
        let revision = origin.revision.clone();
        let commit = revision.as_deref().filter(|text| is_id(text));
        let kin = commit.map(|sha| (sha.to_string(), (self.kin)(sha)));
        // A commit of this repository is this repository's, whatever a label says: it may have
        // been renamed, and a fork has the same commits. A certificate knows where it was built.
        let built_elsewhere = by == Proof::Signature && is_own == Some(Some(false));
        if let Some((revision, kin)) = kin.as_ref().filter(|_| !built_elsewhere) {
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
            return match (self.provenance, by) {
                (Provenance::Labelled, _) | (_, Proof::Signature) => {
                    (Standing::No, ImageFact::Foreign { repository, revision, built })
                }
                (Provenance::MaybeInherited, Proof::Label) => match self.older(origin) {
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
