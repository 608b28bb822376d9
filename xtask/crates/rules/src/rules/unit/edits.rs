//! How a unit's text is edited so that every other byte stays: indentation, continuation,
//! line ends. Where the place of an edit is not plain there is none. Must not know what a
//! rule edits, nor what it calls that: both stand in the rule's file.

use prodproof_deployment::cause::CauseKind;
use prodproof_deployment::podman::PodmanCall;
use prodproof_deployment::{Deployment, Reason, WrittenUnit};
use prodproof_syntax::finding::{line_end, Edit};
use prodproof_syntax::snapshot::Snapshot;
use prodproof_syntax::span::{line_start, Span};
use prodproof_syntax::systemd::Setting;

/// Whether edits of the unit at a path make one reason of this kind less, and none more.
type Helps<'a> = dyn Fn(&str, CauseKind, &[Edit]) -> bool + 'a;

/// A reason that a rule is broken for, and the unit as it stands.
pub struct Breach<'a> {
    reason: &'a Reason,
    unit: Option<(&'a Deployment, Unit<'a>, &'a Helps<'a>)>,
}

impl std::ops::Deref for Breach<'_> {
    type Target = Reason;

    fn deref(&self) -> &Reason {
        self.reason
    }
}

impl<'a> Breach<'a> {
    /// Of which words are wanted, and no fix.
    pub(super) fn in_words(reason: &'a Reason) -> Self {
        Self { reason, unit: None }
    }

    pub(super) fn of(
        reason: &'a Reason,
        deployment: &'a Deployment,
        snapshot: &'a Snapshot,
        helps: &'a Helps<'a>,
    ) -> Self {
        let unit = Unit { snapshot, written: deployment.written.as_deref() };
        Self { reason, unit: Some((deployment, unit, helps)) }
    }

    /// The edits that a rule makes, tried out: the unit is judged again with them, and what
    /// does not help is dropped.
    pub(super) fn mend(&self, edits: impl FnOnce(&Unit<'a>) -> Option<Vec<Edit>>) -> Vec<Edit> {
        let Some((deployment, unit, helps)) = &self.unit else { return Vec::new() };
        let mut edits = edits(unit).unwrap_or_default();
        if !helps(&deployment.path, self.reason.cause.kind(), &edits) {
            edits.clear();
        }
        edits
    }
}

/// A unit that is edited.
#[derive(Clone, Copy)]
pub(super) struct Unit<'a> {
    snapshot: &'a Snapshot,
    written: Option<&'a WrittenUnit>,
}

impl<'a> Unit<'a> {
    pub(super) fn written(&self) -> Option<&'a WrittenUnit> {
        self.written
    }

    pub(super) fn call(&self) -> Option<&'a PodmanCall> {
        Some(&self.written?.call)
    }

    pub(super) fn text(&self, path: &str) -> Option<&'a str> {
        self.snapshot.text(path)
    }

    /// The file in which a span of the unit stands, its text, and the place in it.
    fn place(&self, span: Span) -> Option<(&'a str, &'a str, Span)> {
        let (path, place) = self.written?.service.sources.place(span);
        Some((path, self.text(path)?, place))
    }

    /// An edit of exactly these bytes; refused where they do not stand in one piece in a file.
    pub(super) fn replace(&self, span: Span, text: &str) -> Option<Edit> {
        let (path, source, place) = self.place(span)?;
        source.get(place.range())?;
        Some(Edit::new(path, place, text))
    }

    /// Only in a unit or drop-in, where systemd puts specifiers in.
    pub(super) fn replace_in_unit(&self, span: Span, text: &str) -> Option<Edit> {
        let (path, ..) = self.place(span)?;
        let unit = [".service", ".conf", ".container", ".kube"].iter().any(|ending| path.ends_with(ending));
        self.replace(span, text).filter(|_| unit)
    }

    /// A flag in front of the image: on a line of its own where the image has one.
    pub(super) fn insert_flag(&self, flag: &str) -> Option<Edit> {
        let call = self.call()?;
        let image = call.image.as_ref()?.span;
        if image.start < call.verb.end || image.is_empty() {
            return None;
        }
        let (path, source, place) = self.place(image)?;
        let before = source.get(..place.start)?;
        let line = line_start(before);
        let indent = &before[line..];
        let alone = line > 0 && indent.chars().all(|c| c == ' ' || c == '\t');
        let text = if alone { format!("{flag} \\{}{indent}", line_end(source)) } else { format!("{flag} ") };
        Some(Edit::insert(path, place.start, text))
    }

    /// The value of the label that is in force becomes this one.
    pub(super) fn set_label(&self, key: &str, value: &str) -> Option<Edit> {
        let label = self.call()?.label(key)?;
        match &label.value {
            Some(old) => self.replace(old.span(), value),
            None => self.replace(Span::at(label.key.span().end), &format!("={value}")),
        }
    }

    /// A setting of `[Service]`, behind the last one of its key in the file with the command,
    /// or as the first line of that section.
    pub(super) fn insert_in_service(&self, key: &str, value: &str) -> Option<Edit> {
        let line = format!("{key}={value}");
        let service = &self.written?.service;
        let file = &service.file;
        let (path, _) = service.sources.place(self.call()?.verb);
        // A script or manifest has no `[Service]`: the unit has.
        let path = if path.ends_with(".service") || path.ends_with(".conf") { path } else { service.path.as_str() };
        let here = |span: Span| service.sources.place(span).0 == path;
        let last = file.all("Service", key).into_iter().rfind(|entry| here(entry.span));
        if let Some(edit) = last.and_then(|entry| self.insert_behind(entry, &line)) {
            return Some(edit);
        }
        let header = file.headers.iter().find(|header| header.name == "Service" && here(header.line))?;
        let first = file.entries.iter().find(|entry| entry.span.start >= header.line.end && here(entry.span))?;
        let (_, source, entry) = self.place(first.span)?;
        let (_, header) = service.sources.place(header.line);
        let indent = indent_at(source, entry.start);
        Some(Edit::insert(path, header.end, format!("{indent}{line}{}", line_end(source))))
    }

    /// A line behind the last setting of a key that the section has, the first of these that
    /// it has at all.
    pub(super) fn insert_behind_last(&self, section: &str, keys: &[&str], line: &str) -> Option<Edit> {
        let file = &self.written?.service.file;
        self.insert_behind(keys.iter().find_map(|key| file.last(section, key))?, line)
    }

    /// A line behind a setting's last one, indented like its first.
    fn insert_behind(&self, entry: &Setting, line: &str) -> Option<Edit> {
        let (path, source, place) = self.place(entry.span)?;
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

    /// All lines of a setting go.
    pub(super) fn remove(&self, entry: &Setting) -> Option<Edit> {
        let (path, source, place) = self.place(entry.span)?;
        Some(Edit::new(path, lines(source, place)?, ""))
    }
}

/// The whole lines around a span.
pub(super) fn lines(source: &str, span: Span) -> Option<Span> {
    let start = line_start(source.get(..span.start)?);
    let end = source.get(span.end..)?.find('\n').map_or(source.len(), |at| span.end + at + 1);
    Some(Span::new(start, end))
}

fn indent_at(source: &str, at: usize) -> &str {
    let line = source.get(..at).map_or(0, line_start);
    let rest = source.get(line..).unwrap_or_default().trim_start_matches('\u{feff}');
    &rest[..rest.len() - rest.trim_start_matches([' ', '\t']).len()]
}
