//! `live`: asks forge, registry, host and site whether what was merged is running, and says
//! where the chain breaks.

pub mod asker;
mod dry_run;
mod look;
mod merge;
mod record;
mod wait;

use std::path::Path;

use anyhow::bail;

use super::verify::{glance, style, whole};
use crate::cli;
use crate::host::{self, Harmless, Host, Medium, SnapshotSource};
use asker::Asker;
use look::Looker;
use prodproof_live::github::ForgeRepository;
use prodproof_live::host::probe;
use prodproof_live::moment::Moment;
use prodproof_rules::live::Plan;
use prodproof_rules::report::live as report;
use prodproof_rules::rules::live::{conclude, Concluded};

/// The exit code is [`Concluded::exit_code`]. An error is "could not do it".
pub fn run(asked: &cli::Live) -> anyhow::Result<u8> {
    if asked.print_probe {
        super::say(&probe::installed())?;
        return Ok(0);
    }
    let host = Host::find(&asked.dir)?;
    let repo = whole(glance(&host, &SnapshotSource::WorkTree)?)?;
    let plan = Plan::of(&repo, asked.environment.as_deref()).map_err(anyhow::Error::msg)?;
    let repository = repo.snapshot.facts.repository.as_deref();
    let forge = match (host.github()?, repository) {
        (Some(host), Some(repository)) => ForgeRepository::new(&host, repository),
        _ => None,
    };
    if asked.dry_run {
        super::say(&dry_run::calls(forge.as_ref(), &plan, asked))?;
        return Ok(0);
    }
    if asked.record && forge.is_none() {
        bail!("--record tells GitHub, and no remote of this repository is there");
    }
    let looker = Looker {
        asker: Asker::new(&host, forge),
        plan: &plan,
        repo: &repo,
        sha: asked.sha.as_deref(),
        only: &asked.only,
        digests: Default::default(),
    };
    let look = || Ok(conclude(&repo, &plan, looker.look(Moment::unix(host::now()))?));
    let seen = match asked.wait {
        Some(wait) => wait::wait(wait, look)?,
        None => look()?,
    };
    print(&seen, &repo, asked)?;
    if asked.record {
        record::record(&looker, &seen.look)?;
    }
    Ok(seen.exit_code(asked.least))
}

fn print(seen: &Concluded, repo: &prodproof_rules::repo::Repo, asked: &cli::Live) -> anyhow::Result<()> {
    let (medium, text) = match asked.format.as_str() {
        "json" => (Medium::Json, report::json::json(seen, &repo.snapshot, seen.exit_code(asked.least))),
        "markdown" => (Medium::Text, report::markdown::markdown(seen)),
        "github" => {
            if let Some(path) = host::env("GITHUB_STEP_SUMMARY") {
                host::append(Path::new(&path), &Harmless::new(Medium::Text, &report::markdown::markdown(seen)))?;
            }
            (Medium::Commands, report::github::github(seen, &repo.snapshot))
        }
        _ => (Medium::Coloured, report::human::human(seen, style(asked.color), super::charset())),
    };
    super::say_as(medium, &text)
}
