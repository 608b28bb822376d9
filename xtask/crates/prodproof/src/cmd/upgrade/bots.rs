//! What makes a bot raise the one pin and leave the crates behind it alone: they are locked
//! by the version that is pinned.

use anyhow::{bail, Context};

use crate::host::Host;
use prodproof_scaffold::bots;

pub fn print(bot: &str, folder: &str) -> anyhow::Result<u8> {
    crate::cmd::say(&snippet(bot, folder)?.text).map(|()| 0)
}

/// Writes it where there is nothing of the kind.
pub fn write(host: &Host, bot: &str, folder: &str) -> anyhow::Result<u8> {
    let snippet = snippet(bot, folder)?;
    for there in snippet.others {
        if host.has(there)? {
            bail!("{there} is there already and was left alone; what belongs into it: --bot {bot} without --write");
        }
    }
    host.bytes(snippet.path)?;
    host.write(&[(snippet.path.to_string(), snippet.text)].into(), None)?;
    crate::cmd::say(&format!("create  {}\n", snippet.path)).map(|()| 0)
}

fn snippet(bot: &str, folder: &str) -> anyhow::Result<bots::Snippet> {
    bots::snippet(bot, folder).with_context(|| format!("--bot {bot}: dependabot or renovate"))
}
