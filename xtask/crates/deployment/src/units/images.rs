//! Which labels an image brings that a unit runs: those of the Containerfile, and of the stage
//! of it, that is built under this name. Must not know what labels mean.

use std::collections::BTreeMap;

use super::BuiltImage;
use crate::containerfile::{self, Containerfile, ImageLabel};
use crate::podman::PodmanCall;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::reference::Reference;
use prodproof_syntax::snapshot::Snapshot;

/// The labels, and the Containerfile that has them.
pub(super) type ImageLabels = (String, BTreeMap<String, ImageLabel>);

pub(super) struct Images {
    /// The Containerfile at the root, else the only one.
    usual: Option<(String, Containerfile)>,
    built: Vec<(Vec<Reference>, String, Containerfile)>,
}

impl Images {
    pub(super) fn new(snapshot: &Snapshot, usual: Option<&str>, built: &[BuiltImage]) -> Self {
        let read = |path: &str, stage: Option<&str>| containerfile::read_stage(snapshot.text(path)?, stage);
        let built = built
            .iter()
            .filter_map(|one| Some((one.names.clone(), one.path.clone(), read(&one.path, one.stage.as_deref())?)));
        Self { usual: usual.and_then(|path| Some((path.to_string(), read(path, None)?))), built: built.collect() }
    }

    /// The labels of the image that a command runs. Where several builds may have made it, a
    /// label on which they differ has no value.
    pub(super) fn labels(&self, call: &PodmanCall) -> Option<ImageLabels> {
        let image = Reference::parse(&call.image.as_ref()?.text.shown());
        let may_be =
            |names: &[Reference]| names.is_empty() || names.iter().any(|name| name.same_name(&image) != Answer::No);
        let mut all = self.built.iter().filter(|(names, ..)| may_be(names));
        let Some((_, path, first)) = all.next() else {
            // What is built under other names is another image.
            let other = |path: &str| self.built.iter().any(|(_, own, _)| own == path);
            let (path, file) = self.usual.as_ref().filter(|(path, _)| image.registry == "localhost" || !other(path))?;
            return Some((path.clone(), file.labels.clone()));
        };
        let mut labels = first.labels.clone();
        for (.., file) in all {
            for (key, label) in &file.labels {
                labels.entry(key.clone()).or_insert_with(|| ImageLabel { value: None, span: label.span });
            }
            for (key, label) in &mut labels {
                if file.labels.get(key).is_none_or(|other| other.value != label.value) {
                    label.value = None;
                }
            }
        }
        Some((path.clone(), labels))
    }
}
