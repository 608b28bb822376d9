//! The simple commands that stand in a script, wherever they stand: in branches, functions
//! and substitutions. Nothing is run, so that nothing is said about what a run comes to.
//! Must not know what any program does.

use std::ops::Range;

use super::parser::{parse, DEEPEST};
use super::syntax::{literal, Assigned, Assignment, Construct, Index, Node, Op, Part, Redirect, RedirectKind, Word};
use crate::wrapper::{self, Runs};
use prodproof_syntax::value::Symbolic;

/// A simple command, without the wrappers around it (`sudo`, `env`, `timeout`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Its words without quotes; what the shell would fill in stands as it is written.
    pub words: Vec<String>,
    /// Where its output is written or appended to, as written: `$GITHUB_OUTPUT`.
    pub writes: Vec<String>,
    /// Bytes of `script.marked()`; of the argument's command, if it is a script in a word.
    pub span: Range<usize>,
}

/// All of them, in the order in which they are written. A line that is not sh gives one
/// command of its words.
pub fn written(script: &Symbolic) -> Vec<Written> {
    Reader::of(script).found
}

/// The words that the script's `case` commands tell apart, those without a pattern or a
/// variable in them.
pub fn told_apart(script: &Symbolic) -> Vec<String> {
    let mut reader = Reader::of(script);
    reader.arms.retain(|word| !word.is_empty() && !word.contains(['*', '?', '[']));
    reader.arms
}

/// The words of each test in the script, `[ … ]`, `test …` and `[[ … ]]`, without brackets.
pub fn tests(script: &Symbolic) -> Vec<Vec<String>> {
    let reader = Reader::of(script);
    let simple = reader.found.into_iter().filter_map(|mut command| {
        let is_test = matches!(command.words.first().map(String::as_str), Some("[" | "test"));
        is_test.then(|| command.words.split_off(1))
    });
    reader.tests.into_iter().chain(simple).collect()
}

/// What of the script is of other languages: here-documents and the texts behind `-c` and
/// `-e` that it hands to interpreters, or all of it, where its shell is one.
pub fn of_other_languages(script: &Symbolic, shell: Option<&str>) -> Vec<String> {
    if shell.is_some_and(|shell| !super::is_read(shell)) {
        return vec![script.to_string()];
    }
    // Every script is asked, and few name one: the others need not be parsed.
    if !INTERPRETERS.iter().any(|name| script.marked().contains(name)) {
        return Vec::new();
    }
    Reader::of(script).code
}

const INTERPRETERS: [&str; 7] = ["python", "node", "ruby", "perl", "php", "deno", "bun"];

fn is_interpreter(program: &str) -> bool {
    let base = program.rsplit('/').next().unwrap_or(program);
    let base = base.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    INTERPRETERS.contains(&base)
}

#[derive(Default)]
struct Reader<'a> {
    text: &'a str,
    depth: usize,
    found: Vec<Written>,
    /// The words that `case` tells apart.
    arms: Vec<String>,
    /// The words of each `[[ … ]]`.
    tests: Vec<Vec<String>>,
    /// Programs of other languages.
    code: Vec<String>,
}

impl<'a> Reader<'a> {
    /// What stands in the whole script.
    fn of(script: &'a Symbolic) -> Self {
        let mut reader = Self { text: script.marked(), ..Self::default() };
        reader.list(&parse(script), &[]);
        reader
    }

    fn list(&mut self, list: &[Node], around: &[String]) {
        list.iter().for_each(|node| self.node(node, around));
    }

    /// `around`: where the compound command around it writes to.
    fn node(&mut self, node: &Node, around: &[String]) {
        match &node.command {
            Construct::Simple { assignments, words, redirects } => {
                self.simple(assignments, words, redirects, around, &node.span);
            }
            Construct::Redirected(inner, redirects) => {
                let around = [around, &self.targets(redirects)].concat();
                self.node(inner, &around);
            }
            Construct::Not(inner) | Construct::Background(inner) => self.node(inner, around),
            Construct::Pipe(nodes) => self.list(nodes, around),
            Construct::AndOr(first, rest) => {
                self.node(first, around);
                rest.iter().for_each(|(_, node)| self.node(node, around));
            }
            Construct::If { arms, otherwise } => {
                for (condition, body) in arms {
                    self.list(condition, around);
                    self.list(body, around);
                }
                self.list(otherwise, around);
            }
            Construct::For { words, body, .. } => {
                words.iter().flatten().for_each(|word| self.inside(word));
                self.list(body, around);
            }
            Construct::While { condition, body, last, .. } => {
                self.list(condition, around);
                self.list(body, around);
                self.list(last, around);
            }
            Construct::Case { word, arms } => {
                self.inside(word);
                for arm in arms {
                    self.arms.extend(arm.patterns.iter().filter_map(literal));
                    self.list(&arm.body, around);
                }
            }
            Construct::Group(list) | Construct::Subshell(list) => self.list(list, around),
            Construct::Function { body, .. } => self.list(body, around),
            Construct::Test(words) => {
                words.iter().for_each(|word| self.inside(word));
                let words = words.iter().map(|word| self.plain(word)).collect();
                self.tests.push(words);
            }
            Construct::Arithmetic(_) => {}
            Construct::Unread(line) => self.found.push(Written {
                words: line.split_whitespace().map(str::to_string).collect(),
                writes: around.to_vec(),
                span: node.span.clone(),
            }),
        }
    }

    fn simple(
        &mut self,
        assignments: &[Assignment],
        words: &[Word],
        redirects: &[Redirect],
        around: &[String],
        span: &Range<usize>,
    ) {
        for assignment in assignments {
            match &assignment.value {
                Assigned::Word(word) => self.inside(word),
                Assigned::Array(words) => words.iter().for_each(|word| self.inside(word)),
                Assigned::Element => {}
            }
        }
        words.iter().for_each(|word| self.inside(word));
        redirects.iter().for_each(|redirect| self.inside(&redirect.word));
        if words.is_empty() && redirects.is_empty() {
            return;
        }
        let writes = [around, &self.targets(redirects)].concat();
        let words: Vec<String> = words.iter().map(|word| self.plain(word)).collect();
        if words.iter().any(|word| is_interpreter(word)) {
            let documents = redirects.iter().filter(|one| one.kind == RedirectKind::Here);
            let documents: Vec<String> = documents.map(|one| self.plain(&one.word)).collect();
            self.code.extend(documents);
            let texts = words.windows(2).filter(|two| matches!(two[0].as_str(), "-c" | "-e"));
            self.code.extend(texts.map(|two| two[1].clone()));
        }
        self.unwrapped(words, writes, span);
    }

    /// What a wrapper runs stands for the wrapper.
    fn unwrapped(&mut self, mut words: Vec<String>, writes: Vec<String>, span: &Range<usize>) {
        while self.depth < DEEPEST {
            let arguments: Vec<&str> = words.iter().map(String::as_str).collect();
            match wrapper::read(&arguments).map(|wrapper| wrapper.runs) {
                Some(Runs::Command(at)) if at > 0 && at < words.len() => {
                    words.drain(..at);
                }
                Some(Runs::Shell(at)) if at < words.len() => {
                    let script = Symbolic::from_marked(words.swap_remove(at));
                    let mut inner = Reader { text: script.marked(), depth: self.depth + 1, ..Reader::default() };
                    inner.list(&parse(&script), &writes);
                    let of_call = |written| Written { span: span.clone(), ..written };
                    self.found.extend(inner.found.into_iter().map(of_call));
                    return;
                }
                _ => break,
            }
        }
        self.found.push(Written { words, writes, span: span.clone() });
    }

    fn targets(&self, redirects: &[Redirect]) -> Vec<String> {
        let writes = |one: &&Redirect| matches!(one.kind, RedirectKind::Write | RedirectKind::Append);
        redirects.iter().filter(writes).map(|one| self.plain(&one.word)).collect()
    }

    /// The word without its quotes.
    fn plain(&self, word: &Word) -> String {
        let text = |(part, place): (&Part, &Range<usize>)| match part {
            Part::Literal { text, .. } => text.clone(),
            _ => self.text.get(place.clone()).unwrap_or_default().to_string(),
        };
        word.placed().map(text).collect()
    }

    /// The commands that are run to make a word.
    fn inside(&mut self, word: &Word) {
        for part in word.iter() {
            match part {
                Part::Command { list, .. } | Part::Process(list) => self.list(list, &[]),
                Part::Parameter { index, op, .. } => {
                    if let Index::At(word) = index {
                        self.inside(word);
                    }
                    operands(op).into_iter().flatten().for_each(|word| self.inside(word));
                }
                Part::Literal { .. } | Part::Arithmetic(_) | Part::Unknown => {}
            }
        }
    }
}

/// The words of `${name:-word}` and its like.
fn operands(op: &Op) -> [Option<&Word>; 2] {
    match op {
        Op::Default { word, .. } | Op::Alternative { word } => [Some(word), None],
        Op::RemovePrefix { pattern, .. } | Op::RemoveSuffix { pattern, .. } => [Some(pattern), None],
        Op::Replace { pattern, with, .. } => [Some(pattern), Some(with)],
        Op::Substring { offset, length } => [Some(offset), length.as_ref()],
        Op::Get | Op::Length | Op::Require | Op::Lower { .. } | Op::Upper { .. } | Op::Unknown => [None, None],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(script: &str) -> Vec<String> {
        written(&Symbolic::known(script)).iter().map(|one| one.words.join(" ")).collect()
    }

    #[test]
    fn commands_are_found_wherever_they_stand() {
        for (script, expected) in [
            ("make a && make b || make c; make d", &["make a", "make b", "make c", "make d"][..]),
            (
                "if make a; then make b; elif ! make c; then make d; else make e; fi",
                &["make a", "make b", "make c", "make d", "make e"],
            ),
            (
                "while make a; do make b; done; for x in $(make c); do make $x; done",
                &["make a", "make b", "make c", "make $x"],
            ),
            ("case $(make a) in b) make b;; *) (make c);; esac", &["make a", "make b", "make c"]),
            ("f() { make a; }\n{ make b; } > log\nmake c | make d &", &["make a", "make b", "make c", "make d"]),
            (
                "x=$(make a) make \"b $(make c)\" <(make d)",
                &["make a", "make c", "make d", "make b $(make c) <(make d)"],
            ),
            ("sudo -E timeout 5m make 'a b'; bash -ec 'make c; make d'", &["make a b", "make c", "make d"]),
            ("[[ -n $(make a) ]] && X=1", &["make a"]),
            ("echo ${x:-$(make a)} \"${y%$(make b)}\"", &["make a", "make b", "echo ${x:-$(make a)} ${y%$(make b)}"]),
            ("# make a\n\necho 'make b' # make c", &["echo make b"]),
            ("make a \\\n  b", &["make a b"]),
            ("cat <<E\nmake a\nE\nmake b", &["cat", "make b"]),
            (")\nmake a", &[")", "make a"]),
        ] {
            assert_eq!(words(script), expected, "{script}");
        }
    }

    #[test]
    fn what_is_written_to_is_told() {
        let found =
            written(&Symbolic::known("{ echo a; echo b >&2; } >> \"$GITHUB_OUTPUT\"\necho c > 'd e'\nmake < f"));
        let writes: Vec<_> = found.iter().map(|one| one.writes.join("+")).collect();
        assert_eq!(writes, ["$GITHUB_OUTPUT", "$GITHUB_OUTPUT", "d e", ""]);
    }
}
