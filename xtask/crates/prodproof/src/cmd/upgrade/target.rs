//! Which version is meant: the newest release, the one that was asked for, or the one that
//! runs. Must not build or write anything.

use anyhow::{bail, Context};

use super::Crate;
use crate::cli;
use crate::cmd::drop_in;
use crate::host::source::{self, Home};
use crate::host::{self};
use prodproof_scaffold::source::{newest, resolve, version, Channel, Pin, Source};

pub enum UpgradeTarget {
    /// The version that runs is the one: only files follow.
    Itself,
    Other(Source),
}

pub fn find(own: &Crate<'_>, asked: &cli::Upgrade) -> anyhow::Result<UpgradeTarget> {
    let home = Home::find(&own.host.root);
    let running = home.source();
    let url = asked.source.clone().or_else(|| own.standing.source.as_ref().map(|source| source.url.clone()));
    let url = url.or_else(|| running.as_ref().map(|source| source.url.clone()));
    let is_running = |name: &str| {
        running.as_ref().is_some_and(|source| match &source.pin {
            Pin::Tag(own) | Pin::Rev(own) => own == name && asked.source.as_ref().is_none_or(|url| *url == source.url),
        })
    };
    if let Some(to) = &asked.to {
        if is_running(to) {
            return Ok(UpgradeTarget::Itself);
        }
        let url = url.context("it is not known where the library is from: say it with --source URL")?;
        let listing = source::references(&url, drop_in::ANSWER)
            .map_err(|why| anyhow::anyhow!("git cannot read {url}: {why}; nothing was written"))?;
        let Some((pin, commit)) = resolve(&listing, Some(to), "") else {
            bail!("{url} has no tag, branch or named commit `{to}`; nothing was written");
        };
        return Ok(UpgradeTarget::Other(Source { url, pin, commit }));
    }
    let version_here = drop_in::version()?;
    let pinned = own.standing.source.as_ref().and_then(|source| match &source.pin {
        Pin::Tag(tag) => version(tag),
        Pin::Rev(_) => None,
    });
    let listing = match &url {
        Some(url) => source::references(url, drop_in::ANSWER).map_err(|why| format!("git cannot read {url}: {why}")),
        None => Err("it is not known where the library is from; --source URL says it".to_string()),
    };
    let channel = if version_here.pre.is_empty() { Channel::Releases } else { Channel::PreReleases };
    let released = match (&listing, &url) {
        (Ok(listing), Some(url)) => newest(listing, channel).map(|(tag, commit)| (url.clone(), tag, commit)),
        _ => None,
    };
    if let Some((url, tag, commit)) = released {
        if version(&tag).is_some_and(|newest| newest > version_here && pinned.as_ref().is_none_or(|old| newest >= *old))
        {
            return Ok(UpgradeTarget::Other(Source { url, pin: Pin::Tag(tag), commit }));
        }
    }
    if let Some(newer) = pinned.filter(|pinned| *pinned > version_here) {
        bail!("v{newer} is pinned here, and this is v{version_here}: run `cargo {} upgrade` there", own.command);
    }
    match listing {
        Err(why) if asked.check => bail!(why),
        Err(why) => host::note(&format!("warning: {why}; v{version_here}, which runs, is taken for the newest")),
        Ok(_) => {}
    }
    Ok(UpgradeTarget::Itself)
}

/// `--check`: 1 where something newer is there, or files are an older version's.
pub fn check(own: &Crate<'_>, target: &UpgradeTarget) -> anyhow::Result<u8> {
    let (command, record) = (&own.command, &own.standing.record);
    let here = drop_in::version()?;
    let (words, code) = match target {
        UpgradeTarget::Other(source) => (format!("{source} is there, and v{here} runs: cargo {command} upgrade"), 1),
        UpgradeTarget::Itself if record.version < here => (
            format!(
                "v{here} is the newest, and the generated files are those of v{}: cargo {command} upgrade",
                record.version
            ),
            1,
        ),
        UpgradeTarget::Itself => (format!("v{here} is the newest"), 0),
    };
    crate::cmd::tell(&(words + "\n"))?;
    Ok(code)
}
