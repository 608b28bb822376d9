//! What the prose states about references, triggers, tags, schedules, files, labels and
//! base images, each with its place. Precision before recall: what is denied, quoted,
//! past, conditional or an example is no claim. Must not know whether a claim is true.

mod against;
mod facts;
mod file;
mod image;
mod label;
pub mod modality;
mod named_time;
mod own;
pub mod schedule;
mod trigger;
pub mod words;

pub use against::Against;

use std::fmt;
use std::ops::Range;

use self::modality::Modality;
use self::schedule::Schedule;
use self::words::ProseWord;
use super::sentences::{self, Sentence};
use crate::lexicon::{self, listed, Announced, Heard, Language, Topic, TopicsIn};
use prodproof_syntax::markdown::Markdown;
use prodproof_syntax::order::Order;
use prodproof_syntax::span::Span;

/// What the service does with an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Published,
    Runs,
    /// It is called the service's image, without a verb.
    Named,
}

/// An image as prose names it: `quay.io/acme/widget`, perhaps with a tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimedImage {
    /// With its registry where the prose gives it, without a tag.
    pub name: String,
    /// `None` where no tag is given or it is a placeholder (`:vX.Y.Z`).
    pub tag: Option<String>,
}

/// What starts a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClaimedTrigger {
    /// A push to a branch; `None` is the default branch.
    Push(Option<String>),
    /// A push of a tag, with its pattern where one is given.
    Tag(Option<String>),
    Dispatch,
    Release,
    PullRequest,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClaimEffect {
    /// The trigger publishes.
    Publishes,
    /// Nothing but this trigger (and the others of the sentence that say so) publishes.
    Only,
    /// The trigger must not publish.
    Never,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claimed {
    Image {
        image: ClaimedImage,
        role: Role,
    },
    Base(ClaimedImage),
    Trigger {
        trigger: ClaimedTrigger,
        effect: ClaimEffect,
    },
    Schedule(Schedule),
    /// A tag that is published: `latest`.
    Tag(String),
    /// A workflow, by path, file name or the name that people see.
    Workflow(String),
    /// A job or check, by the name that people see.
    Check(String),
    /// A unit, by path or file name.
    Unit(String),
    /// The same, where it is said to be the service's own: "the unit is …".
    TheUnit(String),
    /// Any other file of the repository, by path.
    File(String),
    /// A label of the running container or the image; the value where one is given.
    Label {
        key: String,
        value: Option<String>,
    },
    /// The default branch, by name.
    Branch(String),
    /// A port on which the service listens.
    Port(u16),
    /// A platform for which the image is built: `linux/arm64`.
    Platform(String),
    /// It says, without naming an event, the opposite of what every delivery needs.
    Against(Against),
}

/// One thing that the prose states of the present.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    pub what: Claimed,
    /// The words that state it.
    pub span: Span,
    pub sentence: Span,
    /// Said with MUST, SHALL, 必须 and the like.
    pub binding: bool,
    /// Numbers the sentences, so that claims of one sentence are known as such.
    pub number: usize,
}

/// Bytes of the longest sentence that is read, and the most claims that are.
const LONGEST: usize = 4000;
const MOST: usize = 5000;

/// Every claim of the prose, in order.
pub fn read(text: &str, markdown: &Markdown) -> Vec<Claim> {
    of(&sentences::read(text, markdown), &[])
}

/// Those of a document's sentences, where its languages are known.
pub fn of(sentences: &[Sentence], spoken: &[&'static Language]) -> Vec<Claim> {
    let mut out = Vec::new();
    let mut above = Above::default();
    for (number, sentence) in sentences.iter().enumerate() {
        // Nobody reads such a sentence, nor writes so many claims.
        if sentence.text.len() > LONGEST || out.len() > MOST {
            continue;
        }
        above.follow(sentence, spoken);
        let words = words::words(sentence);
        let said = said(sentence, &words, spoken);
        let modality = Modality::of(sentence, &said, &above);
        if modality.dismissed.is_some() {
            continue;
        }
        let context = Context { sentence, words: &words, said: &said, above: &above, modality: &modality };
        let mut found = Vec::new();
        image::find(&context, &mut found);
        trigger::find(&context, &mut found);
        named_time::find(&context, &mut found);
        file::find(&context, &mut found);
        label::find(&context, &mut found);
        facts::find(&context, &mut found);
        against::find(&context, &mut found);
        found.order_by_key(|(range, _): &(Range<usize>, Claimed)| (range.start, range.end));
        for (range, what) in found {
            let span = sentence.place(range);
            out.push(Claim { what, span, sentence: sentence.span, binding: modality.binding, number });
        }
    }
    against::tag_after_merge(sentences, &mut out);
    out
}

/// What a sentence speaks of.
pub fn topics(sentence: &Sentence) -> TopicsIn {
    said(sentence, &words::words(sentence), &[])
}

fn said(sentence: &Sentence, words: &[ProseWord<'_>], spoken: &[&'static Language]) -> TopicsIn {
    let heard: Vec<Heard<'_>> =
        words.iter().map(|word| Heard { lower: word.lower, range: word.range.clone(), code: word.code }).collect();
    TopicsIn::of(&heard, &sentence.lower, spoken)
}

/// What stands above a sentence, read once for all that stand below it.
#[derive(Default)]
struct Above {
    headings: Vec<String>,
    heading: TopicsIn,
    /// Nothing is claimed under one of the headings.
    aside: bool,
    written: (String, Vec<String>),
    lead: TopicsIn,
    columns: TopicsIn,
    /// A column of dates tells a history.
    dated: bool,
}

impl Above {
    fn follow(&mut self, sentence: &Sentence, spoken: &[&'static Language]) {
        if self.headings != sentence.headings {
            self.headings.clone_from(&sentence.headings);
            self.heading = TopicsIn::of_text(self.headings.last().map_or("", String::as_str), spoken);
            let aside = |heading: &String| listed(Topic::AsideHeading).iter().any(|part| heading.contains(part));
            self.aside = self.headings.iter().any(aside);
        }
        if self.written.0 != sentence.lead {
            self.written.0.clone_from(&sentence.lead);
            self.lead = TopicsIn::of_text(&sentence.lead, spoken);
        }
        if self.written.1 != sentence.columns {
            self.written.1.clone_from(&sentence.columns);
            self.columns = TopicsIn::of_text(&sentence.columns.join(" | "), spoken);
            self.dated = sentence.columns.iter().any(|column| dates(column));
        }
    }
}

/// Whether a column holds dates.
fn dates(column: &str) -> bool {
    listed(Topic::DateHead).contains(&column) || lexicon::label(column) == Some(Announced::Amended)
}

/// A sentence with all that is known of it.
struct Context<'a> {
    sentence: &'a Sentence,
    words: &'a [ProseWord<'a>],
    said: &'a TopicsIn,
    above: &'a Above,
    modality: &'a Modality,
}

impl Context<'_> {
    /// Whether the sentence, or what stands right above it, speaks of this.
    fn about(&self, topic: Topic) -> bool {
        self.says(topic) || self.led(topic) || self.above.heading.has(topic) || self.above.columns.has(topic)
    }

    /// Whether the sentence itself does.
    fn says(&self, topic: Topic) -> bool {
        self.said.has(topic)
    }

    /// Whether the words that lead into it do.
    fn led(&self, topic: Topic) -> bool {
        self.above.lead.has(topic)
    }

    /// Whether `word`, not in backticks, is one of this topic's words.
    fn is(&self, word: &ProseWord<'_>, topic: Topic) -> bool {
        self.said.all(topic).any(|spot| spot.range == word.range)
    }

    /// The header above the cell in which `at` stands, and the row's first cell.
    fn column(&self, at: usize) -> Option<(&str, &str)> {
        let index = self.sentence.cells.iter().position(|cell| cell.start <= at && at < cell.end)?;
        let header = self.sentence.columns.get(index).map_or("", String::as_str);
        let first = self.sentence.cells.first().and_then(|cell| self.sentence.lower.get(cell.clone())).unwrap_or("");
        Some((header, first))
    }
}

/// Whether a name or path holds a part that somebody is to fill in.
fn is_placeholder(text: &str) -> bool {
    text.contains(['<', '>', '{', '}', '$', '[', ']', '…', '*', '?', '#', '\\', '"', ' '])
        || text.contains("...")
        || [
            "your-",
            "your_",
            "my-",
            "my_",
            "myorg",
            "example.com",
            "example.org",
            "path/to",
            "foo",
            "xxx",
            "nnn",
            "yyyy",
        ]
        .iter()
        .any(|part| text.to_ascii_lowercase().contains(part))
}

impl fmt::Display for ClaimedImage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        self.tag.as_ref().map_or(Ok(()), |tag| write!(f, ":{tag}"))
    }
}

/// As events are spelled everywhere: `push:main`, `tag:v*`.
impl fmt::Display for ClaimedTrigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Push(branch) => write!(f, "push:{}", branch.as_deref().unwrap_or("<default>")),
            Self::Tag(pattern) => write!(f, "tag:{}", pattern.as_deref().unwrap_or("<any>")),
            Self::Dispatch => f.write_str("workflow_dispatch"),
            Self::Release => f.write_str("release"),
            Self::PullRequest => f.write_str("pull_request"),
        }
    }
}
