//! Czech: known for versions and dates only; its sentences are not read.

use super::{Depth, Labels, Language, Words};

pub const CZECH: Language = Language {
    code: "cs",
    name: "Czech",
    depth: Depth::Labels,
    words: Words::NONE,
    labels: Labels {
        version: &["verze", "číslo verze"],
        ratified: &["ratifikováno", "schváleno", "přijato", "datum schválení", "datum přijetí"],
        amended: &[
            "poslední změna",
            "poslední úprava",
            "naposledy změněno",
            "naposledy upraveno",
            "poslední aktualizace",
        ],
        aside: &["odůvodnění", "důvod", "zdůvodnění", "příklad", "proč"],
        qualifiers: &["ústavy", "ústava", "dokumentu", "aktuální"],
    },
    months: [
        &["ledna", "leden"],
        &["února", "únor"],
        &["března", "březen"],
        &["dubna", "duben"],
        &["května", "květen"],
        &["června", "červen"],
        &["července", "červenec"],
        &["srpna", "srpen"],
        &["září"],
        &["října", "říjen"],
        &["listopadu", "listopad"],
        &["prosince", "prosinec"],
    ],
    weekdays: [&["neděle"], &["pondělí"], &["úterý"], &["středa"], &["čtvrtek"], &["pátek"], &["sobota"]],
    on_each: [&[]; 7],
    every: &["každý"],
    common: &[
        "a", "v", "na", "se", "je", "jsou", "že", "pro", "ze", "do", "od", "nebo", "každý", "každá", "musí", "být",
        "před", "při", "bez", "které", "který", "také", "není", "podle", "všechny", "po",
    ],
};
