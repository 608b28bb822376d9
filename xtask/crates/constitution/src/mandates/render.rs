//! The list of mandates in words: for people, for Markdown, for machines.

use serde_json::{json, Value};

use super::{Enforcement, Mandate};
use prodproof_syntax::markdown::write;
use prodproof_syntax::span::LineIndex;

/// How many there are of each kind: rules, the repository itself, by hand, against what
/// every delivery needs, nothing.
fn counts(mandates: &[Mandate]) -> [usize; 5] {
    let count = |is: fn(&Enforcement) -> bool| mandates.iter().filter(|mandate| is(&mandate.enforcement)).count();
    [
        count(|enforcement| matches!(enforcement, Enforcement::Rules(_))),
        count(|enforcement| matches!(enforcement, Enforcement::Repository(_))),
        count(|enforcement| matches!(enforcement, Enforcement::ByHand(_))),
        count(|enforcement| matches!(enforcement, Enforcement::Against(_))),
        count(|enforcement| matches!(enforcement, Enforcement::Nothing)),
    ]
}

fn enforced(enforcement: &Enforcement) -> String {
    match enforcement {
        Enforcement::Rules(rules) => {
            rules.iter().map(|rule| format!("{} {}", rule.code, rule.name)).collect::<Vec<_>>().join(", ")
        }
        Enforcement::Repository(what) => format!("by this repository: {what}"),
        Enforcement::ByHand(words) => format!("by hand (\"{words}\")"),
        Enforcement::Against(rule) => {
            format!("forbids what every delivery needs: {} {}", rule.code, rule.name)
        }
        Enforcement::Nothing => "no rule of this tool enforces this".to_string(),
    }
}

fn summary(mandates: &[Mandate]) -> String {
    let [rules, repository, by_hand, against, nothing] = counts(mandates);
    let mut more = String::new();
    if repository > 0 {
        more.push_str(&format!(", {repository} by this repository"));
    }
    if against > 0 {
        more.push_str(&format!(", {against} against what every delivery needs"));
    }
    let word = if mandates.len() == 1 { "mandate" } else { "mandates" };
    format!("{} {word}: {rules} enforced by rules{more}, {by_hand} by hand, {nothing} by nothing", mandates.len())
}

/// For people: a line for the place and the sentence, one for what enforces it.
pub fn text(path: &str, source: &str, mandates: &[Mandate]) -> String {
    let index = LineIndex::new(source);
    let mut out = String::new();
    for mandate in mandates {
        let (line, column) = index.line_col(source, mandate.span.start);
        out.push_str(&format!("{path}:{line}:{column}  {}\n    {}\n", mandate.text, enforced(&mandate.enforcement)));
    }
    out.push_str(&format!("{}\n", summary(mandates)));
    out
}

/// A table, section by section.
pub fn markdown(path: &str, source: &str, mandates: &[Mandate]) -> String {
    let index = LineIndex::new(source);
    let mut out = format!("# Mandates of {}\n\n{}.\n", write::code(path), summary(mandates));
    let mut section: Option<&[String]> = None;
    for mandate in mandates {
        if section != Some(mandate.section.as_slice()) {
            section = Some(&mandate.section);
            // The title stands above everything and tells nothing.
            let below = mandate.section.get(1..).filter(|below| !below.is_empty()).unwrap_or(&mandate.section);
            let title =
                if below.is_empty() { "Without a heading".to_string() } else { write::plain(&below.join(" / ")) };
            out.push_str(&format!("\n## {title}\n\n| Line | Mandate | Enforced by |\n| --- | --- | --- |\n"));
        }
        let (line, _) = index.line_col(source, mandate.span.start);
        let by = match &mandate.enforcement {
            Enforcement::Rules(rules) => {
                rules.iter().map(|rule| format!("`{}`", rule.name)).collect::<Vec<_>>().join(", ")
            }
            other => write::plain(&enforced(other)),
        };
        out.push_str(&format!("| {line} | {} | {by} |\n", write::plain(&mandate.text)));
    }
    out
}

/// `{"schema":1,"path","mandates":[{"line","column","end_line","end_column","section":[],
/// "text","enforcement":"rules|repository|by hand|against|nothing","rules":[{"rule","name"}],"words":null|""}],
/// "summary":{"mandates","rules","repository","by_hand","against","nothing"}}`; lines and columns from 1.
pub fn json(path: &str, source: &str, mandates: &[Mandate]) -> Value {
    let index = LineIndex::new(source);
    let one = |mandate: &Mandate| {
        let (line, column) = index.line_col(source, mandate.span.start);
        let (end_line, end_column) = index.line_col(source, mandate.span.end);
        let (kind, rules, words) = match &mandate.enforcement {
            Enforcement::Rules(rules) => ("rules", rules.as_slice(), None),
            Enforcement::Repository(what) => ("repository", &[][..], Some(what.as_str())),
            Enforcement::ByHand(words) => ("by hand", &[][..], Some(words.as_str())),
            Enforcement::Against(rule) => ("against", std::slice::from_ref(rule), None),
            Enforcement::Nothing => ("nothing", &[][..], None),
        };
        json!({
            "line": line, "column": column, "end_line": end_line, "end_column": end_column,
            "section": mandate.section, "text": mandate.text, "enforcement": kind,
            "rules": rules.iter().map(|rule| json!({"rule": rule.code, "name": rule.name})).collect::<Vec<_>>(),
            "words": words,
        })
    };
    let [rules, repository, by_hand, against, nothing] = counts(mandates);
    json!({
        "schema": 1,
        "path": path,
        "mandates": mandates.iter().map(one).collect::<Vec<_>>(),
        "summary": {"mandates": mandates.len(), "rules": rules, "repository": repository,
            "by_hand": by_hand, "against": against, "nothing": nothing},
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use prodproof_syntax::finding::{Rule, Severity};
    use prodproof_syntax::markdown::Markdown;

    const TEXT: &str = "# C\n\n## Code\n\nNames MUST be a|b. Reviewed by hand.\n\n## Deploy\n\nUnits MUST be auto-updated.\nFoo MUST bar.\n";

    static RULE: Rule =
        Rule { code: "D901", name: "no-update", severity: Severity::Error, summary: "", docs: "", since: "0.1.0" };

    #[test]
    fn in_words() {
        let enforcing: &super::super::Enforcing = &|sentence, _| {
            if sentence.lower.contains("units") {
                Enforcement::Rules(vec![&RULE])
            } else {
                Enforcement::Nothing
            }
        };
        let mandates = super::super::read(TEXT, &Markdown::read(TEXT), enforcing);
        let shown = text("c.md", TEXT, &mandates);
        assert!(shown.starts_with("c.md:5:1  Names MUST be a|b.\n    by hand (\"by hand\")\n"), "{shown}");
        assert!(shown.contains("\nc.md:9:1  Units MUST be auto-updated.\n    "), "{shown}");
        assert!(
            shown.ends_with(
                "    no rule of this tool enforces this\n3 mandates: 1 enforced by rules, 1 by hand, 1 by nothing\n"
            ),
            "{shown}"
        );
        let shown = markdown("c.md", TEXT, &mandates);
        assert!(shown.contains("\n## Code\n\n| Line | Mandate | Enforced by |\n| --- | --- | --- |\n| 5 | Names MUST be a\\|b. | by hand (\"by hand\") |\n"), "{shown}");
        let value = json("c.md", TEXT, &mandates);
        assert_eq!(value["summary"]["mandates"], 3);
        assert_eq!(value["mandates"][0]["section"][1], "Code");
        assert_eq!(value["mandates"][2]["enforcement"], "nothing");
        assert_eq!(value["mandates"][1]["rules"][0]["name"].as_str().map(|name| name.contains('-')), Some(true));
        assert_eq!(json("c.md", "", &[])["mandates"], json!([]));
        assert!(text("c.md", "", &[]).starts_with("0 mandates"));
    }
}
