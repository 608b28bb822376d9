//! `awk '{ print "text " $1 }'`: programs that do nothing but print strings and fields.

use super::expand::{map, split};
use prodproof_syntax::value::{Symbolic, ValueSet};

/// What is printed of each line.
pub(super) struct Print(Vec<Item>);

enum Item {
    Text(String),
    /// From 1; 0 is the line.
    Field(usize),
}

impl Print {
    /// `None` for any other program.
    pub(super) fn read(program: &str) -> Option<Self> {
        let body = program.trim().strip_prefix('{')?.strip_suffix('}')?.trim().strip_prefix("print")?;
        let mut rest = body.trim_start().trim_end_matches(';').trim_end();
        let mut items = Vec::new();
        while let Some(first) = rest.chars().next() {
            rest = &rest[1..];
            match first {
                '"' => {
                    let (text, behind) = rest.split_once('"')?;
                    if text.contains('\\') {
                        return None;
                    }
                    items.push(Item::Text(text.to_string()));
                    rest = behind;
                }
                '$' => {
                    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
                    items.push(Item::Field(rest[..end].parse().ok()?));
                    rest = &rest[end..];
                }
                // The output's separator.
                ',' => items.push(Item::Text(" ".into())),
                ' ' => {}
                _ => return None,
            }
        }
        (!items.is_empty()).then_some(Self(items))
    }

    /// One line for each; where nobody knows how many there are, perhaps none.
    pub(super) fn apply(&self, input: &ValueSet) -> ValueSet {
        let printed = map(input, |text| {
            let lines: Vec<Symbolic> =
                text.marked().lines().map(|line| self.line(&Symbolic::from_marked(line))).collect();
            let lines: Vec<&str> = lines.iter().map(Symbolic::marked).collect();
            Symbolic::from_marked(lines.iter().map(|line| format!("{line}\n")).collect::<String>())
        });
        let open = input.iter().any(|text| !text.is_whole());
        let none = open.then(Symbolic::default);
        ValueSet::any(printed.iter().cloned().chain(none))
    }

    fn line(&self, line: &Symbolic) -> Symbolic {
        // Where a field has a hole in it, those behind may have moved.
        let fields = split(line, None);
        let whole = line.is_whole();
        let mut out = Symbolic::default();
        for item in &self.0 {
            match item {
                Item::Text(text) => out.push_known(text),
                Item::Field(0) => out.push(line),
                Item::Field(at) if whole => out.push(&fields.get(at - 1).cloned().unwrap_or_default()),
                Item::Field(_) => out.push(&Symbolic::unknown()),
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed() {
        for (program, input, expected) in [
            ("{ print \"helm repo add \" $1 \" \" $3 }", "a b c\n", "helm repo add a c\n"),
            ("{print $2, $1}", "a b\nc d\n", "b a\nd c\n"),
            ("{print $0;}", "a b\n", "a b\n"),
        ] {
            let print = Print::read(program).unwrap();
            assert_eq!(print.apply(&ValueSet::known(input)), ValueSet::known(expected), "{program}");
        }
        for program in ["{print $NF}", "NR>1 {print $1}", "{printf \"%s\", $1}", "{print length($1)}", "{print}"] {
            assert!(Print::read(program).is_none(), "{program}");
        }
    }
}
