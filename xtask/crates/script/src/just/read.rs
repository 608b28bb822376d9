//! A justfile's text to variables and recipes.

use std::collections::BTreeMap;

use super::DEEPEST;
use crate::effect::Context;
use crate::recipe::ends_open;

#[derive(Debug, Default)]
pub(super) struct Justfile {
    /// What stands behind `:=`.
    pub variables: BTreeMap<String, String>,
    /// Texts of several lines, as they are.
    pub texts: BTreeMap<String, String>,
    pub exported: Vec<String>,
    pub export_all: bool,
    pub aliases: BTreeMap<String, String>,
    /// In the order in which they stand; the first is run where none is named.
    pub recipes: Vec<Recipe>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Recipe {
    pub name: String,
    pub parameters: Vec<Parameter>,
    /// Recipes that run before this one, and behind it, each with its arguments as written.
    pub before: Vec<Needed>,
    pub behind: Vec<Needed>,
    /// Without their indentation.
    pub lines: Vec<String>,
}

pub(super) type Needed = (String, Vec<String>);

#[derive(Clone, Debug)]
pub(super) struct Parameter {
    pub name: String,
    pub default: Option<String>,
    pub exported: bool,
    pub many: Many,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Many {
    One,
    /// `+name`
    Some,
    /// `*name`
    Any,
}

impl Justfile {
    /// `None` where it has what is not read: modules, another shell, its own working directory.
    pub fn of(text: &str, folder: &str, context: &Context<'_>) -> Option<Self> {
        let mut file = Self::default();
        file.read(text, folder, context, 0)?;
        Some(file)
    }

    fn read(&mut self, text: &str, folder: &str, context: &Context<'_>, depth: usize) -> Option<()> {
        if depth > DEEPEST {
            return None;
        }
        let mut lines = text.lines().peekable();
        while let Some(line) = lines.next() {
            let indented = line.starts_with([' ', '\t']);
            if indented && !line.trim().is_empty() {
                self.recipes.last_mut()?.lines.push(line.to_string());
                continue;
            }
            if line.trim().is_empty() {
                // A blank line inside of a script is one of it.
                if let Some(recipe) = self.recipes.last_mut().filter(|recipe| !recipe.lines.is_empty()) {
                    recipe.lines.push(String::new());
                }
                continue;
            }
            let mut line = line.to_string();
            while ends_open(&line) {
                line.pop();
                line.push_str(lines.next().unwrap_or_default().trim_start());
            }
            if let Some((name, mark, first)) = opens_text(&line) {
                let text = text_of(mark, first, &mut lines)?;
                self.texts.insert(name.to_string(), text);
                continue;
            }
            while line.contains(":=") && is_open(&line) {
                line.push('\n');
                line.push_str(lines.next()?);
            }
            self.item(line.trim_end(), folder, context, depth)?;
        }
        self.recipes.iter_mut().for_each(|recipe| recipe.lines = dedented(&recipe.lines));
        Some(())
    }

    fn item(&mut self, line: &str, folder: &str, context: &Context<'_>, depth: usize) -> Option<()> {
        if line.starts_with('#') {
            return Some(());
        }
        if line.starts_with('[') {
            // Of recipes for other systems, and with another interpreter, nothing is known.
            let harmless =
                ["private", "no-cd", "doc", "group", "confirm", "no-exit-message", "linux", "unix", "no-quiet"];
            let names = line.trim_matches(['[', ']']).split(',');
            let all = names.map(|name| name.split(['(', ':']).next().unwrap_or_default().trim());
            return all.into_iter().all(|name| harmless.contains(&name)).then_some(());
        }
        let (first, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        match first {
            "set" => return self.setting(rest),
            "mod" | "mod?" if !rest.contains(":=") => return None,
            "import" | "import?" => {
                let path = rest.trim().trim_matches(['\'', '"']).trim_start_matches("./");
                let path = if folder.is_empty() { path.to_string() } else { format!("{folder}/{path}") };
                return match (context.files)(&path) {
                    Some(text) => {
                        self.read(&text, path.rsplit_once('/').map_or("", |(folder, _)| folder), context, depth + 1)
                    }
                    None => (first == "import?").then_some(()),
                };
            }
            "alias" => {
                let (name, of) = rest.split_once(":=")?;
                self.aliases.insert(name.trim().to_string(), of.trim().to_string());
                return Some(());
            }
            "unexport" => return Some(()),
            _ => {}
        }
        let (words, exported) = match first {
            "export" => (rest, true),
            _ => (line, false),
        };
        if let Some((name, value)) = words.split_once(":=").filter(|(name, _)| is_name(name.trim())) {
            self.exported.extend(exported.then(|| name.trim().to_string()));
            self.variables.insert(name.trim().to_string(), value.trim().to_string());
            return Some(());
        }
        self.recipes.push(Recipe::head(line)?);
        Some(())
    }

    fn setting(&mut self, text: &str) -> Option<()> {
        let (name, value) =
            text.split_once(":=").map_or((text.trim(), ""), |(name, value)| (name.trim(), value.trim()));
        match name {
            "shell" => {
                let first = value.trim_start_matches('[').split(',').next()?.trim().trim_matches(['\'', '"']);
                let name = first.rsplit('/').next()?;
                return matches!(name, "sh" | "bash" | "dash" | "zsh").then_some(());
            }
            "working-directory" => return None,
            "export" => self.export_all = value != "false",
            _ => {}
        }
        Some(())
    }
}

/// Whether a string or a bracket goes on in the next line.
fn is_open(text: &str) -> bool {
    let (mut quote, mut depth) = (None, 0_i32);
    for c in text.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"' | '`') => quote = Some(c),
            (None, '#') if depth == 0 => return false,
            (None, '(' | '{') => depth += 1,
            (None, ')' | '}') => depth -= 1,
            _ => {}
        }
    }
    quote.is_some() || depth > 0
}

/// The variable that a line begins a text of several lines for, its mark, and what stands
/// behind that.
fn opens_text(line: &str) -> Option<(&str, &'static str, &str)> {
    let (name, value) = line.strip_prefix("export ").unwrap_or(line).split_once(":=")?;
    let mark = ["'''", "\"\"\"", "```"].into_iter().find(|mark| value.trim_start().starts_with(mark))?;
    is_name(name.trim()).then(|| (name.trim(), mark, &value.trim_start()[mark.len()..]))
}

/// The text up to its closing mark, without the common indentation; `None` where it is one
/// with escapes, or goes on behind the mark.
fn text_of<'t>(mark: &str, first: &str, lines: &mut impl Iterator<Item = &'t str>) -> Option<String> {
    let mut text = first.to_string();
    while !text.contains(mark) {
        text.push('\n');
        text.push_str(lines.next()?);
    }
    let (text, behind) = text.split_once(mark)?;
    let escapes = mark.starts_with('"') && text.contains('\\');
    if escapes || !matches!(behind.trim().as_bytes().first(), None | Some(b'#')) {
        return None;
    }
    let inner: Vec<String> = text.strip_prefix('\n').unwrap_or(text).lines().map(str::to_string).collect();
    let inner = dedented(&inner).join("\n");
    Some(if mark == "```" { format!("$({inner})") } else { inner })
}

impl Recipe {
    /// `@name a b='c' *d: before (other 'x') && behind`
    fn head(line: &str) -> Option<Self> {
        let line = line.strip_prefix('@').unwrap_or(line);
        let colon = outside(line, |rest| rest.starts_with(':') && !rest.starts_with(":="))?;
        let mut words = words(&line[..colon])?.into_iter();
        let name = words.next().filter(|name| is_name(name))?;
        let parameters = words.map(|word| parameter(&word)).collect::<Option<Vec<_>>>()?;
        let rest = &line[colon + 1..];
        let rest = outside(rest, |rest| rest.starts_with('#')).map_or(rest, |at| &rest[..at]);
        let (before, behind) = match outside(rest, |rest| rest.starts_with("&&")) {
            Some(at) => (&rest[..at], &rest[at + 2..]),
            None => (rest, ""),
        };
        let needed = |text: &str| words_of_needs(text);
        Some(Self { name, parameters, before: needed(before)?, behind: needed(behind)?, lines: Vec::new() })
    }
}

fn words_of_needs(text: &str) -> Option<Vec<Needed>> {
    let one = |word: String| match word.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
        Some(inner) => {
            let mut words = words(inner)?.into_iter();
            Some((words.next()?, words.collect()))
        }
        None => Some((word, Vec::new())),
    };
    words(text)?.into_iter().map(one).collect()
}

fn parameter(word: &str) -> Option<Parameter> {
    let (many, word) = match word.as_bytes().first()? {
        b'+' => (Many::Some, &word[1..]),
        b'*' => (Many::Any, &word[1..]),
        _ => (Many::One, word),
    };
    let (exported, word) = word.strip_prefix('$').map_or((false, word), |word| (true, word));
    let (name, default) = word.split_once('=').map_or((word, None), |(name, value)| (name, Some(value.to_string())));
    is_name(name).then(|| Parameter { name: name.to_string(), default, exported, many })
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c))
}

/// Where something first stands outside of quotes and brackets.
pub(super) fn outside(text: &str, is: impl Fn(&str) -> bool) -> Option<usize> {
    let (mut quote, mut depth) = (None, 0_usize);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"' | '`') => quote = Some(c),
            (None, _) if depth == 0 && is(&text[at..]) => return Some(at),
            (None, '(' | '{') => depth += 1,
            (None, ')' | '}') => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// Divided by blanks outside of quotes and brackets; `None` where one stays open.
fn words(text: &str) -> Option<Vec<String>> {
    let mut rest = text.trim();
    let mut out = Vec::new();
    while !rest.is_empty() {
        let end = outside(rest, |rest| rest.starts_with([' ', '\t'])).unwrap_or(rest.len());
        out.push(rest[..end].to_string());
        rest = rest[end..].trim_start();
    }
    let closed = |word: &String| ["'", "\"", "`"].iter().all(|quote| word.matches(quote).count() % 2 == 0);
    out.iter().all(closed).then_some(out)
}

/// The lines without the indentation of the first one.
fn dedented(lines: &[String]) -> Vec<String> {
    let first = lines.iter().find(|line| !line.trim().is_empty());
    let indent = first.map_or(0, |line| line.len() - line.trim_start().len());
    lines.iter().map(|line| line.get(indent..).unwrap_or(line.trim_start()).to_string()).collect()
}
