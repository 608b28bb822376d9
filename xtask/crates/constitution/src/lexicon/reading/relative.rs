//! Relative clauses that stand before their noun and open with no word. Must not know what
//! is denied or demanded in them.

/// Whether what ends right before `behind` describes the noun in it, of which the sentence
/// goes on to speak: 待たなければならないジョブは, 갖지 않는 작업은, 不持有锁的任务.
pub fn describes_noun(language: &str, behind: &str) -> bool {
    match language {
        "ja" => {
            let rest = behind.trim_start_matches(|c: char| c.is_alphanumeric() && !is_hiragana(c));
            rest.len() < behind.len() && rest.starts_with(['は', 'が', 'を', 'に', 'へ', 'の', 'と', 'も'])
        }
        "ko" => behind.starts_with(['는', '은']) && behind.chars().nth(1) == Some(' '),
        "zh" => behind.contains('的'),
        _ => false,
    }
}

fn is_hiragana(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{309f}')
}
