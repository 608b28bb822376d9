//! Mandates: every binding sentence of the constitution, and what enforces it: rules of
//! this tool, people by hand, or nothing. Must not judge whether a mandate is kept.

mod render;

use crate::claims::{self, Claim};
use crate::lexicon::{self, listed, Announced, Mark, PhraseKind, Topic};
use crate::sentences::{self, Sentence};
use prodproof_syntax::finding::Rule;
use prodproof_syntax::markdown::Markdown;
use prodproof_syntax::span::Span;

pub use render::{json, markdown, text};

/// What holds a mandate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Enforcement {
    /// These rules find it when it is broken, as far as files tell.
    Rules(Vec<&'static Rule>),
    /// The repository itself does, with a tool that it runs; the command and where.
    Repository(String),
    /// The constitution says that people look after it; its words.
    ByHand(String),
    /// It forbids what every delivery needs; this rule says so.
    Against(&'static Rule),
    Nothing,
}

/// A sentence that binds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mandate {
    /// The sentence in one line, without markup; a list item with what leads into it.
    pub text: String,
    pub span: Span,
    /// The headings above, outermost first, as written.
    pub section: Vec<String>,
    pub enforcement: Enforcement,
}

/// What enforces a sentence, given with what it claims.
pub type Enforcing<'a> = dyn Fn(&Sentence, &[&claims::Claimed]) -> Enforcement + 'a;

/// Every binding sentence, in order. Block quotes, examples and histories bind nobody,
/// nor does the sentence that explains the key words of RFC 2119.
pub fn read(source: &str, markdown: &Markdown, enforcing: &Enforcing) -> Vec<Mandate> {
    let sentences = sentences::read(source, markdown);
    among(&sentences, &claims::of(&sentences, &[]), markdown, enforcing)
}

/// The same of a document whose sentences and claims are read.
pub fn among(all: &[Sentence], claims: &[Claim], markdown: &Markdown, enforcing: &Enforcing) -> Vec<Mandate> {
    let mut out = Vec::new();
    // Of the section that is being read: the heading, and those above it.
    let mut section: Option<(Option<usize>, Vec<String>)> = None;
    for (number, sentence) in all.iter().enumerate() {
        let own = sentence.reading.binds() && !is_quoted(sentence);
        // What a binding list says need not be is no mandate.
        let freed = sentence.reading.has(PhraseKind::Release);
        if !(own || sentence.lead_reading.binds() && !freed) || is_aside(sentence) {
            continue;
        }
        // What only leads into a list says nothing without it.
        let leads = sentence.text.ends_with([':', '：'])
            && all.get(number + 1).is_some_and(|next| next.led_by.ends_with(&sentence.text));
        if leads {
            continue;
        }
        let from = claims.partition_point(|claim| claim.number < number);
        let own_claims: Vec<&claims::Claimed> =
            claims.iter().skip(from).take_while(|claim| claim.number == number).map(|claim| &claim.what).collect();
        // What stands against every delivery is told, whoever does it.
        let enforcement = match (enforcing(sentence, &own_claims), by_hand(sentence, all.get(number + 1))) {
            (against @ Enforcement::Against(_), _) => against,
            (_, Some(by_hand)) => Enforcement::ByHand(by_hand),
            (enforced, None) => enforced,
        };
        let text = one_line(&sentence.text);
        let text = if own { text } else { format!("{} {text}", one_line(&sentence.led_by)) };
        let block = markdown.blocks.get(sentence.block);
        if section.as_ref().is_none_or(|(heading, _)| *heading != block.and_then(|block| block.heading)) {
            let path = block.map(|block| markdown.path(block)).unwrap_or_default();
            section = Some((block.and_then(|block| block.heading), path));
        }
        let section = section.as_ref().map(|(_, path)| path.clone()).unwrap_or_default();
        out.push(Mandate { text, span: sentence.span, section, enforcement });
    }
    out
}

/// Whether all that binds in it stands in quotes, and words go on behind them: somebody's
/// sentence is spoken of.
fn is_quoted(sentence: &Sentence) -> bool {
    let text = &sentence.text;
    let Some(open) = text.find(['"', '“', '„', '«', '「', '”']) else { return false };
    let behind = text[open..].char_indices().skip(1);
    let close = behind.filter(|(_, c)| matches!(c, '"' | '“' | '”' | '»' | '」')).map(|(at, _)| open + at).last();
    let Some(close) = close else { return false };
    let binds = |mark: &&Mark| matches!(mark.kind, PhraseKind::Duty | PhraseKind::Prohibition);
    let inside = |mark: &Mark| open < mark.range.start && mark.range.end <= close;
    text[close..].contains(char::is_alphabetic) && sentence.reading.marks.iter().filter(binds).all(inside)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_aside(sentence: &Sentence) -> bool {
    let dated = |column: &String| {
        listed(Topic::DateHead).contains(&column.as_str()) || lexicon::label(column) == Some(Announced::Amended)
    };
    let aside = |heading: &String| listed(Topic::MandateAside).iter().any(|aside| heading.contains(aside));
    sentence.quotes > 0
        || sentence.columns.iter().any(dated)
        || sentence.headings.iter().any(aside)
        || listed(Topic::KeyWords).iter().any(|words| sentence.lower.contains(words))
        || lexicon::opens_aside(&sentence.text)
}

/// The words that say so, in the sentence, in what leads into it or in its heading, or
/// in a short sentence right behind it ("Reviewed by hand.").
fn by_hand(sentence: &Sentence, next: Option<&Sentence>) -> Option<String> {
    let found = |text: &str| {
        let reading = lexicon::read(text);
        let words = reading.of(PhraseKind::ByHand).next().and_then(|mark| text.get(mark.range.clone()));
        words.map(str::to_string).filter(|_| {
            // "must not be done by hand" forbids hands.
            !listed(Topic::NotByHand).iter().any(|not| text.contains(not))
        })
    };
    let behind = next.filter(|next| next.block == sentence.block && next.text.chars().count() < 80);
    let behind = behind.filter(|next| !next.reading.binds());
    let places = [
        Some(sentence.lower.as_str()),
        Some(sentence.lead.as_str()),
        sentence.headings.last().map(String::as_str),
        behind.map(|next| next.lower.as_str()),
    ];
    // A person who starts a build by hand is no reviewer.
    let said = claims::topics(sentence);
    let build =
        sentence.lower.contains("workflow_dispatch") || said.has(Topic::StartedByHand) || said.has(Topic::Dispatch);
    places.into_iter().flatten().find_map(found).filter(|_| !build)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<Mandate> {
        read(text, &Markdown::read(text), &|_, _| Enforcement::Nothing)
    }

    #[track_caller]
    fn binds(text: &str, expected: &[&str]) {
        let found = of(text);
        for mandate in &found {
            assert!(text.get(mandate.span.range()).is_some_and(|words| !words.is_empty()));
        }
        assert_eq!(found.iter().map(|mandate| mandate.text.as_str()).collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn what_binds() {
        binds(
            "The image MUST be small. It is nice. Secrets SHALL NOT be logged.\n",
            &["The image MUST be small.", "Secrets SHALL NOT be logged."],
        );
        binds(
            "Tests are REQUIRED. Tests are required for a merge. The required tools are few.\n",
            &["Tests are REQUIRED.", "Tests are required for a merge."],
        );
        binds("**NEVER** push to `main`\nby hand.\n", &["NEVER push to main by hand."]);
        binds(
            "\
- 镜像必须发布。
- テストを書かなければならない。
- Es obligatorio.
",
            &["镜像必须发布。", "テストを書かなければならない。", "Es obligatorio."],
        );
        binds(
            "\
The service MUST:

- start fast
- log as JSON

The end.
",
            &["The service MUST: start fast", "The service MUST: log as JSON"],
        );
        binds("| Rule | Text |\n|---|---|\n| A | It MUST work |\n", &["A | It MUST work"]);
    }

    #[test]
    fn what_does_not_bind() {
        binds("The key words \"MUST\" and \"SHALL\" are read as in RFC 2119.\n", &[]);
        binds("> It MUST work.\n\n```\nIt MUST work.\n```\n\n<!-- It MUST work. -->\n\n`MUST`\n", &[]);
        binds("## Examples\n\nIt MUST work.\n\n## Amendment History\n\n- It MUST work.\n", &[]);
        binds("**Rationale**: tests must be trusted.\n", &[]);
        binds("It may, should or could work.\n", &[]);
        for quoted in [
            "\"Every image must be signed\" was the old slogan.",
            "„Jedes Image muss signiert sein“ war der alte Leitsatz.",
            "«Каждый образ должен быть подписан» — старый лозунг.",
            "“每个镜像必须签名”是旧口号。",
        ] {
            binds(quoted, &[]);
        }
        let said = ["The rule is \"every image must be signed\".", "\"Latest\" must be signed."];
        binds(&said.join(" "), &said);
    }

    #[test]
    fn sections_and_words_are_told() {
        let text = "# C\n\n## I. Ship\n\n### Rules\n\n- It **MUST**\n  ship.\n";
        let mandate = &of(text)[0];
        assert_eq!(
            (mandate.section.as_slice(), mandate.text.as_str()),
            (&["C".to_string(), "I. Ship".into(), "Rules".into()][..], "It MUST ship.")
        );
        assert_eq!(mandate.span.text(text), "It **MUST**\n  ship.");
    }
}
