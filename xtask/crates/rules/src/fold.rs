//! Lines for people, folded at blanks to the width of a terminal, which would break them in
//! the middle of a word. What a line goes on below follows from how it is laid out: the
//! gutter of a source, a tree's bars, a list's mark, a column. Must not know what is said.

use std::fmt::Write;

/// Each line that is wider than `width`, as several. Without a width nothing is folded: what
/// reads a pipe wants lines whole. A word that is wider than a line stays whole as well.
pub fn fold(text: &str, width: Option<usize>) -> String {
    let Some(width) = width else { return text.to_string() };
    let mut out = String::with_capacity(text.len() + text.len() / 32);
    for line in text.split_inclusive('\n') {
        let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
        if columns(line) > width && !is_source(line) {
            out.push_str(&folded(line, width, &hang(line, width, 2)))
        } else {
            out.push_str(line)
        }
        out.push_str(end);
    }
    out
}

/// A paragraph, or an item of a list, in lines of at most `width`.
pub fn paragraph(text: &str, width: usize) -> String {
    folded(text, width, &hang(text, width, 0))
}

/// What goes on below in lines of at most `width`, indented by so many columns.
pub fn indented(text: &str, width: usize, indent: usize) -> String {
    folded(text, width, &" ".repeat(indent))
}

/// A piece of a line: a colour or a link's end, which takes no room, or a character.
enum Piece<'a> {
    Steering(&'a str),
    Char(char),
}

/// `ESC [ … m`, and `ESC ] … ESC \`.
fn pieces(mut rest: &str) -> impl Iterator<Item = Piece<'_>> {
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let length = match rest.as_bytes() {
            [0x1b, b'[', ..] => rest.find('m').map(|at| at + 1),
            [0x1b, b']', ..] => rest.find("\u{1b}\\").map(|at| at + 2),
            _ => None,
        };
        let (piece, behind) = match length {
            Some(length) => (Piece::Steering(&rest[..length]), &rest[length..]),
            None => (Piece::Char(first), &rest[first.len_utf8()..]),
        };
        rest = behind;
        Some(piece)
    })
}

/// The columns that a terminal gives a text.
pub fn columns(text: &str) -> usize {
    let width = |piece| match piece {
        Piece::Steering(_) => 0,
        Piece::Char(c) => columns_of(c),
    };
    pieces(text).map(width).sum()
}

/// The columns that a terminal gives a character; one too many is no harm.
pub fn columns_of(c: char) -> usize {
    1 + usize::from(is_wide(c))
}

/// Whether a character takes two columns, and a line may end beside it (UAX #11, #14): the
/// scripts of East Asia, which have no blanks between words, and pictures.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}' | '\u{1f300}'..='\u{1faff}' | '\u{20000}'..='\u{3fffd}')
}

fn shown(line: &str) -> String {
    pieces(line).filter_map(|piece| if let Piece::Char(c) = piece { Some(c) } else { None }).collect()
}

/// Whether a line quotes a source: `26 | text`. Whoever quotes it cuts it.
fn is_source(line: &str) -> bool {
    let shown = shown(line);
    let rest = shown.trim_start().trim_start_matches(|c: char| c.is_ascii_digit());
    rest.len() < shown.trim_start().len() && rest.starts_with(" |")
}

/// What a line goes on with below: its characters up to where its words begin, blanks in the
/// place of all but bars.
fn hang(line: &str, width: usize, plain: usize) -> String {
    const BARS: [char; 2] = ['|', '│'];
    let chars: Vec<char> = shown(line).chars().collect();
    let is_frame = |c: char| c == ' ' || BARS.contains(&c) || "├└─`-^_~".contains(c);
    let framed = chars.iter().take_while(|&&c| is_frame(c)).count();
    // A frame ends in a blank; "--fix", "`name`" are words.
    let mut start = chars[..framed].iter().rposition(|&c| c == ' ').map_or(0, |at| at + 1);
    let rest = |start: usize| chars[start..].iter().collect::<String>();
    let gutter = chars.iter().position(|c| *c != ' ').filter(|&at| chars[at] == '|' && chars.get(at + 1) == Some(&' '));
    // "= help: ", a list's mark, a mark before an answer.
    let words = rest(start);
    let label = words.strip_prefix("= ").and_then(|words| words.find(": ")).map(|at| at + "= : ".len());
    let mark = |words: &str| {
        let (mark, _) = words.split_once(' ')?;
        let length = mark.chars().count();
        let is_mark = (length == 1 && !mark.chars().all(char::is_alphanumeric))
            || mark.strip_suffix('.').is_some_and(|number| number.chars().all(|c| c.is_ascii_digit()));
        is_mark.then_some(length + 1)
    };
    let fits = |start: usize| start * 5 <= width * 3;
    let column = || {
        let wide =
            |at: &usize| chars[*at] == ' ' && chars[at - 1] == ' ' && chars.get(at + 1).is_some_and(|c| *c != ' ');
        (start + 2..chars.len()).filter(wide).map(|at| at + 1).rfind(|&at| fits(at))
    };
    start = match (label, mark(&words)) {
        (Some(label), _) => start + label,
        (None, Some(mark)) => start + mark,
        (None, None) => match column() {
            Some(at) => at + mark(&rest(at)).unwrap_or_default(),
            None if start == 0 => plain,
            None => start,
        },
    };
    if !fits(start) {
        start = gutter.map_or(4, |at| at + 4);
    }
    let bar = |at: usize| match chars.get(at) {
        Some('├') => '│',
        Some(c) if BARS.contains(c) && (gutter.is_none() || gutter == Some(at)) => *c,
        _ => ' ',
    };
    (0..start).map(|at| if at < framed { bar(at) } else { ' ' }).collect()
}

fn folded(line: &str, width: usize, hang: &str) -> String {
    let (mut out, mut column) = (String::new(), 0);
    // The word that is being read, and the blanks before it.
    let (mut blanks, mut word, mut room) = (0, String::new(), 0);
    // What colours the words; the frame below has none.
    let mut style = String::new();
    let mut put = |blanks: usize, word: &str, room: usize, style: &str| {
        let framed = out.is_empty() || column == 0;
        if column + blanks + room > width && !framed && column > hang.chars().count() {
            let (off, on) = if style.is_empty() { ("", "") } else { ("\u{1b}[0m", style) };
            let kept = out.trim_end().len();
            out.truncate(kept);
            let _ = write!(out, "{off}\n{hang}{on}{word}");
            column = hang.chars().count() + room;
        } else {
            let _ = write!(out, "{}{word}", " ".repeat(blanks));
            column += blanks + room;
        }
    };
    let mut before = String::new();
    for piece in pieces(line) {
        match piece {
            Piece::Steering(code) => {
                word.push_str(code);
                match code {
                    "\u{1b}[0m" => style.clear(),
                    code if code.starts_with("\u{1b}[") => style.push_str(code),
                    _ => {}
                }
            }
            Piece::Char(' ') => {
                if room > 0 || !word.is_empty() {
                    put(blanks, &word, room, &before);
                    (blanks, room) = (0, 0);
                    word.clear();
                }
                before.clone_from(&style);
                blanks += 1;
            }
            Piece::Char(c) => {
                if is_wide(c) && room > 0 {
                    put(blanks, &word, room, &before);
                    (blanks, room) = (0, 0);
                    word.clear();
                    before.clone_from(&style);
                }
                word.push(c);
                room += columns_of(c);
            }
        }
    }
    put(blanks, &word, room, &before);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn folds(line: &str, expected: &[&str]) {
        let out = fold(line, Some(40));
        assert_eq!(out.lines().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_line_goes_on_where_its_words_begin() {
        folds(
            "error[B018] missing-dispatch: nobody can start it by hand",
            &["error[B018] missing-dispatch: nobody can", "  start it by hand"],
        );
        folds(
            "  = help: pass `labels`, from docker/metadata-action or written",
            &["  = help: pass `labels`, from", "          docker/metadata-action or", "          written"],
        );
        folds(
            "   |        ---- the constitution demands it here, too",
            &["   |        ---- the constitution", "   |             demands it here, too"],
        );
        folds(
            "   |                          ------------ the constitution demands it here",
            &["   |                          ------------", "   |   the constitution demands it here"],
        );
        folds(
            "├─ ✓ publishes ghcr.io/acme/widget:latest  (.github/workflows/build.yml:55)",
            &["├─ ✓ publishes", "│    ghcr.io/acme/widget:latest", "│    (.github/workflows/build.yml:55)"],
        );
        folds(
            "│  └─ ✓ deploy/widget.service:21 is pulled anew",
            &["│  └─ ✓ deploy/widget.service:21 is", "│       pulled anew"],
        );
        folds(
            "  C001 no-constitution  error    there is no constitution",
            &[
                "  C001 no-constitution  error    there",
                "                        is no",
                "                        constitution",
            ],
        );
        folds(
            "run       ✓ Build and Push Container #412 succeeded",
            &["run       ✓ Build and Push Container", "            #412 succeeded"],
        );
        folds("- a list's words stand below each other here", &["- a list's words stand below each other", "  here"]);
    }

    #[test]
    fn what_is_no_line_of_words_stays() {
        for line in [
            "26 | - The image is `quay.io/harbour/tidepool`. It is built by",
            "https://github.com/acme/widget/actions/runs/123456789",
            "exactly forty columns wide, and no more.",
        ] {
            folds(line, &[line]);
        }
        let long = "a b ".repeat(40);
        assert_eq!(fold(&long, None), long);
    }

    #[test]
    fn colours_take_no_room_and_do_not_run_into_the_frame() {
        let line = "\u{1b}[34m   |\u{1b}[0m \u{1b}[33m---- the constitution demands it here\u{1b}[0m";
        assert_eq!(
            fold(line, Some(30)),
            "\u{1b}[34m   |\u{1b}[0m \u{1b}[33m---- the constitution\u{1b}[0m\n   |      \u{1b}[33mdemands it here\u{1b}[0m"
        );
    }

    #[test]
    fn scripts_without_blanks_are_folded_between_characters() {
        let out = fold(&"本番で動くものは".repeat(6), Some(20));
        assert!(out.lines().all(|line| columns(line) <= 20), "{out}");
        assert_eq!(out.replace("\n  ", ""), "本番で動くものは".repeat(6));
    }
}
