//! Glob patterns of the shell against texts with holes, and the operators of `${…}` that
//! use them. Must not know variables.

use super::posix;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::regexp::Matches;
use prodproof_syntax::value::{is_plain_hole, Piece, Symbolic, CLOSE, OPEN};

/// A pattern: quoted characters stand for themselves.
#[derive(Clone, Debug, Default)]
pub(super) struct Glob(Vec<Item>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Item {
    Char(char),
    Any,
    Star,
    Class {
        negated: bool,
        ranges: Vec<(char, char)>,
    },
    /// Whatever a hole stands for.
    Hole,
}

impl Glob {
    /// One that is not known.
    pub fn of_anything() -> Self {
        Self(vec![Item::Hole])
    }

    /// Appends quoted text.
    pub fn literal(&mut self, text: &str) {
        self.parse(text, "");
    }

    /// Appends text in which `*`, `?` and `[…]` are special. Unknown constructs are holes.
    pub fn special(&mut self, text: &str) {
        self.parse(text, "*?[");
    }

    /// Appends text in which these characters are special.
    fn parse(&mut self, text: &str, special: &str) {
        let chars: Vec<char> = text.chars().collect();
        let mut at = 0;
        while let Some(c) = chars.get(at).copied() {
            at += 1;
            match c {
                OPEN => {
                    while chars.get(at).is_some_and(|c| *c != CLOSE) {
                        at += 1;
                    }
                    at += 1;
                    self.0.push(Item::Hole);
                }
                '*' if special.contains('*') => self.0.push(Item::Star),
                '?' if special.contains('?') => self.0.push(Item::Any),
                '[' if special.contains('[') => match class(&chars[at..]) {
                    Some((class, length)) => {
                        at += length;
                        self.0.push(class);
                    }
                    None => self.0.push(Item::Char('[')),
                },
                c => self.0.push(Item::Char(c)),
            }
        }
    }

    fn has_hole(&self) -> bool {
        self.0.contains(&Item::Hole)
    }

    /// Each part of the text may be held against the pattern, each time from its start.
    fn is_too_much(&self, text: &Symbolic) -> bool {
        const MOST: usize = 4_000_000;
        let length = text.marked().len();
        let parts = if self.has_star() { length.saturating_mul(length) } else { length };
        parts.saturating_mul(self.0.len()) > MOST && length > 64
    }

    fn has_star(&self) -> bool {
        self.0.contains(&Item::Star)
    }

    /// Whether all of the text matches.
    pub fn matches(&self, text: &Symbolic) -> Answer {
        if let (Some(known), false) = (text.as_known(), self.has_hole()) {
            return Answer::from(self.matches_chars(&known.chars().collect::<Vec<_>>()));
        }
        if self.0 == [Item::Star] {
            return Answer::Yes;
        }
        // Different beginnings or ends decide, whatever the holes stand for.
        let first = match text.pieces().next() {
            Some(Piece::Known(known)) => known,
            _ => "",
        };
        let last = match text.pieces().last() {
            Some(Piece::Known(known)) => known,
            _ => "",
        };
        let same_start = self.0.iter().zip(first.chars()).map_while(|(item, c)| match item {
            Item::Char(wanted) => Some(*wanted == c),
            _ => None,
        });
        let same_end = self.0.iter().rev().zip(last.chars().rev()).map_while(|(item, c)| match item {
            Item::Char(wanted) => Some(*wanted == c),
            _ => None,
        });
        if same_start.chain(same_end).any(|same| !same) {
            return Answer::No;
        }
        // `prefix*` is decided by the beginning alone.
        if let Some((Item::Star, before)) = self.0.split_last() {
            let literal: Option<String> = before
                .iter()
                .map(|item| match item {
                    Item::Char(c) => Some(*c),
                    _ => None,
                })
                .collect();
            if literal.is_some_and(|literal| first.starts_with(&literal)) {
                return Answer::Yes;
            }
        }
        Answer::Unknown
    }

    fn matches_chars(&self, text: &[char]) -> bool {
        // The classic two pointers, back to the last star.
        let (mut item, mut at) = (0, 0);
        let mut star: Option<(usize, usize)> = None;
        loop {
            match self.0.get(item) {
                Some(Item::Star) => {
                    star = Some((item, at));
                    item += 1;
                    continue;
                }
                None if at == text.len() => return true,
                Some(found) if text.get(at).is_some_and(|c| found.takes(*c)) => {
                    item += 1;
                    at += 1;
                    continue;
                }
                _ => {}
            }
            match star {
                Some((back, from)) if from < text.len() => {
                    star = Some((back, from + 1));
                    item = back + 1;
                    at = from + 1;
                }
                _ => return false,
            }
        }
    }
}

impl Item {
    fn takes(&self, c: char) -> bool {
        match self {
            Self::Char(wanted) => *wanted == c,
            Self::Any => true,
            Self::Class { negated, ranges } => ranges.iter().any(|(from, to)| (*from..=*to).contains(&c)) != *negated,
            Self::Star | Self::Hole => false,
        }
    }
}

fn class(chars: &[char]) -> Option<(Item, usize)> {
    let mut at = 0;
    let negated = matches!(chars.first(), Some('!' | '^'));
    at += usize::from(negated);
    let mut ranges = Vec::new();
    let first = at;
    loop {
        let c = *chars.get(at)?;
        if c == ']' && at > first {
            return Some((Item::Class { negated, ranges }, at + 1));
        }
        if c == '[' && chars.get(at + 1) == Some(&':') {
            let end = chars[at..].iter().position(|c| *c == ']')? + at;
            let name: String = chars.get(at + 2..end.checked_sub(1)?)?.iter().collect();
            ranges.extend_from_slice(posix::named(&name)?);
            at = end + 1;
            continue;
        }
        if chars.get(at + 1) == Some(&'-') && chars.get(at + 2).is_some_and(|c| *c != ']') {
            ranges.push((c, *chars.get(at + 2)?));
            at += 3;
        } else {
            ranges.push((c, c));
            at += 1;
        }
    }
}

/// A text as characters, each hole one of them.
struct Flat {
    chars: Vec<char>,
    holes: Vec<String>,
    /// Whether a hole may stand for text with any character in it.
    opaque: bool,
}

const STAND_IN: u32 = 0xf1000;

impl Flat {
    fn new(text: &Symbolic) -> Self {
        let mut flat = Self { chars: Vec::new(), holes: Vec::new(), opaque: false };
        for piece in text.pieces() {
            match piece {
                Piece::Known(known) => flat.chars.extend(known.chars()),
                Piece::Hole(name) => {
                    let number = STAND_IN + u32::try_from(flat.holes.len()).unwrap_or(0) % 0xf00;
                    flat.chars.extend(char::from_u32(number));
                    flat.holes.push(name.to_string());
                    flat.opaque |= !is_plain_hole(name);
                }
            }
        }
        flat
    }

    fn hole(&self, c: char) -> Option<&str> {
        let index = u32::from(c).checked_sub(STAND_IN)?;
        self.holes.get(usize::try_from(index).ok()?).map(String::as_str)
    }

    fn text(&self, chars: &[char]) -> Symbolic {
        let mut out = Symbolic::default();
        for c in chars {
            match self.hole(*c) {
                Some(name) => out.push(&Symbolic::hole(name)),
                None => out.push_known(&c.to_string()),
            }
        }
        out
    }

    fn first_hole(&self) -> usize {
        self.chars.iter().position(|c| self.hole(*c).is_some()).unwrap_or(self.chars.len())
    }

    fn behind_last_hole(&self) -> usize {
        self.chars.iter().rposition(|c| self.hole(*c).is_some()).map_or(0, |at| at + 1)
    }
}

/// How much a pattern takes where it can take less.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    Shortest,
    Longest,
}

/// `${text#pattern}` and `##`.
pub(super) fn remove_prefix(text: &Symbolic, pattern: &Glob, reach: Reach) -> Symbolic {
    let flat = Flat::new(text);
    if pattern.has_hole() || pattern.is_too_much(text) {
        return Symbolic::unknown();
    }
    let matches = |length: &usize| pattern.matches_chars(&flat.chars[..*length]);
    let mut lengths = 0..=flat.chars.len();
    let found = match reach {
        Reach::Longest => lengths.rev().find(matches),
        Reach::Shortest => lengths.find(matches),
    };
    let decided = match found {
        _ if !flat.opaque && (pattern.has_star() || found.is_some()) => true,
        Some(length) if reach == Reach::Longest && pattern.has_star() => length >= flat.behind_last_hole(),
        Some(length) => length <= flat.first_hole(),
        None => !pattern.has_star() && pattern.0.len() <= flat.first_hole() || plain_start(&flat, pattern),
    };
    if !decided {
        return Symbolic::unknown();
    }
    flat.text(&flat.chars[found.unwrap_or(0)..])
}

/// A text that begins with other characters than the pattern, or with a commit or a
/// number, to which no `v` or `/` belongs.
fn plain_start(flat: &Flat, pattern: &Glob) -> bool {
    let (Some(Item::Char(wanted)), Some(first)) = (pattern.0.first(), flat.chars.first()) else {
        return flat.chars.is_empty();
    };
    match flat.hole(*first) {
        Some(name) => is_plain_hole(name) && name != "date" && !wanted.is_ascii_hexdigit(),
        None => wanted != first,
    }
}

/// `${text%pattern}` and `%%`.
pub(super) fn remove_suffix(text: &Symbolic, pattern: &Glob, reach: Reach) -> Symbolic {
    let flat = Flat::new(text);
    if pattern.has_hole() || pattern.is_too_much(text) {
        return Symbolic::unknown();
    }
    let matches = |from: &usize| pattern.matches_chars(&flat.chars[*from..]);
    let mut places = 0..=flat.chars.len();
    let found = match reach {
        Reach::Longest => places.find(matches),
        Reach::Shortest => places.rev().find(matches),
    };
    let decided = match found {
        _ if !flat.opaque => true,
        Some(from) if reach == Reach::Longest && pattern.has_star() => from <= flat.first_hole(),
        Some(from) => from >= flat.behind_last_hole(),
        None => {
            let behind = flat.chars.len() - flat.behind_last_hole();
            let other_end = matches!((pattern.0.last(), flat.chars.last()),
                (Some(Item::Char(wanted)), Some(last)) if flat.hole(*last).is_none() && wanted != last);
            other_end || (!pattern.has_star() && pattern.0.len() <= behind)
        }
    };
    if !decided {
        return Symbolic::unknown();
    }
    flat.text(&flat.chars[..found.unwrap_or(flat.chars.len())])
}

/// `${text/pattern/with}` and `//`, anchored at `#` or `%` where given. Holes stay.
pub(super) fn replace(
    text: &Symbolic,
    pattern: &Glob,
    with: &Symbolic,
    which: Matches,
    anchor: Option<char>,
) -> Symbolic {
    if pattern.has_hole() || pattern.is_too_much(text) {
        return Symbolic::unknown();
    }
    if pattern.0.is_empty() {
        return text.clone();
    }
    let slashes_go =
        which == Matches::All && anchor.is_none() && pattern.matches_chars(&['/']) && with.as_known() != Some("/");
    let text = if slashes_go { &text.clone().without_slashes() } else { text };
    let flat = Flat::new(text);
    let mut out = Symbolic::default();
    let mut at = 0;
    let mut done = false;
    while at < flat.chars.len() {
        let may_start = !done && (anchor != Some('#') || at == 0);
        let end = (at + 1..=flat.chars.len())
            .rev()
            .filter(|end| anchor != Some('%') || *end == flat.chars.len())
            .find(|end| may_start && pattern.matches_chars(&flat.chars[at..*end]));
        match end {
            Some(end) => {
                // What a hole stands for is not to be swallowed unseen.
                if flat.chars[at..end].iter().any(|c| flat.hole(*c).is_some()) {
                    return Symbolic::unknown();
                }
                out.push(with);
                at = end;
                done = which == Matches::First;
            }
            None => {
                out.push(&flat.text(&flat.chars[at..=at]));
                at += 1;
            }
        }
    }
    out
}

/// `${text:offset:length}` with numbers.
pub(super) fn substring(text: &Symbolic, offset: i64, length: Option<i64>) -> Symbolic {
    if let (Some(commit @ ("sha" | "head_sha" | "commit")), 0, Some(length @ 1..=40)) = (text.as_hole(), offset, length)
    {
        return if length == 40 { text.clone() } else { Symbolic::hole(&format!("{commit}:{length}")) };
    }
    let flat = Flat::new(text);
    let total = i64::try_from(flat.chars.len()).unwrap_or(i64::MAX);
    let from = if offset < 0 { total + offset } else { offset };
    let to = match length {
        None => total,
        Some(length) if length < 0 => total + length,
        Some(length) => from.saturating_add(length).min(total),
    };
    let (Ok(from), Ok(to)) = (usize::try_from(from), usize::try_from(to)) else { return Symbolic::default() };
    if from > to || from > flat.chars.len() {
        return Symbolic::default();
    }
    // Counted from the start, up to a hole at most; the rest may follow only as a whole.
    let first = flat.first_hole();
    let decided = flat.holes.is_empty()
        || (offset >= 0 && to <= first && length.is_some_and(|length| length >= 0))
        || (offset >= 0 && from <= first && length.is_none());
    if decided {
        flat.text(&flat.chars[from..to])
    } else {
        Symbolic::unknown()
    }
}
