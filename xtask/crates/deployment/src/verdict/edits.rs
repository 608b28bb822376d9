//! The edits that mend a unit, in the unit's own style: indentation, continuation, line
//! ends and all other bytes stay as they are. Whoever takes them judges the unit again
//! and drops what does not help; so each edit is only made where its place is plain.
//! What a fix is called, and whether it is safe, is the rule's to say.

use crate::cause::{Sought, UnitStyle};
use crate::podman::Label;
use crate::verdict::label::{policy, Policy};
use crate::verdict::{label, name, Case, Pod, Reason, UnitVerdict, AUTOUPDATE, UNIT};
use crate::Cause;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::{line_end, Edit};
use prodproof_syntax::span::Span;
use prodproof_syntax::systemd::Entry;

const LABEL: &str = "--label io.containers.autoupdate=registry";
const VARIABLE: &str = "Environment=PODMAN_SYSTEMD_UNIT=%n";
const KEY: &str = "AutoUpdate=registry";

/// Gives each reason its edits, where they are known.
pub fn attach(case: &Case, verdict: &mut UnitVerdict) {
    for reason in &mut verdict.reasons {
        reason.edits = edits(case, reason).unwrap_or_default();
    }
}

fn edits(case: &Case, reason: &Reason) -> Option<Vec<Edit>> {
    match &reason.cause {
        Cause::MissingLabel(_, UnitStyle::Quadlet) => one(insert_key(case)),
        Cause::MissingLabel(_, UnitStyle::Kube(_)) => one(insert_kube_key(case)),
        Cause::MissingLabel(..) | Cause::ImplicitLabel(_) => {
            let mut edits = vec![insert_flag(case, LABEL)?];
            if !label::names_unit(case) && case.pod == Pod::None {
                edits.push(insert_variable(case)?);
            }
            Some(edits)
        }
        Cause::MissingUnit(_) | Cause::UnitInContainer | Cause::OpaqueEnvironment(_) => {
            let set = case.service.environment.set.contains_key(UNIT);
            one(if set { None } else { insert_variable(case) })
        }
        Cause::LabelAfterImage => move_label(case),
        Cause::EmptyUnit(_) | Cause::InvalidUnit { .. } | Cause::OtherUnit { .. } => {
            let value = name::effective(case)?.value.span();
            one(in_unit(case, value).map(|edit| edit("%n")))
        }
        Cause::UnknownLabel(label) => known_label(case, reason, label.meant),
        Cause::InvalidPolicy(_) => {
            let value = case.call.label(AUTOUPDATE)?.value?;
            one(replace(case, value.span(), "registry"))
        }
        Cause::Disabled(_) | Cause::Local | Cause::OldPolicy => {
            let label = case.call.label(AUTOUPDATE)?;
            let (span, text) = match &label.value {
                Some(value) => (value.span(), "registry"),
                None => (Span::at(label.key.span().end), "=registry"),
            };
            one(replace(case, span, text))
        }
        Cause::WrongSection(_) => move_key(case),
        Cause::NameInUse(_) | Cause::RacyRestart(_) => one(insert_flag(case, "--replace")),
        Cause::SingleDash => {
            let flag = case
                .call
                .flags
                .iter()
                .find(|flag| flag.dashes == crate::podman::Dashes::One && flag.value.as_str() == "abel")?;
            one(in_source(case, Span::at(flag.span.start)).map(|edit| edit("-")))
        }
        Cause::Transport(_) => {
            let image = case.call.image.as_ref()?;
            let length = "docker://".len();
            let prefix = image.text.place(0..length);
            let plain = prefix.len() == length && image.as_str().starts_with("docker://");
            one(if plain { replace(case, prefix, "") } else { None })
        }
        _ => None,
    }
}

fn one(edit: Option<Edit>) -> Option<Vec<Edit>> {
    edit.map(|edit| vec![edit])
}

/// Whether the image is built on the host.
pub fn is_local(case: &Case) -> bool {
    case.call.image.as_ref().is_some_and(|image| image.text.shown().starts_with("localhost/"))
}

/// An edit of exactly these bytes; refused where they do not stand in one piece in a file.
fn replace(case: &Case, span: Span, text: &str) -> Option<Edit> {
    in_source(case, span).map(|edit| edit(text))
}

fn in_source<'a>(case: &'a Case, span: Span) -> Option<impl Fn(&str) -> Edit + 'a> {
    let (path, place) = case.service.sources.place(span);
    let source = case.texts.get(path)?;
    source.get(place.range())?;
    Some(move |text: &str| Edit::new(path, place, text))
}

/// Only in a unit or drop-in, where systemd puts specifiers in.
fn in_unit<'a>(case: &'a Case, span: Span) -> Option<impl Fn(&str) -> Edit + 'a> {
    let (path, _) = case.service.sources.place(span);
    let unit = [".service", ".conf", ".container", ".kube"].iter().any(|ending| path.ends_with(ending));
    if unit {
        in_source(case, span)
    } else {
        None
    }
}

/// A flag in front of the image: on a line of its own where the image has one.
pub fn insert_flag(case: &Case, flag: &str) -> Option<Edit> {
    let image = case.call.image.as_ref()?.span;
    if image.start < case.call.verb.end || image.is_empty() {
        return None;
    }
    let (path, place) = case.service.sources.place(image);
    let source = case.texts.get(path)?;
    let before = source.get(..place.start)?;
    let line = before.rfind('\n').map_or(0, |at| at + 1);
    let indent = &before[line..];
    let alone = line > 0 && indent.chars().all(|c| c == ' ' || c == '\t');
    let text = if alone { format!("{flag} \\{}{indent}", line_end(source)) } else { format!("{flag} ") };
    Some(Edit::insert(path, place.start, text))
}

/// `Environment=` behind the last one of the file with the command, or as the first line
/// of its `[Service]`.
fn insert_variable(case: &Case) -> Option<Edit> {
    let file = &case.service.file;
    let (path, _) = case.service.sources.place(case.call.verb);
    // A script or manifest has no `[Service]`: the unit has.
    let path = if path.ends_with(".service") || path.ends_with(".conf") { path } else { case.service.path.as_str() };
    let here = |span: Span| case.service.sources.place(span).0 == path;
    let last = file.all("Service", "Environment").into_iter().rfind(|entry| here(entry.span));
    if let Some(edit) = last.and_then(|entry| insert_behind(case, entry, VARIABLE)) {
        return Some(edit);
    }
    let header = file.headers.iter().find(|header| header.name == "Service" && here(header.line))?;
    let first = file.entries.iter().find(|entry| entry.span.start >= header.line.end && here(entry.span))?;
    let source = case.texts.get(path)?;
    let (_, line) = case.service.sources.place(header.line);
    let (_, entry) = case.service.sources.place(first.span);
    let indent = indent_at(source, entry.start);
    Some(Edit::insert(path, line.end, format!("{indent}{VARIABLE}{}", line_end(source))))
}

/// A line behind a setting's last one, indented like its first.
pub fn insert_behind(case: &Case, entry: &Entry, line: &str) -> Option<Edit> {
    let (path, place) = case.service.sources.place(entry.span);
    let source = case.texts.get(path)?;
    let rest = source.get(place.end..)?;
    // A backslash at the end of the file would take the new line in.
    if source.get(..place.end)?.ends_with('\\') {
        return None;
    }
    let indent = indent_at(source, place.start);
    let end = line_end(source);
    // Quadlet's values end before blanks that belong to their last line.
    let blanks = rest.find('\n').unwrap_or(rest.len());
    let at = place.end + blanks;
    Some(if source.get(at..)?.is_empty() {
        Edit::insert(path, at, format!("{end}{indent}{line}"))
    } else {
        Edit::insert(path, at + 1, format!("{indent}{line}{end}"))
    })
}

fn indent_at(source: &str, at: usize) -> &str {
    let line = source.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let rest = source.get(line..).unwrap_or_default().trim_start_matches('\u{feff}');
    &rest[..rest.len() - rest.trim_start_matches([' ', '\t']).len()]
}

/// `AutoUpdate=registry` behind `Image=`.
fn insert_key(case: &Case) -> Option<Edit> {
    let image =
        case.service.file.last("Container", "Image").or_else(|| case.service.file.last("Container", "Rootfs"))?;
    insert_behind(case, image, KEY)
}

fn insert_kube_key(case: &Case) -> Option<Edit> {
    insert_behind(case, case.service.file.last("Kube", "Yaml")?, KEY)
}

/// The misplaced `AutoUpdate=` line goes, a right one comes.
fn move_key(case: &Case) -> Option<Vec<Edit>> {
    let stray =
        |entry: &&Entry| entry.key.value.eq_ignore_ascii_case("autoupdate") && entry.section.value != "Container";
    let mut edits = vec![insert_key(case)?];
    for entry in case.service.file.entries.iter().filter(stray) {
        let (path, place) = case.service.sources.place(entry.span);
        let source = case.texts.get(path)?;
        let line = source.get(..place.start)?.rfind('\n').map_or(0, |at| at + 1);
        let end = source.get(place.end..)?.find('\n').map_or(source.len(), |at| place.end + at + 1);
        edits.push(Edit::new(path, Span::new(line, end), ""));
    }
    Some(edits)
}

/// The words behind the image that make the label go; the label comes in front of it.
fn move_label(case: &Case) -> Option<Vec<Edit>> {
    let mut edits = vec![insert_flag(case, LABEL)?];
    let words = &case.call.arguments;
    let is_label = |word: &str| word.split('=').next() == Some(AUTOUPDATE);
    let at = words.iter().position(|word| is_label(word.as_str().trim_start_matches("--label=")))?;
    let first = if words.get(at)?.as_str().starts_with("--label=") {
        at
    } else {
        at.checked_sub(1).filter(|&before| matches!(words[before].as_str(), "--label" | "-l"))?
    };
    let before = match first.checked_sub(1) {
        Some(before) => words[before].span.end,
        None => case.call.image.as_ref()?.span.end,
    };
    edits.push(replace(case, Span::new(before, words[at].span.end.max(before)), "")?);
    Some(edits)
}

/// The right label in the place of one that podman does not know.
fn known_label(case: &Case, reason: &Reason, meant: Sought) -> Option<Vec<Edit>> {
    let is_it = |label: &Label| {
        let (path, span) = case.service.sources.place(label.key.span());
        path == reason.path && span == reason.span
    };
    let label = case.call.labels().into_iter().find(is_it)?;
    let value = label.value.clone();
    let unit = meant == Sought::Unit;
    if reason.answer == Answer::Yes {
        return None;
    }
    let (key, new) =
        if unit { (UNIT, "%n") } else { (AUTOUPDATE, kept(value.as_ref().map_or("", |value| value.as_str()))) };
    Some(match (case.style, value) {
        (UnitStyle::Kube(_), _) => vec![replace(case, label.key.span(), key)?],
        (_, Some(value)) => {
            let edit = if unit { in_unit(case, value.span())?(new) } else { replace(case, value.span(), new)? };
            vec![replace(case, label.key.span(), key)?, edit]
        }
        (_, None) => vec![replace(case, label.key.span(), &format!("{key}={new}"))?],
    })
}

/// A policy that the value means, if it means one; else what every unit should have.
fn kept(value: &str) -> &'static str {
    match policy(value.trim_matches([' ', '"', '\''])) {
        Policy::Local => "local",
        Policy::Disabled => "disabled",
        _ => "registry",
    }
}
