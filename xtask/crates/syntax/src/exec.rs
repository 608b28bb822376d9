//! The command lines of `ExecStart=` and its kin: prefixes, `;`, words with their
//! specifiers put in (`config_parse_exec` in src/core/load-fragment.c;
//! systemd.service(5), COMMAND LINES). Must not know what a command does.

use crate::expand::{self, UnitName, Variables};
use crate::joined::Joined;
use crate::span::Span;
use crate::systemd::BLANKS;
use crate::words::{self, Flavour, SplitFault, Word};

/// One command, its words as the program gets them but for variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExecCommand {
    /// The program, without prefixes.
    pub program: Word,
    /// All words behind the program.
    pub arguments: Vec<Word>,
    /// `-`: failure does not matter.
    pub ignored: bool,
    /// `:`: variables are not put in.
    pub verbatim: bool,
    /// `@`: the first argument is what the program is told it is called.
    pub renamed: bool,
    pub span: Span,
}

impl ExecCommand {
    /// The program and its arguments with variables put in.
    pub fn words(&self, variables: &Variables) -> Vec<Word> {
        let arguments = self.arguments.get(usize::from(self.renamed)..).unwrap_or_default();
        let arguments = if self.verbatim { arguments.to_vec() } else { expand::variables(arguments, variables) };
        std::iter::once(self.program.clone()).chain(arguments).collect()
    }
}

/// Why systemd refuses a command, and with it the unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExecFault {
    OpenQuote,
    UnknownSpecifier,
    EmptyProgram,
    /// Neither an absolute path nor a plain name, or with characters that no program has.
    BadProgram,
    /// `@` without the name that the program is to be called.
    NoName,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExecRefusal {
    pub why: ExecFault,
    pub span: Span,
}

/// All commands of one value. A refused command behind a `-` is only left out.
pub fn commands(value: &Joined, unit: &UnitName) -> Result<Vec<ExecCommand>, ExecRefusal> {
    let mut commands = Vec::new();
    let mut at = 0;
    while let Ok(Some((first, next))) = words::first(value, at, Flavour::Exec) {
        at = next;
        if first.as_str() == ";" {
            continue;
        }
        match command(value, first, &mut at, unit) {
            Ok(command) => commands.push(command),
            Err((_, true)) => return Ok(commands),
            Err((refusal, false)) => return Err(refusal),
        }
    }
    Ok(commands)
}

/// The answer's second part says whether the refusal is ignored (`-`).
fn command(value: &Joined, first: Word, at: &mut usize, unit: &UnitName) -> Result<ExecCommand, (ExecRefusal, bool)> {
    let (ignored, renamed, verbatim, length) = prefixes(first.as_str());
    let refuse = |why, span| (ExecRefusal { why, span }, ignored);
    let program = first.text.slice(length..first.as_str().len());
    let program = expand::specifiers(&program, unit).map_err(|span| refuse(ExecFault::UnknownSpecifier, span))?;
    if program.is_empty() {
        return Err(refuse(ExecFault::EmptyProgram, first.span));
    }
    let path = program.as_str();
    let plain = !path.contains('/') && !matches!(path, "." | "..");
    if path.ends_with('/') || !(plain || path.starts_with('/') || program.has_holes()) || !is_safe(path) {
        return Err(refuse(ExecFault::BadProgram, first.span));
    }
    let text = value.as_str();
    let mut arguments = Vec::new();
    let mut end = *at;
    loop {
        let rest = text.get(*at..).unwrap_or_default();
        let start = *at + (rest.len() - rest.trim_start_matches(BLANKS).len());
        let rest = text.get(start..).unwrap_or_default();
        let alone = |rest: &str| rest.is_empty() || rest.starts_with(BLANKS);
        if rest.strip_prefix(';').is_some_and(alone) {
            *at = start + 1;
            break;
        }
        if rest.strip_prefix("\\;").is_some_and(alone) {
            let span = value.place(start..start + 2);
            arguments.push(Word { text: Joined::made(";", span), span, opaque: false });
            *at = start + 2;
            end = *at;
            continue;
        }
        match words::first(value, start, Flavour::Exec) {
            Ok(Some((word, next))) => {
                let resolved =
                    expand::specifiers(&word.text, unit).map_err(|span| refuse(ExecFault::UnknownSpecifier, span))?;
                arguments.push(Word { text: resolved, ..word });
                *at = next;
                end = next;
            }
            Ok(None) => {
                *at = text.len();
                break;
            }
            Err(error) => {
                debug_assert_eq!(error.fault, SplitFault::OpenQuote, "escapes are kept in commands");
                return Err(refuse(ExecFault::OpenQuote, error.span));
            }
        }
    }
    let from = first.span.start;
    let span = Span::new(from, value.place(0..end).end.max(from));
    if renamed && arguments.is_empty() {
        return Err(refuse(ExecFault::NoName, span));
    }
    let program = Word { text: program, span: first.span, opaque: false };
    Ok(ExecCommand { program, arguments, ignored, verbatim, renamed, span })
}

/// `string_is_safe` in src/basic/string-util.c: no control characters, quotes, backslashes.
fn is_safe(program: &str) -> bool {
    !program.chars().any(|c| c.is_ascii_control() || matches!(c, '"' | '\'' | '\\'))
}

/// Prefixes, each at most once and in any order: ignored, renamed, verbatim, bytes.
fn prefixes(word: &str) -> (bool, bool, bool, usize) {
    let (mut ignored, mut renamed, mut verbatim, mut plus, mut bangs) = (false, false, false, false, 0);
    let mut length = 0;
    for c in word.chars() {
        match c {
            '-' if !ignored => ignored = true,
            '@' if !renamed => renamed = true,
            ':' if !verbatim => verbatim = true,
            '+' if !plus && bangs == 0 => plus = true,
            '!' if !plus && bangs < 2 => bangs += 1,
            _ => break,
        }
        length += 1;
    }
    (ignored, renamed, verbatim, length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<ExecCommand>, ExecRefusal> {
        commands(&Joined::of(text, Span::new(0, text.len())), &UnitName::parse("foo.service"))
    }

    #[track_caller]
    fn good(text: &str, expected: &[&[&str]]) {
        let shown: Vec<Vec<String>> = read(text)
            .expect("a command")
            .iter()
            .map(|command| command.words(&Variables::new()).iter().map(|word| word.text.shown()).collect())
            .collect();
        assert_eq!(shown, expected, "{text}");
    }

    #[track_caller]
    fn bad(text: &str, why: ExecFault, place: &str) {
        let refusal = read(text).expect_err("refused");
        assert_eq!((refusal.why, refusal.span.text(text)), (why, place), "{text}");
    }

    #[test]
    fn words_with_specifiers() {
        good("/bin/x --name=%N 100%", &[&["/bin/x", "--name=foo", "100%"]]);
        good("podman run", &[&["podman", "run"]]);
    }

    #[test]
    fn prefixes_come_off_the_program() {
        good("-/bin/x a", &[&["/bin/x", "a"]]);
        good("@-/bin/x called a", &[&["/bin/x", "a"]]);
        good("+/bin/x", &[&["/bin/x"]]);
        bad("!!+/bin/x", ExecFault::BadProgram, "!!+/bin/x");
    }

    #[test]
    fn a_lone_semicolon_splits_and_an_escaped_one_does_not() {
        good("/bin/a x ; /bin/b y", &[&["/bin/a", "x"], &["/bin/b", "y"]]);
        good("/bin/a x \\; y ;z", &[&["/bin/a", "x", ";", "y", ";z"]]);
        good("; /bin/a", &[&["/bin/a"]]);
    }

    #[test]
    fn faults_refuse_the_unit_unless_ignored() {
        bad("/bin/a 'x y", ExecFault::OpenQuote, "'x y");
        bad("/bin/a %z", ExecFault::UnknownSpecifier, "%z");
        bad("@ /bin/a", ExecFault::EmptyProgram, "@");
        good("- /bin/a", &[]);
        bad(".", ExecFault::BadProgram, ".");
        bad("\\\\=x a", ExecFault::BadProgram, "\\\\=x");
        bad("@/bin/a", ExecFault::NoName, "@/bin/a");
        bad("bin/a", ExecFault::BadProgram, "bin/a");
        good("-/bin/a 'x y", &[]);
    }

    #[test]
    fn a_command_knows_its_place() {
        let text = "/bin/a x ; /bin/b y  ";
        let places: Vec<&str> = read(text).unwrap().iter().map(|command| command.span.text(text)).collect();
        assert_eq!(places, ["/bin/a x", "/bin/b y"]);
    }

    #[test]
    fn a_colon_keeps_variables() {
        let command = read(":/bin/a ${X}").unwrap().remove(0);
        assert_eq!(command.words(&Variables::new())[1].as_str(), "${X}");
    }
}
