//! Of which commit the containers are that run in a unit's name.

use super::{Facts, HostFact, HostQuestion, Published};
use crate::host::{HostContainer, HostUnit, Manager};
use crate::link::{Kin, Standing};
use crate::registry::RegistryImage;
use prodproof_syntax::commit::is_id;

impl HostQuestion<'_> {
    /// What the containers of the unit are of; the standing of the worst.
    pub(super) fn container(&self, scope: &HostUnit, way: Standing, facts: &mut Facts) -> Standing {
        let running: Vec<&HostContainer> =
            scope.containers.iter().filter(|one| one.status == "running" || self.is_job).collect();
        if running.is_empty() {
            let mine =
                scope.manager == Manager::User || self.host.root || scope.state.user.as_ref() == Some(&self.host.user);
            let (standing, fact) = match (scope.podman, mine) {
                (false, _) => (Standing::Unknown, HostFact::NoPodman),
                (true, false) => (
                    Standing::Unknown,
                    HostFact::Unseen { user: scope.state.user.clone().unwrap_or_else(|| "root".into()) },
                ),
                (true, true) if self.is_job => (Standing::Unknown, HostFact::NoContainer),
                (true, true) if scope.state.active == "active" => (Standing::Unknown, HostFact::NoContainer),
                (true, true) => (Standing::No, HostFact::NoContainer),
            };
            facts.say(standing, fact);
            return standing;
        }
        let mut worst = Standing::Yes;
        for one in running {
            let (standing, fact) = self.one(one, way);
            worst = worst.max(standing);
            facts.say(standing, fact);
        }
        worst
    }

    fn one(&self, one: &HostContainer, way: Standing) -> (Standing, HostFact) {
        let container = one.name.clone();
        let revision = one.labels.get("org.opencontainers.image.revision").map(|text| text.trim().to_string());
        let kin = revision.as_deref().filter(|text| is_id(text)).map(|sha| (self.kin)(sha));
        let since = one.started;
        let runs = |image: &RegistryImage| one.digests.iter().any(|digest| image.has(digest));
        let signed = self.registry.is_some_and(|one| one.signed && runs(one.image));
        let by_label = (&revision, kin.as_ref().filter(|_| !signed));
        if let (Some(revision), Some(kin @ (Kin::Same | Kin::SameFiles | Kin::Ahead(_)))) = by_label {
            return (Standing::Yes, HostFact::Runs { container, revision: revision.clone(), kin: kin.clone(), since });
        }
        // Not there: it comes, if the way is free and the registry has it.
        let later = match way {
            Standing::Yes | Standing::NotConfigured | Standing::Behind | Standing::Held => Standing::Behind,
            other => other,
        };
        match self.registry {
            Some(Published { image, standing, .. }) if runs(image) => {
                let is_merge = standing == Standing::Yes;
                // It follows the registry; what the registry lacks is told there.
                let standing = match standing {
                    Standing::No | Standing::Held => Standing::Behind,
                    other => other,
                };
                (standing, HostFact::RunsCurrent { container, since, is_merge })
            }
            Some(_) if !one.digests.is_empty() => (later, HostFact::RunsOther { container, revision, kin, since }),
            _ => match kin {
                // Whether the registry has what would come is not known.
                Some(Kin::Behind(_) | Kin::Diverged) => {
                    (later.max(Standing::Unknown), HostFact::RunsOther { container, revision, kin, since })
                }
                _ => (Standing::Unknown, HostFact::Unproven { container }),
            },
        }
    }
}
