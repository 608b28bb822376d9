//! Filter patterns of `branches`, `tags` and `paths`.
//!
//! Source: github/docs `workflow-syntax.md` (cheat sheet), nektos/act
//! `pkg/workflowpattern` (the regular expression each pattern stands for). Must not know
//! what is matched.

/// Why GitHub refuses a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GlobFault {
    /// `+` or `?` at the start.
    NothingPrecedes(char),
    /// `[` without `]`.
    NotClosed,
    /// A backslash at the end.
    NothingFollows,
    EmptySet,
    EndlessRange,
    NoRange(char, char),
}

/// One piece of a pattern and how often it may occur.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Piece {
    what: What,
    least: usize,
    most: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum What {
    Char(char),
    Set(Vec<(char, char)>),
    /// `*`: anything but `/`.
    Star,
    /// `**`: anything.
    StarStar,
    /// `**/`: nothing, or anything that ends in `/`.
    Folders,
}

/// A pattern without its leading `!`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glob {
    pieces: Vec<Piece>,
}

impl Glob {
    /// Reads a pattern, or says why GitHub refuses it.
    pub fn new(pattern: &str) -> Result<Self, GlobFault> {
        let mut pieces: Vec<Piece> = Vec::new();
        let mut rest = pattern;
        while let Some(c) = rest.chars().next() {
            let mut used = c.len_utf8();
            let mut add = |what| pieces.push(Piece { what, least: 1, most: 1 });
            match c {
                '*' if rest.starts_with("**/") => {
                    used = 3;
                    add(What::Folders);
                }
                '*' if rest.starts_with("**") => {
                    used = 2;
                    add(What::StarStar);
                }
                '*' => add(What::Star),
                '+' | '?' => match pieces.last_mut() {
                    None => return Err(GlobFault::NothingPrecedes(c)),
                    Some(Piece { what: What::Char(_) | What::Set(_), least, most }) => {
                        if c == '+' {
                            *most = usize::MAX;
                        } else {
                            *least = 0;
                        }
                    }
                    // Lazy or doubled: what it matches stays the same.
                    Some(_) => {}
                },
                '[' => {
                    let Some(close) = rest.find(']') else { return Err(GlobFault::NotClosed) };
                    used = close + 1;
                    let set = ranges(&rest[1..close])?;
                    add(What::Set(set));
                }
                '\\' => match rest[1..].chars().next() {
                    None => return Err(GlobFault::NothingFollows),
                    Some(next) => {
                        used = 1 + next.len_utf8();
                        add(What::Char(next));
                    }
                },
                _ => add(What::Char(c)),
            }
            rest = &rest[used..];
        }
        Ok(Self { pieces })
    }

    /// Whether the whole name is matched; case counts.
    pub fn matches(&self, name: &str) -> bool {
        // Most names differ from most patterns in what stands there letter by letter.
        let plain = self.pieces.iter().map_while(|piece| match piece {
            Piece { what: What::Char(c), least: 1, most: 1 } => Some(*c),
            _ => None,
        });
        let mut chars = name.chars();
        let begins = plain.map(|c| chars.next() == Some(c)).try_fold(0, |known, fits| fits.then_some(known + 1));
        let Some(known) = begins else { return false };
        if known == self.pieces.len() {
            return chars.next().is_none();
        }
        let name: Vec<char> = chars.collect();
        // Which places of the name the pieces so far can end at.
        let mut at = vec![false; name.len() + 1];
        at[0] = true;
        for piece in &self.pieces[known..] {
            at = step(piece, &name, &at);
            if !at.contains(&true) {
                return false;
            }
        }
        at[name.len()]
    }

    /// A name that the pattern matches, shaped like a version where it may be one:
    /// `release-v*` gives `release-v1.2.3`, `v4.*` gives `v4.2.3`.
    pub fn sample(&self) -> Option<String> {
        // No branch or tag has so long a name.
        const MOST: usize = 1_000;
        if self.pieces.len() > MOST {
            return None;
        }
        let mut out = String::new();
        for (index, piece) in self.pieces.iter().enumerate() {
            let rest = &self.pieces[index + 1..];
            match &piece.what {
                What::Char(c) => out.push(*c),
                What::Folders => {}
                What::Set(ranges) => {
                    let wanted = char::from_digit(numbers_before(&out) as u32 + 1, 10).unwrap_or('1');
                    let fits = ranges.iter().any(|&(from, to)| (from..=to).contains(&wanted));
                    match (fits, ranges.first()) {
                        (true, _) => out.push(wanted),
                        (false, Some(&(from, _))) => out.push(from),
                        (false, None) => return None,
                    }
                }
                What::Star | What::StarStar => {
                    let slash = rest.iter().any(|piece| piece.what == What::Char('/'));
                    let variable = rest.iter().any(|piece| !matches!(piece.what, What::Char(_)));
                    let done = numbers_before(&out);
                    if slash {
                        out.push('x');
                    } else if variable || done >= 2 {
                        out.push_str(&(done + 1).to_string());
                    } else {
                        out.push_str(["1.2.3", "2.3"][done]);
                    }
                }
            }
        }
        self.matches(&out).then_some(out)
    }
}

/// How many numbers with a dot behind them the text ends in: `v4.` has one.
fn numbers_before(text: &str) -> usize {
    let tail = text.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    text[tail.len()..].split('.').filter(|part| !part.is_empty()).count()
}

fn ranges(body: &str) -> Result<Vec<(char, char)>, GlobFault> {
    if body.is_empty() {
        return Err(GlobFault::EmptySet);
    }
    let chars: Vec<char> = body.chars().collect();
    let mut out: Vec<(char, char)> = Vec::new();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        if c == '-' {
            let (Some(&(from, _)), Some(&to)) = (out.last(), chars.get(at + 1)) else {
                return Err(GlobFault::EndlessRange);
            };
            let letters = from.is_ascii_alphabetic() && to.is_ascii_alphabetic();
            let digits = from.is_ascii_digit() && to.is_ascii_digit();
            if at == 0 || from > to || !(letters || digits) {
                return Err(GlobFault::NoRange(from, to));
            }
            out.pop();
            out.push((from, to));
            at += 2;
        } else {
            out.push((c, c));
            at += 1;
        }
    }
    Ok(out)
}

fn step(piece: &Piece, name: &[char], at: &[bool]) -> Vec<bool> {
    let mut next = vec![false; at.len()];
    match &piece.what {
        What::Char(_) | What::Set(_) => {
            let fits = |c: char| match &piece.what {
                What::Char(own) => *own == c,
                What::Set(ranges) => ranges.iter().any(|&(from, to)| (from..=to).contains(&c)),
                _ => false,
            };
            for (index, c) in name.iter().enumerate() {
                if fits(*c) && (at[index] || (piece.most > 1 && next[index])) {
                    next[index + 1] = true;
                }
            }
            if piece.least == 0 {
                next.iter_mut().zip(at).for_each(|(next, at)| *next |= at);
            }
        }
        What::Star | What::StarStar => {
            let mut open = false;
            for index in 0..at.len() {
                open |= at[index];
                next[index] = open;
                if piece.what == What::Star && name.get(index) == Some(&'/') {
                    open = false;
                }
            }
        }
        What::Folders => {
            let mut open = false;
            for index in 0..at.len() {
                // At least one character must stand before the slash.
                if open && index >= 2 && name.get(index - 1) == Some(&'/') && at[..index - 1].contains(&true) {
                    next[index] = true;
                }
                next[index] |= at[index];
                open |= at[index];
            }
        }
    }
    next
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, yes: &[&str], no: &[&str]) {
        let glob = Glob::new(pattern).unwrap();
        for name in yes {
            assert!(glob.matches(name), "{pattern} should match {name}");
        }
        for name in no {
            assert!(!glob.matches(name), "{pattern} should not match {name}");
        }
    }

    #[test]
    fn the_cheat_sheet() {
        check("*", &["main", ""], &["feature/x"]);
        check("**", &["main", "feature/x"], &[]);
        check("feature/*", &["feature/x"], &["feature/a/b", "feature"]);
        check("releases/**", &["releases/10", "releases/beta/mona"], &["releases"]);
        check("v2*", &["v2", "v2.0", "v2.9"], &["v1"]);
        check("v[12].[0-9]+.[0-9]+", &["v1.10.1", "v2.0.0"], &["v3.0.0", "v1.2.3-rc1", "v1x2.3"]);
        check("*.jsx?", &["page.js", "page.jsx"], &["page.jsxx"]);
        check("**.js", &["index.js", "src/js/app.js"], &["a.ts"]);
        check("**/README.md", &["README.md", "js/README.md", "a/b/README.md"], &["xREADME.md"]);
        check("**/docs/**", &["docs/a.md", "x/docs/a/b"], &["docs"]);
        check("[CB]at", &["Cat", "Bat"], &["cat", "at"]);
        check("v*.*.*", &["v1.2.3", "v1.2.3-rc1"], &["v1.2"]);
        check("a+b", &["ab", "aab"], &["b"]);
        check("\\!x", &["!x"], &["x"]);
        check("**/migrate-*.sql", &["migrate-1.sql", "db/sept/migrate-v1.sql"], &["x-migrate-1.sql"]);
    }

    #[test]
    fn broken_patterns() {
        for pattern in ["+x", "?x", "[0-9", "[]", "[0-]", "[z-a]", "x\\"] {
            assert!(Glob::new(pattern).is_err(), "{pattern}");
        }
    }

    #[test]
    fn samples_look_like_versions() {
        for (pattern, sample) in [
            ("v*", "v1.2.3"),
            ("v*.*.*", "v1.2.3"),
            ("release-plz-v*.*.*", "release-plz-v1.2.3"),
            ("v4.*", "v4.2.3"),
            ("*/v*", "x/v1.2.3"),
            ("3scale-*-GA", "3scale-1.2.3-GA"),
            ("v[0-9]+.[0-9]+.[0-9]+", "v1.2.3"),
            ("**", "1.2.3"),
            ("stable", "stable"),
            ("[0-9]+.[0-9]+.[0-9]+-rc[0-9]+", "1.2.3-rc1"),
        ] {
            assert_eq!(Glob::new(pattern).unwrap().sample().as_deref(), Some(sample), "{pattern}");
        }
    }
}
