//! The JavaScript of actions/github-script, as far as calls are looked for in it. Must not know
//! what any of them does, nor run it.

/// The script without the lines that are comments.
pub fn code(script: &str) -> String {
    let lines: Vec<&str> = script.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    lines.join("\n")
}

/// The text that stands in quotes at the beginning, if no value is filled in.
pub fn literal(text: &str) -> Option<&str> {
    let quote = text.chars().next().filter(|c| matches!(c, '\'' | '"' | '`'))?;
    let inner = text[1..].split(quote).next()?;
    (!inner.contains("${")).then_some(inner)
}
