//! Which units reach a host: those that something fills in do not, nor those that stay inside
//! of an image. Must not judge a unit.

use prodproof_syntax::snapshot::Snapshot;

use super::{is_containerfile, is_unit, split_path};
use crate::containerfile::{self, Containerfile};

/// Whether a Go or Jinja template makes the text: a line begins with a mark of one, or the
/// image is one, or a command has one that no `--format` of podman's takes.
pub(super) fn is_filled_in(text: &str) -> bool {
    let marked = |text: &str| ["{{", "{%", "<%"].iter().any(|mark| text.starts_with(mark));
    let formats = |before: &str| {
        let before = before.trim_end_matches(['\'', '"', '=', ' ', '\t']);
        ["--format", " -f", "--filter", "--template"].iter().any(|option| before.ends_with(option))
    };
    text.lines().map(str::trim_start).any(|line| {
        let image = line.strip_prefix("Image").map(str::trim_start).and_then(|rest| rest.strip_prefix('='));
        let first = line.starts_with("Exec").then(|| line.split_once("{{")).flatten();
        marked(line)
            || image.is_some_and(|image| image.contains("{{") || image.contains("{%"))
            || first.is_some_and(|(before, after)| after.contains("}}") && !formats(before))
    })
}

/// The units that some Containerfile puts where the systemd of its own image reads them, and
/// that no host boots: they run inside of the container, if at all.
pub fn inside_of_images(snapshot: &Snapshot) -> Vec<&str> {
    let files: Vec<(&str, Containerfile)> =
        snapshot.texts(is_containerfile).map(|(path, text)| (path, containerfile::read(text))).collect();
    if files.is_empty() {
        return Vec::new();
    }
    let units = snapshot.texts(is_unit).map(|(path, _)| path);
    units.filter(|path| place_in_image(path, &files) == Some(false)).collect()
}

/// Folders from which the systemd of an image, or its Quadlet, reads units
/// (systemd.unit(5), podman-systemd.unit(5)).
const READ: [&str; 8] = [
    "/etc/systemd/",
    "/usr/lib/systemd/",
    "/usr/local/lib/systemd/",
    "/lib/systemd/",
    "/run/systemd/",
    "/etc/containers/systemd/",
    "/usr/share/containers/systemd/",
    "/run/containers/systemd/",
];

/// Whether the image that a `COPY` puts the unit into is one that a host boots; `None`
/// where none puts it where units are read.
pub(super) fn place_in_image(path: &str, files: &[(&str, Containerfile)]) -> Option<bool> {
    let mut found = None;
    for (containerfile, file) in files {
        let (folder, _) = split_path(containerfile);
        let relative = path.strip_prefix(folder).map(|rest| rest.trim_start_matches('/'));
        let mut targets = file.destinations(path);
        targets.extend(relative.filter(|_| !folder.is_empty()).into_iter().flat_map(|path| file.destinations(path)));
        if targets.iter().any(|target| READ.iter().any(|folder| target.starts_with(folder))) {
            found = Some(found.unwrap_or(false) || file.boots);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_has_marks_that_are_closed() {
        for (line, filled) in [
            ("ExecStart=/usr/bin/podman run {{ image }}", true),
            ("ExecStart=/usr/bin/podman ps --format '{{.Names}}'", false),
            // A word of a command that only begins like one.
            ("ExecStart=/usr/bin/podman run quay.io/acme/widget:latest {{ x", false),
            ("Image={{ image }}", true),
            ("{% if image %}", true),
        ] {
            assert_eq!(is_filled_in(&format!("[Service]\n{line}\n")), filled, "{line}");
        }
    }
}
