//! Labels of versions and dates, whatever stands around the word that decides.
//! Must not know where in a document they stand.

use super::{is_cjk, Language, LANGUAGES};

/// What a label announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Announced {
    Version,
    Ratified,
    Amended,
}

/// What `text` announces, whatever its case and markup, and also with a qualifier before
/// or after: 文件版本, "Constitution Version", "憲法バージョン (Constitution Version)".
pub fn label(text: &str) -> Option<Announced> {
    if text.len() > 120 {
        return None;
    }
    let plain = normal(text);
    let (outer, inner) = parted(&plain);
    let outer = known(&outer);
    outer.or_else(|| inner.as_deref().and_then(known))
}

/// The same without any qualifier: what stands before a number without a colon may as
/// well be prose ("the version 2 of …").
pub fn bare_label(text: &str) -> Option<Announced> {
    let plain = normal(text);
    LANGUAGES.iter().find_map(|language| exact(language, &plain))
}

/// Whether `before` ends with the word for a version that may be this document's, and `behind`,
/// what follows its number, does not speak of something else: "This is version 1.2 of the
/// constitution", but not "Python version 3.12", nor "version 2.0 of the API".
pub fn stray_label(before: &str, behind: &str) -> bool {
    let mut start = before.len().saturating_sub(60);
    while !before.is_char_boundary(start) {
        start += 1;
    }
    let plain = normal(&before[start..]);
    let cut = |label: &&'static str| {
        plain.strip_suffix(label).filter(|rest| !rest.ends_with(char::is_alphanumeric) || label.starts_with(is_cjk))
    };
    LANGUAGES.iter().any(|language| {
        let Some(rest) = language.labels.version.iter().find_map(cut) else { return false };
        let own = |word: &str| language.labels.qualifiers.contains(&word);
        let last = rest.split_whitespace().next_back();
        let opens = last.is_none_or(|word| own(word) || language.common.contains(&word));
        let next: Vec<String> = behind.split_whitespace().take(4).map(normal).filter(|word| !word.is_empty()).collect();
        let other = behind.trim_start_matches(['*', '_', '`']).starts_with(' ')
            && behind.trim_start().starts_with(char::is_alphabetic)
            && !next.iter().any(|word| word.len() > 3 && own(word));
        opens && !other
    })
}

/// Whether `text` says no more than "this document", in any language.
pub fn names_document(text: &str) -> bool {
    let plain = normal(text);
    let whole = |language: &Language| language.labels.qualifiers.contains(&unqualified(language, &plain));
    !plain.is_empty() && LANGUAGES.iter().any(whole)
}

/// Whether `text` opens with a label of what states no rule: "Rationale: …", "**Why** — …",
/// 理由：….
pub fn opens_aside(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    // The longest label, and what is written around it.
    let head: String = text.chars().take(40).collect();
    let Some(end) = head.find([':', '：', '—', '–']) else { return false };
    let plain = normal(&parted(&head[..end]).0);
    LANGUAGES.iter().any(|language| language.labels.aside.contains(&plain.as_str()))
}

/// The languages in which `before` ends with a label of the last amendment: what it labels
/// is of one of them.
pub fn amended_in(before: &str) -> Vec<&'static Language> {
    let plain = normal(before);
    let ends = |label: &&str| {
        let rest = plain.strip_suffix(*label);
        rest.is_some_and(|rest| !rest.ends_with(char::is_alphanumeric) || label.starts_with(is_cjk))
    };
    LANGUAGES.iter().filter(|language| language.labels.amended.iter().any(ends)).collect()
}

/// The text without what stands in brackets, and that.
fn parted(text: &str) -> (String, Option<String>) {
    let Some(open) = text.find(['(', '（']) else { return (text.to_string(), None) };
    let inside = text[open..].trim_start_matches(['(', '（']);
    let close = inside.find([')', '）']).unwrap_or(inside.len());
    let behind = inside[close..].trim_start_matches([')', '）']);
    (format!("{} {}", text[..open].trim(), behind.trim()).trim().to_string(), Some(inside[..close].trim().to_string()))
}

fn known(text: &str) -> Option<Announced> {
    if text.is_empty() {
        return None;
    }
    LANGUAGES.iter().find_map(|language| exact(language, text)).or_else(|| {
        LANGUAGES.iter().find_map(|language| {
            let rest = unqualified(language, text);
            (rest.len() < text.len()).then(|| LANGUAGES.iter().find_map(|other| exact(other, rest))).flatten()
        })
    })
}

fn exact(language: &Language, text: &str) -> Option<Announced> {
    let labels = &language.labels;
    [(Announced::Version, labels.version), (Announced::Ratified, labels.ratified), (Announced::Amended, labels.amended)]
        .into_iter()
        .find(|(_, words)| words.contains(&text))
        .map(|(label, _)| label)
}

/// `text` without the language's qualifiers at both ends, as far as something is left.
fn unqualified<'a>(language: &Language, text: &'a str) -> &'a str {
    let mut rest = text;
    'again: loop {
        for word in language.labels.qualifiers {
            let glued = word.chars().all(is_cjk);
            let front = rest.strip_prefix(word).filter(|rest| glued || rest.starts_with(' ')).map(str::trim_start);
            let back = rest.strip_suffix(word).filter(|rest| glued || rest.ends_with(' ')).map(str::trim_end);
            if let Some(shorter) = front.or(back).filter(|shorter| !shorter.is_empty()) {
                rest = shorter;
                continue 'again;
            }
        }
        return rest;
    }
}

/// Lower case, without markup, symbols and runs of blanks; brackets stay.
fn normal(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_alphanumeric() || c == '_' && !out.is_empty() || is_mark(c) || matches!(c, '(' | ')' | '（' | '）') {
            // A Turkish capital is no i with a mark on it.
            match c {
                'İ' => out.push('i'),
                c => out.extend(c.to_lowercase()),
            }
        } else if matches!(c, '\'' | '’' | '-') && out.ends_with(char::is_alphabetic) {
            out.push(if c == '-' { ' ' } else { '\'' });
        } else if !out.is_empty() && !out.ends_with(' ') && c.is_whitespace() {
            out.push(' ');
        }
    }
    out.trim_end_matches([' ', '_', '\'']).to_string()
}

/// A combining mark, as decomposed accents have.
fn is_mark(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_with_and_without_qualifiers() {
        for text in [
            "Version",
            "**Version**",
            "Constitution Version",
            "Version of this document",
            "Current version",
            "文件版本",
            "憲法バージョン (Constitution Version)",
            "バージョン（Version）",
            "Phiên bản",
            "Phiên bản (Version)",
            "Sürüm",
            "Anayasa sürümü (Version)",
            "📜 Версия",
            "Версия документа",
            "Versión de la constitución",
            "Charter version",
            "Version of the rulebook",
            "Regelwerk-Version",
            "Version du règlement",
            "Versión del reglamento",
            "Версия устава",
            "规则版本",
            "規約バージョン",
            "규약 버전",
            "constitution_version",
        ] {
            assert_eq!(label(text), Some(Announced::Version), "{text}");
        }
        for text in [
            "Last Amended",
            "lastAmended",
            "最后修正",
            "Dernière révision",
            "마지막 개정일",
            "Ultima modifica",
            "Última Emenda",
            "Son Güncelleme",
            "Sửa đổi lần cuối",
            "Ostatnia zmiana",
            "Остання зміна",
            "Document last updated",
        ] {
            assert_eq!(label(text), Some(Announced::Amended), "{text}");
        }
        for text in ["Python Version", "API version", "Versioning", "Next Review", "", "()", "Inherits", "Status"] {
            assert_eq!(label(text), None, "{text}");
        }
    }

    #[test]
    fn what_states_no_rule_says_so() {
        for text in [
            "Rationale: tests are trusted.",
            "**Rationale**: tests are trusted.",
            "_Why this matters_ — people sleep.",
            "Example (from 2025): a build.",
            "理由：测试可信。",
            "根拠: 信頼できる。",
            "Обоснование: тестам верят.",
            "Lý do: tin cậy.",
        ] {
            assert!(opens_aside(text), "{text}");
        }
        for text in ["Reasons MUST be given: always.", "Rationale", "Images: signed.", "Why not? Because.", ""] {
            assert!(!opens_aside(text), "{text}");
        }
    }

    /// What is given twice with two meanings would be read by the order of the tables.
    #[test]
    fn no_label_means_two_things() {
        let mut all: std::collections::BTreeMap<&str, Announced> = std::collections::BTreeMap::new();
        for language in LANGUAGES {
            let labels = &language.labels;
            for (kind, words) in [
                (Announced::Version, labels.version),
                (Announced::Ratified, labels.ratified),
                (Announced::Amended, labels.amended),
            ] {
                for word in words {
                    assert_eq!(*all.entry(word).or_insert(kind), kind, "{word} in {}", language.name);
                    assert_eq!(normal(word), *word, "{} is not in its normal form", language.name);
                }
            }
        }
    }
}
