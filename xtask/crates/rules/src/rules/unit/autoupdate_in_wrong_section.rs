//! D049: `AutoUpdate=` stands in a section where it means nothing.

use super::edits::Unit;
use super::missing_autoupdate_label::insert_key;
use super::{breaks, Breach, Mended, Wanted, Weight};
use prodproof_syntax::finding::{rule, Edit, Finding};
use prodproof_syntax::systemd::Setting;

rule! {
    /// ## What it does
    ///
    /// Finds `AutoUpdate=` in a section other than `[Container]` or `[Kube]`.
    ///
    /// ## Why is this bad?
    ///
    /// It is ignored without a message: the container has no label, and auto-update passes over it.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Container]
    /// Image=quay.io/acme/widget:latest
    ///
    /// [Service]
    /// AutoUpdate=registry
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```ini
    /// [Container]
    /// Image=quay.io/acme/widget:latest
    /// AutoUpdate=registry
    /// ```
    ///
    /// ## References
    ///
    /// - <https://docs.podman.io/en/latest/markdown/podman-systemd.unit.5.html>
    D049 WRONG_SECTION "autoupdate-in-wrong-section" Error "`AutoUpdate=` stands in a section where it means nothing"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.updates()
}

pub(super) fn found(breach: &Breach, section: &str) -> Finding {
    breaks(&WRONG_SECTION, breach, format!("`AutoUpdate=` means nothing in `[{section}]`"))
        .help("move it to `[Container]`")
        .safely("move it to `[Container]`", breach.mend(moved))
}

/// The misplaced lines go, a right one comes.
fn moved(unit: &Unit) -> Option<Vec<Edit>> {
    let stray =
        |entry: &&Setting| entry.key.value.eq_ignore_ascii_case("autoupdate") && entry.section.value != "Container";
    let strays = unit.written()?.service.file.entries.iter().filter(stray);
    [insert_key(unit)].into_iter().chain(strays.map(|entry| unit.remove(entry))).collect()
}
