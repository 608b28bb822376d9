//! The one door for what is printed. Whatever a file, somebody's claims or a remote
//! answer says can be in it, so nothing leaves but [`Harmless`] text: it moves no cursor,
//! turns no writing direction, and gives GitHub's runner no command.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

use anyhow::Context;

use super::env;
use super::terminal::{columns, Stream};
use prodproof_rules::docs;
use prodproof_rules::fold::{columns_of, fold};

/// What kind of text is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Medium {
    /// For people: terminals and logs. Also Markdown, HTML, a script for a shell.
    Text,
    /// The same with our own colours.
    Coloured,
    /// One JSON document: its strings keep their meaning.
    Json,
    /// Lines that are meant to be commands of GitHub's runner.
    Commands,
}

/// Text that does nothing but stand there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Harmless(String);

impl Harmless {
    pub fn new(medium: Medium, text: &str) -> Self {
        let reader = if env("GITHUB_ACTIONS").is_some() { Reader::Job } else { Reader::Person };
        Self(harmless(medium, text, reader))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Who reads what is printed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reader {
    Person,
    /// A job of GitHub's, which takes some lines for commands.
    Job,
}

/// Whether a character moves, hides or turns what stands around it: control characters
/// (C0, DEL, C1), bidirectional marks, embeddings and isolates (UAX #9), and the line
/// separators that only some programs take for one.
fn is_harmful(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t'))
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn harmless(medium: Medium, text: &str, reader: Reader) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(is_harmful) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let length = match medium {
            Medium::Coloured => colour(from).or_else(|| link(from, docs::SITE)),
            _ => None,
        };
        // The end of a line as Windows has it.
        let length = length.or_else(|| from.starts_with("\r\n").then_some(2));
        if let Some(length) = length {
            out.push_str(&from[..length]);
            rest = &from[length..];
            continue;
        }
        let mut chars = from.chars();
        let c = u32::from(chars.next().unwrap_or_default());
        out.push_str(&match medium {
            Medium::Json => format!("\\u{c:04x}"),
            _ => format!("\\u{{{c:x}}}"),
        });
        rest = chars.as_str();
    }
    out.push_str(rest);
    match medium {
        Medium::Text | Medium::Coloured if reader == Reader::Job => without_commands(&out),
        // Such a thing stands in a string only, where it is the same spelled otherwise.
        Medium::Json if reader == Reader::Job => out.replace("##[", "##\\u005b"),
        _ => out,
    }
}

/// The length of a colour at the start of a text: `ESC [ DIGITS ; DIGITS m`.
fn colour(text: &str) -> Option<usize> {
    let rest = text.strip_prefix("\u{1b}[")?;
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != ';')?;
    rest[end..].starts_with('m').then_some("\u{1b}[".len() + end + 1)
}

/// The length of a link (OSC 8) to the project's own site, or of one's end.
fn link(text: &str, site: &str) -> Option<usize> {
    let rest = text.strip_prefix("\u{1b}]8;;")?;
    let end = rest.find(is_harmful)?;
    let own = end == 0 || (!site.is_empty() && rest.starts_with(site));
    (own && rest[end..].starts_with("\u{1b}\\")).then_some("\u{1b}]8;;".len() + end + "\u{1b}\\".len())
}

/// In a GitHub job a line that begins with `::` is a command, and so is `##[` anywhere
/// (actions/runner, ActionCommand.cs).
fn without_commands(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let start = line.len() - line.trim_start().len();
        let (blank, rest) = line.split_at(start);
        out.push_str(blank);
        if rest.starts_with("::") {
            out.push('\\');
        }
        out.push_str(&rest.replace("##[", "##\\["));
    }
    out
}

/// Prints an answer on standard output. A reader that has seen enough (`| head`) is no
/// error; a full disk is one.
pub fn print(text: &Harmless) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.0.as_bytes()).and_then(|()| out.flush()) {
        Err(err) if err.kind() != ErrorKind::BrokenPipe => Err(err).context("printing the answer"),
        _ => Ok(()),
    }
}

/// A word to people on standard error, which nobody may be reading.
pub fn note(text: &str) {
    note_whole(&fold(text, columns(Stream::Err)));
}

/// The same with every line as it is: a diff.
pub fn note_whole(text: &str) {
    let _ = writeln!(std::io::stderr(), "{}", Harmless::new(Medium::Text, text).0);
}

/// Draws lines on a terminal's standard error in the place of as many that were drawn
/// before. A line is cut so that it stays one.
pub fn redraw(lines: &[String], drawn: usize, columns: usize) {
    let mut text = String::new();
    if drawn > 0 {
        text.push_str(&format!("\u{1b}[{drawn}A\r\u{1b}[J"));
    }
    for line in lines {
        let line = Harmless::new(Medium::Text, &line.replace(['\n', '\t'], " ")).0;
        text.push_str(&format!("{}\n", cut(&line, columns.saturating_sub(1))));
    }
    let mut err = std::io::stderr().lock();
    let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
}

/// As much of a line as a terminal shows in so many columns; an ellipsis for the rest.
fn cut(line: &str, columns: usize) -> String {
    if line.chars().map(columns_of).sum::<usize>() <= columns {
        return line.to_string();
    }
    let mut left = columns.saturating_sub(1);
    let mut out: String =
        line.chars().take_while(|c| left.checked_sub(columns_of(*c)).map(|rest| left = rest).is_some()).collect();
    if columns > 0 {
        out.push('…');
    }
    out
}

/// Adds to a file that a job has given us, such as its summary.
pub fn append(path: &Path, text: &Harmless) -> anyhow::Result<()> {
    let file = OpenOptions::new().create(true).append(true).open(path);
    file.and_then(|mut file| file.write_all(text.0.as_bytes())).with_context(|| format!("writing {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_the_project_s_own_site_only() {
        let to = |url: &str| format!("\u{1b}]8;;{url}\u{1b}\\");
        let site = "https://site.example/";
        for (text, passes) in
            [(to("https://site.example/rules/B004/"), true), (to(""), true), (to("https://evil.example/"), false)]
        {
            assert_eq!(link(&text, site), passes.then_some(text.len()), "{text:?}");
        }
        assert_eq!(link(&to("https://site.example/"), ""), None);
        assert_eq!(link("\u{1b}]8;;https://site.example/\u{1b}]0;title\u{7}", site), None);
    }

    #[test]
    fn nothing_steers_a_terminal() {
        let text = "a\u{1b}]0;x\u{7}\u{9b}31mb\u{202e}c\rd\r\n\te\u{85}\u{2028}";
        assert_eq!(
            harmless(Medium::Text, text, Reader::Person),
            "a\\u{1b}]0;x\\u{7}\\u{9b}31mb\\u{202e}c\\u{d}d\r\n\te\\u{85}\\u{2028}"
        );
        assert_eq!(
            harmless(Medium::Coloured, "\u{1b}[1;31mx\u{1b}[0m\u{1b}[2J", Reader::Person),
            "\u{1b}[1;31mx\u{1b}[0m\\u{1b}[2J"
        );
        assert_eq!(harmless(Medium::Coloured, "\u{1b}[", Reader::Person), "\\u{1b}[");
    }

    #[test]
    fn a_line_is_cut_to_the_columns_that_there_are() {
        for (line, columns, shown) in [
            ("run  ✓ Build", 20, "run  ✓ Build"),
            ("run  ✓ Build", 12, "run  ✓ Build"),
            ("run  ✓ Build", 9, "run  ✓ B…"),
            ("修正 OAuth", 10, "修正 OAuth"),
            ("修正 OAuth", 6, "修正 …"),
            ("修正", 3, "修…"),
            ("修正", 2, "…"),
            ("x", 0, ""),
        ] {
            assert_eq!(cut(line, columns), shown, "{columns}");
        }
    }

    #[test]
    fn a_json_document_keeps_its_meaning() {
        let value = serde_json::json!({ "a\u{202e}": "\u{9b}x\u{1b}é" });
        let text = harmless(Medium::Json, &value.to_string(), Reader::Job);
        assert!(!text.contains(is_harmful), "{text}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
    }

    #[test]
    fn a_job_gets_no_commands_but_those_that_are_meant() {
        let text = "x\n  ::set-env::y\n::warning::z\n+##[error]w ##[add-path]\n";
        assert_eq!(
            harmless(Medium::Text, text, Reader::Job),
            "x\n  \\::set-env::y\n\\::warning::z\n+##\\[error]w ##\\[add-path]\n"
        );
        assert_eq!(harmless(Medium::Text, text, Reader::Person), text);
        assert_eq!(harmless(Medium::Commands, text, Reader::Job), text);
    }
}
