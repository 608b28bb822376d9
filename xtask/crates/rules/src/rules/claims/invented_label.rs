//! X109: the constitution demands a label that podman does not know.

use super::labels::KNOWN;
use super::{also, at};
use prodproof_constitution::claims::Claim;
use prodproof_constitution::Constitution;
use prodproof_syntax::finding::{rule, Edit, Finding};

rule! {
    /// ## What it does
    /// Reports a constitution that demands a label of podman's auto-update which podman
    /// has never known.
    ///
    /// ## Why is this bad?
    /// Whoever obeys gets a unit that is never updated, with the constitution's blessing.
    ///
    /// ## Example
    /// "Units MUST carry `io.containers.autoupdate.systemd_unit`."
    ///
    /// ## Use instead
    /// "Units MUST carry `io.containers.autoupdate=registry` and set
    /// `PODMAN_SYSTEMD_UNIT`."
    ///
    /// ## References
    /// - podman `libpod/define/autoupdate.go`, `pkg/systemd/define/const.go`
    X109 INVENTED_LABEL "invented-label" Error "the constitution demands a label that podman does not know"
}

pub(super) fn found(constitution: &Constitution, key: &str, group: &[&Claim], acc: &mut Vec<Finding>) {
    let Some(first) = group.first() else { return };
    let unit = key.to_ascii_lowercase().contains("unit");
    let better = if unit { "PODMAN_SYSTEMD_UNIT" } else { KNOWN[0] };
    let finding = at(&INVENTED_LABEL, constitution, first, format!("podman knows no label `{key}`"));
    let finding = also(finding, constitution, group).help(format!("write `{better}`"));
    let edits = group.iter().filter_map(|claim| {
        let words = claim.span.text(&constitution.text);
        let at = words.find(key)?;
        let start = claim.span.start + at;
        Some(Edit::new(&constitution.path, prodproof_syntax::span::Span::new(start, start + key.len()), better))
    });
    acc.push(finding.unsafe_fix(format!("write `{better}`"), edits.collect()));
}

#[cfg(test)]
mod tests {
    use crate::rules::claims::tests::{bad, fixed, good};

    #[test]
    fn labels_that_podman_does_not_know() {
        bad(
            "Units MUST carry `io.containers.autoupdate.systemd_unit`.",
            &["X109e 3:19 podman knows no label `io.containers.autoupdate.systemd_unit`"],
        );
        fixed(
            "Units MUST carry `io.containers.auto-update=registry`.",
            "Units MUST carry `io.containers.autoupdate=registry`.",
        );
        good("Podman knows no label `io.containers.autoupdate.systemd_unit`.");
    }
}
