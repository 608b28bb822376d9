//! C024: sentences are in a language that is not read.

use prodproof_syntax::finding::rule;

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
    /// ## Use instead
    /// The key words in English (MUST, MUST NOT, SHOULD, MAY) inside of the sentences, as
    /// RFC 2119 has them.
    C024 UNREAD_LANGUAGE "unread-language" Info "sentences are in a language that is not read"
}
