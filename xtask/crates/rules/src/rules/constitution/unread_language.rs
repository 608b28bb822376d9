//! C024: sentences are in a language that is not read.

use prodproof_constitution::Constitution;
use prodproof_syntax::finding::{rule, Finding, Place};

rule! {
    /// ## What it does
    /// Says that a good part of the constitution is written in a language whose sentences are
    /// not read, or not known at all. Read are English, Chinese, Japanese, Korean, Spanish,
    /// Portuguese, French, German, Italian, Russian, Ukrainian, Polish, Turkish and Vietnamese;
    /// Dutch, Swedish and Czech are known for versions and dates only.
    ///
    /// ## Why is this bad?
    /// Which of its sentences bind is not known: levels are decided without them, and they are
    /// no mandates.
    ///
    /// ## Example
    /// A constitution in Finnish.
    ///
    /// ```markdown
    /// - Jokainen muutos on katselmoitava ennen yhdistämistä.
    /// - Testit on suoritettava jokaisen muutoksen yhteydessä, eikä niitä saa ohittaa.
    /// ```
    ///
    /// ## Use instead
    /// The key words in English (MUST, MUST NOT, SHOULD, MAY) inside of the sentences, as
    /// RFC 2119 has them.
    C024 UNREAD_LANGUAGE "unread-language" Info "sentences are in a language that is not read"
}

pub(super) fn check(constitution: &Constitution, acc: &mut Vec<Finding>) {
    let spoken = &constitution.document.spoken;
    let message = match (spoken.unknown, spoken.labels.as_slice()) {
        (Some(letters), _) => format!("a good part is in a language with {letters} that is not known"),
        (None, [language, ..]) if spoken.read.is_empty() => {
            format!("{} is known for versions and dates only: which sentences bind is not read", language.name)
        }
        _ => return,
    };
    let finding = UNREAD_LANGUAGE.at(Place::file(&constitution.path), message);
    acc.push(finding.help("write MUST, MUST NOT, SHOULD and MAY in English inside of the sentences"));
}

#[cfg(test)]
mod tests {
    use crate::rules::constitution::tests::{bad, BASE};

    #[test]
    fn a_language_that_is_not_read() {
        let finnish = "Jokainen muutos julkaistaan heti palvelimelle eikä mitään jätetä kesken missään tilanteessa.\n";
        let finnish = BASE.replace("Vote.\n", &finnish.repeat(12));
        bad(&finnish, &finnish, &["C024 "]);
    }
}
