//! D056: a Quadlet file that the unit needs is refused.

use super::edits::{lines, Unit};
use super::refused_quadlet_file::words;
use super::{breaks, Breach, Mended, Wanted, Weight};
use prodproof_deployment::{
    quadlet::{QuadletFault, QuadletKind},
    Reason,
};
use prodproof_syntax::finding::{rule, Edit, Finding};

rule! {
    /// ## What it does
    ///
    /// Follows a `.container` or `.kube` to the `.pod`, `.network`, `.volume`, `.image`, `.build` and `.container` files that it needs, and on to what those need, and finds the one that Quadlet refuses.
    ///
    /// ## Why is this bad?
    ///
    /// Quadlet makes no service of the refused file, and the service that needs it does not start: `Unit widget-pod.service not found`. Quadlet's message goes to the kernel's log only.
    ///
    /// ## Example
    ///
    /// ```ini
    /// # widget.container
    /// [Container]
    /// Image=quay.io/acme/widget:latest
    /// AutoUpdate=registry
    /// Pod=widget.pod
    ///
    /// # widget.pod
    /// [Pod]
    /// AutoUpdate=registry
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```ini
    /// # widget.container
    /// [Container]
    /// Image=quay.io/acme/widget:latest
    /// AutoUpdate=registry
    /// Pod=widget.pod
    ///
    /// # widget.pod
    /// [Pod]
    /// ```
    ///
    /// ## References
    ///
    /// - <https://docs.podman.io/en/latest/markdown/podman-systemd.unit.5.html>
    D056 BROKEN_REFERENCE "broken-quadlet-reference" Error "a Quadlet file that the unit needs is refused"
}

/// A unit that does not even start is broken whatever the contract wants of it.
pub(super) fn weight(_: Wanted) -> Weight {
    Weight::Full
}

pub(super) fn found(breach: &Breach, fault: &QuadletFault, name: &str, kind: QuadletKind) -> Finding {
    let finding = match fault {
        QuadletFault::UnknownKey(section, key) => {
            let message = format!("Quadlet does not know `{key}=` in `[{section}]` and makes no service of `{name}`");
            let has_none = !matches!(kind, QuadletKind::Container | QuadletKind::Kube);
            let is_misplaced = has_none && key.eq_ignore_ascii_case("autoupdate");
            let help = if is_misplaced {
                format!(
                    "remove it: `AutoUpdate=` belongs to `[Container]`, and podman restarts `{name}`'s service with it"
                )
            } else {
                "correct or remove the key".to_string()
            };
            let edits = breach.mend(|unit| without_key(unit, breach).filter(|_| is_misplaced));
            breaks(&BROKEN_REFERENCE, breach, message).help(help).safely(&format!("remove `{key}=`"), edits)
        }
        fault => {
            let (message, help) = words(fault, name);
            breaks(&BROKEN_REFERENCE, breach, message).help(help)
        }
    };
    finding.pointing("needed here", breach)
}

/// The line with the key goes.
fn without_key(unit: &Unit, reason: &Reason) -> Option<Vec<Edit>> {
    let text = unit.text(&reason.path)?;
    let line = lines(text, reason.span)?;
    // A value that goes on in the next line is left to people.
    if line.text(text).trim_end().ends_with('\\') {
        return None;
    }
    Some(vec![Edit::new(&reason.path, line, "")])
}
