//! The plain hook as `hook install` writes it, and what of a hook that is there it wrote: the
//! rest is somebody's, and stays. Must not know managers.

use prodproof_scaffold::blob;

use super::{command, HookFacts, ARGUMENTS};

const SHELL: &str = "#!/bin/sh\n";
/// The first line of ours begins so, the alias follows, and then [`MARK`].
const HEAD: &str = "# Written by `cargo ";
const MARK: &str = " hook install`; `";
/// The last line of ours: what stands between it and the first one is known by its id, in
/// whatever version. Older versions wrote none.
const END: &str = "# End of what `hook install` wrote; lines of your own go above all of it (";

/// Whose a hook is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrittenHook<'a> {
    /// The lines of some version of ours, as it wrote them; what stands around them is not ours.
    Ours {
        before: &'a str,
        after: &'a str,
    },
    /// Ours, and somebody has changed lines in the midst of it.
    Changed,
    Others,
}

impl<'a> WrittenHook<'a> {
    pub fn of(hook: &'a str) -> Self {
        let Some((start, alias)) = head(hook) else { return Self::Others };
        let (before, ours) = hook.split_at(start);
        if let Some((lines, id, after)) = ended(ours) {
            // No shell runs lines that end as on Windows, whoever wrote them.
            return if id == self::id(lines) && !hook.contains('\r') {
                Self::Ours { before, after }
            } else {
                Self::Changed
            };
        }
        let folder = ours.lines().find_map(|line| line.strip_prefix("crate="));
        match ours.strip_prefix(lines(alias, folder).as_str()) {
            Some(after) => Self::Ours { before, after },
            None => Self::Changed,
        }
    }

    /// The same hook as this version writes it; `None` where it is not ours to write.
    pub fn renewed(self, facts: &HookFacts) -> Option<String> {
        match self {
            Self::Ours { before, after } => Some(format!("{before}{}{after}", block(facts))),
            Self::Changed | Self::Others => None,
        }
    }

    /// What is left where ours is taken out; nothing where it was all.
    pub fn rest(self) -> Option<String> {
        let Self::Ours { before, after } = self else { return None };
        let rest = format!("{before}{after}");
        let is_somebodys = |line: &str| !line.trim().is_empty() && !line.starts_with("#!");
        rest.lines().any(is_somebodys).then_some(rest)
    }
}

/// The plain hook, in POSIX sh. git runs it in the top folder.
pub fn script(facts: &HookFacts) -> String {
    format!("{SHELL}{}", block(facts))
}

fn block(facts: &HookFacts) -> String {
    let lines = lines(&facts.alias, facts.launcher.as_deref());
    format!("{lines}{END}{})\n", id(&lines))
}

fn id(lines: &str) -> String {
    blob::id(lines).chars().take(16).collect()
}

/// The first line of which `of` makes something: where it starts and ends, and that.
fn line<'a, T>(text: &'a str, of: impl Fn(&'a str) -> Option<T>) -> Option<(usize, usize, T)> {
    let mut start = 0;
    text.split_inclusive('\n').find_map(|line| {
        let end = start + line.len();
        let found = of(line).map(|found| (start, end, found));
        start = end;
        found
    })
}

/// Where our first line stands, and the alias that it names.
fn head(hook: &str) -> Option<(usize, &str)> {
    let alias = |line| Some(str::strip_prefix(line, HEAD)?.split_once(MARK)?.0);
    line(hook, alias).map(|(start, _, alias)| (start, alias))
}

/// Up to our last line: the lines, the id that it states, and what follows.
fn ended(ours: &str) -> Option<(&str, &str, &str)> {
    let (start, end, id) = line(ours, |line| line.strip_prefix(END))?;
    Some((ours.get(..start)?, id.trim_end().trim_end_matches(')'), ours.get(end..)?))
}

/// What this version writes, without its last line: what every version before wrote.
///
/// A launcher's binary is kept beside the lock file that it was built from, and runs
/// directly while that is the one in the work tree: no time stamp decides, and no cargo
/// has to be started. Anything else goes through cargo.
fn lines(alias: &str, launcher: Option<&str>) -> String {
    let direct = launcher.map(|folder| {
        format!(
            "crate={folder}\n\
             target=${{CARGO_TARGET_DIR:-$crate/target}}\n\
             kept=$target/{alias}-hook\n\
             if [ -x \"$kept/{alias}\" ] && cmp -s \"$crate/Cargo.lock\" \"$kept/Cargo.lock\"; then\n\
             \x20   exec \"$kept/{alias}\" {ARGUMENTS}\n\
             fi\n"
        )
    });
    let keep = launcher.map(|_| {
        format!(
            "# The next time without cargo.\n\
             if cargo build --quiet --locked --manifest-path \"$crate/Cargo.toml\" && [ -x \"$target/debug/xtask\" ]; then\n\
             \x20   mkdir -p \"$kept\" && cp \"$target/debug/xtask\" \"$kept/{alias}.$$\" &&\n\
             \x20       mv -f \"$kept/{alias}.$$\" \"$kept/{alias}\" && cp \"$crate/Cargo.lock\" \"$kept/Cargo.lock\"\n\
             fi\n"
        )
    });
    format!(
        "{HEAD}{alias}{MARK}cargo {alias} hook uninstall` removes it.\n\
         # Checks exactly what would be committed. It is a courtesy; CI is the gate.\n\
         {}\
         if ! command -v cargo >/dev/null 2>&1; then\n\
         \x20   # Graphical clients start without the user's PATH.\n\
         \x20   [ -f \"${{CARGO_HOME:-$HOME/.cargo}}/env\" ] && . \"${{CARGO_HOME:-$HOME/.cargo}}/env\"\n\
         fi\n\
         if ! command -v cargo >/dev/null 2>&1; then\n\
         \x20   echo '{alias}: cargo is not found, so nothing was verified; git commit --no-verify skips this' >&2\n\
         \x20   exit 1\n\
         fi\n\
         {}\
         exec {}\n",
        direct.unwrap_or_default(),
        keep.unwrap_or_default(),
        command(alias)
    )
}
