//! D001: the unit does not ask for auto-update.

use super::edits::Unit;
use super::missing_systemd_unit::insert_name;
use super::{breaks, Breach, Mended, Wanted, Weight};
use prodproof_deployment::cause::{UnitStyle, Unlabelled};
use prodproof_syntax::finding::{rule, Edit, Finding};

rule! {
    /// ## What it does
    ///
    /// Looks for the label `io.containers.autoupdate` on the container that a unit runs: in its flags, its Quadlet keys, its Kubernetes annotations and the `LABEL`s of the repository's own Containerfile.
    ///
    /// ## Why is this bad?
    ///
    /// podman auto-update passes over every container without that label. The unit goes on running the image that it was first started with, whatever is merged and published, until somebody pulls by hand.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget quay.io/acme/widget:latest
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=registry quay.io/acme/widget:latest
    /// ```
    ///
    /// ## References
    ///
    /// - <https://docs.podman.io/en/latest/markdown/podman-auto-update.1.html>
    D001 MISSING_LABEL "missing-autoupdate-label" Error "the unit does not ask for auto-update"
}

/// That somebody else's image is not kept new breaks no promise.
pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.updates().of_own(wanted)
}

pub(super) fn found(breach: &Breach, unasked: Unlabelled, style: UnitStyle) -> Finding {
    let message = match unasked {
        Unlabelled::ImageVariable => "the image's own `LABEL io.containers.autoupdate` holds a variable",
        Unlabelled::Nameless => {
            "nothing asks podman to update this container: neither `io.containers.autoupdate` nor \
             `PODMAN_SYSTEMD_UNIT` is set"
        }
        Unlabelled::Named => "the container has no label `io.containers.autoupdate`: podman does not update it",
    };
    let help = match (unasked, style) {
        (Unlabelled::Nameless, UnitStyle::Plain) => {
            "add `Environment=PODMAN_SYSTEMD_UNIT=%n` to `[Service]` and `--label io.containers.autoupdate=registry` \
             before the image"
                .to_string()
        }
        (Unlabelled::Named, UnitStyle::Plain) => {
            "add `--label io.containers.autoupdate=registry` before the image".to_string()
        }
        _ => asking(style),
    };
    let edits = breach.mend(|unit| match style {
        UnitStyle::Quadlet => Some(vec![insert_key(unit)?]),
        UnitStyle::Kube(_) => Some(vec![unit.insert_behind_last("Kube", &["Yaml"], KEY)?]),
        UnitStyle::Plain => labelled(unit),
    });
    let title = match style {
        UnitStyle::Quadlet | UnitStyle::Kube(_) => "insert `AutoUpdate=registry`",
        UnitStyle::Plain => insertion(&edits),
    };
    breaks(&MISSING_LABEL, breach, message).help(help).safely(title, edits)
}

/// What asks for auto-update, in the unit's own language.
pub(super) fn asking(style: UnitStyle) -> String {
    match style {
        UnitStyle::Plain => "add `--label io.containers.autoupdate=registry`".to_string(),
        UnitStyle::Quadlet => "add `AutoUpdate=registry` to `[Container]`".to_string(),
        UnitStyle::Kube(object) => {
            let object = object.name();
            format!("add the annotation `io.containers.autoupdate: registry` to the {object}'s own `metadata`")
        }
    }
}

/// The key that asks for it, of Quadlet's own files.
const KEY: &str = "AutoUpdate=registry";

/// That key, behind what says which image runs.
pub(super) fn insert_key(unit: &Unit) -> Option<Edit> {
    unit.insert_behind_last("Container", &["Image", "Rootfs"], KEY)
}

/// The label, and with it the unit's name where nothing gives it.
pub(super) fn labelled(unit: &Unit) -> Option<Vec<Edit>> {
    let written = unit.written()?;
    let mut edits = vec![insert_label(unit)?];
    if !written.names_unit && !written.in_pod {
        edits.push(insert_name(unit)?);
    }
    Some(edits)
}

pub(super) fn insert_label(unit: &Unit) -> Option<Edit> {
    unit.insert_flag("--label io.containers.autoupdate=registry")
}

/// What the edits of a plain unit insert: the label, and the unit's name where it lacks too.
pub(super) fn insertion(edits: &[Edit]) -> &'static str {
    match edits.len() {
        1 => "insert the label",
        _ => "insert the label and the unit's name",
    }
}
