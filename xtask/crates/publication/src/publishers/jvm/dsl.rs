//! The files of gradle and sbt: what their statements assign, and to what. They are
//! programs in Groovy, Kotlin and Scala; only texts and names are read of them, and what
//! is computed is a hole. Must not know any plugin.

use prodproof_syntax::value::Symbolic;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum DslToken {
    Word(String),
    Text(Symbolic),
    Sign(char),
    /// Of a line.
    End,
}

impl DslToken {
    pub fn is_sign(&self, sign: char) -> bool {
        *self == DslToken::Sign(sign)
    }

    /// A name, or a text that may be one.
    pub fn name(&self) -> Option<&str> {
        match self {
            DslToken::Word(word) => Some(word),
            DslToken::Text(text) => text.as_known(),
            _ => None,
        }
    }
}

/// A statement: the names of the blocks around it and those on its left, and the texts on
/// its right.
#[derive(Debug, PartialEq)]
pub(super) struct Statement {
    pub path: Vec<String>,
    pub values: Vec<Symbolic>,
    /// Names on the right that are no texts: `dependsOn(tasks.jib)`.
    pub names: Vec<String>,
    /// Whether it stands in a branch.
    pub branch: bool,
}

impl Statement {
    /// Whether the names stand in the path in this order, and the last of them last.
    pub fn is(&self, names: &[&str]) -> bool {
        let mut path = self.path.iter();
        self.path.last().map(String::as_str) == names.last().copied()
            && names.iter().all(|name| path.any(|own| own == name))
    }
}

pub(super) fn tokens(text: &str) -> Vec<DslToken> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let behind = &rest[c.len_utf8()..];
        rest = match c {
            '\n' => {
                out.push(DslToken::End);
                behind
            }
            '/' if behind.starts_with('/') => rest.find('\n').map_or("", |at| &rest[at..]),
            '/' if behind.starts_with('*') => rest.find("*/").map_or("", |at| &rest[at + 2..]),
            '"' | '\'' => {
                // `s"…"` of Scala.
                if out.last().is_some_and(|last| matches!(last.name(), Some("s" | "f" | "raw"))) {
                    out.pop();
                }
                let (text, after) = quoted(rest, c);
                out.push(DslToken::Text(text));
                after
            }
            c if c.is_alphanumeric() || c == '_' => {
                let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
                out.push(DslToken::Word(rest[..end].to_string()));
                &rest[end..]
            }
            c => {
                out.extend((!c.is_whitespace() && c != '`').then_some(DslToken::Sign(c)));
                behind
            }
        };
    }
    out
}

/// A text from its quote on, and what stands behind it.
fn quoted(text: &str, quote: char) -> (Symbolic, &str) {
    let long: String = [quote; 3].iter().collect();
    let end = if text.starts_with(&long) { long.as_str() } else { &long[..1] };
    let mut rest = &text[end.len()..];
    let mut out = Symbolic::default();
    while let Some(c) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix(end) {
            return (out, after);
        }
        if c == '\n' && end.len() == 1 {
            break;
        }
        rest = &rest[c.len_utf8()..];
        match c {
            '\\' => {
                let escaped = rest.chars().next().unwrap_or('\\');
                out.push_known(escaped.encode_utf8(&mut [0; 4]));
                rest = &rest[escaped.len_utf8().min(rest.len())..];
            }
            '$' if quote == '"' => {
                let braces = rest.strip_prefix('{').map(|inner| inner.find('}').map_or("", |at| &inner[at + 1..]));
                let name = || rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
                rest = braces.unwrap_or_else(|| &rest[name()..]);
                out.push(&Symbolic::unknown());
            }
            c => out.push_known(c.encode_utf8(&mut [0; 4])),
        }
    }
    (out, rest)
}

/// The statements of a file of gradle.
pub(super) fn statements(text: &str) -> Vec<Statement> {
    let mut out = Vec::new();
    let mut blocks: Vec<(Vec<String>, usize)> = Vec::new();
    let mut now: Vec<DslToken> = Vec::new();
    let mut depth = 0_usize;
    for token in tokens(text) {
        match token {
            DslToken::Sign('{') => {
                blocks.push((names(&now), depth));
                (depth, now) = (0, Vec::new());
            }
            DslToken::Sign('}') => {
                out.extend(statement(&blocks, &now));
                now.clear();
                depth = blocks.pop().map_or(0, |(_, depth)| depth);
            }
            DslToken::End | DslToken::Sign(';') if depth == 0 => {
                out.extend(statement(&blocks, &now));
                now.clear();
            }
            DslToken::End => {}
            token => {
                depth = match token {
                    DslToken::Sign('(' | '[') => depth + 1,
                    DslToken::Sign(')' | ']') => depth.saturating_sub(1),
                    _ => depth,
                };
                now.push(token);
            }
        }
    }
    out.extend(statement(&blocks, &now));
    out
}

fn names(tokens: &[DslToken]) -> Vec<String> {
    tokens.iter().filter_map(DslToken::name).map(str::to_string).collect()
}

fn statement(blocks: &[(Vec<String>, usize)], tokens: &[DslToken]) -> Option<Statement> {
    let equals = tokens.iter().position(|token| token.is_sign('='));
    let set = || tokens.iter().position(|token| matches!(token.name(), Some("set" | "add" | "addAll")));
    let (left, right) = match equals.or_else(set) {
        Some(at) => (&tokens[..at], &tokens[at + 1..]),
        // `image 'x'`, `dependsOn(jib)`, `publish.dependsOn jib`
        None => {
            let wires = tokens.iter().position(|token| matches!(token.name(), Some("dependsOn" | "finalizedBy")));
            let text = tokens.iter().position(|token| matches!(token, DslToken::Text(_)));
            tokens.split_at(wires.map(|at| at + 1).or(text).unwrap_or(tokens.len()))
        }
    };
    let mut path: Vec<String> = blocks.iter().flat_map(|(names, _)| names.clone()).collect();
    let branch = path.iter().any(|name| matches!(name.as_str(), "if" | "else" | "when" | "onlyIf"));
    path.extend(names(left));
    let words = right.iter().filter_map(|token| match token {
        DslToken::Word(word) => Some(word.clone()),
        _ => None,
    });
    (!tokens.is_empty() && !path.is_empty()).then(|| Statement {
        path,
        values: values(right),
        names: words.collect(),
        branch,
    })
}

/// The texts of a value: one, or those of a list.
pub(super) fn values(tokens: &[DslToken]) -> Vec<Symbolic> {
    const AROUND: [&str; 11] =
        ["listOf", "setOf", "mutableSetOf", "arrayOf", "Some", "Option", "Seq", "List", "Set", "as", "String"];
    let mut out: Vec<Symbolic> = Vec::new();
    for element in tokens.split(|token| token.is_sign(',')) {
        let mut text = Symbolic::default();
        let mut computed = false;
        for token in element {
            match token {
                DslToken::Text(piece) => {
                    text.push(piece);
                    computed = false;
                }
                DslToken::Word(word) if AROUND.contains(&word.as_str()) => {}
                DslToken::Word(_) if !computed => {
                    text.push(&Symbolic::unknown());
                    computed = true;
                }
                _ => {}
            }
        }
        out.extend((!text.is_empty()).then_some(text));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let told = |one: &Statement| {
            let values: Vec<String> = one.values.iter().map(ToString::to_string).collect();
            format!("{} = {}", one.path.join("."), values.join(", "))
        };
        statements(text).iter().map(told).collect()
    }

    #[test]
    fn settings_of_groovy_and_kotlin() {
        let groovy = "jib {\n  to {\n    image = 'q.io/a/b' // here\n    tags = ['1', project.version]\n  }\n}\n";
        assert_eq!(read(groovy), ["jib.to.image = q.io/a/b", "jib.to.tags = 1, <?>"]);
        let kotlin = "jib.to.image = \"q.io/a/$name:${project.version}\"\njib { to { tags = setOf(\"x\", \"y\") } }";
        assert_eq!(read(kotlin), ["jib.to.image = q.io/a/<?>:<?>", "jib.to.tags = x, y"]);
        assert_eq!(read("jib { to { image.set(\"a/b\") } }"), ["jib.to.image = a/b"]);
        assert_eq!(read("jib {\n to {\n image 'a/b' \n}\n}"), ["jib.to.image = a/b"]);
        assert_eq!(read("/* a\n */ x = \"a\" + version"), ["x = a<?>"]);
        assert_eq!(read("tasks.named<B>(\"boot\") {\n publish = true\n}"), ["tasks.named.B.boot.publish = <?>"]);
        assert_eq!(read("x = ['a',\n 'b'\n]\ny = '''c'''"), ["x = a, b", "y = c"]);
    }

    #[test]
    fn what_a_task_waits_for() {
        let wires = |text: &str| statements(text).remove(0);
        assert_eq!(wires("publish.dependsOn jib").names, ["jib"]);
        assert_eq!(
            wires("tasks.named(\"publish\") { dependsOn(tasks.jib) }").path,
            ["tasks", "named", "publish", "dependsOn"]
        );
        assert_eq!(wires("tasks.publish { finalizedBy(\"jib\") }").values[0].as_known(), Some("jib"));
    }
}
