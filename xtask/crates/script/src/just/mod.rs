//! just, as far as a push is concerned: which shell script the recipes of a call are.
//!
//! Source, read 2026-12-01: just 1.42.2 GRAMMAR.md and the manual on just.systems (settings,
//! recipe parameters, dependencies, shebang recipes). What is not read makes a value unknown,
//! or the whole call: never a wrong script. Must not know what the recipes do.

mod call;
mod read;
mod value;

use crate::effect::Context;
use call::Call;
use prodproof_syntax::value::Symbolic;

/// More text of recipes than this is not followed.
const MOST_BYTES: usize = 64 * 1024;
/// Recipes that need each other, values that name each other, files that import each other:
/// no deeper.
const DEEPEST: usize = 20;
/// Recipes of one call.
const MOST_RECIPES: usize = 200;

/// What is known of a call.
pub enum JustScript {
    /// There is no justfile here.
    Nothing,
    /// The script that it runs.
    Script(Symbolic),
    /// It is beyond what is read here: the text of the file, whatever is run of it.
    Beyond(String),
}

/// The script that `just` with these arguments runs.
pub fn script(arguments: &[Symbolic], context: &Context<'_>) -> JustScript {
    let named = Call::file(arguments);
    let text = match &named {
        Some(path) => (context.files)(path.trim_start_matches("./")),
        None => ["justfile", ".justfile", "Justfile"].iter().find_map(|name| (context.files)(name)),
    };
    let Some(text) = text else { return JustScript::Nothing };
    let folder = named.as_deref().and_then(|path| Some(path.trim_start_matches("./").rsplit_once('/')?.0));
    // Recipes run where the file stands, if nobody says otherwise.
    let run_in = match Call::folder(arguments) {
        None => folder.map(str::to_string),
        Some(Some(folder)) => Some(folder).filter(|folder| !matches!(folder.as_str(), "." | "./")),
        Some(None) => return JustScript::Beyond(text),
    };
    let read = || {
        let call = Call::read(arguments)?;
        if call.dry {
            return Some(String::new());
        }
        let file = read::Justfile::of(&text, folder.unwrap_or_default(), context)?;
        call::recipes(&file, &call, context)
    };
    match read().filter(|recipes| recipes.len() <= MOST_BYTES) {
        Some(recipes) if recipes.is_empty() => JustScript::Script(Symbolic::default()),
        Some(recipes) => JustScript::Script(Symbolic::from_marked(match run_in {
            Some(folder) => format!("(\ncd {folder}\n{recipes})\n"),
            None => recipes,
        })),
        None => JustScript::Beyond(text),
    }
}

#[cfg(test)]
mod tests;
