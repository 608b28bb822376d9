//! `--record`: tells GitHub which digest was proved to run on which host.

use super::look::Looker;
use crate::host;
use prodproof_live::github::{self, Recorded};
use prodproof_live::link::{LinkPart, Standing};
use prodproof_rules::live::Look;
use prodproof_rules::words::Worded;

/// One record for each host of which everything is proved. Says what it did, or why not.
pub fn record(looker: &Looker<'_>, look: &Look) -> anyhow::Result<()> {
    let Some(forge) = &looker.asker.forge else { return Ok(()) };
    let mut count = 0;
    for link in look.links.iter().filter(|link| link.part == LinkPart::Host && link.standing == Standing::Yes) {
        let Some(unit) = looker.plan.units.iter().find(|unit| link.unit.as_deref() == Some(&unit.path)) else {
            continue;
        };
        let reference = unit.reference.as_ref();
        let registry = look
            .links
            .iter()
            .find(|one| one.part == LinkPart::Registry && reference.is_some_and(|own| own.to_string() == one.subject));
        let proved = registry.filter(|one| one.standing == Standing::Yes);
        let (Some(reference), Some(_), Some(sha)) = (reference, proved, &look.expected) else {
            host::note(&format!(
                "not recorded: {} on {}: the registry does not have the same",
                unit.service, link.subject
            ));
            continue;
        };
        let Some(digest) = looker.digest(reference) else { continue };
        let one = Recorded {
            name: reference.name(),
            digest,
            version: sha.clone(),
            environment: unit.environment.clone().unwrap_or_else(|| "production".into()),
            cluster: link.subject.clone(),
            deployment: unit.service.clone(),
        };
        match Recorded::read(&looker.asker.ask(&github::record(forge, &one))) {
            Ok(()) => {
                count += 1;
                host::note(&format!("recorded: {} {} on {}", one.name, one.digest, one.cluster));
            }
            Err(trouble) => host::note(&format!("not recorded: {} on {}: {}", one.name, one.cluster, trouble.told())),
        }
    }
    if count == 0 {
        host::note("nothing was recorded: no host was proved");
    }
    Ok(())
}
