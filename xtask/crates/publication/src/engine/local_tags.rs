//! `docker push --all-tags`: the tags that local images have been given before. Must not
//! know which step has given them.

use crate::publishers::action::StepPush;
use prodproof_script::effect::LOCAL_TAGS;
use prodproof_syntax::answer::Certainty;
use prodproof_syntax::value::Symbolic;

/// Replaces what stands for all tags of a name by those that local images have; each with
/// whether it surely has it. Where none is known, the tag is not known either.
pub(super) fn fill_in(pushes: &mut Vec<StepPush>, named: &[(Symbolic, Certainty)]) {
    if pushes.is_empty() {
        return;
    }
    let all = Symbolic::hole(LOCAL_TAGS);
    let name_of = |push: &StepPush| -> Option<String> {
        let marked = push.reference.as_ref()?.marked();
        Some(marked.strip_suffix(all.marked())?.trim_end_matches(':').to_string())
    };
    if !pushes.iter().any(|push| name_of(push).is_some()) {
        return;
    }
    let mut out = Vec::new();
    for push in pushes.drain(..) {
        let Some(name) = name_of(&push) else {
            out.push(push);
            continue;
        };
        let of_name = named.iter().filter_map(|(text, certainty)| {
            let behind = text.marked().strip_prefix(name.as_str())?;
            let tag = behind.strip_prefix(':').or_else(|| behind.is_empty().then_some("latest"))?;
            Some((Symbolic::from_marked(format!("{name}:{tag}")), *certainty))
        });
        let mut found: Vec<StepPush> = of_name
            .map(|(reference, certainty)| StepPush {
                reference: Some(reference),
                certainty: push.certainty.and(certainty),
                ..push.clone()
            })
            .collect();
        if found.is_empty() {
            let mut reference = Symbolic::from_marked(format!("{name}:"));
            reference.push(&Symbolic::unknown());
            found.push(StepPush { reference: Some(reference), ..push });
        }
        out.append(&mut found);
    }
    *pushes = out;
}
