//! Dutch: known for versions and dates only; its sentences are not read.

use super::{Depth, Labels, Language, Words};

pub const DUTCH: Language = Language {
    code: "nl",
    name: "Dutch",
    depth: Depth::Labels,
    words: Words::NONE,
    labels: Labels {
        version: &["versie"],
        ratified: &["geratificeerd", "geratificeerd op", "aangenomen op", "vastgesteld op", "bekrachtigd op"],
        amended: &["laatst gewijzigd", "laatste wijziging", "laatst bijgewerkt", "laatst aangepast", "gewijzigd op"],
        qualifiers: &["grondwet", "document", "huidige", "van", "de", "het", "dit"],
    },
    months: [
        &["januari", "jan"],
        &["februari", "feb"],
        &["maart", "mrt"],
        &["april", "apr"],
        &["mei"],
        &["juni", "jun"],
        &["juli", "jul"],
        &["augustus", "aug"],
        &["september", "sep", "sept"],
        &["oktober", "okt"],
        &["november", "nov"],
        &["december", "dec"],
    ],
    weekdays: [&["zondag"], &["maandag"], &["dinsdag"], &["woensdag"], &["donderdag"], &["vrijdag"], &["zaterdag"]],
    every: &["elke"],
    common: &[
        "de", "het", "een", "en", "van", "is", "zijn", "wordt", "worden", "niet", "moet", "moeten", "op", "met",
        "voor", "aan", "elke", "elk", "die", "dat", "bij", "alle", "naar", "voordat", "geen",
    ],
};
