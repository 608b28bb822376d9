//! grep over a known text: whether a line is selected, and what is written.
//!
//! Source: GNU grep's manual, "Command-line Options" and "Basic vs Extended". Options and
//! patterns that are not read here leave the answer open. Must not know files.

use super::expand::map;
use super::posix::{self, Asked, Grammar};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::regexp::first_match;
use prodproof_syntax::value::{Piece, Symbolic, ValueSet};

/// What grep is asked.
#[derive(Default)]
struct Grep {
    patterns: Vec<String>,
    grammar: Option<Grammar>,
    ignore_case: bool,
    inverted: bool,
    whole_line: bool,
    word: bool,
    count: bool,
    only_matching: bool,
    quiet: bool,
    /// Options that change what is written, and no answer.
    dressed: bool,
}

/// What came of it: whether a line was selected, and what was written.
pub(super) struct Grepped {
    pub selected: Answer,
    pub out: ValueSet,
}

pub(super) fn is_grep(name: &str) -> bool {
    matches!(name, "grep" | "egrep" | "fgrep")
}

/// What grep makes of what it reads; nothing where it reads files, or that is not known.
pub(super) fn run(arguments: &[Symbolic], stdin: Option<&ValueSet>) -> Option<Grepped> {
    let words: Vec<&str> = arguments.iter().map(Symbolic::as_known).collect::<Option<_>>()?;
    let grep = Grep::read(&words)?;
    let stdin = stdin?;
    let answers = stdin.iter().map(|text| grep.selects(text));
    let selected = super::condition::unanimous(answers);
    let out = map(stdin, |text| grep.output(text));
    Some(Grepped { selected, out })
}

impl Grep {
    fn read(words: &[&str]) -> Option<Self> {
        let (name, mut rest) = words.split_first()?;
        let grammar = match *name {
            "egrep" => Some(Grammar::Extended),
            "fgrep" => Some(Grammar::Fixed),
            _ => None,
        };
        let mut grep = Self { grammar, ..Self::default() };
        let mut operands: Vec<&str> = Vec::new();
        while let Some((word, behind)) = rest.split_first() {
            rest = behind;
            match *word {
                "--" => {
                    operands.extend(behind);
                    break;
                }
                "-e" | "--regexp" => {
                    let (pattern, behind) = rest.split_first()?;
                    grep.patterns.push(pattern.to_string());
                    rest = behind;
                }
                long if long.starts_with("--") => grep.long(&long[2..])?,
                short if short.starts_with('-') && short.len() > 1 => {
                    let (flags, pattern) = match short[1..].split_once('e') {
                        Some((flags, "")) => {
                            let (pattern, behind) = rest.split_first()?;
                            rest = behind;
                            (flags, Some(*pattern))
                        }
                        Some((flags, pattern)) => (flags, Some(pattern)),
                        None => (&short[1..], None),
                    };
                    flags.chars().try_for_each(|flag| grep.short(flag))?;
                    grep.patterns.extend(pattern.map(str::to_string));
                }
                operand => operands.push(operand),
            }
        }
        let mut operands = operands.into_iter();
        if grep.patterns.is_empty() {
            grep.patterns.push(operands.next()?.to_string());
        }
        let patterns = grep.patterns.iter().flat_map(|text| text.split('\n').map(str::to_string)).collect();
        grep.patterns = patterns;
        // Perl's takes one pattern, and fails with several.
        let is_read = grep.grammar() != Grammar::Perl || grep.patterns.len() == 1;
        (is_read && operands.all(|file| file == "-")).then_some(grep)
    }

    fn short(&mut self, flag: char) -> Option<()> {
        match flag {
            'E' => self.grammar = Some(Grammar::Extended),
            'F' => self.grammar = Some(Grammar::Fixed),
            'G' => self.grammar = Some(Grammar::Basic),
            'P' => self.grammar = Some(Grammar::Perl),
            'i' | 'y' => self.ignore_case = true,
            'v' => self.inverted = true,
            'x' => self.whole_line = true,
            'w' => self.word = true,
            'c' => self.count = true,
            'o' => self.only_matching = true,
            'q' => self.quiet = true,
            'n' | 'b' | 'H' | 'l' | 'L' => self.dressed = true,
            's' | 'h' | 'a' => {}
            _ => return None,
        }
        (flag != 'L').then_some(())
    }

    fn long(&mut self, name: &str) -> Option<()> {
        if let Some(pattern) = name.strip_prefix("regexp=") {
            self.patterns.push(pattern.to_string());
            return Some(());
        }
        let flag = match name {
            "extended-regexp" => 'E',
            "fixed-strings" => 'F',
            "basic-regexp" => 'G',
            "perl-regexp" => 'P',
            "ignore-case" => 'i',
            "invert-match" => 'v',
            "line-regexp" => 'x',
            "word-regexp" => 'w',
            "count" => 'c',
            "only-matching" => 'o',
            "quiet" | "silent" => 'q',
            "no-messages" => 's',
            "line-number" => 'n',
            _ => return None,
        };
        self.short(flag)
    }

    fn grammar(&self) -> Grammar {
        self.grammar.unwrap_or(Grammar::Basic)
    }

    /// Whether some line of the text is selected.
    fn selects(&self, text: &Symbolic) -> Answer {
        lines(text).iter().fold(Answer::No, |all, line| all.or(self.takes(line)))
    }

    fn takes(&self, line: &Symbolic) -> Answer {
        let matched = self.patterns.iter().fold(Answer::No, |all, pattern| all.or(self.matches(pattern, line)));
        if self.inverted {
            !matched
        } else {
            matched
        }
    }

    fn matches(&self, pattern: &str, line: &Symbolic) -> Answer {
        let Some(known) = line.as_known() else { return self.in_pieces(pattern, line) };
        let Some(inner) = posix::to_javascript(pattern, self.grammar(), Asked::Whether) else { return Answer::Unknown };
        if inner.is_empty() {
            return if self.whole_line { Answer::from(known.is_empty()) } else { Answer::Yes };
        }
        let whole = match (self.whole_line, self.word) {
            (true, _) => format!("^(?:{inner})$"),
            (false, true) => format!("(?:^|\\W)(?:{inner})(?:\\W|$)"),
            (false, false) => inner,
        };
        let flags = if self.ignore_case { "i" } else { "" };
        let found = first_match(&format!("/{whole}/{flags}"), known);
        found.map_or(Answer::Unknown, |found| Answer::from(found.is_some()))
    }

    /// The same of a text with holes: a plain word in one of its known pieces is there.
    fn in_pieces(&self, pattern: &str, line: &Symbolic) -> Answer {
        let plain = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || "-_/: ".contains(c));
        if self.ignore_case || self.whole_line || self.word {
            return Answer::Unknown;
        }
        let starts = |word: &str| match line.pieces().next() {
            Some(Piece::Known(first)) if first.starts_with(word) => Answer::Yes,
            Some(Piece::Known(first)) if !word.starts_with(first) => Answer::No,
            _ => Answer::Unknown,
        };
        match pattern.strip_prefix('^') {
            Some(word) if plain(word) && self.grammar() != Grammar::Fixed => starts(word),
            None if plain(pattern)
                && line.pieces().any(|piece| matches!(piece, Piece::Known(text) if text.contains(pattern))) =>
            {
                Answer::Yes
            }
            _ => Answer::Unknown,
        }
    }

    /// What is written.
    fn output(&self, text: &Symbolic) -> Symbolic {
        if self.quiet {
            return Symbolic::default();
        }
        let lines = lines(text);
        let taken: Vec<(&Symbolic, Answer)> = lines.iter().map(|line| (line, self.takes(line))).collect();
        if taken.iter().any(|(_, answer)| *answer == Answer::Unknown) || self.dressed {
            return Symbolic::unknown();
        }
        let taken: Vec<&Symbolic> =
            taken.into_iter().filter(|(_, answer)| *answer == Answer::Yes).map(|(line, _)| line).collect();
        if self.count {
            return Symbolic::known(&format!("{}\n", taken.len()));
        }
        let mut out = Symbolic::default();
        for line in taken {
            if self.only_matching {
                let Some(found) = self.first(line) else { return Symbolic::unknown() };
                out.push_known(&found);
            } else {
                out.push(line);
            }
            out.push_known("\n");
        }
        out
    }

    /// The one match of a line; nothing where there may be several, or another one.
    fn first(&self, line: &Symbolic) -> Option<String> {
        let [pattern] = self.patterns.as_slice() else { return None };
        if self.inverted || self.word || self.whole_line || self.ignore_case {
            return None;
        }
        let pattern = posix::to_javascript(pattern, self.grammar(), Asked::Which)?;
        let known = line.as_known()?;
        let found = first_match(&format!("/{pattern}/"), known)??.into_iter().next()??;
        let (_, behind) = known.split_once(&found)?;
        let again = first_match(&format!("/{pattern}/"), behind)?;
        (!found.is_empty() && again.is_none()).then_some(found)
    }
}

fn lines(text: &Symbolic) -> Vec<Symbolic> {
    let marked = text.marked();
    if marked.is_empty() {
        return Vec::new();
    }
    marked.strip_suffix('\n').unwrap_or(marked).split('\n').map(Symbolic::from_marked).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grep(command: &str, text: &str) -> (Option<Answer>, String) {
        let words: Vec<Symbolic> = command.split(' ').map(Symbolic::known).collect();
        match run(&words, Some(&ValueSet::one(Symbolic::from_marked(text)))) {
            Some(found) => (Some(found.selected), found.out.single().map(|text| text.to_string()).unwrap_or_default()),
            None => (None, String::new()),
        }
    }

    #[test]
    fn texts_with_holes() {
        let hole = "v1.\u{f0001}run_number\u{f0002}\n";
        assert_eq!(grep("grep -q ^v1", hole).0, Some(Answer::Yes));
        assert_eq!(grep("grep -q ^v2", hole).0, Some(Answer::No));
        assert_eq!(grep("grep -q v1", hole).0, Some(Answer::Yes));
        assert_eq!(grep("grep -q rc", hole).0, Some(Answer::Unknown));
        assert_eq!(grep("grep -vq ^v2", hole).0, Some(Answer::Yes));
    }

    #[test]
    fn what_is_not_read_stays_open() {
        for command in ["grep -q v file.txt", "grep -f patterns", "grep -A1 v", "grep"] {
            assert_eq!(grep(command, "v1\n").0, None, "{command}");
        }
        for command in ["grep -q \\(a\\)\\1", "grep -qP (?=v)v", "grep -qE \\d"] {
            assert_eq!(grep(command, "v1\n").0, Some(Answer::Unknown), "{command}");
        }
    }

    #[test]
    fn what_is_written() {
        assert_eq!(grep("grep -oE [0-9.]+", "v1.2.3\n").1, "1.2.3\n");
        // Several matches, or a choice of which POSIX takes the longest.
        assert_eq!(grep("grep -oE [0-9]+", "v1.2.3\n").1, "<?>");
        assert_eq!(grep("grep -oE 1|1.2", "v1.2.3\n").1, "<?>");
        assert_eq!(grep("grep -c v", "v1\nv2\nw\n").1, "2\n");
        assert_eq!(grep("grep -v v", "v1\nv2\nw\n").1, "w\n");
    }
}
