//! Waivers, wherever they are written: in the contract (`[[waiver]]`) and as comments
//! beside the line. Must not judge them; the rules about waivers do.

use time::Date;

use crate::repo::Repo;
use crate::rules;
use prodproof_constitution::document::date;
use prodproof_syntax::finding::Rule;
use prodproof_syntax::finding::{Finding, Place};
use prodproof_syntax::markdown::{BlockKind, InlineKind, Markdown};
use prodproof_syntax::reference::Reference;
use prodproof_syntax::snapshot::Snapshot;
use prodproof_syntax::span::{LineIndex, Span};

/// The team's decision to live with the findings of one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// Code or name, as written; empty where a comment names none.
    pub word: String,
    pub reason: Option<String>,
    /// The waiver, or the rule's name in it.
    pub place: Place,
    pub scope: Scope,
    /// The names of the only image of which it holds, its mirrors' too; of all where none is.
    pub images: Vec<String>,
    /// The last day on which it holds.
    pub until: Option<(Date, Span)>,
    /// It had an end, and that is over.
    pub expired: bool,
    /// What goes if it is not needed: the comment, its line where nothing else stands
    /// there, its name in a list of several, or its table in the contract.
    pub removal: Option<Span>,
}

/// Where a waiver holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    Everywhere,
    /// A file, or everything below a folder.
    Path(String),
    /// Findings that start in this part of this file.
    Lines(Span),
}

impl Waiver {
    pub fn rule(&self) -> Option<&'static Rule> {
        rules::find(&self.word)
    }

    /// Whether the finding is about no other image than the waiver.
    fn is_about(&self, finding: &Finding) -> bool {
        self.images.is_empty() || finding.images.iter().all(|name| self.images.contains(name))
    }

    /// Whether the finding is one that it was written for, and it still holds.
    pub fn covers(&self, finding: &Finding) -> bool {
        let names = finding.rule.name == self.word || finding.rule.code.eq_ignore_ascii_case(&self.word);
        let at = &finding.primary;
        let here = match &self.scope {
            Scope::Everywhere => true,
            Scope::Path(path) => {
                let path = path.trim_start_matches("./").trim_end_matches('/');
                at.path.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            }
            Scope::Lines(lines) => {
                at.path == self.place.path && (lines.start..lines.end.max(lines.start + 1)).contains(&at.span.start)
            }
        };
        names && here && self.is_about(finding) && !self.expired
    }
}

/// All waivers of the repository: those of the contract, then the comments by path.
pub fn all(repo: &Repo) -> Vec<Waiver> {
    // They stand in the contract block, so there is a constitution.
    let path = repo.constitution_path();
    let text = repo.snapshot.text(path).unwrap_or_default();
    let names = |image: &str| {
        let own = Reference::parse(image).name();
        let of_delivery = repo.deliveries.iter().find(|one| one.names().any(|fact| fact.value == own));
        of_delivery.map_or_else(|| vec![own.clone()], |one| one.names().map(|fact| fact.value.clone()).collect())
    };
    let stated = repo.contract.waivers.iter().map(|one| Waiver {
        word: one.rule.value.clone(),
        reason: one.reason.as_ref().map(|text| text.value.clone()).filter(|text| !text.trim().is_empty()),
        place: Place::new(path, one.rule.span),
        images: one.image.as_ref().map(|image| names(&image.value)).unwrap_or_default(),
        scope: one.path.as_ref().map_or(Scope::Everywhere, |path| Scope::Path(path.value.clone())),
        until: one.until.as_ref().map(|date| (date.value, date.span)),
        expired: one.until.as_ref().is_some_and(|date| repo.snapshot.facts.today > date.value),
        removal: table(text, one.span),
    });
    let mut out: Vec<Waiver> = stated.collect();
    out.extend(inline(&repo.snapshot));
    out
}

/// The lines of a `[[waiver]]` of the contract, with the blank ones that part it from
/// what follows. `None` where it is written otherwise, and where a comment above the
/// table is somebody's word about it.
fn table(text: &str, span: Span) -> Option<Span> {
    let line = |at: usize| text[..at].rfind('\n').map_or(0, |at| at + 1);
    let end = |at: usize| text[at..].find('\n').map_or(text.len(), |more| at + more + 1);
    let from = line(span.start);
    text.get(from..span.end).filter(|text| text.trim_start().starts_with("[[waiver]]"))?;
    if from > 0 && text[line(from - 1)..from].trim_start().starts_with('#') {
        return None;
    }
    let mut to = end(span.end.max(span.start));
    let blank = |at: usize| at < text.len() && text[at..end(at)].trim().is_empty();
    let closed = |at: usize| text[at..].trim_start().starts_with("```") || text[at..].trim_start().starts_with("~~~");
    let mut start = from;
    if blank(to) {
        while blank(to) {
            to = end(to);
        }
    } else if closed(to) {
        // The last table of the block: the blank line above it goes.
        while start > 0 && text[line(start - 1)..start].trim().is_empty() {
            start = line(start - 1);
        }
    }
    Some(Span::new(start, to))
}

/// The comments `xtask: allow(rule) reason` in YAML, units and Markdown; with `until
/// 2027-01-01` in the reason they end.
pub fn inline(snapshot: &Snapshot) -> Vec<Waiver> {
    let mut out = Vec::new();
    for (path, text) in snapshot.texts(|_| true) {
        if !text.contains("xtask") && !text.contains("Xtask") && !text.contains("XTASK") {
            continue;
        }
        let today = snapshot.facts.today;
        match Syntax::of(path) {
            Some(Syntax::Markdown) => markdown(path, text, today, &mut out),
            Some(syntax) => lines(path, text, syntax, today, &mut out),
            None => {}
        }
    }
    out
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Syntax {
    Yaml,
    Unit,
    /// Containerfiles, scripts, environment files: `#` on a line of its own.
    Other,
    Markdown,
}

impl Syntax {
    fn of(path: &str) -> Option<Self> {
        // Copies of this crate and test data are no sources of the repository.
        let mut folders = path.split('/').rev().skip(1);
        if folders.any(|one| matches!(one, "tests" | "testdata" | "fixtures" | "xtask" | "templates")) {
            return None;
        }
        match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
            "yml" | "yaml" => Some(Self::Yaml),
            "service" | "timer" | "container" | "pod" | "kube" | "image" | "build" | "conf" => Some(Self::Unit),
            "md" => Some(Self::Markdown),
            _ => Some(Self::Other),
        }
    }
}

/// `#` comments; in units `;` as well. Only in YAML may something stand before the
/// comment; in units and Containerfiles it would be part of the value.
fn lines(path: &str, text: &str, syntax: Syntax, today: Date, out: &mut Vec<Waiver>) {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let from = start;
        start += line.len();
        let code = line.trim_start_matches('\u{feff}').trim_start();
        let alone = code.starts_with('#') || (syntax == Syntax::Unit && code.starts_with(';'));
        let comment = if alone {
            line.len() - code.len() + 1
        } else if syntax == Syntax::Yaml {
            match line.rfind(" #").or_else(|| line.rfind("\t#")) {
                Some(at) => at + 2,
                None => continue,
            }
        } else {
            continue;
        };
        let body = line[comment..].trim_end();
        let below = if alone { below(text, start, syntax) } else { start };
        // With the blanks before it, or with its line.
        let code_end = from + line[..comment - 1].trim_end().len();
        let removal = if alone {
            Span::new(from + line.len() - line.trim_start_matches('\u{feff}').len(), start)
        } else {
            Span::new(code_end, from + comment + body.len())
        };
        let comment = Comment { path, body, at: from + comment, lines: Span::new(from, below), removal, today };
        comment.waivers(out);
    }
}

/// The end of the line that a comment above it means: the next one that says something,
/// and in units those that continue it.
fn below(text: &str, mut at: usize, syntax: Syntax) -> usize {
    let mut inside = false;
    for line in text[at..].split_inclusive('\n') {
        at += line.len();
        let code = line.trim();
        let comment = code.starts_with('#') || (syntax == Syntax::Unit && code.starts_with(';'));
        if comment || (code.is_empty() && !inside) {
            continue;
        }
        inside = syntax != Syntax::Yaml && code.ends_with('\\');
        if !inside {
            break;
        }
    }
    at
}

/// HTML comments that Markdown reads as such; those in code are examples.
fn markdown(path: &str, text: &str, today: Date, out: &mut Vec<Waiver>) {
    let index = LineIndex::new(text);
    let line_end = |line: usize| index.start_of(line + 1).unwrap_or(text.len());
    for block in &Markdown::read(text).blocks {
        let spans: Vec<Span> = match block.kind {
            BlockKind::Html => vec![block.span],
            _ => block.inlines.iter().filter(|one| one.kind == InlineKind::Html).map(|one| one.span).collect(),
        };
        for span in spans {
            let html = span.text(text);
            for (open, _) in html.match_indices("<!--") {
                let from = span.start + open;
                let body = html[open + 4..].split("-->").next().unwrap_or_default();
                let end = from + 4 + body.len() + 3;
                let (first, _) = index.line_col(text, from);
                let (mut last, _) = index.line_col(text, end);
                let own = index.start_of(first).unwrap_or_default();
                let rest = text.get(end..line_end(last)).unwrap_or_default();
                let alone = text.get(own..from).unwrap_or_default().trim().is_empty() && rest.trim().is_empty();
                if alone {
                    // The next line that says something and is no comment itself.
                    loop {
                        last += 1;
                        let next = text.get(index.start_of(last).unwrap_or(text.len())..line_end(last));
                        let next = next.unwrap_or_default().trim();
                        if last > index.lines() || !(next.is_empty() || next.starts_with("<!--")) {
                            break;
                        }
                    }
                }
                let removal = if alone {
                    Span::new(own, line_end(index.line_col(text, end).0).max(own))
                } else {
                    Span::new(from, end.min(text.len()).max(from))
                };
                let lines = Span::new(own, line_end(last).max(own));
                Comment { path, body: body.trim_end(), at: from + 4, lines, removal, today }.waivers(out);
            }
        }
    }
}

/// One comment.
struct Comment<'a> {
    path: &'a str,
    /// Its text without marks, which starts at byte `at` of its file.
    body: &'a str,
    at: usize,
    /// What it means.
    lines: Span,
    /// What goes with it.
    removal: Span,
    today: Date,
}

/// Words that people write for it.
const VERBS: [&str; 6] = ["allow", "ignore", "disable", "waive", "skip", "noqa"];

impl Comment<'_> {
    /// `allow(rule)`, `allow(rule, rule) reason`; what looks like it but is not becomes a
    /// waiver without a word, for the rule about unreadable ones.
    fn waivers(&self, out: &mut Vec<Waiver>) {
        let said = self.body.trim_start();
        let offset = |part: &str| self.at + self.body.len() - part.len();
        let Some(behind) = said.get(..5).filter(|word| word.eq_ignore_ascii_case("xtask")).map(|_| &said[5..]) else {
            return;
        };
        let named = said.starts_with("xtask:");
        let rest = behind.strip_prefix(':').unwrap_or(behind).trim_start();
        let verb = rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next().unwrap_or_default();
        let behind = &rest[verb.len()..];
        let list = behind.strip_prefix('(').filter(|_| named && verb == "allow").and_then(|list| list.split_once(')'));
        let Some((names, reason)) = list else {
            let known = VERBS.iter().any(|known| verb.eq_ignore_ascii_case(known));
            let bracket = behind.starts_with(['(', '[', ':', '=']);
            let word = behind.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').find(|word| !word.is_empty());
            if known && (bracket || word.and_then(rules::find).is_some()) {
                let span = Span::new(offset(said), self.at + self.body.len());
                out.push(self.waiver("", None, None, span, None));
            }
            return;
        };
        let (reason, until) = self.ended(reason, offset(reason));
        let parts: Vec<&str> = names.split(',').collect();
        let mut start = offset(behind) + 1;
        for (index, name) in parts.iter().enumerate() {
            let word = name.trim();
            let from = start + (name.len() - name.trim_start().len());
            let span = Span::new(from, from + word.len());
            // Of several names one goes with its comma.
            let removal = match (parts.len(), index) {
                (1, _) => self.removal,
                (all, last) if last + 1 == all => Span::new(start - 1, start + name.len()),
                _ => Span::new(from, start + name.len() + 1),
            };
            out.push(self.waiver(word, reason.clone(), until, span, Some(removal)));
            start += name.len() + 1;
        }
    }

    fn waiver(
        &self,
        word: &str,
        reason: Option<String>,
        until: Option<(Date, Span)>,
        span: Span,
        removal: Option<Span>,
    ) -> Waiver {
        Waiver {
            images: Vec::new(),
            word: word.to_string(),
            reason,
            place: Place::new(self.path, span),
            scope: Scope::Lines(self.lines),
            until,
            expired: until.is_some_and(|(date, _)| self.today > date),
            removal,
        }
    }

    /// The reason without `until 2027-01-01`, and that date.
    fn ended(&self, reason: &str, at: usize) -> (Option<String>, Option<(Date, Span)>) {
        let lower = reason.to_ascii_lowercase();
        let found = lower.match_indices("until ").find_map(|(word, _)| {
            let fresh = !lower[..word].ends_with(|c: char| c.is_alphanumeric());
            let (start, end, day) = date::find(&reason[word + 6..])?;
            let date = day.date().filter(|_| start == 0 && fresh)?;
            Some((word, word + 6 + end, date, Span::new(at + word + 6, at + word + 6 + end)))
        });
        let (text, until) = match found {
            Some((from, to, date, span)) => (format!("{} {}", &reason[..from], &reason[to..]), Some((date, span))),
            None => (reason.to_string(), None),
        };
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let text = text.trim_matches([':', '-', '–', '—', ' ', ',', ';', '(', ')']).to_string();
        ((!text.is_empty()).then_some(text), until)
    }
}

#[cfg(test)]
mod tests {
    use time::Month;

    use super::*;
    use prodproof_syntax::snapshot::Facts;

    fn read(path: &str, text: &str) -> Vec<Waiver> {
        let today = Date::from_calendar_date(2026, Month::March, 1).unwrap();
        inline(&Snapshot::of(&[(path, text)], Facts::unknown("x", today)))
    }

    /// Each waiver's word and reason, and what it covers, from its first line on.
    #[track_caller]
    fn good(path: &str, text: &str, expected: &[(&str, Option<&str>, &str)]) {
        let found = read(path, text);
        let found: Vec<_> = found
            .iter()
            .map(|one| {
                let Scope::Lines(lines) = one.scope else { panic!("a comment holds where it stands") };
                assert_eq!(
                    one.place.span.text(text),
                    if one.word.is_empty() { one.place.span.text(text) } else { &one.word }
                );
                (one.word.as_str(), one.reason.as_deref(), lines.text(text))
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_comment_behind_yaml_means_its_line() {
        good(
            "w.yml",
            "a: 1\nb: 2 # xtask: allow(x-y) why\nc: 3\n",
            &[("x-y", Some("why"), "b: 2 # xtask: allow(x-y) why\n")],
        );
    }

    #[test]
    fn a_comment_above_means_the_next_line_that_says_something() {
        let text = "# xtask: allow(B001) why\n\n# more\nb: 2\nc: 3\n";
        good("w.yaml", text, &[("B001", Some("why"), "# xtask: allow(B001) why\n\n# more\nb: 2\n")]);
    }

    #[test]
    fn comments_stack_and_name_several_rules() {
        let text = "# xtask: allow(a, b) one\n# xtask: allow(c): two\nk: v\n";
        good("w.yml", text, &[("a", Some("one"), text), ("b", Some("one"), text), ("c", Some("two"), &text[25..])]);
    }

    #[test]
    fn crlf_and_spacing_do_not_matter() {
        good(
            "w.yml",
            "\u{feff}#xtask:allow( a )   why \r\nk: v\r\n",
            &[("a", Some("why"), "\u{feff}#xtask:allow( a )   why \r\nk: v\r\n")],
        );
    }

    #[test]
    fn units_have_comments_only_on_lines_of_their_own() {
        let text = "[Service]\n; xtask: allow(a) why\nExecStart=x \\\n  y \\\n\n";
        good("a.service", text, &[("a", Some("why"), &text[10..])]);
        good("a.service", "ExecStart=x # xtask: allow(a) why\n", &[]);
    }

    #[test]
    fn containerfiles_and_scripts_have_whole_comment_lines_too() {
        let text = "# xtask: allow(a) why\nLABEL a=b \\\n  c=d\nRUN x # xtask: allow(b) why\n";
        let end = text.find("RUN").unwrap();
        good("app/Containerfile", text, &[("a", Some("why"), &text[..end])]);
    }

    #[test]
    fn markdown_comments_mean_their_line_or_the_next_one() {
        good(
            "c.md",
            "A <!-- xtask: allow(a) why --> b\nc\n",
            &[("a", Some("why"), "A <!-- xtask: allow(a) why --> b\n")],
        );
        let text = "<!-- xtask: allow(a) why -->\n\nText.\nMore.\n";
        good("c.md", text, &[("a", Some("why"), "<!-- xtask: allow(a) why -->\n\nText.\n")]);
        good("c.md", "```text\n<!-- xtask: allow(a) why -->\n```\n", &[]);
    }

    #[test]
    fn no_reason_is_none() {
        good("w.yml", "a: 1 # xtask: allow(a)\n", &[("a", None, "a: 1 # xtask: allow(a)\n")]);
        good("w.yml", "a: 1 # xtask: allow(a) -\n", &[("a", None, "a: 1 # xtask: allow(a) -\n")]);
    }

    #[test]
    fn what_only_looks_like_a_waiver_has_no_word() {
        for text in
            ["# xtask: ignore[a] b\n", "# xtask: allow: a\n", "# xtask: allow(a\n", "# xtask: allow unused-waiver x\n"]
        {
            assert_eq!(read("w.yml", text).first().map(|one| one.word.as_str()), Some(""), "{text}");
        }
        for text in [
            "# xtask allow(a)\n",
            "# xtask: Allow(a)\n",
            "# Xtask: allow(a)\n",
            "# xtask: ignore unused-waiver for now\n",
            "# xtask: disable=a\n",
        ] {
            assert_eq!(read("w.yml", text).first().map(|one| one.word.as_str()), Some(""), "{text}");
        }
        for text in
            ["# xtask: builds it\n", "# xtask skips this\n", "# the xtask: allow(a)\n", "a: 'xtask: allow(a)'\n"]
        {
            assert_eq!(read("w.yml", text), [], "{text}");
        }
    }

    #[test]
    fn a_comment_may_end() {
        let ends = |text: &str| {
            let one = read("w.yml", text).remove(0);
            (one.reason, one.until.map(|(date, span)| (date.to_string(), span.text(text).to_string())), one.expired)
        };
        let date = |day: &str| Some((day.to_string(), day.to_string()));
        assert_eq!(
            ends("a: 1 # xtask: allow(a) until 2027-01-01: the host moves\n"),
            (Some("the host moves".into()), date("2027-01-01"), false)
        );
        assert_eq!(
            ends("a: 1 # xtask: allow(a) the host moves (until 2026-02-28)\n"),
            (Some("the host moves".into()), date("2026-02-28"), true)
        );
        assert_eq!(ends("a: 1 # xtask: allow(a) until the host moves\n").1, None);
    }

    /// What is left when each waiver is taken out alone.
    #[test]
    fn what_goes_with_a_waiver() {
        for (path, text, left) in [
            ("w.yml", "a: 1 # xtask: allow(x) why\nb: 2\n", "a: 1\nb: 2\n"),
            ("w.yml", "k:\n  # xtask: allow(x) why\n  b: 2\n", "k:\n  b: 2\n"),
            ("a.service", "; xtask: allow(x) why\nA=b\n", "A=b\n"),
            ("c.md", "A <!-- xtask: allow(x) why --> b\n", "A  b\n"),
            ("c.md", "<!-- xtask: allow(x) why -->\nText.\n", "Text.\n"),
            ("w.yml", "a: 1 # xtask: allow(x, y) why\n", "a: 1 # xtask: allow(y) why\n"),
        ] {
            let one = read(path, text).remove(0);
            let mut out = text.to_string();
            out.replace_range(one.removal.expect("a removal").range(), "");
            assert_eq!(out.replace("( y", "(y"), left);
        }
        let text = "a: 1 # xtask: allow(x, y) why\n";
        let last = read("w.yml", text).remove(1).removal.expect("a removal");
        assert_eq!(last.text(text), ", y");
    }

    #[test]
    fn files_that_are_no_sources_are_left_alone() {
        for path in ["tests/case/w.yml", "xtask/templates/build.yml", "deploy/testdata/a.service"] {
            assert_eq!(read(path, "# xtask: allow(a) b\n"), [], "{path}");
        }
    }

    #[test]
    fn a_path_covers_a_file_or_a_folder() {
        static RULE: Rule = Rule {
            code: "X901",
            name: "a",
            severity: prodproof_syntax::finding::Severity::Error,
            summary: "",
            docs: "",
            since: "0.1.0",
        };
        let waiver = |path: &str| Waiver {
            word: "x901".into(),
            reason: None,
            place: Place::file("c.md"),
            scope: Scope::Path(path.into()),
            images: Vec::new(),
            until: None,
            expired: false,
            removal: None,
        };
        let finding = RULE.at(Place::file("deploy/a.service"), "x");
        for path in ["deploy", "deploy/", "./deploy/a.service"] {
            assert!(waiver(path).covers(&finding), "{path}");
        }
        for path in ["dep", "deploy/a", "other"] {
            assert!(!waiver(path).covers(&finding), "{path}");
        }
    }
}
