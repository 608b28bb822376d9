//! Swedish: known for versions and dates only; its sentences are not read.

use super::{Depth, Labels, Language, Words};

pub const SWEDISH: Language = Language {
    code: "sv",
    name: "Swedish",
    depth: Depth::Labels,
    words: Words::NONE,
    labels: Labels {
        version: &["version"],
        ratified: &["ratificerad", "antagen", "antagen den", "fastställd"],
        amended: &["senast ändrad", "senaste ändring", "senast uppdaterad", "senast reviderad", "ändrad"],
        qualifiers: &["konstitution", "konstitutionens", "dokumentets", "aktuell"],
    },
    months: [
        &["januari", "jan"],
        &["februari", "feb"],
        &["mars", "mar"],
        &["april", "apr"],
        &["maj"],
        &["juni", "jun"],
        &["juli", "jul"],
        &["augusti", "aug"],
        &["september", "sep", "sept"],
        &["oktober", "okt"],
        &["november", "nov"],
        &["december", "dec"],
    ],
    weekdays: [&["söndag"], &["måndag"], &["tisdag"], &["onsdag"], &["torsdag"], &["fredag"], &["lördag"]],
    every: &["varje"],
    common: &[
        "och", "att", "det", "som", "är", "en", "ett", "på", "för", "med", "av", "till", "inte", "ska", "måste",
        "alla", "varje", "den", "när", "innan", "eller", "från", "vid", "om",
    ],
};
