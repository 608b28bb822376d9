//! A step that uses an action, its inputs, and what it does. What the actions share.
//! Must not know any single action, nor jobs or events beyond what the contexts say.

use crate::condition::On;
use crate::context::{data, Names};
use crate::remark::{PushFault, RemarkKind};
use crate::MOST_PUBLICATIONS;
use prodproof_script::effect::ImageRecipe;
use prodproof_syntax::answer::{Answer, Certainty};
use prodproof_syntax::span::Span;
use prodproof_syntax::value::{Symbolic, ValueSet};
use prodproof_syntax::yaml::Node;
use prodproof_workflow::expression::{Data, Name, Object, Rest, Scope, Set};

/// One push of a step.
#[derive(Clone, Debug, PartialEq)]
pub struct StepPush {
    /// `None`: something of unknown name.
    pub reference: Option<Symbolic>,
    pub method: String,
    /// In the file.
    pub span: Span,
    pub certainty: Certainty,
    pub conditions: Vec<On>,
}

/// What a step does.
#[derive(Clone, Debug)]
pub struct StepEffects {
    pub pushes: Vec<StepPush>,
    pub outputs: Object,
    /// Variables for the steps that follow.
    pub env: Vec<(Name, Set)>,
    /// What any other variable may be for them: unknown behind code that nobody has read.
    pub env_rest: Rest,
    /// Hosts that it logs in to, and with which token, as far as that is known.
    pub logins: Vec<(Symbolic, Option<ValueSet>)>,
    /// Whether the step surely fails.
    pub failed: bool,
    pub remarks: Vec<(RemarkKind, Span)>,
    /// Names that local images get, and whether that is certain.
    pub named: Vec<(Symbolic, Certainty)>,
    /// What commands of the step build images of, and where they stand.
    pub builds: Vec<(ImageRecipe, Span)>,
    /// Whether nothing is known of what its action does.
    pub unread: bool,
    /// Whether the step builds an image, and the places that matter for its labels.
    pub built: bool,
}

impl StepEffects {
    /// Nothing that matters here, with outputs that nobody knows.
    pub fn nothing() -> Self {
        Self {
            pushes: Vec::new(),
            outputs: Object::new(Rest::Unknown),
            env: Vec::new(),
            env_rest: Rest::Null,
            logins: Vec::new(),
            failed: false,
            remarks: Vec::new(),
            named: Vec::new(),
            builds: Vec::new(),
            unread: false,
            built: false,
        }
    }

    pub(super) fn fail(mut self) -> Self {
        self.failed = true;
        self.pushes.clear();
        self
    }
}

/// What a step has to log in to a registry with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    None,
    /// An identity, for which a cloud may give a login to who asks for one.
    Identity,
    /// A login, a secret.
    Credentials,
}

/// A step that uses an action.
pub struct ActionStep<'a> {
    /// `docker/build-push-action`
    pub name: &'a str,
    /// The same in lower case, as GitHub compares it.
    pub lower: &'a str,
    /// Behind the `@`, or as [`version`] reads it.
    pub version: &'a str,
    pub uses: Span,
    pub with: Option<&'a Node>,
    pub names: &'a Names,
    /// The environment at this step.
    pub env: &'a Object,
    /// Whether it has an id: nobody reads the outputs of one that has none.
    pub named: bool,
    /// What the job has to log in to a registry with.
    pub access: Access,
    /// The registries that it can reach with that, if it is known that there are no others.
    pub registries: Option<&'a [String]>,
    /// The text of a file of the repository.
    pub files: &'a dyn Fn(&str) -> Option<String>,
}

impl ActionStep<'_> {
    /// The node of an input; names ignore case.
    pub fn node(&self, name: &str) -> Option<&Node> {
        self.with?.get_any_case(name)
    }

    /// The texts that an input can have, without blanks around them; `None` where it is not given.
    ///
    /// Source, read 2026-12-01: actions/toolkit `packages/core/src/core.ts:126` (`getInput` trims).
    pub fn get(&self, name: &str) -> Option<ValueSet> {
        let values = self.node(name).map(|node| data(node, self.names).to_values())?;
        let framed = |text: &Symbolic| text.marked().trim().len() < text.marked().len();
        if !values.iter().any(framed) {
            return Some(values);
        }
        Some(ValueSet::any(values.iter().map(|text| Symbolic::from_marked(text.marked().trim()))))
    }

    /// An input that is given and may be something.
    pub(super) fn filled(&self, name: &str) -> Option<ValueSet> {
        self.get(name).filter(|values| values.as_known() != Some(""))
    }

    pub fn or(&self, name: &str, default: &str) -> ValueSet {
        self.get(name).unwrap_or_else(|| ValueSet::known(default))
    }

    /// A property of the context `github`.
    pub(super) fn github(&self, property: &str) -> Symbolic {
        github(self.names, property)
    }

    /// The default branch, as the event's payload has it.
    pub(super) fn default_branch(&self) -> Option<Symbolic> {
        let set =
            ["event", "repository", "default_branch"].iter().try_fold(self.names.context("github")?, |at, name| {
                let inner = at.flat_map(|data| match data {
                    Data::Object(object) => object.get(name),
                    _ => Set::unknown(),
                });
                Some(inner)
            })?;
        set.to_values().single().cloned()
    }

    /// A boolean as `core.getBooleanInput` reads it. `None`: the step fails.
    pub(super) fn boolean(&self, name: &str, default: &str) -> Vec<Option<Answer>> {
        let read = |text: &Symbolic| match text.as_known().map(str::trim) {
            Some("true" | "True" | "TRUE") => Some(Answer::Yes),
            Some("false" | "False" | "FALSE") => Some(Answer::No),
            Some(_) => None,
            None => Some(Answer::Unknown),
        };
        let Some(node) = self.node(name) else { return vec![read(&Symbolic::known(default))] };
        let set = data(node, self.names);
        let all = set.iter().map(|data| match data {
            Data::Bool(value) => Some(Answer::from(*value)),
            other => read(&other.to_text()),
        });
        all.collect()
    }
}

/// The version that a pin of a commit stands for, if the comment behind it says so:
/// `…@<commit> # v5.1.0`. `behind` is the file from the end of the value on.
pub fn version<'a>(pin: &'a str, behind: &'a str) -> &'a str {
    if pin.len() < 40 || !pin.bytes().all(|b| b.is_ascii_hexdigit()) {
        return pin;
    }
    let line = behind.split(['\n', '\r']).next().unwrap_or_default();
    let Some(comment) = line.trim_start_matches(['"', '\'']).trim_start().strip_prefix('#') else { return pin };
    let mut words = comment.split(|c: char| !(c.is_ascii_alphanumeric() || c == '.'));
    let number = words.find(|word| word.strip_prefix('v').unwrap_or(word).starts_with(|c: char| c.is_ascii_digit()));
    number.filter(|number| major(number).is_some()).unwrap_or(pin)
}

/// The major version: 5 of `v5`, `5.1.0`, `v5.x`.
pub(in crate::publishers) fn major(version: &str) -> Option<u32> {
    let digits = version.strip_prefix('v').unwrap_or(version).split('.').next()?;
    // Longer ones are dates and commits.
    (digits.len() < 4 && digits.bytes().all(|b| b.is_ascii_digit())).then(|| digits.parse().ok())?
}

/// A property of the context `github`.
pub(super) fn github(names: &Names, property: &str) -> Symbolic {
    let set = names.context("github").unwrap_or_else(Set::unknown).flat_map(|data| match data {
        Data::Object(object) => object.get(property),
        _ => Set::unknown(),
    });
    set.to_values().single().cloned().unwrap_or_else(Symbolic::unknown)
}

/// Whether one of these is a word of a name, in any case: `registry-token` has `token`.
pub(crate) fn has_word(name: &str, any: &[&str]) -> bool {
    let mut words = name.split(|c: char| !c.is_ascii_alphanumeric());
    words.any(|word| any.iter().any(|own| own.eq_ignore_ascii_case(word)))
}

/// Splits a text at white space or commas outside of holes, trimmed, without empties.
pub(super) fn split(text: &Symbolic, separators: &[char]) -> Vec<Symbolic> {
    text.marked()
        .split(|c| separators.contains(&c))
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(Symbolic::from_marked)
        .collect()
}

/// A set of lists of references to pushes: certain is what stands in all of them.
pub(super) fn pushes(lists: &[impl AsRef<[Symbolic]>], method: &str, span: Span) -> Vec<StepPush> {
    pushes_if(Certainty::Yes, lists, method, span)
}

/// The same of a step that may push nothing at all, unless it surely does.
pub(super) fn pushes_if(
    certainty: Certainty,
    lists: &[impl AsRef<[Symbolic]>],
    method: &str,
    span: Span,
) -> Vec<StepPush> {
    let mut out: Vec<StepPush> = Vec::with_capacity(lists.first().map_or(0, |list| list.as_ref().len()));
    for reference in lists.iter().flat_map(AsRef::as_ref) {
        // The engine tells no more apart, and says so.
        if out.len() > 2 * MOST_PUBLICATIONS {
            break;
        }
        if out.iter().any(|push| push.reference.as_ref() == Some(reference)) {
            continue;
        }
        let everywhere = lists.iter().all(|list| list.as_ref().contains(reference));
        out.push(StepPush {
            reference: Some(reference.clone()),
            method: method.to_string(),
            span,
            certainty: certainty.and(everywhere),
            conditions: Vec::new(),
        });
    }
    out
}

/// Why a push of the text by this step fails.
pub(super) fn refused(step: &ActionStep<'_>, text: &Symbolic) -> Option<PushFault> {
    step.names.cache.pushed(text).refused(step.name)
}

pub(super) fn lower(values: &ValueSet) -> ValueSet {
    ValueSet::any(values.iter().map(|text| text.map_known(str::to_lowercase)))
}

pub(super) fn flag(step: &ActionStep<'_>, name: &str) -> Answer {
    match step.or(name, "false").as_known() {
        Some(text) => Answer::from(text.eq_ignore_ascii_case("true")),
        None => Answer::Unknown,
    }
}

/// The lists that an input can be.
pub(super) fn lists(step: &ActionStep<'_>, input: &str, separators: &[char]) -> Vec<Vec<Symbolic>> {
    step.or(input, "").iter().map(|text| split(text, separators)).collect()
}

pub(super) fn named(name: &Symbolic, tag: &Symbolic) -> Symbolic {
    let mut text = name.clone();
    text.push_known(":");
    text.push(tag);
    text
}

/// A variable of the environment; `None` where it is not set or empty.
pub(super) fn variable(step: &ActionStep<'_>, name: &str) -> Option<ValueSet> {
    let set = step.env.get(name);
    if matches!(set.single(), Some(Data::Null)) {
        return None;
    }
    Some(set.to_values()).filter(|values| values.as_known() != Some(""))
}

#[cfg(test)]
mod tests {
    use super::{major, version};

    #[test]
    fn versions_of_pins() {
        let pin = "0123456789012345678901234567890123456789";
        assert_eq!(version("v5", " # v4"), "v5");
        assert_eq!(version(pin, "  # v5.1.0\n# v6"), "v5.1.0");
        assert_eq!(version(pin, "\" # pin@v5"), "v5");
        assert_eq!(version(pin, " # tag=5.6"), "5.6");
        assert_eq!(version(pin, "\n# v6"), pin);
        assert_eq!(version(pin, ", with: {}} # v6"), pin);
        assert_eq!(version(pin, " # 2024-11-25"), pin);
        assert_eq!(major("v5.x"), Some(5));
        assert_eq!(major("v"), None);
        assert_eq!(major("5"), Some(5));
    }
}
