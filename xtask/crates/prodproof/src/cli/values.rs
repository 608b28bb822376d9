//! What an option's value may be: days, names, lengths of time, commits. The error says how
//! it is written.

use std::time::Duration;

use time::Date;

/// `YYYY-MM-DD`, a day that exists.
pub(super) fn parse_date(text: &str) -> Result<Date, String> {
    let day = match prodproof_constitution::document::date::find(text) {
        Some((0, end, day)) if end == text.len() => day.date(),
        _ => None,
    };
    day.ok_or_else(|| format!("`{text}` is no day; write it as 2027-01-31"))
}

/// A folder's name that is a cargo alias as well.
pub(super) fn parse_name(text: &str) -> Result<String, String> {
    let plain = !text.is_empty()
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
        && !text.starts_with('-');
    if plain {
        Ok(text.to_string())
    } else {
        Err("letters, digits, `-` and `_` only".into())
    }
}

/// `45m`, `1h30m`, `90s`; a day at most.
pub(super) fn parse_length(text: &str) -> Result<Duration, String> {
    let wrong = || format!("`{text}` is no length of time; write it as 45m, 90s or 1h30m");
    let (mut seconds, mut digits) = (0_u64, String::new());
    for c in text.chars() {
        let unit = match c {
            '0'..='9' => {
                digits.push(c);
                continue;
            }
            's' => 1,
            'm' => 60,
            'h' => 3600,
            _ => return Err(wrong()),
        };
        let count: u64 = digits.parse().map_err(|_| wrong())?;
        seconds = seconds.saturating_add(count.saturating_mul(unit));
        digits.clear();
    }
    let known = digits.is_empty() && seconds > 0 && seconds <= 24 * 3600;
    known.then(|| Duration::from_secs(seconds)).ok_or_else(wrong)
}

/// A commit's id, whole or abbreviated.
pub(super) fn parse_sha(text: &str) -> Result<String, String> {
    if prodproof_syntax::commit::is_id(text) {
        Ok(text.to_ascii_lowercase())
    } else {
        Err(format!("`{text}` is no id of a commit: seven hexadecimal digits at least"))
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn lengths_of_time() {
        for (text, seconds) in [("45m", 2700), ("90s", 90), ("1h30m", 5400), ("24h", 86400)] {
            assert_eq!(super::parse_length(text).map(|one| one.as_secs()), Ok(seconds), "{text}");
        }
        for text in ["", "45", "m", "1d", "0s", "25h", "-1m", "1.5h", "1m2", "99999999999999999999m"] {
            assert!(super::parse_length(text).is_err(), "{text}");
        }
    }
}
