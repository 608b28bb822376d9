//! Words to texts: parameters, command substitutions, splitting into fields.

use super::commands::{merged, Field, FieldPart};
use super::interpret::Interpreter;
use super::pattern::Glob;
use super::state::State;
use super::syntax::{Index, Op, Part, Word};
use super::World;
use prodproof_syntax::value::{Symbolic, ValueSet};
use std::ops::Range;

/// Stands behind every element of an array, which is kept as one text.
pub(super) const ITEM: char = '\u{f0003}';

/// More argument lists than this for one command are not told apart.
const MOST_LISTS: usize = 16;

/// The elements of an array; a plain text is an array of one.
pub(super) fn items(text: &Symbolic) -> Vec<Symbolic> {
    let marked = text.marked();
    match marked.strip_suffix(ITEM) {
        Some(inner) => inner.split(ITEM).map(Symbolic::from_marked).collect(),
        None if marked.is_empty() => Vec::new(),
        None => vec![text.clone()],
    }
}

pub(super) fn from_items(items: &[Symbolic]) -> Symbolic {
    let mut out = String::new();
    for item in items {
        out.push_str(item.marked());
        out.push(ITEM);
    }
    Symbolic::from_marked(out)
}

/// Applies `f` to every alternative.
pub(super) fn map(values: &ValueSet, f: impl Fn(&Symbolic) -> Symbolic) -> ValueSet {
    ValueSet::any(values.iter().map(f))
}

/// Splits at white space, or at the characters of a known `IFS`.
pub(super) fn split(text: &Symbolic, ifs: Option<&str>) -> Vec<Symbolic> {
    let is_separator = |c: char| match ifs {
        Some(ifs) => ifs.contains(c),
        None => c == ' ' || c == '\t' || c == '\n',
    };
    let parts = text.marked().split(is_separator);
    parts.filter(|part| !part.is_empty()).map(Symbolic::from_marked).collect()
}

/// One way in which a word may become fields.
#[derive(Clone, Default)]
struct Fields<'a> {
    done: Vec<Field>,
    open: Option<Field>,
    /// Where the part under way stands, if anybody asks, and whether it is split.
    part: Option<(&'a Range<usize>, bool)>,
}

impl Fields<'_> {
    fn glue(&mut self, text: &Symbolic) {
        let open = self.open.get_or_insert_with(Field::default);
        open.text.push(text);
        if let Some((span, splits)) = self.part {
            let piece = FieldPart { length: text.marked().len(), span: span.clone(), splits };
            open.pieces.push(piece);
        }
    }

    fn close(&mut self) {
        self.done.extend(self.open.take());
    }

    fn split(&mut self, text: &Symbolic, ifs: Option<&str>) {
        let marked = text.marked();
        let separates = |c: char| ifs.map_or(c.is_ascii_whitespace(), |ifs| ifs.contains(c));
        let parts = split(text, ifs);
        if marked.starts_with(separates) {
            self.close();
        }
        for (at, part) in parts.iter().enumerate() {
            if at > 0 {
                self.close();
            }
            self.glue(part);
        }
        if marked.ends_with(separates) {
            self.close();
        }
    }

    fn items(&mut self, items: &[Symbolic]) {
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                self.close();
            }
            self.glue(item);
        }
    }
}

impl Interpreter<'_> {
    /// The value of a word that is not split: an assignment, a redirection, a subject.
    pub(super) fn value(&mut self, word: &Word, state: &mut State) -> ValueSet {
        let mut out = ValueSet::known("");
        for part in word.iter() {
            let value = self.part(part, state);
            let between = between(part, state);
            out = out.join(&map(&value, |text| joined(text, &between)));
        }
        out
    }

    /// All argument lists that the words may become.
    pub(super) fn arguments(&mut self, words: &[Word], state: &mut State) -> Vec<Vec<Symbolic>> {
        let mut lists: Vec<Vec<Field>> = vec![Vec::new()];
        for word in words {
            let mut ways = self.fields(word, state);
            if let [way] = ways.as_mut_slice() {
                match lists.as_mut_slice() {
                    [list] => list.append(way),
                    lists => lists.iter_mut().for_each(|list| list.extend_from_slice(way)),
                }
                continue;
            }
            if lists.len() * ways.len() > MOST_LISTS {
                lists.iter_mut().for_each(|list| list.push(Field::of(Symbolic::unknown(), &word.span)));
                continue;
            }
            lists = lists.iter().flat_map(|list| ways.iter().map(move |way| [list.as_slice(), way].concat())).collect();
        }
        let texts = |list: &Vec<Field>| list.iter().map(|field| field.text.clone()).collect();
        let all = lists.iter().map(texts).collect();
        if self.step.world == World::Host {
            self.fields = merged(lists);
        }
        all
    }

    /// The same where file names are meant: a pattern for them is unknown.
    pub(super) fn file_names(&mut self, words: &[Word], state: &mut State) -> Vec<Vec<Symbolic>> {
        let is_pattern = |word: &Word| {
            word.iter().any(|part| matches!(part, Part::Literal { text, quoted: false } if text.contains(['*', '?'])))
        };
        let words: Vec<Word> = words
            .iter()
            .map(|word| if is_pattern(word) { Word::of(Part::Unknown, word.span.clone()) } else { word.clone() })
            .collect();
        self.arguments(&words, state)
    }

    /// All lists of fields that one word may become.
    fn fields(&mut self, word: &Word, state: &mut State) -> Vec<Vec<Field>> {
        let is_placed = self.step.world == World::Host;
        let ifs = state.variables.get("IFS").and_then(ValueSet::as_known).map(str::to_string);
        let mut ways = vec![Fields::default()];
        for (part, place) in word.placed() {
            let values = self.part(part, state);
            if ways.len() * values.iter().count() > MOST_LISTS {
                return vec![vec![Field::of(Symbolic::unknown(), &word.span)]];
            }
            let between = between(part, state);
            let mut next = Vec::new();
            for way in &ways {
                for value in values.iter() {
                    let mut way = way.clone();
                    let splits =
                        matches!(part, Part::Parameter { quoted: false, .. } | Part::Command { quoted: false, .. });
                    way.part = is_placed.then_some((place, splits));
                    match part {
                        Part::Parameter { index: Index::Each, quoted: true, op: Op::Get, .. } => {
                            way.items(&items(value))
                        }
                        Part::Literal { .. } | Part::Unknown | Part::Arithmetic(_) | Part::Process(_) => {
                            way.glue(value)
                        }
                        Part::Parameter { quoted: true, .. } | Part::Command { quoted: true, .. } => {
                            way.glue(&joined(value, &between));
                        }
                        // Elements stay apart, and each is split.
                        Part::Parameter { .. } | Part::Command { .. } => match ifs.as_deref() {
                            Some("") => way.items(&items(value)),
                            Some(known) => {
                                let between = known.chars().take(1).collect::<String>();
                                way.split(&joined(value, &Symbolic::known(&between)), Some(known));
                            }
                            None => way.split(&joined(value, &Symbolic::known(" ")), None),
                        },
                    }
                    next.push(way);
                }
            }
            ways = next;
        }
        let mut out: Vec<Vec<Field>> = Vec::new();
        for mut way in ways {
            way.close();
            way.done.iter_mut().filter(|_| is_placed).for_each(|field| field.span = word.span.clone());
            if !out.contains(&way.done) {
                out.push(way.done);
            }
        }
        out
    }

    fn part(&mut self, part: &Part, state: &mut State) -> ValueSet {
        match part {
            Part::Literal { text, .. } => ValueSet::one(Symbolic::from_marked(text.as_str())),
            Part::Parameter { name, index, op, .. } => self.parameter(name, index, op, state),
            Part::Command { list, .. } | Part::Process(list) => {
                let out = self.capture(list, state);
                map(&out, |text| Symbolic::from_marked(text.marked().trim_end_matches('\n')))
            }
            Part::Arithmetic(text) => {
                let number = self.arithmetic(text, state);
                number.map_or_else(ValueSet::unknown, |number| ValueSet::known(&number.to_string()))
            }
            Part::Unknown => ValueSet::unknown(),
        }
    }

    /// The patterns that a word may stand for.
    pub(super) fn globs(&mut self, word: &Word, state: &mut State) -> Vec<Glob> {
        let is_group = |part: &Part| matches!(part, Part::Literal { text, quoted: false } if text == "(");
        if word.iter().any(is_group) {
            // `@(a|b)` is not read.
            return vec![Glob::of_anything()];
        }
        let mut globs = vec![Glob::default()];
        for part in word.iter() {
            match part {
                Part::Literal { text, quoted: true } => globs.iter_mut().for_each(|glob| glob.literal(text)),
                Part::Literal { text, quoted: false } => globs.iter_mut().for_each(|glob| glob.special(text)),
                other => {
                    let is_quoted =
                        matches!(other, Part::Parameter { quoted: true, .. } | Part::Command { quoted: true, .. });
                    let values = self.part(other, state);
                    let values: Vec<Symbolic> = if globs.len() * values.iter().count() > MOST_LISTS {
                        vec![Symbolic::unknown()]
                    } else {
                        values.iter().cloned().collect()
                    };
                    globs = globs
                        .iter()
                        .flat_map(|glob| {
                            values.iter().map(move |value| {
                                let mut glob = glob.clone();
                                if is_quoted {
                                    glob.literal(value.marked());
                                } else {
                                    glob.special(value.marked());
                                }
                                glob
                            })
                        })
                        .collect();
                }
            }
        }
        globs
    }
}

pub(super) fn each(values: &ValueSet, globs: &[Glob], f: impl Fn(&Symbolic, &Glob) -> Symbolic) -> ValueSet {
    if values.iter().count() * globs.len() > 64 {
        return ValueSet::unknown();
    }
    ValueSet::any(values.iter().flat_map(|text| globs.iter().map(|glob| f(text, glob)).collect::<Vec<_>>()))
}

/// An array where a plain text is wanted: its elements with something between them.
pub(super) fn joined(text: &Symbolic, between: &Symbolic) -> Symbolic {
    let Some(inner) = text.marked().strip_suffix(ITEM) else { return text.clone() };
    Symbolic::from_marked(inner.replace(ITEM, between.marked()))
}

/// What stands between the elements of an array in one text: a blank, and with `[*]` the
/// first character of `IFS`.
fn between(part: &Part, state: &State) -> Symbolic {
    let joins = matches!(part, Part::Parameter { index: Index::Joined, .. });
    match state.variables.get("IFS").filter(|_| joins) {
        None => Symbolic::known(" "),
        Some(ifs) => match ifs.as_known() {
            Some(ifs) => Symbolic::known(&ifs.chars().take(1).collect::<String>()),
            None => Symbolic::unknown(),
        },
    }
}

pub(super) fn first_char(text: &Symbolic, f: impl Fn(&char) -> char) -> Symbolic {
    let mut chars = text.marked().chars();
    match chars.next() {
        Some(first) => Symbolic::from_marked(format!("{}{}", f(&first), chars.as_str())),
        None => text.clone(),
    }
}

/// Whether the text is not empty; `None` where a hole alone decides.
pub(super) fn filled(text: &Symbolic) -> Option<bool> {
    if text.is_empty() {
        return Some(false);
    }
    let is_surely = text.pieces().any(|piece| match piece {
        prodproof_syntax::value::Piece::Known(_) => true,
        prodproof_syntax::value::Piece::Hole(name) => prodproof_syntax::value::is_plain_hole(name),
    });
    is_surely.then_some(true)
}
