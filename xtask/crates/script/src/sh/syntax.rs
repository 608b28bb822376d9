//! The grammar of bash, as far as build scripts go: what commands and words are made of.
//! Must not know what commands do.

use std::ops::{Deref, Range};
use std::rc::Rc;

use super::pattern::Reach;
use prodproof_syntax::regexp::Matches;

/// Commands in a row.
pub(super) type List = Vec<Node>;

#[derive(Clone, Debug)]
pub(super) struct Node {
    pub command: Construct,
    /// Bytes of the script.
    pub span: Range<usize>,
}

#[derive(Clone, Debug)]
pub(super) enum Construct {
    Simple {
        assignments: Vec<Assignment>,
        words: Vec<Word>,
        redirects: Vec<Redirect>,
    },
    /// Redirections behind a compound command.
    Redirected(Box<Node>, Vec<Redirect>),
    Not(Box<Node>),
    Pipe(Vec<Node>),
    AndOr(Box<Node>, Vec<(Junction, Node)>),
    If {
        arms: Vec<(List, List)>,
        otherwise: List,
    },
    For {
        name: String,
        words: Option<Vec<Word>>,
        body: List,
    },
    /// `last` is what `for ((…;…;last))` does behind each turn.
    While {
        turns: TurnsWhile,
        condition: List,
        body: List,
        last: List,
    },
    Case {
        word: Word,
        arms: Vec<Arm>,
    },
    Group(List),
    Subshell(List),
    /// `… &`
    Background(Box<Node>),
    Function {
        name: String,
        body: Rc<List>,
    },
    /// `[[ … ]]`, operators as literal words.
    Test(Vec<Word>),
    /// `(( … ))`
    Arithmetic(String),
    /// A line that this grammar does not have.
    Unread(String),
}

/// One arm of `case`.
#[derive(Clone, Debug)]
pub(super) struct Arm {
    pub patterns: Vec<Word>,
    pub body: List,
    pub end: ArmEnd,
}

/// Where the script goes behind an arm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ArmEnd {
    /// `;;`
    Stop,
    /// `;&`: into the next arm's body.
    Fall,
    /// `;;&`: the next patterns are tried.
    Test,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Junction {
    And,
    Or,
}

#[derive(Clone, Debug)]
pub(super) struct Assignment {
    pub name: String,
    /// All of it.
    pub span: Range<usize>,
    pub append: bool,
    pub value: Assigned,
}

#[derive(Clone, Debug)]
pub(super) enum Assigned {
    Word(Word),
    Array(Vec<Word>),
    /// `name[…]=`: the array is not known any more.
    Element,
}

#[derive(Clone, Debug)]
pub(super) struct Redirect {
    pub kind: RedirectKind,
    pub word: Word,
}

/// What a condition does while a loop goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TurnsWhile {
    Holds,
    /// `until`
    Fails,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RedirectKind {
    Write,
    Append,
    Read,
    /// Here-documents and here-strings: the word is the text.
    Here,
    /// Of other descriptors: no matter.
    Other,
}

/// Parts that are joined to one word, and where each stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Word {
    parts: Vec<Part>,
    places: Vec<Range<usize>>,
    /// All of it as it stands there, with its quotes; empty for a word inside of `${…}`.
    pub span: Range<usize>,
}

impl Word {
    pub fn of(part: Part, place: Range<usize>) -> Self {
        Self { parts: vec![part], places: vec![place.clone()], span: place }
    }

    pub fn push(&mut self, part: Part, place: Range<usize>) {
        self.parts.push(part);
        self.places.push(place);
    }

    pub fn append(&mut self, mut other: Self) {
        self.parts.append(&mut other.parts);
        self.places.append(&mut other.places);
    }

    /// The parts with their places.
    pub fn placed(&self) -> impl Iterator<Item = (&Part, &Range<usize>)> {
        self.parts.iter().zip(&self.places)
    }

    /// The same with each part made another.
    pub fn map(self, f: impl Fn(Part) -> Part) -> Self {
        Self { parts: self.parts.into_iter().map(f).collect(), ..self }
    }

    /// The same with one literal in the place of one part.
    pub fn with_literal(mut self, at: usize, text: String) -> Self {
        if let Some(part) = self.parts.get_mut(at) {
            *part = Part::Literal { text, quoted: false };
        }
        self
    }
}

impl Deref for Word {
    type Target = [Part];

    fn deref(&self) -> &[Part] {
        &self.parts
    }
}

#[derive(Clone, Debug)]
pub(super) enum Part {
    Literal {
        text: String,
        quoted: bool,
    },
    Parameter {
        name: String,
        index: Index,
        op: Op,
        quoted: bool,
    },
    Command {
        list: List,
        quoted: bool,
    },
    Arithmetic(String),
    /// `<(…)`.
    Process(List),
    Unknown,
}

#[derive(Clone, Debug)]
pub(super) enum Index {
    None,
    /// `[@]`, and the bare `$@`.
    Each,
    /// `[*]`, and the bare `$*`.
    Joined,
    At(Word),
}

#[derive(Clone, Debug)]
pub(super) enum Op {
    Get,
    Length,
    /// `:-`, `-`: also if empty, or only if unset.
    Default {
        word: Word,
        assign: bool,
        empty_too: bool,
    },
    Alternative {
        word: Word,
    },
    Require,
    RemovePrefix {
        pattern: Word,
        reach: Reach,
    },
    RemoveSuffix {
        pattern: Word,
        reach: Reach,
    },
    Replace {
        pattern: Word,
        with: Word,
        which: Matches,
        anchor: Option<char>,
    },
    Lower {
        all: bool,
    },
    Upper {
        all: bool,
    },
    Substring {
        offset: Word,
        length: Option<Word>,
    },
    Unknown,
}

/// The text of a word without expansions.
pub(super) fn literal(word: &Word) -> Option<String> {
    let mut out = String::new();
    for part in word.iter() {
        match part {
            Part::Literal { text, .. } => out.push_str(text),
            _ => return None,
        }
    }
    Some(out)
}
