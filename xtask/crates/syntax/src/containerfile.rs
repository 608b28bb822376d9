//! The grammar of Containerfiles: instructions with their continuation lines and
//! here-documents, and the words in them
//! (docs.docker.com/reference/dockerfile; podman builds with the same grammar).
//! Must not know what an instruction does.

use crate::span::Span;

/// An instruction with its continuation lines joined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instruction {
    /// In capitals: `FROM`.
    pub name: String,
    /// What stands behind the name; here-documents behind the line that asks for them.
    pub rest: String,
    /// From its first line to its last, without the line end.
    pub span: Span,
}

/// Instructions that may have here-documents (Dockerfile reference, "Here-Documents").
const WITH_DOCUMENTS: [&str; 3] = ["RUN", "COPY", "ADD"];

/// All instructions, in order.
pub fn instructions(text: &str) -> Vec<Instruction> {
    let escape = escape(text);
    let mut found = Vec::new();
    // What is read of the instruction that goes on, and where it begins.
    let mut open: Option<(String, usize)> = None;
    // The words that end its here-documents, the next one first.
    let mut ends: Vec<String> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let line = line.trim_end();
        let end = start + line.len();
        let line = line.trim_start_matches('\u{feff}');
        if let Some(last) = ends.first() {
            let is_last = line.trim_start_matches('\t') == last;
            if let Some((body, _)) = &mut open {
                body.push('\n');
                body.push_str(line);
            }
            if is_last {
                ends.remove(0);
            }
            if ends.is_empty() {
                found.extend(open.take().and_then(|(body, first)| instruction(&body, Span::new(first, end))));
            }
            continue;
        }
        // A comment or an empty line within an instruction is passed over.
        if line.trim_start().starts_with('#') || line.trim().is_empty() {
            continue;
        }
        let (mut body, first) = open.take().unwrap_or_else(|| (String::new(), end - line.trim_start().len()));
        match line.strip_suffix(escape) {
            Some(part) => {
                body.push_str(part);
                open = Some((body, first));
            }
            None => {
                body.push_str(line);
                ends = documents(&body);
                if ends.is_empty() {
                    found.extend(instruction(&body, Span::new(first, end)));
                } else {
                    open = Some((body, first));
                }
            }
        }
    }
    if let Some((body, first)) = open {
        found.extend(instruction(&body, Span::new(first, text.trim_end().len().max(first))));
    }
    found
}

/// What joins lines: a backtick where the `escape` directive, which stands before all else,
/// says so (Dockerfile reference, "Parser directives").
fn escape(text: &str) -> char {
    let mut directives =
        text.trim_start_matches('\u{feff}').lines().map_while(|line| line.trim_start().strip_prefix('#'));
    let chosen = directives.find_map(|line| {
        let (key, value) = line.split_once('=')?;
        key.trim().eq_ignore_ascii_case("escape").then(|| value.trim() == "`")
    });
    if chosen == Some(true) {
        '`'
    } else {
        '\\'
    }
}

/// The words behind `<<` and `<<-`.
fn documents(body: &str) -> Vec<String> {
    let name = body.split_whitespace().next().unwrap_or_default();
    if !WITH_DOCUMENTS.iter().any(|one| name.eq_ignore_ascii_case(one)) {
        return Vec::new();
    }
    let words = body.split_whitespace().filter_map(|word| word.trim_start_matches(char::is_numeric).strip_prefix("<<"));
    let ends = words.map(|word| word.trim_start_matches('-').trim_matches(['"', '\'']).to_string());
    ends.filter(|end| !end.is_empty() && end.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')).collect()
}

fn instruction(body: &str, span: Span) -> Option<Instruction> {
    let (name, rest) = body.trim_start().split_once([' ', '\t'])?;
    Some(Instruction { name: name.to_ascii_uppercase(), rest: rest.trim().to_string(), span })
}

/// Words with quotes off, as `LABEL`, `ARG` and `COPY` have them.
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None | Some('"'), '\\') => word.get_or_insert_default().extend(chars.next()),
            (None, ' ' | '\t') => words.extend(word.take()),
            _ => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_joined_as_the_builder_joins_them() {
        let of = |text: &str| -> Vec<String> {
            let shown = |one: Instruction| format!("{} {} [{}]", one.name, one.rest, one.span.text(text));
            instructions(text).into_iter().map(shown).collect()
        };
        for (text, expected) in [
            ("from a\nRUN b\n", &["FROM a [from a]", "RUN b [RUN b]"][..]),
            ("\u{feff}FROM a\r\nRUN b\r\n", &["FROM a [FROM a]", "RUN b [RUN b]"]),
            ("  FROM \\\n# c\n\n  a\n", &["FROM a [FROM \\\n# c\n\n  a]"]),
            ("RUN a\\\nb \\  \n c", &["RUN ab  c [RUN a\\\nb \\  \n c]"]),
            ("# escape=`\nFROM a`\n b\nCOPY c:\\ d", &["FROM a b [FROM a`\n b]", "COPY c:\\ d [COPY c:\\ d]"]),
            ("FROM a\n# escape=`\nRUN b`\nRUN c", &["FROM a [FROM a]", "RUN b` [RUN b`]", "RUN c [RUN c]"]),
            (
                "RUN <<E sh\nFROM x\n# y\nE\nRUN b",
                &["RUN <<E sh\nFROM x\n# y\nE [RUN <<E sh\nFROM x\n# y\nE]", "RUN b [RUN b]"],
            ),
            (
                "COPY <<-A <<\"B\" /x/\n\tA\nB\nRUN c",
                &["COPY <<-A <<\"B\" /x/\n\tA\nB [COPY <<-A <<\"B\" /x/\n\tA\nB]", "RUN c [RUN c]"],
            ),
            ("RUN a \\\n <<E\nb\nE\nRUN c", &["RUN a  <<E\nb\nE [RUN a \\\n <<E\nb\nE]", "RUN c [RUN c]"]),
            ("LABEL a=<<E\nRUN b", &["LABEL a=<<E [LABEL a=<<E]", "RUN b [RUN b]"]),
            ("RUN a \\", &["RUN a [RUN a \\]"]),
            ("RUN <<E\nnever ended", &["RUN <<E\nnever ended [RUN <<E\nnever ended]"]),
            ("FROM", &[]),
        ] {
            assert_eq!(of(text), expected, "{text:?}");
        }
    }

    #[test]
    fn words_have_quotes_and_escapes() {
        assert_eq!(words("a \"b c\" d='e f' g\\ h 'i\\j'"), ["a", "b c", "d=e f", "g h", "i\\j"]);
    }
}
