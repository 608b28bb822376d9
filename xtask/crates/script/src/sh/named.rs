//! Names that no image can have, for which a command fails. Must not know how a script is run.

use crate::effect::Effect;
use prodproof_syntax::reference::ReferenceFault;
use prodproof_syntax::value::Symbolic;

/// Whether a local image is to get a name that is none (docker/cli `image/tag.go`: the engine
/// answers "invalid reference format").
pub(super) fn is_misnamed(effect: &Effect) -> bool {
    let empty = |text: &Symbolic| text.reference().and_then(|own| own.invalid()) == Some(ReferenceFault::EmptyTag);
    matches!(effect, Effect::Named(text) if is_refused(text) || empty(text))
}

/// Whether no registry takes what is pushed, even if something unread fills its empty
/// parts: an upper-case name, `name:feature/x`.
pub(super) fn is_refused(text: &Symbolic) -> bool {
    let Some(reference) = text.reference() else { return false };
    let has_slash_behind_colon = !reference.has_holes() && reference.repository.contains(':');
    reference.invalid().is_some_and(|why| why == ReferenceFault::UpperCase || has_slash_behind_colon)
}
