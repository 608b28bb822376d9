//! C003: the constitution is an untouched template.

use crate::repo::Repo;
use prodproof_constitution::Constitution;
use prodproof_syntax::finding::{rule, Finding, Place};
use prodproof_syntax::snapshot::Base;

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

/// The template, untouched or again.
pub(super) fn found(repo: &Repo, constitution: &Constitution, place: Place) -> Finding {
    let was = constitution.demand.as_ref().and_then(|demand| demand.base.as_ref());
    let (message, help) = match (was, &repo.snapshot.facts.base) {
        (Some(was), Base::Found { name, path, .. }) => {
            let path = path.as_deref().unwrap_or(&constitution.path);
            // The name of a base ends in its commit: "merge base with `origin/main` (1a2b3c4)".
            let commit = name.rsplit_once('(').and_then(|(_, id)| id.strip_suffix(')')).unwrap_or("COMMIT");
            (
                format!("this is a template again; at the {name} it was version `{was}`"),
                format!("restore it: `git checkout {commit} -- {path}`"),
            )
        }
        _ => (
            "this is the template; nobody has filled it in".to_string(),
            "write the principles of this repository".to_string(),
        ),
    };
    UNTOUCHED_TEMPLATE.at(place, message).help(help).implies(&["template-placeholder"])
}

#[cfg(test)]
mod tests {
    use crate::rules::constitution::tests::{bad, BASE};

    #[test]
    fn a_template_again() {
        let template = "# [PROJECT_NAME]\n\n### [PRINCIPLE_1_NAME]\n\n[PRINCIPLE_1_DESCRIPTION]\n\n[GOVERNANCE_RULES]\n\n**Version**: [CONSTITUTION_VERSION] | **Ratified**: [RATIFICATION_DATE]\n";
        bad(BASE, template, &["C003 1:1 this is a template again; at the "]);
    }
}
