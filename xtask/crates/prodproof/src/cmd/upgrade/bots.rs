//! What makes a bot raise the one pin and leave the crates behind it alone: they are locked
//! by the version that is pinned.

use anyhow::bail;

use crate::host::Host;
use prodproof_scaffold::bots;

/// Prints it, or writes it where there is nothing of the kind.
pub fn run(host: &Host, bot: &str, folder: &str, write: bool) -> anyhow::Result<u8> {
    let Some(snippet) = bots::snippet(bot, folder) else { bail!("--bot {bot}: dependabot or renovate") };
    if !write {
        return crate::cmd::say(&snippet.text).map(|()| 0);
    }
    for there in snippet.others {
        if host.has(there)? {
            bail!("{there} is there already and was left alone; what belongs into it: --bot {bot} without --write");
        }
    }
    host.bytes(snippet.path)?;
    host.write(&[(snippet.path.to_string(), snippet.text)].into(), None)?;
    crate::cmd::say(&format!("create  {}\n", snippet.path)).map(|()| 0)
}
