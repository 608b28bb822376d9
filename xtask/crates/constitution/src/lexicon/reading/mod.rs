//! What a sentence asks, by the phrases of every language whose sentences are read.
//! Must not know what stands around a sentence.

use std::ops::Range;

use prodproof_syntax::order::Order;
use prodproof_syntax::quick::QuickMap;
use prodproof_syntax::steps;

mod phrase;
mod relative;
mod tokens;

use super::is_cjk;
pub use relative::describes_noun;

use phrase::index;
use tokens::tokens;

/// What a phrase makes of its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PhraseKind {
    Duty,
    Prohibition,
    Permission,
    Recommendation,
    /// A duty or a prohibition does not hold, or not any more.
    Release,
    /// It only looks like one of the others.
    Plain,
    Negation,
    Only,
    Exception,
    ByHand,
}

impl PhraseKind {
    /// The kinds of which each word is taken for one at most; the others mark a word
    /// beside that.
    fn is_force(self) -> bool {
        matches!(
            self,
            Self::Duty | Self::Prohibition | Self::Permission | Self::Recommendation | Self::Release | Self::Plain
        )
    }
}

/// A phrase in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    pub kind: PhraseKind,
    /// From its first to its last byte in the sentence; of a phrase with a gap, what
    /// stands in the gap too.
    pub range: Range<usize>,
    /// BCP 47.
    pub language: &'static str,
}

/// How firmly a sentence asks for what it says, by its firmest words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Force {
    Duty,
    Prohibition,
    Recommendation,
    Permission,
    /// Something need not be, or need not be any more.
    Release,
    /// It describes.
    None,
}

/// The phrases of one sentence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// In text order.
    pub marks: Vec<Mark>,
}

impl Reading {
    pub fn count(&self, kind: PhraseKind) -> usize {
        self.marks.iter().filter(|mark| mark.kind == kind).count()
    }

    pub fn has(&self, kind: PhraseKind) -> bool {
        self.marks.iter().any(|mark| mark.kind == kind)
    }

    pub fn of(&self, kind: PhraseKind) -> impl Iterator<Item = &Mark> {
        self.marks.iter().filter(move |mark| mark.kind == kind)
    }

    /// Whether the byte `at` stands in a phrase for "only": the "but" of "nobody but".
    pub fn limits(&self, at: usize) -> bool {
        self.of(PhraseKind::Only).any(|only| only.range.contains(&at))
    }

    /// The places at which it denies: prohibitions, and negations beside them. The one in
    /// "must not" is the prohibition's, those in なければならない and "ne … que" deny nothing,
    /// nor does "may only". Where languages deny twice to deny once, two words side by side are
    /// one: "ніколи не", "non devono mai".
    pub fn denials(&self) -> impl Iterator<Item = &Mark> {
        let holds = |mark: &Mark| {
            matches!(mark.kind, PhraseKind::Duty | PhraseKind::Prohibition | PhraseKind::Release | PhraseKind::Only)
        };
        let holding = Ends::of(self.marks.iter().filter(|mark| holds(mark)));
        let limiting = Ends::of(self.of(PhraseKind::Only));
        let denies = self.marks.iter().filter(move |mark| match mark.kind {
            PhraseKind::Prohibition => !limiting.meet(&mark.range),
            PhraseKind::Negation => !holding.meet(&mark.range),
            _ => false,
        });
        let mut last: Option<&Mark> = None;
        denies.filter(move |mark| {
            let before = last.replace(mark);
            !before.is_some_and(|before| {
                before.language == mark.language
                    && CONCORD.contains(&mark.language)
                    && mark.range.start <= before.range.end + 1
            })
        })
    }

    /// Whether it binds: a duty or a prohibition.
    pub fn binds(&self) -> bool {
        self.has(PhraseKind::Duty) || self.has(PhraseKind::Prohibition)
    }

    pub fn force(&self) -> Force {
        let order = [
            (PhraseKind::Prohibition, Force::Prohibition),
            (PhraseKind::Duty, Force::Duty),
            (PhraseKind::Release, Force::Release),
            (PhraseKind::Recommendation, Force::Recommendation),
            (PhraseKind::Permission, Force::Permission),
        ];
        // Of a duty and a prohibition in one sentence the first leads.
        let first = self.marks.iter().find(|mark| matches!(mark.kind, PhraseKind::Duty | PhraseKind::Prohibition));
        match first.map(|mark| mark.kind) {
            Some(PhraseKind::Duty) => Force::Duty,
            _ => order.iter().find(|(kind, _)| self.has(*kind)).map_or(Force::None, |(_, force)| *force),
        }
    }
}

/// Languages in which two denials are one.
const CONCORD: [&str; 7] = ["es", "pt", "fr", "it", "ru", "uk", "pl"];

/// Where marks start, in order, and how far all up to there reach.
struct Ends(Vec<(usize, usize)>);

impl Ends {
    fn of<'a>(marks: impl Iterator<Item = &'a Mark>) -> Self {
        let mut farthest = 0;
        let reach = marks.map(|mark| {
            farthest = mark.range.end.max(farthest);
            (mark.range.start, farthest)
        });
        Self(reach.collect())
    }

    /// Whether one of them has a byte of the range.
    fn meet(&self, range: &Range<usize>) -> bool {
        let before = self.0.partition_point(|(start, _)| *start < range.end);
        before.checked_sub(1).and_then(|last| self.0.get(last)).is_some_and(|(_, end)| *end > range.start)
    }
}

/// What `sentence` asks.
pub fn read(sentence: &str) -> Reading {
    read_around(sentence, &[])
}

/// The same; what stands in `codes` is named and says nothing. `codes` are in order.
pub fn read_around(sentence: &str, codes: &[Range<usize>]) -> Reading {
    let index = index();
    let tokens = tokens(sentence, codes);
    let mut found: Vec<Found> = Vec::new();
    index.spaced(&tokens, &mut found);
    if sentence.contains(is_cjk) {
        index.unspaced(sentence, codes, &mut found);
    }
    resolved(found)
}

/// A phrase that matches, with the bytes that are its own.
struct Found {
    kind: PhraseKind,
    language: &'static str,
    own: Vec<Range<usize>>,
    size: usize,
    /// It has a whole clause, in which it only keeps words from demanding.
    under: bool,
}

/// What a plain phrase keeps from being read in its words.
#[derive(Clone, Copy, Debug)]
enum Blocks {
    All,
    ButNegation,
    Force,
}

/// The bytes that phrases have taken, looked up by where they stand: a sentence of thousands of
/// phrases is read in the time of its length.
#[derive(Default)]
struct Taken {
    all: Vec<(PhraseKind, Range<usize>, Blocks)>,
    /// Positions in `all`, by the stretches of text that each touches.
    stretches: QuickMap<usize, Vec<usize>>,
}

impl Taken {
    const STRETCH: usize = 64;

    fn touched(range: &Range<usize>) -> impl Iterator<Item = usize> {
        range.start / Self::STRETCH..range.end.div_ceil(Self::STRETCH)
    }

    fn add(&mut self, kind: PhraseKind, own: Range<usize>, blocks: Blocks) {
        for stretch in Self::touched(&own) {
            self.stretches.entry(stretch).or_default().push(self.all.len());
        }
        self.all.push((kind, own, blocks));
    }

    fn meeting<'a>(&'a self, own: &'a Range<usize>) -> impl Iterator<Item = (PhraseKind, Blocks)> + 'a {
        let near = Self::touched(own).filter_map(|stretch| self.stretches.get(&stretch)).flatten();
        let near = near.filter_map(|at| self.all.get(*at)).inspect(|_| steps::took(1));
        near.filter(|(_, range, _)| own.start < range.end && range.start < own.end)
            .map(|(kind, _, blocks)| (*kind, *blocks))
    }
}

/// Longest first, each word once among the phrases of force; the other kinds beside them.
fn resolved(mut found: Vec<Found>) -> Reading {
    found.order_by(|a, b| b.size.cmp(&a.size).then(a.own[0].start.cmp(&b.own[0].start)).then(a.kind.cmp(&b.kind)));
    let mut taken = Taken::default();
    let mut marks = Vec::new();
    for one in found {
        let force = one.kind.is_force();
        let counts = |kind: PhraseKind, blocks: Blocks| {
            // "Not only" denies nothing; what "no … is" describes is denied none the less.
            let plain = kind == PhraseKind::Plain
                && match blocks {
                    Blocks::All => true,
                    Blocks::ButNegation => one.kind != PhraseKind::Negation,
                    Blocks::Force => force,
                };
            force && kind.is_force() || kind == one.kind || plain
        };
        if one.own.iter().any(|own| taken.meeting(own).any(|(kind, blocks)| counts(kind, blocks))) {
            continue;
        }
        let range = one.own[0].start..one.own[one.own.len() - 1].end;
        let apart = one.own.windows(2).any(|pair| pair[0].end + 1 < pair[1].start);
        let blocks = match (one.under, apart) {
            (true, _) => Blocks::Force,
            (_, true) => Blocks::ButNegation,
            _ => Blocks::All,
        };
        one.own.into_iter().for_each(|own| taken.add(one.kind, own, blocks));
        marks.push(Mark { kind: one.kind, range, language: one.language });
    }
    marks.order_by_key(|mark| (mark.range.start, mark.range.end, mark.kind));
    Reading { marks }
}

#[cfg(test)]
mod tests;
