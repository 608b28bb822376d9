//! Just enough of the shell to find a podman command in `sh -c '…'` and in a script:
//! simple commands, quotes, assignments, plain variables. What decides whether a command
//! runs at all is not understood, only noticed. Must not know podman.

use prodproof_syntax::expand::{is_name, Variables};
use prodproof_syntax::joined::Joined;
use prodproof_syntax::span::Span;
use prodproof_syntax::words::Word;

/// One simple command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Simple {
    pub words: Vec<Word>,
    /// `K=V` before the command, for it alone.
    pub environment: Vec<(String, Joined)>,
    /// It runs whenever the script does: no `if`, loop, function or `||` around it.
    pub certain: bool,
}

/// A script, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    pub commands: Vec<Simple>,
    /// The first thing that is beyond this reader.
    pub beyond: Option<Span>,
}

/// The most commands that are read; a script with more is something else.
const MOST: usize = 2000;

/// Reads a script. `variables` is what it finds in its environment.
pub fn read(text: &Joined, variables: &Variables) -> Script {
    let mut reader =
        Reader { text, at: 0, variables: variables.clone(), script: Script::default(), depth: 0, conditional: false };
    while reader.at < text.as_str().len() && reader.script.commands.len() < MOST {
        let before = reader.at;
        reader.command();
        if reader.at == before {
            // Nothing was taken: an odd character. Noticed, and skipped.
            reader.give_up(before);
            reader.bump();
        }
    }
    reader.script
}

struct Reader<'a> {
    text: &'a Joined,
    at: usize,
    variables: Variables,
    script: Script,
    /// How many `if`, `{`, `(`, … are open.
    depth: usize,
    /// Behind `||`.
    conditional: bool,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.as_str().get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn bump(&mut self) {
        self.at += self.peek().map_or(0, char::len_utf8);
    }

    fn give_up(&mut self, at: usize) {
        let place = self.text.place(at..at + 1);
        self.script.beyond.get_or_insert(place);
    }

    /// One simple command with the separator behind it.
    fn command(&mut self) {
        let mut words: Vec<Word> = Vec::new();
        let mut environment = Vec::new();
        loop {
            self.blanks();
            let Some(c) = self.peek() else { break };
            match c {
                '\n' | ';' => {
                    self.bump();
                    // `;;` ends a branch of `case`.
                    break;
                }
                '#' => {
                    self.comment();
                    continue;
                }
                '&' | '|' => {
                    let double = self.rest().starts_with("&&") || self.rest().starts_with("||");
                    let either = self.rest().starts_with("||");
                    self.at += if double { 2 } else { 1 };
                    self.finish(words, environment);
                    // Behind `&&`, what failed before also fails the unit.
                    self.conditional = either;
                    return;
                }
                '(' | ')' => {
                    let at = self.at;
                    self.give_up(at);
                    self.depth = if c == '(' { self.depth + 1 } else { self.depth.saturating_sub(1) };
                    self.bump();
                    break;
                }
                '<' | '>' => {
                    self.redirection();
                    continue;
                }
                c if c.is_ascii_digit() && self.is_numbered_redirection() => {
                    self.bump();
                    self.redirection();
                    continue;
                }
                _ => {}
            }
            let start = self.at;
            let Some(read) = self.word() else { break };
            if self.at == start {
                break;
            }
            let keyword = words.is_empty() && environment.is_empty();
            match read.first().map(Word::as_str) {
                Some("if" | "while" | "until" | "for" | "case" | "select" | "{" | "function") if keyword => {
                    self.depth += 1;
                    continue;
                }
                Some("fi" | "done" | "esac" | "}") if keyword => {
                    self.depth = self.depth.saturating_sub(1);
                    continue;
                }
                Some("then" | "else" | "elif" | "do" | "!" | "exec" | "command" | "time") if keyword => continue,
                Some("export" | "readonly" | "local" | "declare") if keyword => continue,
                _ => {}
            }
            let assignment = words.is_empty().then(|| assignment(&read)).flatten();
            match assignment {
                Some(pair) => environment.push(pair),
                None => words.extend(read),
            }
        }
        self.finish(words, environment);
        self.conditional = false;
    }

    fn finish(&mut self, words: Vec<Word>, environment: Vec<(String, Joined)>) {
        let certain = self.depth == 0 && !self.conditional;
        if words.is_empty() {
            for (name, value) in environment {
                let value = match certain {
                    true => value,
                    false => {
                        let mut unknown = Joined::empty(value.span().start);
                        unknown.push_hole(&format!("${name}"), value.span());
                        unknown
                    }
                };
                self.variables.insert(name, value);
            }
            return;
        }
        self.script.commands.push(Simple { words, environment, certain });
    }

    /// Blanks and continued lines.
    fn blanks(&mut self) {
        loop {
            let rest = self.rest();
            self.at += match rest.chars().next() {
                Some(' ' | '\t' | '\r') => 1,
                Some('\\') if rest[1..].starts_with('\n') => 2,
                Some('\\') if rest[1..].starts_with("\r\n") => 3,
                _ => return,
            };
        }
    }

    fn comment(&mut self) {
        self.at += self.rest().find('\n').unwrap_or(self.rest().len());
    }

    fn is_numbered_redirection(&self) -> bool {
        self.rest().chars().nth(1).is_some_and(|c| c == '<' || c == '>')
    }

    fn redirection(&mut self) {
        if self.rest().starts_with("<<") {
            let at = self.at;
            self.give_up(at);
        }
        while matches!(self.peek(), Some('<' | '>' | '&' | '|')) {
            self.bump();
        }
        self.blanks();
        self.word();
    }

    /// One word of the source, which can become none or many.
    fn word(&mut self) -> Option<Vec<Word>> {
        let start = self.at;
        let mut text = Joined::empty(self.text.place(start..start).start);
        let mut opaque = false;
        let mut split = Vec::new();
        while let Some(c) = self.peek() {
            match c {
                ' ' | '\t' | '\r' | '\n' | ';' | '&' | '|' | '<' | '>' | '(' | ')' => break,
                '\'' => {
                    let inner = self.at + 1;
                    let length = self.text.as_str().get(inner..).and_then(|rest| rest.find('\''));
                    let Some(length) = length else {
                        self.give_up(start);
                        self.at = self.text.as_str().len();
                        return None;
                    };
                    text.push(&self.text.slice(inner..inner + length));
                    self.at = inner + length + 1;
                }
                '"' => {
                    self.bump();
                    if !self.double_quoted(&mut text) {
                        self.give_up(start);
                        return None;
                    }
                }
                '\\' => {
                    self.bump();
                    let at = self.at;
                    let escaped = self.peek();
                    self.bump();
                    if escaped != Some('\n') {
                        text.push(&self.text.slice(at..self.at));
                    }
                }
                '$' => {
                    let at = self.at;
                    let value = self.variable();
                    let whole = text.is_empty() && at == start && self.at_word_end();
                    let place = self.text.place(at..self.at);
                    match value {
                        Some(value) if whole && value.known().is_some() => {
                            let pieces = value.as_str().split_ascii_whitespace();
                            split = pieces.map(|piece| Word::of(Joined::made(piece, place))).collect();
                            return Some(split);
                        }
                        Some(value) if value.known().is_some() => text.push_str(value.as_str(), place),
                        _ => {
                            opaque = whole;
                            text.push_hole(self.text.slice(at..self.at).as_str(), place);
                        }
                    }
                }
                '`' => {
                    self.give_up(start);
                    text.push_hole("`…`", self.text.place(self.at..self.at + 1));
                    self.bump();
                    self.at += self.rest().find('`').map_or(self.rest().len(), |at| at + 1);
                }
                _ => {
                    let at = self.at;
                    self.bump();
                    text.push(&self.text.slice(at..self.at));
                }
            }
        }
        split.push(Word { text, span: self.text.place(start..self.at), opaque });
        Some(split)
    }

    fn at_word_end(&self) -> bool {
        matches!(self.peek(), None | Some(' ' | '\t' | '\r' | '\n' | ';' | '&' | '|' | '<' | '>' | ')'))
    }

    /// Up to the closing quote; false if there is none.
    fn double_quoted(&mut self, text: &mut Joined) -> bool {
        while let Some(c) = self.peek() {
            let at = self.at;
            match c {
                '"' => {
                    self.bump();
                    return true;
                }
                '\\' => {
                    self.bump();
                    let escaped = self.peek();
                    self.bump();
                    match escaped {
                        Some('\n') => {}
                        Some('"' | '\\' | '$' | '`') => text.push(&self.text.slice(at + 1..self.at)),
                        _ => text.push(&self.text.slice(at..self.at)),
                    }
                }
                '$' => {
                    let value = self.variable();
                    let place = self.text.place(at..self.at);
                    match value {
                        Some(value) if value.known().is_some() => text.push_str(value.as_str(), place),
                        _ => text.push_hole(self.text.slice(at..self.at).as_str(), place),
                    }
                }
                _ => {
                    self.bump();
                    text.push(&self.text.slice(at..self.at));
                }
            }
        }
        false
    }

    /// What stands between `${` and `}`; nothing where it is not known. A variable that is
    /// not set here may be set by the host, so that its default is not known either.
    fn expansion(&self, inner: &str) -> Option<Joined> {
        let length = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(inner.len());
        let (name, operator) = inner.split_at(length);
        let value = self.variables.get(name)?;
        let given = || value.known().is_some_and(|text| !text.is_empty());
        match operator {
            "" => Some(value.clone()),
            _ if operator.starts_with([':', '-', '=', '?']) => {
                let by_default = [":-", ":=", ":?", "-", "=", "?"].iter().any(|known| operator.starts_with(known));
                (by_default && given()).then(|| value.clone())
            }
            _ => {
                let text = cut(value.known()?, operator)?;
                Some(Joined::made(text, value.span()))
            }
        }
    }

    /// `$X`, `${X}`, `$(…)` and the rest; the value where it is known. A lone `$` is text.
    fn variable(&mut self) -> Option<Joined> {
        let start = self.at;
        self.bump();
        let rest = self.rest();
        if let Some(inner) = rest.strip_prefix('{') {
            let name = inner.split('}').next().unwrap_or_default();
            self.at = (self.at + name.len() + 2).min(self.text.as_str().len());
            return self.expansion(inner.split('}').next().unwrap_or_default());
        }
        if rest.starts_with('(') {
            self.give_up(start);
            let mut depth = 0usize;
            while let Some(c) = self.peek() {
                self.bump();
                depth = match c {
                    '(' => depth + 1,
                    ')' => depth.saturating_sub(1),
                    _ => depth,
                };
                if depth == 0 {
                    break;
                }
            }
            return None;
        }
        let length = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        if length == 0 {
            return match rest.chars().next() {
                Some(c) if "@*#?!$-".contains(c) => {
                    self.bump();
                    None
                }
                _ => Some(self.text.slice(start..start + 1)),
            };
        }
        let name = rest[..length].to_string();
        self.at += length;
        self.variables.get(&name).cloned()
    }
}

/// `${X#pattern}` and its kin, for a pattern that is plain text.
fn cut<'a>(value: &'a str, operator: &str) -> Option<&'a str> {
    let (pattern, front) = match operator.as_bytes().first()? {
        b'#' => (operator.trim_start_matches('#'), true),
        b'%' => (operator.trim_start_matches('%'), false),
        _ => return None,
    };
    // Glob characters, quotes and further expansions are beyond this reader.
    if pattern.contains(|c: char| "*?[]$`'\"\\{".contains(c)) {
        return None;
    }
    let shorter = if front { value.strip_prefix(pattern) } else { value.strip_suffix(pattern) };
    Some(shorter.unwrap_or(value))
}

/// `K=V` as a word.
fn assignment(words: &[Word]) -> Option<(String, Joined)> {
    let [word] = words else { return None };
    let (name, value) = word.text.split_once('=')?;
    is_name(name.as_str()).then(|| (name.as_str().to_string(), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn script(text: &str) -> Script {
        read(&Joined::of(text, Span::new(0, text.len())), &Variables::new())
    }

    #[track_caller]
    fn good(text: &str, expected: &[&[&str]]) {
        let shown: Vec<Vec<String>> = script(text)
            .commands
            .iter()
            .map(|command| command.words.iter().map(|word| word.text.shown()).collect())
            .collect();
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn simple_commands_and_quotes() {
        good("exec podman run 'a b' \"c d\" e\\ f", &[&["podman", "run", "a b", "c d", "e f"]]);
        good("a; b # c\nd | e & f", &[&["a"], &["b"], &["d"], &["e"], &["f"]]);
        good("podman run \\\n  --rm \\\n  x\n", &[&["podman", "run", "--rm", "x"]]);
        good("a > /dev/null 2>&1 b", &[&["a", "b"]]);
        good("#!/bin/sh\nset -eu\n", &[&["set", "-eu"]]);
    }

    #[test]
    fn assignments_are_followed() {
        good(
            "I=quay.io/a/b\npodman run \"$I:1\" $I ${I}",
            &[&["podman", "run", "quay.io/a/b:1", "quay.io/a/b", "quay.io/a/b"]],
        );
        good("X=1 podman run", &[&["podman", "run"]]);
        assert_eq!(script("X=1 podman run").commands[0].environment.len(), 1);
        good("podman run $I \"$J\"", &[&["podman", "run", "$I", "$J"]]);
        let words = &script("podman run $I \"$J\"").commands[0].words;
        assert_eq!((words[2].opaque, words[3].opaque), (true, false));
        good("if x; then I=1; fi\na $I", &[&["x"], &["a", "$I"]]);
    }

    #[test]
    fn plain_ends_are_cut_off_and_other_operators_are_holes() {
        good(
            "T=v1.2.x; a ${T#v} ${T##v} ${T%.x} ${T%%.x} ${T#q}",
            &[&["a", "1.2.x", "1.2.x", "v1.2", "v1.2", "v1.2.x"]],
        );
        good("T=x; a ${T:-y} ${T-y} ${T:?m} ${T:=y}", &[&["a", "x", "x", "x", "x"]]);
        for odd in
            ["${T:+y}", "${T+y}", "${T:0:1}", "${#T}", "${T/x/y}", "${T^^}", "${T#*}", "${T%$U}", "${T@Q}", "${!T}"]
        {
            good(&format!("T=x; a \"{odd}\""), &[&["a", odd]]);
        }
        good("T=; a \"${T:-y}\"", &[&["a", "${T:-y}"]]);
    }

    #[test]
    fn what_may_not_run_is_marked() {
        let certain = |text: &str| script(text).commands.iter().map(|command| command.certain).collect::<Vec<_>>();
        assert_eq!(certain("a && b || c; d"), [true, true, false, true]);
        assert_eq!(certain("if a; then b; fi; c"), [false, false, true]);
        assert_eq!(certain("f() { a; }\nb"), [false, false, true], "f, a");
        assert!(script("x=$(a)").beyond.is_some());
    }

    #[test]
    fn odd_input_ends() {
        for text in
            ["'", "\"", "\\", "$", "${", "$(", "`", "((((", "))))", ";;;;", "<<<<", "&", "|", "a 2>", "$((1+2))"]
        {
            script(text);
        }
    }
}
