//! C003: the constitution is an untouched template.

use crate::finding::{rule, Finding, Place};

rule! {
    /// ## What it does
    /// Reports a constitution that still is spec-kit's template.
    ///
    /// ## Why is this bad?
    /// It promises nothing. Of 134 public constitutions measured, 17 were never filled in.
    ///
    /// ## Example
    /// ```markdown
    /// # [PROJECT_NAME] Constitution
    /// ### [PRINCIPLE_1_NAME]
    /// ```
    ///
    /// ## Use instead
    /// Your own principles: `/speckit.constitution` asks for them, `cargo xtask init
    /// --force .specify/memory/constitution.md` writes a first set.
    C003 UNTOUCHED_TEMPLATE "untouched-template" Error "the constitution is an untouched template"
}

pub(super) fn found(place: Place) -> Finding {
    UNTOUCHED_TEMPLATE
        .at(place, "this is the template; nobody has filled it in")
        .help("write the principles of this repository")
        .implies(&["template-placeholder"])
}
