//! Which languages a text is written in, and whether its sentences are read at all.
//! Must not know what the text is about.

use super::{is_cjk, Depth, Language, LANGUAGES};
use prodproof_syntax::order::Order;

/// The languages of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spoken {
    /// Whose sentences are read.
    pub read: Vec<&'static Language>,
    /// Known for versions and dates only.
    pub labels: Vec<&'static Language>,
    /// A good part of the text is in a language that is not known; what can be said of
    /// it: "Arabic letters", "Latin letters".
    pub unknown: Option<&'static str>,
}

/// The languages written in Cyrillic letters.
const CYRILLIC: &[&str] = &["ru", "uk"];

/// Fewer words tell nothing.
const LEAST: usize = 40;

/// So many words of one script in a row are a sentence.
const RUN: usize = 8;

pub fn spoken(text: &str) -> Spoken {
    let mut spoken = Spoken::default();
    let mut scripts: Vec<(&'static str, usize)> = Vec::new();
    let mut latin: Vec<String> = Vec::new();
    let mut cyrillic: Vec<String> = Vec::new();
    let (mut han, mut kana, mut hangul, mut all) = (0, 0, 0, 0);
    // Between ideographs a few Latin words are names, and in no language.
    let mut run = 0;
    let mut in_sentences = 0;
    for word in text.split(|c: char| !(c.is_alphabetic() || matches!(c, '\'' | '’') || is_mark(c))) {
        for c in word.chars().filter(|c| c.is_alphabetic()) {
            all += 1;
            match script(c) {
                "Han" => han += 1,
                "kana" => kana += 1,
                "Hangul" => hangul += 1,
                "Latin" | "Cyrillic" => {}
                other => match scripts.iter_mut().find(|(name, _)| *name == other) {
                    Some((_, count)) => *count += 1,
                    None => scripts.push((other, 1)),
                },
            }
        }
        match word.chars().next().map(script) {
            Some("Latin") => {
                latin.push(word.to_lowercase());
                run += 1;
                in_sentences += match run {
                    ..RUN => 0,
                    RUN => RUN,
                    _ => 1,
                };
            }
            Some("Cyrillic") => cyrillic.push(word.to_lowercase()),
            Some("Han" | "kana" | "Hangul") => run = 0,
            _ => {}
        }
    }
    let share = |count: usize| 20 * count > all;
    for (code, is) in [("ja", share(kana)), ("ko", share(hangul)), ("zh", share(han) && !share(kana) && !share(hangul))]
    {
        if is {
            spoken.read.extend(super::language(code));
        }
    }
    spoken.words(&latin, |code| !CYRILLIC.contains(&code), "Latin letters");
    if in_sentences < LEAST && !spoken.read.is_empty() {
        spoken.unknown = None;
    }
    spoken.words(&cyrillic, |code| CYRILLIC.contains(&code), "Cyrillic letters");
    let most = scripts.into_iter().max_by_key(|(_, count)| *count).filter(|(_, count)| 8 * count > all);
    spoken.unknown = most.map(|(name, _)| name).or(spoken.unknown);
    spoken
}

impl Spoken {
    /// Every language of the text that is known at all.
    pub fn known(&self) -> Vec<&'static Language> {
        self.read.iter().chain(&self.labels).copied().collect()
    }

    /// The languages `written` in these letters of which `words` have the commonest ones.
    fn words(&mut self, words: &[String], written: fn(&str) -> bool, letters: &'static str) {
        let of_script = |language: &&Language| written(language.code) && !language.common.is_empty();
        let hits = |language: &Language| words.iter().filter(|word| language.common.contains(&word.as_str())).count();
        let mut found: Vec<(usize, &'static Language)> =
            LANGUAGES.iter().filter(of_script).map(|language| (hits(language), language)).collect();
        found.order_by_key(|(hits, _)| std::cmp::Reverse(*hits));
        let best = found.first().map_or(0, |(hits, _)| *hits);
        // Words of neighbouring languages are alike: what has half of the best one's may
        // be its echo.
        let enough = |hits: usize| hits >= 3 && 12 * hits >= words.len() && 5 * hits >= 4 * best;
        for (_, language) in found.iter().filter(|(hits, _)| enough(*hits)) {
            match language.depth {
                Depth::Sentences => self.read.push(language),
                Depth::Labels => self.labels.push(language),
            }
        }
        if words.len() >= LEAST && 12 * best < words.len() {
            self.unknown = Some(letters);
        }
    }
}

fn is_mark(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

fn script(c: char) -> &'static str {
    match c {
        '\u{3040}'..='\u{30ff}' => "kana",
        '\u{ac00}'..='\u{d7af}' | '\u{1100}'..='\u{11ff}' => "Hangul",
        c if is_cjk(c) => "Han",
        '\u{0041}'..='\u{024f}' | '\u{1e00}'..='\u{1eff}' => "Latin",
        '\u{0400}'..='\u{052f}' => "Cyrillic",
        '\u{0370}'..='\u{03ff}' => "Greek letters",
        '\u{0530}'..='\u{058f}' => "Armenian letters",
        '\u{0590}'..='\u{05ff}' => "Hebrew letters",
        '\u{0600}'..='\u{06ff}' | '\u{0750}'..='\u{077f}' => "Arabic letters",
        '\u{0900}'..='\u{097f}' => "Devanagari letters",
        '\u{0980}'..='\u{09ff}' => "Bengali letters",
        '\u{0b80}'..='\u{0bff}' => "Tamil letters",
        '\u{0e00}'..='\u{0e7f}' => "Thai letters",
        '\u{10a0}'..='\u{10ff}' => "Georgian letters",
        _ => "other letters",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn codes(text: &str) -> (Vec<&str>, Vec<&str>, Option<&str>) {
        let spoken = spoken(text);
        let codes = |languages: &[&'static Language]| languages.iter().map(|language| language.code).collect();
        (codes(&spoken.read), codes(&spoken.labels), spoken.unknown)
    }

    #[test]
    fn known_half_known_and_unknown() {
        assert_eq!(
            codes("Every merge must be built. The image is published for all of the hosts."),
            (vec!["en"], vec![], None)
        );
        assert_eq!(codes("镜像必须在合并后发布。"), (vec!["zh"], vec![], None));
        assert_eq!(codes("イメージは公開しなければならない。"), (vec!["ja"], vec![], None));
        let dutch = "Elke merge naar de hoofdtak moet een image bouwen en het wordt aan de host aangeboden. ".repeat(4);
        assert_eq!(codes(&dutch), (vec![], vec!["nl"], None));
        let finnish =
            "Jokainen muutos julkaistaan heti palvelimelle eikä mitään jätetä kesken missään tilanteessa koskaan. "
                .repeat(5);
        assert_eq!(codes(&finnish), (vec![], vec![], Some("Latin letters")));
        let greek = "Κάθε συγχώνευση πρέπει να δημοσιεύει μια εικόνα. ".repeat(3);
        assert_eq!(codes(&greek).2, Some("Greek letters"));
        let names = "呼叫必須通過 ILlmProvider 介面（預設 OpenAiProvider，可擴充 ClaudeProvider）。".repeat(20);
        assert_eq!(codes(&names), (vec!["zh"], vec![], None), "names are in no language");
        let mixed = format!("镜像必须发布。{finnish}");
        assert_eq!(codes(&mixed), (vec![], vec![], Some("Latin letters")));
        assert_eq!(codes(""), (vec![], vec![], None));
    }
}
