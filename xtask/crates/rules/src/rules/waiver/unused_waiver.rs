//! C201: a waiver is not needed.

use super::read::{GivenWaiver, WaiverScope};
use crate::rules;
use prodproof_syntax::finding::{rule, Edit, Finding};
use prodproof_syntax::snapshot::Snapshot;

rule! {
    /// ## What it does
    /// Finds waivers that nothing needs any more: no finding of the rule is where the
    /// waiver holds. It is judged only when the selection shows that rule.
    ///
    /// ## Why is this bad?
    /// The fault was mended, or moved. The waiver would silently hide the next one.
    ///
    /// ## Example
    /// ```yaml
    /// on:
    ///   push:  # xtask: allow(rebuild-behind-paths) docs/ never enters the image
    ///     branches: [main]
    /// ```
    /// where no `paths:` is left.
    ///
    /// ## Use instead
    /// ```yaml
    /// on:
    ///   push:
    ///     branches: [main]
    /// ```
    ///
    /// ## References
    /// - ruff's `RUF100`, cargo-deny's `unmatched-skip`: the same idea.
    C201 UNUSED_WAIVER "unused-waiver" Warning "a waiver is not needed"
}

/// The finding about a waiver that waived nothing, unless it has a graver fault.
pub fn unused(waiver: &GivenWaiver, snapshot: &Snapshot) -> Option<Finding> {
    let rule = waiver.rule()?;
    // What a fleet or a host is found to have is not seen from here.
    let elsewhere = rules::fleet::RULES.contains(&rule) || rules::live::RULES.contains(&rule);
    if waiver.expired || waiver.reason.is_none() || elsewhere {
        return None;
    }
    let fault = if rules::waiver::RULES.contains(&rule) {
        format!("`{}` is about waivers and cannot be waived", rule.name)
    } else {
        match &waiver.scope {
            WaiverScope::Everywhere => format!("no finding of `{}` is left to waive", rule.name),
            WaiverScope::Path(path)
                if !snapshot.paths().any(|one| one.starts_with(path.trim_start_matches("./")) && snapshot.has(one)) =>
            {
                format!("`{path}`, where `{}` is waived, does not exist", rule.name)
            }
            WaiverScope::Path(path) => format!("no finding of `{}` in `{path}` is left to waive", rule.name),
            WaiverScope::Lines(_) => format!("there is no finding of `{}` here to waive", rule.name),
        }
    };
    let finding = UNUSED_WAIVER.at(waiver.place.clone(), fault).help("remove the waiver");
    Some(match waiver.removal {
        Some(span) => finding.safe_fix("remove the waiver", vec![Edit::new(&waiver.place.path, span, String::new())]),
        None => finding,
    })
}
