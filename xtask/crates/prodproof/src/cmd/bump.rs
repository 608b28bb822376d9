//! `bump`: the constitution's next version, written in place.

use std::collections::BTreeMap;

use anyhow::bail;

use super::verify::{constitution, understand, whole};
use crate::cli;
use crate::host::{self, Host, SnapshotSource};
use prodproof_constitution::amendment::Level;
use prodproof_constitution::bump::{self, BumpTarget};
use prodproof_rules::fix;
use prodproof_rules::words::Worded;
use prodproof_syntax::snapshot::Base;

pub fn run(asked: &cli::Bump) -> anyhow::Result<u8> {
    let mut host = Host::find(&asked.dir)?.naming(asked.constitution.as_deref())?;
    if asked.fetch {
        host.may_fetch();
    }
    let repo = whole(understand(&host, &SnapshotSource::WorkTree, asked.base.as_deref())?)?;
    let tool = &repo.snapshot.facts.tool;
    let constitution = constitution(&repo)?;
    let Some(demand) = &constitution.demand else {
        let Base::Missing { why, help } = &repo.snapshot.facts.base else { bail!("the base cannot be read") };
        bail!("{why}; {help}");
    };
    if let Some(held) = demand.held.first() {
        bail!("{} is not bumped: {}; `{tool} verify` shows where", constitution.path, held.told());
    }
    let level = asked.level.as_deref().and_then(Level::parse);
    let lower = level.filter(|level| *level < demand.amendment.level);
    if let (Some(level), None) = (lower, &asked.reason) {
        bail!(
            "the amendment demands {}, and {} was asked for:\n  {}\nSay why with --reason, which is recorded in the sync report",
            demand.amendment.level.as_str(),
            level.as_str(),
            demand.amendment.summary()
        );
    }
    let date = asked.date.unwrap_or(repo.snapshot.facts.today);
    let plan = match level {
        None => bump::plan_for(&constitution.text, demand, date),
        Some(level) => {
            // Against the base, not against what the file says by now: again is no change.
            let base = demand.base.as_ref().or(demand.stated.as_ref());
            let version = bump::next(base, level);
            if demand.stated.as_ref().is_some_and(|stated| *stated >= version && demand.base.is_some()) {
                bump::plan_for(&constitution.text, demand, date)
            } else {
                let stated = lower.and_then(|level| Some((level, asked.reason.as_deref()?)));
                let target = BumpTarget {
                    base: demand.base.as_ref(),
                    base_ratified: demand.base_ratified,
                    base_amended: demand.base_amended,
                    version,
                    date,
                    amendment: &demand.amendment,
                    stated,
                };
                bump::plan(&constitution.text, &target)
            }
        }
    };
    let path = &constitution.path;
    if plan.is_empty() {
        let version = plan.new;
        host::note(&format!("{path} states {version}; nothing to bump"));
        return Ok(0);
    }
    let new = plan.apply(&constitution.text);
    if asked.dry_run {
        super::say(&fix::diff(path, Some(&constitution.text), Some(&new)))?;
        return Ok(0);
    }
    host.write(&BTreeMap::from([(path.clone(), new)]), Some(&repo.snapshot))?;
    let old = plan.old.map_or_else(|| "no version".to_string(), |old| old.to_string());
    host::note(&format!("bumped {path} {old} -> {} ({})", plan.new, demand.amendment.summary()));
    Ok(0)
}
