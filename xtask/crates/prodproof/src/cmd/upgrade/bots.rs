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
    if let Some(there) = snippet.others.iter().find(|path| host.root.join(path).exists()) {
        bail!("{there} is there already and was left alone; what belongs into it: --bot {bot} without --write");
    }
    crate::host::write_all(&host.root, &[(snippet.path.to_string(), snippet.text)].into())?;
    crate::cmd::say(&format!("create  {}\n", snippet.path)).map(|()| 0)
}
