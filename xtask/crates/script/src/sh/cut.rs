//! `cut`.

use super::pattern;
use prodproof_syntax::value::Symbolic;

/// `cut -d X -f N` and `cut -c1-N`.
pub(super) enum Cut {
    Field { delimiter: char, from: usize, to: Option<usize> },
    Characters { from: i64, length: Option<i64> },
}

pub(super) fn cut(arguments: &[&str]) -> Option<Cut> {
    let mut delimiter = '\t';
    let mut field = None;
    let mut characters = None;
    let mut at = 0;
    while let Some(argument) = arguments.get(at) {
        let (option, value) = match *argument {
            "-d" | "-f" | "-c" | "-b" | "--delimiter" | "--fields" => {
                at += 1;
                (argument.trim_start_matches('-').chars().next()?, *arguments.get(at)?)
            }
            long if long.starts_with("--") => {
                let (name, value) = long[2..].split_once('=')?;
                (name.chars().next()?, value)
            }
            short => {
                let mut chars = short.strip_prefix('-')?.chars();
                (chars.next()?, chars.as_str())
            }
        };
        match option {
            'd' => {
                let mut chars = value.chars();
                delimiter = chars.next()?;
                if chars.next().is_some() {
                    return None;
                }
            }
            'f' => field = Some(range(value)?),
            'c' | 'b' => characters = Some(range(value)?),
            _ => return None,
        }
        at += 1;
    }
    match (field, characters) {
        (Some((from, to)), None) => Some(Cut::Field { delimiter, from, to }),
        (None, Some((from, to))) => {
            let first = i64::try_from(from).ok()? - 1;
            let length = match to {
                Some(to) => Some(i64::try_from(to).ok()? - first),
                None => None,
            };
            Some(Cut::Characters { from: first, length })
        }
        _ => None,
    }
}

/// `2`, `2-`, `-2`, `1-7`: first and last, counted from one.
fn range(text: &str) -> Option<(usize, Option<usize>)> {
    let (from, to) = match text.split_once('-') {
        None => {
            let one = text.parse().ok()?;
            (one, Some(one))
        }
        Some(("", to)) => (1, Some(to.parse().ok()?)),
        Some((from, "")) => (from.parse().ok()?, None),
        Some((from, to)) => (from.parse().ok()?, Some(to.parse().ok()?)),
    };
    (from > 0).then_some((from, to))
}

impl Cut {
    pub(super) fn apply(&self, text: &Symbolic) -> Symbolic {
        match self {
            Self::Characters { from, length } => pattern::substring(text, *from, *length),
            Self::Field { delimiter, from, to } => {
                // A hole of unknown content may hold the delimiter.
                let mut fields: Vec<(Symbolic, bool)> = vec![(Symbolic::default(), false)];
                for piece in text.pieces() {
                    match piece {
                        prodproof_syntax::value::Piece::Hole(name) => {
                            if let Some((field, opaque)) = fields.last_mut() {
                                field.push(&Symbolic::hole(name));
                                *opaque |= !prodproof_syntax::value::is_plain_hole(name);
                            }
                        }
                        prodproof_syntax::value::Piece::Known(known) => {
                            for (at, part) in known.split(*delimiter).enumerate() {
                                if at > 0 {
                                    fields.push((Symbolic::default(), false));
                                }
                                if let Some((field, _)) = fields.last_mut() {
                                    field.push_known(part);
                                }
                            }
                        }
                    }
                }
                if fields.len() == 1 && !fields[0].1 {
                    return text.clone();
                }
                let last = to.unwrap_or(fields.len()).min(fields.len());
                let up_to = if to.is_some() { last } else { fields.len() };
                let before_is_opaque = fields.iter().take(from.saturating_sub(1)).any(|(_, opaque)| *opaque);
                let one_is_opaque = to.is_some() && fields.iter().take(up_to).any(|(_, opaque)| *opaque);
                if before_is_opaque || one_is_opaque {
                    return Symbolic::unknown();
                }
                let mut out = Symbolic::default();
                for (at, (field, _)) in fields.iter().enumerate().take(last).skip(from - 1) {
                    if at + 1 > *from {
                        out.push_known(&delimiter.to_string());
                    }
                    out.push(field);
                }
                out
            }
        }
    }
}
