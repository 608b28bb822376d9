//! Edits of workflow files that keep every other byte: layout, quotes, comments, line
//! ends. Where the layout is one that is not understood, there is no fix. What a single
//! rule edits stands with the rule.

use crate::repo::Repo;
use prodproof_publication::{File, Publication};
use prodproof_syntax::finding::{Edit, Finding};
use prodproof_syntax::reference::Reference;
use prodproof_syntax::yaml::{Layout, Node, Style};

/// The mandates are built in and on for every repository: an edit that makes a workflow
/// keep one of them is safe once it is sure which image is meant.
pub(super) fn is_safe(repo: &Repo) -> bool {
    repo.promise.image.is_some()
}

pub(super) fn on(file: &File) -> Option<&Node> {
    file.root().and_then(|root| root.get("on").or_else(|| root.get("true")))
}

pub(super) fn line_end(text: &str) -> &'static str {
    if text.contains("\r\n") {
        "\r\n"
    } else {
        "\n"
    }
}

/// What stands before a node in its line, if that is only white space.
pub(super) fn indentation(text: &str, at: usize) -> Option<&str> {
    let before = text.get(..at)?;
    let line = before.rfind('\n').map_or(before, |at| &before[at + 1..]);
    let line = line.trim_start_matches('\u{feff}');
    line.chars().all(|c| c == ' ').then_some(line)
}

/// Inserts `key: value` as the first entry of a mapping.
pub(super) fn first_entry(file: &File, mapping: &Node, block: &str, flow: &str) -> Option<Edit> {
    let first = mapping.entries().first()?;
    let at = first.key.span.start;
    let text = match mapping.layout()? {
        Layout::Flow => format!("{flow}, "),
        Layout::Block => {
            let indent = indentation(&file.text, at)?;
            format!("{block}{}{indent}", line_end(&file.text))
        }
    };
    Some(Edit::insert(&file.path, at, text))
}

/// A scalar as it may stand in a list: quoted where plain would be something else.
pub(super) fn plain(text: &str) -> String {
    let safe = text.chars().all(|c| c.is_ascii_alphanumeric() || "-_./".contains(c))
        && text.starts_with(|c: char| c.is_ascii_alphabetic());
    if safe {
        text.to_string()
    } else {
        format!("'{}'", text.replace('\'', "''"))
    }
}

pub(super) fn with(repo: &Repo, finding: Finding, title: &str, edit: Option<Edit>) -> Finding {
    match edit {
        Some(edit) => finding.fix(title, is_safe(repo), vec![edit]),
        None => finding,
    }
}

pub(super) fn append_item(file: &File, list: &Node, item: &str) -> Option<Edit> {
    let last = list.items().last()?;
    // Quoted as its neighbour is.
    let item = match last.scalar().map(|scalar| scalar.style) {
        Some(Style::SingleQuoted) if !item.starts_with('\'') => format!("'{item}'"),
        Some(Style::DoubleQuoted) if !item.starts_with('\'') => format!("\"{item}\""),
        _ => item.to_string(),
    };
    if last.alias.is_some() || !matches!(last.scalar()?.style, Style::Plain | Style::SingleQuoted | Style::DoubleQuoted)
    {
        return None;
    }
    let text = match list.layout()? {
        Layout::Flow => format!(", {item}"),
        Layout::Block => {
            let indent = indentation(&file.text, list.span.start)?;
            format!("{}{indent}- {item}", line_end(&file.text))
        }
    };
    Some(Edit::insert(&file.path, last.span.end, text))
}

/// The promised tag on merges: a line for docker/metadata-action, or a plain tag where
/// only the default branch starts the workflow.
pub(super) fn add_latest(repo: &Repo, publication: &Publication, latest: &Reference, finding: Finding) -> Finding {
    let edit = || {
        let file = repo.build.file(&publication.path)?;
        let tag = latest.tag.as_deref()?;
        let steps: Vec<&Node> =
            file.jobs().flat_map(|(_, job)| job.get("steps").map_or(&[][..], Node::items)).collect();
        let uses = |step: &Node, name: &str| {
            step.get("uses").and_then(Node::as_str).is_some_and(|uses| uses.starts_with(name))
        };
        let pushing = steps.iter().find(|step| step.get("uses").is_some_and(|uses| uses.span == publication.span))?;
        let tags = pushing.at(&["with", "tags"])?;
        let written = tags.as_str()?;
        if let Some(rest) = written.split("steps.").nth(1).filter(|_| written.contains("outputs.tags")) {
            let id = rest.split('.').next()?.trim();
            let meta = steps.iter().find(|step| {
                uses(step, "docker/metadata-action") && step.get("id").and_then(Node::as_str) == Some(id)
            })?;
            let line = format!("type=raw,value={tag},enable={{{{is_default_branch}}}}");
            let images = meta.at(&["with", "images"])?.as_str()?;
            // Other images of the same step would get the tag as well.
            if images.trim().contains(['\n', ',']) {
                return None;
            }
            return add_line(file, meta.at(&["with", "tags"])?, &line);
        }
        // A plain list pushes its tags on every event: only for one that merges alone start.
        let only_merges =
            repo.build.publications.iter().filter(|one| one.path == publication.path).all(|one| {
                one.event == publication.event || one.event == prodproof_publication::Event::WorkflowDispatch
            }) && repo
                .build
                .elsewhere
                .iter()
                .filter(|one| !one.event.is_by_hand())
                .all(|one| one.path != publication.path);
        if !only_merges {
            return None;
        }
        // By hand it may be started on any branch.
        let by_hand = repo.build.elsewhere.iter().any(|one| one.event.is_by_hand() && one.path == publication.path);
        let entry = if by_hand {
            format!("${{{{ github.ref == 'refs/heads/{}' && '{latest}' || '' }}}}", repo.build.default_branch)
        } else {
            latest.to_string()
        };
        match tags.scalar()?.style {
            Style::Literal => add_line(file, tags, &entry),
            Style::Plain if !written.contains('\n') => {
                Some(Edit::insert(&file.path, tags.span.end, format!(",{entry}")))
            }
            Style::SingleQuoted if !written.contains('\n') => {
                Some(Edit::insert(&file.path, tags.span.end - 1, format!(",{}", entry.replace('\'', "''"))))
            }
            Style::DoubleQuoted if !written.contains('\n') => {
                Some(Edit::insert(&file.path, tags.span.end - 1, format!(",{entry}")))
            }
            _ => None,
        }
    };
    match edit() {
        Some(edit) => finding.fix(format!("publish `{latest}` on merges"), is_safe(repo), vec![edit]),
        None => finding,
    }
}

/// A line at the top of a literal block.
fn add_line(file: &File, block: &Node, line: &str) -> Option<Edit> {
    let scalar = block.scalar()?;
    if scalar.style != Style::Literal || block.alias.is_some() || block.span.is_empty() {
        return None;
    }
    let first = scalar.text.find(|c: char| !c.is_whitespace())?;
    let at = block.offset_in(&file.text, first);
    let indent = indentation(&file.text, at)?;
    Some(Edit::insert(&file.path, at, format!("{line}{}{indent}", line_end(&file.text))))
}
