//! Make, as far as a push is concerned: which shell script the recipes of some goals are.
//!
//! Source: the manual of GNU make 4.4 (reading makefiles, using variables, conditionals,
//! functions, pattern rules, options). What is not read makes a value unknown, or the
//! whole file: never a wrong script. Must not know what the recipes do.

mod expand;
mod goals;
mod read;

use crate::effect::Context;
use prodproof_syntax::value::Symbolic;

/// More text of recipes than this is not followed.
const MOST_BYTES: usize = 64 * 1024;
/// Variables that name each other no deeper.
const DEEPEST: usize = 40;
/// Variables that are looked up for one call; each can name several others.
const MOST_LOOKUPS: usize = 20_000;

/// The script that `make` with these arguments runs: each line of a recipe is a shell of
/// its own. `None` where there is no makefile, or one that is beyond what is read here.
pub fn script(arguments: &[Symbolic], context: &Context<'_>) -> Option<Symbolic> {
    let call = Call::read(arguments)?;
    if call.dry {
        return Some(Symbolic::default());
    }
    let path = |name: &str| match call.folder.as_str() {
        "" => name.to_string(),
        folder => format!("{folder}/{name}"),
    };
    let text = match &call.file {
        Some(file) => (context.files)(&path(file))?,
        None => ["GNUmakefile", "makefile", "Makefile"].iter().find_map(|name| (context.files)(&path(name)))?,
    };
    let files = |name: &str| (context.files)(&path(name));
    let mut makefile = read::Makefile::new(context.env, &call.overrides);
    makefile.read(&text, &files, 0);
    let recipes = goals::recipes(&makefile, &call.goals, &files)?;
    let recipes = match call.folder.as_str() {
        "" => recipes,
        folder => format!("(\ncd {folder}\n{recipes})\n"),
    };
    (recipes.len() <= MOST_BYTES).then(|| Symbolic::from_marked(recipes))
}

/// The arguments of a call.
#[derive(Debug, Default)]
struct Call {
    folder: String,
    file: Option<String>,
    goals: Vec<String>,
    /// `NAME=value`, as marked texts.
    overrides: Vec<(String, String)>,
    /// `-n`: nothing is run.
    dry: bool,
}

impl Call {
    /// `None` where an argument is not known.
    fn read(arguments: &[Symbolic]) -> Option<Self> {
        let mut call = Self::default();
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            let marked = argument.marked();
            if let Some((name, value)) = marked.split_once('=').filter(|(name, _)| is_name(name)) {
                call.overrides.push((name.trim_end_matches(':').to_string(), value.to_string()));
                continue;
            }
            let known = argument.as_known()?;
            match known {
                "-C" | "--directory" => call.enter(rest.next()?.as_known()?),
                "-f" | "--file" | "--makefile" => call.file = Some(rest.next()?.as_known()?.to_string()),
                "-I" | "-l" | "-o" | "-W" | "-O" => drop(rest.next()),
                "-n" | "--just-print" | "--dry-run" | "--recon" | "-q" | "--question" | "-h" | "--help" | "-v"
                | "--version" | "-p" => call.dry = true,
                "-e" | "--environment-overrides" | "-t" | "--touch" => return None,
                _ if known.starts_with("--directory=") => call.enter(&known["--directory=".len()..]),
                _ if known.starts_with("--file=") => call.file = Some(known["--file=".len()..].to_string()),
                _ if known.starts_with("-C") => call.enter(&known[2..]),
                _ if known.starts_with('-') => {}
                // Behind `-j`.
                _ if known.bytes().all(|byte| byte.is_ascii_digit()) => {}
                _ => call.goals.push(known.to_string()),
            }
        }
        Some(call)
    }

    fn enter(&mut self, folder: &str) {
        let folder = folder.trim_end_matches('/');
        self.folder = match (self.folder.as_str(), folder) {
            (own, "." | "") => own.to_string(),
            ("", folder) => folder.to_string(),
            (own, folder) => format!("{own}/{folder}"),
        };
    }
}

/// A variable's name, perhaps with the colon of `:=` behind it.
fn is_name(name: &str) -> bool {
    let name = name.trim_end_matches(':');
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c)) && !name.starts_with('-')
}

#[cfg(test)]
mod tests;
