//! The lists that the action takes as inputs: lines of CSV, with its comments. Must not
//! know what the fields mean.

use super::Comments;
use prodproof_syntax::value::Symbolic;

/// `getInputList(…, {ignoreComma: true, comment: '#'})`: the records of the input, trimmed.
/// The first line has lost its indentation, because the runner trims inputs.
pub(super) fn list(input: &Symbolic, comments: Comments) -> Result<Vec<Symbolic>, String> {
    let records = csv(input.marked().trim(), Quotes::Relaxed(comments))?;
    let lines = records.into_iter().map(|record| record.join(","));
    Ok(lines.filter(|line| !line.is_empty()).map(|line| Symbolic::from_marked(line.trim())).collect())
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Quotes {
    /// csv-parse's `relax_quotes`, together with `#` comments.
    Relaxed(Comments),
    Strict,
}

/// csv-parse with `relaxColumnCount` and `skipEmptyLines`.
pub(super) fn csv(text: &str, quotes: Quotes) -> Result<Vec<Vec<String>>, String> {
    let mut records = Vec::new();
    let mut record: Vec<String> = Vec::new();
    let mut field = String::new();
    // Whether the field under way began with a quote that has been closed.
    let mut closed = false;
    let mut chars = text.chars().peekable();
    let mut at_line_start = true;
    while let Some(c) = chars.next() {
        let at_start = std::mem::replace(&mut at_line_start, false);
        match c {
            // The end of the line then ends the record, if there is one.
            '#' if (at_start && quotes != Quotes::Strict) || quotes == Quotes::Relaxed(Comments::Anywhere) => {
                while chars.peek().is_some_and(|c| *c != '\n' && *c != '\r') {
                    chars.next();
                }
            }
            '\n' | '\r' => {
                if c == '\r' {
                    chars.next_if_eq(&'\n');
                }
                at_line_start = true;
                if !record.is_empty() || !field.is_empty() || closed {
                    record.push(std::mem::take(&mut field));
                    records.push(std::mem::take(&mut record));
                }
                closed = false;
            }
            ',' => {
                record.push(std::mem::take(&mut field));
                closed = false;
            }
            '"' if field.is_empty() && !closed => {
                let mut ended = false;
                while let Some(c) = chars.next() {
                    if c != '"' {
                        field.push(c);
                    } else if chars.next_if_eq(&'"').is_some() {
                        field.push('"');
                    } else {
                        ended = true;
                        break;
                    }
                }
                if !ended {
                    return Err("Quote Not Closed: the parsing is finished with an opening quote".into());
                }
                closed = true;
                let comment = quotes == Quotes::Relaxed(Comments::Anywhere) && chars.peek() == Some(&'#');
                if !comment && chars.peek().is_some_and(|c| !",\n\r".contains(*c)) {
                    if quotes == Quotes::Strict {
                        return Err("Invalid Closing Quote: a text follows the closing quote".into());
                    }
                    field = format!("\"{field}\"");
                }
            }
            '"' if quotes == Quotes::Strict => {
                return Err("Invalid Opening Quote: a quote is found inside of an unquoted field".into());
            }
            c => field.push(c),
        }
    }
    if !record.is_empty() || !field.is_empty() || closed {
        record.push(field);
        records.push(record);
    }
    Ok(records)
}
