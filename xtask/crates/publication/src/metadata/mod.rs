//! docker/metadata-action: which tags, version and labels it computes from its inputs.
//!
//! A port of `src/meta.ts` of the action, three-valued: where an input is only known at
//! run time, every outcome that it allows is listed. Must not know workflows, steps or
//! who reads the outputs.

mod csv;
mod generate;
mod input;
mod template;
mod values;
mod version;

use std::collections::BTreeMap;

use self::generate::compute;
pub(crate) use self::input::enable_of;
use prodproof_syntax::answer::Certainty;
use prodproof_syntax::value::{Symbolic, ValueSet};

/// Not an output of the action: the name for [`Output::bake_file`] beside its outputs.
pub const BAKE_FILE: &str = "xtask bake file";

/// Where a `#` begins a comment in the lists that the action takes.
///
/// Source: the release note of docker/metadata-action v6.0.0 on its pull request 607
/// (`commentNoInfix`); its issue 546 shows v5.8.0 cut off what follows an infix `#`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Comments {
    /// Up to version 5: anywhere outside of quotes.
    Anywhere,
    /// From version 6: only as the first character of a line.
    #[default]
    WholeLines,
}

/// The inputs of the step, after expressions; an absent input is the empty text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Inputs {
    pub images: Symbolic,
    pub tags: Symbolic,
    pub flavor: Symbolic,
    pub labels: Symbolic,
    pub annotations: Symbolic,
    /// Empty means a newline, as for the next two.
    pub sep_tags: Symbolic,
    pub sep_labels: Symbolic,
    pub sep_annotations: Symbolic,
    /// Empty means `docker-metadata-action`.
    pub bake_target: Symbolic,
    /// The step's `DOCKER_METADATA_SHORT_SHA_LENGTH`; `None` where it is not set.
    pub short_sha_length: Option<Symbolic>,
    pub comments: Comments,
}

/// The event, as the action sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetadataEvent {
    /// `github.event_name`.
    pub event_name: String,
    /// `github.ref`. The action replaces it on `pull_request_target`; give the original.
    pub git_ref: Symbolic,
    /// `github.sha`, usually the hole `<sha>`.
    pub sha: Symbolic,
    /// The repository's default branch, in the payload and from the API.
    pub default_branch: Symbolic,
    /// The number of the pull request, for `pull_request_target`.
    pub pull_request: Symbolic,
    /// `pull_request.base.ref` of the payload; empty outside of pull requests.
    pub base_ref: Symbolic,
    /// `name` of the repository, without its owner.
    pub name: Symbolic,
    /// `html_url` of the repository: `https://github.com/owner/name`.
    pub html_url: Symbolic,
}

/// What the action may have computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// One, if everything is decided; none, if the step surely fails.
    pub outcomes: Vec<MetadataOutcome>,
    /// Why the step surely fails, in the words of the action.
    pub error: Option<String>,
    separators: [Symbolic; 3],
    bake_target: Symbolic,
}

/// One way in which the action may end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MetadataOutcome {
    /// The first tag; `None` where no tag was generated.
    pub version: Option<Symbolic>,
    /// `name:tag` of every image, or bare tags where no image is given.
    pub tags: Vec<Symbolic>,
    pub tag_names: Vec<Symbolic>,
    /// Key and value, sorted by key.
    pub labels: Vec<(Symbolic, Symbolic)>,
    pub annotations: Vec<(Symbolic, Symbolic)>,
    /// The lower-cased names of the enabled images.
    pub images: Vec<Symbolic>,
}

/// Runs the action.
pub fn metadata(inputs: &Inputs, context: &MetadataEvent) -> Output {
    let mut out = Output {
        outcomes: Vec::new(),
        error: None,
        separators: [&inputs.sep_tags, &inputs.sep_labels, &inputs.sep_annotations].map(|sep| {
            if sep.is_empty() {
                Symbolic::known("\n")
            } else {
                sep.clone()
            }
        }),
        bake_target: if inputs.bake_target.is_empty() {
            Symbolic::known("docker-metadata-action")
        } else {
            inputs.bake_target.clone()
        },
    };
    match compute(inputs, context) {
        Ok(outcomes) => out.outcomes = outcomes,
        Err(error) => out.error = Some(error),
    }
    out
}

impl Output {
    /// Every tag that may be computed, and whether it surely is.
    pub fn tags(&self) -> Vec<(Symbolic, Certainty)> {
        let mut seen: Vec<(Symbolic, Certainty)> = Vec::new();
        for tag in self.outcomes.iter().flat_map(|outcome| &outcome.tags) {
            if !seen.iter().any(|(known, _)| known == tag) {
                let certainty = Certainty::from(self.outcomes.iter().all(|outcome| outcome.tags.contains(tag)));
                seen.push((tag.clone(), certainty));
            }
        }
        seen
    }

    /// The step outputs by name: `tags`, `tag-names`, `version`, `labels`, `annotations`,
    /// `json`, and the paths `bake-file`, `bake-file-tags`, `bake-file-labels`,
    /// `bake-file-annotations`, whose contents [`Output::bake_file`] gives. The action
    /// also exports each as `DOCKER_METADATA_OUTPUT_…` to the environment.
    pub fn outputs(&self) -> BTreeMap<String, ValueSet> {
        let mut out = BTreeMap::new();
        if self.error.is_some() {
            return out;
        }
        let [tags, labels, annotations] = &self.separators;
        let mut put = |name: &str, of: &dyn Fn(&MetadataOutcome) -> Symbolic| {
            out.insert(name.to_string(), self.every(of));
        };
        put("tags", &|o| join(&o.tags, tags));
        put("tag-names", &|o| join(&o.tag_names, tags));
        put("version", &|o| o.version.clone().unwrap_or_default());
        put("labels", &|o| join_pairs("", &o.labels, labels));
        put("annotations", &|o| join_pairs("manifest:", &o.annotations, annotations));
        put("json", &|o| json(o));
        for (name, file) in [
            ("bake-file", "docker-metadata-action-bake.json"),
            ("bake-file-tags", "docker-metadata-action-bake-tags.json"),
            ("bake-file-labels", "docker-metadata-action-bake-labels.json"),
            ("bake-file-annotations", "docker-metadata-action-bake-annotations.json"),
        ] {
            let mut path = Symbolic::unknown();
            path.push_known("/");
            path.push_known(file);
            out.insert(name.to_string(), ValueSet::one(path));
        }
        out
    }

    /// The content of the bake file, JSON, that the outputs `bake-file` and
    /// `bake-file-tags` name: the tags of each outcome.
    pub fn bake_file(&self) -> ValueSet {
        self.every(&|outcome| {
            let value = serde_json::json!({
                "target": { self.bake_target.marked(): {
                    "tags": outcome.tags.iter().map(Symbolic::marked).collect::<Vec<_>>(),
                    "args": {
                        "DOCKER_META_IMAGES": outcome.images.iter().map(Symbolic::marked).collect::<Vec<_>>().join(","),
                        "DOCKER_META_VERSION": outcome.version.as_ref().map(Symbolic::marked),
                    },
                }},
            });
            Symbolic::from_marked(value.to_string())
        })
    }

    fn every(&self, of: &dyn Fn(&MetadataOutcome) -> Symbolic) -> ValueSet {
        ValueSet::any(self.outcomes.iter().map(of))
    }
}

fn join(texts: &[Symbolic], separator: &Symbolic) -> Symbolic {
    let texts: Vec<&str> = texts.iter().map(Symbolic::marked).collect();
    Symbolic::from_marked(texts.join(separator.marked()))
}

/// `level` before `key=value`.
fn pair(level: &str, (key, value): &(Symbolic, Symbolic)) -> String {
    [level, key.marked(), "=", value.marked()].concat()
}

fn join_pairs(level: &str, pairs: &[(Symbolic, Symbolic)], separator: &Symbolic) -> Symbolic {
    let pairs: Vec<String> = pairs.iter().map(|one| pair(level, one)).collect();
    Symbolic::from_marked(pairs.join(separator.marked()))
}

fn json(outcome: &MetadataOutcome) -> Symbolic {
    let list = |texts: &[Symbolic]| texts.iter().map(|text| text.marked().into()).collect::<Vec<serde_json::Value>>();
    let labels: serde_json::Map<String, serde_json::Value> =
        outcome.labels.iter().map(|(key, value)| (key.marked().to_string(), value.marked().into())).collect();
    let value = serde_json::json!({
        "tags": list(&outcome.tags),
        "tag-names": list(&outcome.tag_names),
        "labels": labels,
        "annotations": outcome.annotations.iter().map(|one| pair("manifest:", one)).collect::<Vec<_>>(),
    });
    Symbolic::from_marked(value.to_string())
}

#[cfg(test)]
mod tests;
