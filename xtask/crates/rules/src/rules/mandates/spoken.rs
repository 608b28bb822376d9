//! What a sentence, with the words that lead into it, speaks of. Must not know which rule
//! looks after what.

use super::topics::{Speaks, TopicRow};
use prodproof_constitution::claims::{topics, words};
use prodproof_constitution::lexicon::{Topic, TopicsIn};
use prodproof_constitution::sentences::Sentence;

pub(super) struct Spoken<'a> {
    sentence: &'a Sentence,
    own: TopicsIn,
    lead: TopicsIn,
    names_image: bool,
}

/// What the rules look at, and what stands for it in a sentence.
const OURS: [Topic; 6] = [Topic::Artefact, Topic::Host, Topic::Deployed, Topic::Tag, Topic::UnitNoun, Topic::Unit];

impl<'a> Spoken<'a> {
    /// `images` are the names that are promised here.
    pub fn of(sentence: &'a Sentence, images: &[String]) -> Self {
        let is_image = |text: &str| {
            let behind = images.iter().find_map(|image| text.strip_prefix(image.as_str()));
            behind.is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
        };
        let names_image = words::words(sentence).iter().any(|word| word.code && is_image(word.text));
        Self { sentence, own: topics(sentence), lead: TopicsIn::of_text(&sentence.lead, &[]), names_image }
    }

    /// Whether every group of a row is spoken of.
    pub fn is_about(&self, row: &TopicRow) -> bool {
        let has = |topic| self.own.has(topic) || self.lead.has(topic);
        let speaks = |one: &Speaks| match one {
            Speaks::Of(topic) => has(*topic),
            Speaks::NamedImage => self.names_image,
            Speaks::Code(name) => self.sentence.lower.contains(name) || self.sentence.lead.contains(name),
        };
        row.groups.iter().all(|group| group.iter().any(speaks)) && !row.not.iter().any(|topic| has(*topic))
    }

    /// Whether it is about the image or unit of tests, of development and the like: such a
    /// word stands right beside, "test image", "imagen de prueba".
    pub fn of_others(&self) -> bool {
        let text = &self.sentence.lower;
        let ours = || OURS.iter().flat_map(|topic| self.own.all(*topic));
        self.own.all(Topic::Foreign).any(|foreign| {
            ours().any(|spot| {
                let (first, second) =
                    if foreign.range.start < spot.range.start { (foreign, spot) } else { (spot, foreign) };
                first.range != second.range
                    && text.get(first.range.end..second.range.start).is_some_and(|gap| gap.chars().count() <= BESIDE)
            })
        })
    }

    /// Whether it names a tag of an image, and only others than the one that a merge publishes.
    pub fn names_another_tag(&self, latest: Option<&str>) -> bool {
        let words = words::words(self.sentence);
        let tags = words.iter().filter(|word| word.code).filter_map(|word| {
            let (before, tag) = word.text.rsplit_once(':')?;
            let plain = !tag.is_empty() && tag.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
            (plain && (before.is_empty() || before.contains('/'))).then_some(tag)
        });
        let tags: Vec<&str> = tags.collect();
        latest.is_some_and(|latest| !tags.is_empty() && !tags.contains(&latest))
    }
}

/// So many characters may stand between a word and what it describes.
const BESIDE: usize = 4;
