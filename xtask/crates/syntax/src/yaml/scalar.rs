//! The core schema of YAML 1.2, and numbers as .NET prints them.
//!
//! Source: actions/runner `Conversion/YamlObjectReader.cs` (MatchBoolean, MatchInteger,
//! MatchFloat, MatchNull) and `Tokens/NumberToken.cs` (`ToString("G15")`).

/// What a scalar means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    Null,
    Bool(bool),
    Number(f64),
    String,
}

/// The meaning of an unquoted, untagged scalar.
pub(super) fn resolve(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ => parse_yaml_number(text).map_or(Value::String, Value::Number),
    }
}

pub(super) fn string(text: &str, value: Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => number_text(number),
        Value::String => text.to_string(),
    }
}

fn parse_yaml_number(text: &str) -> Option<f64> {
    match text {
        ".nan" | ".NaN" | ".NAN" => return Some(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => return Some(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => return Some(f64::NEG_INFINITY),
        _ => {}
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return all_digits(digits, 16).then(|| from_radix(digits, 16));
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return all_digits(digits, 8).then(|| from_radix(digits, 8));
    }
    decimal(text).then(|| text.parse().ok()).flatten()
}

fn all_digits(digits: &str, radix: u32) -> bool {
    !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix))
}

fn from_radix(digits: &str, radix: u32) -> f64 {
    digits.chars().filter_map(|c| c.to_digit(radix)).fold(0.0, |sum, digit| sum * f64::from(radix) + f64::from(digit))
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
fn decimal(text: &str) -> bool {
    let rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    let whole = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let mut rest = &rest[whole..];
    let mut fraction = 0;
    if let Some(after) = rest.strip_prefix('.') {
        fraction = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        rest = &after[fraction..];
    }
    if whole + fraction == 0 {
        return false;
    }
    match rest.strip_prefix(['e', 'E']) {
        Some(exponent) => all_digits(exponent.strip_prefix(['-', '+']).unwrap_or(exponent), 10),
        None => rest.is_empty(),
    }
}

/// A number as the expression language reads a string: decimal, `0x`, `0o`, with white
/// space around; nothing is 0, anything else is not a number.
///
/// Source: actions/languageservices `expressions/src/data/…`, `Number(string)` of
/// ECMAScript for decimal numbers.
pub fn parse_number(text: &str) -> f64 {
    let text = text.trim();
    if text.is_empty() {
        return 0.0;
    }
    match text {
        "Infinity" | "+Infinity" => return f64::INFINITY,
        "-Infinity" => return f64::NEG_INFINITY,
        _ => {}
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return if all_digits(digits, 16) { from_radix(digits, 16) } else { f64::NAN };
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return if all_digits(digits, 8) { from_radix(digits, 8) } else { f64::NAN };
    }
    if decimal(text) {
        text.parse().unwrap_or(f64::NAN)
    } else {
        f64::NAN
    }
}

/// A number as .NET's `ToString("G15")` prints it: at most 15 significant digits,
/// scientific from 1E+15 on and below 1E-05.
pub fn number_text(number: f64) -> String {
    if number.is_nan() {
        return "NaN".into();
    }
    if number.is_infinite() {
        return if number > 0.0 { "Infinity".into() } else { "-Infinity".into() };
    }
    if number == 0.0 {
        return "0".into();
    }
    let scientific = format!("{number:.14e}");
    let Some((mantissa, exponent)) = scientific.split_once('e') else { return scientific };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let (sign, mantissa) = match mantissa.strip_prefix('-') {
        Some(mantissa) => ("-", mantissa),
        None => ("", mantissa),
    };
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_end_matches('0');
    let body = if !(-4..15).contains(&exponent) {
        let (first, rest) = digits.split_at(digits.len().min(1));
        let point = if rest.is_empty() { "" } else { "." };
        let mark = if exponent < 0 { '-' } else { '+' };
        format!("{first}{point}{rest}E{mark}{:02}", exponent.unsigned_abs())
    } else if exponent < 0 {
        let zeros = "0".repeat((exponent.unsigned_abs() as usize).saturating_sub(1));
        format!("0.{zeros}{digits}")
    } else {
        let whole = exponent as usize + 1;
        if digits.len() <= whole {
            format!("{digits}{}", "0".repeat(whole - digits.len()))
        } else {
            format!("{}.{}", &digits[..whole], &digits[whole..])
        }
    };
    format!("{sign}{body}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_dotnet_prints_them() {
        for (number, text) in [
            (2.0, "2"),
            (1.1, "1.1"),
            (-0.5, "-0.5"),
            (0.1 + 0.2, "0.3"),
            (1e14, "100000000000000"),
            (1e15, "1E+15"),
            (1.5e21, "1.5E+21"),
            (0.000_01, "1E-05"),
            (0.0001, "0.0001"),
            (123_456_789.125, "123456789.125"),
        ] {
            assert_eq!(number_text(number), text);
        }
    }

    #[test]
    fn what_is_a_number_and_what_is_not() {
        for (text, value) in [
            ("1", Value::Number(1.0)),
            ("+1.", Value::Number(1.0)),
            (".5", Value::Number(0.5)),
            ("1e3", Value::Number(1000.0)),
            ("0o17", Value::Number(15.0)),
            ("1_000", Value::String),
            ("1.2.3", Value::String),
            (".", Value::String),
            ("-", Value::String),
            ("0b1", Value::String),
            ("inf", Value::String),
            ("1:30", Value::String),
            ("", Value::Null),
            ("nULL", Value::String),
            ("on", Value::String),
        ] {
            assert_eq!(resolve(text), value, "{text}");
        }
    }

    #[test]
    fn strings_as_numbers() {
        assert_eq!(parse_number(" 1.5 "), 1.5);
        assert_eq!(parse_number(""), 0.0);
        assert_eq!(parse_number("0xff"), 255.0);
        assert!(parse_number("1x").is_nan());
        assert!(parse_number("true").is_nan());
    }
}
