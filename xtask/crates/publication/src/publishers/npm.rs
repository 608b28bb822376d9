//! Scripts of `package.json`: what `npm run NAME` runs, and yarn, pnpm and bun likewise.
//!
//! Source, read 2026-12-01: npm/cli docs/lib/content/using-npm/scripts.md ("Pre & Post
//! Scripts"; one that fails ends it); pnpm/pnpm pull 7634 (pnpm runs them by default from 9
//! on) and issue 2891 (none from 6 to 8, and none by yarn from 2 on); pnpm.io/cli/run (a
//! script's name alone does as well).

use prodproof_script::effect::{Context, Effect};
use prodproof_syntax::answer::Answer;
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
        // A command of that name goes before a script.
        "deploy" if program == "pnpm" => return None,
        "build" | "test" if program == "bun" => return None,
        "publish" | "pack" | "version" => return None,
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
    let around = runs_pre_and_post(program, &package);
    let perhaps = |prefix: &str| {
        let mut out = Symbolic::default();
        let Some(script) = of(&format!("{prefix}{named}")).filter(|_| around != Answer::No) else { return out };
        if around == Answer::Yes {
            out.push_known(script);
        } else {
            out.push_known("if test ");
            out.push(&Symbolic::unknown());
            out.push_known(&format!(" = x; then\n{script}\nfi"));
        }
        out.push_known("\n");
        out
    };
    let mut whole = perhaps("pre");
    whole.push(&text);
    let after = perhaps("post");
    if !after.is_empty() {
        whole.push_known("\n");
        whole.push(&after);
    }
    Some(Effect::Shell(whole))
}

/// Whether the scripts around one are run as well: that hangs on the version, which
/// `packageManager` names.
fn runs_pre_and_post(program: &str, package: &Value) -> Answer {
    let named = package.get("packageManager").and_then(Value::as_str).and_then(|text| text.split_once('@'));
    let version = named.filter(|(name, _)| *name == program).and_then(|(_, version)| version.split('.').next());
    match (program, version.and_then(|major| major.parse::<u32>().ok())) {
        ("npm", _) => Answer::Yes,
        ("yarn", Some(major)) => Answer::from(major < 2),
        ("pnpm", Some(major)) => Answer::from(!(6..9).contains(&major)),
        _ => Answer::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_around_one_hang_on_the_version() {
        for (program, manager, answer) in [
            ("npm", "", Answer::Yes),
            ("npm", "yarn@4.1.0", Answer::Yes),
            ("yarn", "yarn@1.22.22", Answer::Yes),
            ("yarn", "yarn@4.1.0+sha224.abc", Answer::No),
            ("yarn", "", Answer::Unknown),
            ("yarn", "pnpm@9.0.0", Answer::Unknown),
            ("pnpm", "pnpm@8.15.4", Answer::No),
            ("pnpm", "pnpm@5.18.10", Answer::Yes),
            ("pnpm", "pnpm@10.0.0", Answer::Yes),
            ("pnpm", "pnpm@latest", Answer::Unknown),
            ("bun", "bun@1.1.0", Answer::Unknown),
        ] {
            let package = serde_json::json!({ "packageManager": manager });
            assert_eq!(runs_pre_and_post(program, &package), answer, "{program} {manager}");
        }
    }
}
