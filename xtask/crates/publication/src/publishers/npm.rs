//! Scripts of `package.json`: what `npm run NAME` runs, and yarn, pnpm and bun likewise.
//!
//! Source, from memory: docs.npmjs.com/cli/commands/npm-run (`pre` and `post` scripts,
//! arguments behind `--`), yarnpkg.com/cli/run, pnpm.io/cli/run.

use prodproof_script::effect::{Context, Effect};
use prodproof_syntax::value::Symbolic;
use serde_json::Value;

/// The script that a command runs; `None` where it runs none, or one of another folder.
pub(super) fn script(program: &str, rest: &[Symbolic], context: &Context<'_>) -> Option<Effect> {
    if !matches!(program, "npm" | "yarn" | "pnpm" | "bun") {
        return None;
    }
    const ELSEWHERE: [&str; 11] =
        ["--prefix", "-C", "--cwd", "--dir", "--filter", "-F", "--workspace", "-w", "--workspaces", "-ws", "-r"];
    let elsewhere = |text: &&Symbolic| {
        let word = text.marked().split('=').next().unwrap_or_default();
        ELSEWHERE.contains(&word) || word == "--recursive"
    };
    let mut words = rest.iter().skip_while(|text| text.marked().starts_with('-') && !elsewhere(text));
    let first = words.next()?.as_known()?;
    let named = match first {
        "run" | "run-script" => words.find(|text| !text.marked().starts_with('-'))?.as_known()?,
        name if program != "npm" => name,
        _ => return None,
    };
    if rest.iter().take_while(|text| text.as_known() != Some("--")).any(|text| elsewhere(&text)) {
        return None;
    }
    let package: Value = serde_json::from_str(&(context.files)("package.json")?).ok()?;
    let scripts = package.get("scripts")?;
    let of = |name: &str| scripts.get(name).and_then(Value::as_str);
    let mut text = Symbolic::known(of(named)?);
    for argument in words.filter(|text| text.as_known() != Some("--")) {
        text.push_known(" ");
        text.push(argument);
    }
    let around = |prefix: &str| of(&format!("{prefix}{named}")).filter(|_| matches!(program, "npm" | "yarn"));
    let mut whole = Symbolic::known(&around("pre").map_or(String::new(), |before| format!("{before}\n")));
    whole.push(&text);
    whole.push_known(&around("post").map_or(String::new(), |after| format!("\n{after}")));
    Some(Effect::Shell(whole))
}
