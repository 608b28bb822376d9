//! Jobs that call a workflow of another repository whose insides are known. Must not know
//! any single one of them.

use super::{Engine, Frame};
use crate::context::Names;
use crate::model::Publication;
use crate::publishers::{self, action::Access, action::ActionStep};
use crate::source::BuiltCommit;
use prodproof_syntax::yaml::Node;

impl Engine<'_> {
    /// A workflow of another repository that is known; `false` if it is none.
    pub(super) fn builder(&mut self, frame: &Frame<'_>, id: &str, job: &Node, uses: &str, names: &Names) -> bool {
        let span = job.get("uses").map_or(job.span, |node| node.span);
        let (name, version) = uses.split_once('@').unwrap_or((uses, ""));
        let snapshot = self.input.snapshot;
        let step = ActionStep {
            name,
            lower: &name.to_ascii_lowercase(),
            version,
            uses: span,
            with: job.get("with"),
            names,
            env: &names.env,
            named: true,
            access: Access::Credentials,
            registries: None,
            files: &|path| snapshot.text(path).map(str::to_string),
        };
        let Some(effects) = publishers::called(&step) else { return false };
        let prefixed = format!("{}{id}", frame.prefix);
        for (kind, span) in effects.remarks {
            self.remark(frame.file, &prefixed, kind, span);
        }
        for push in effects.pushes {
            let answer = frame.reach.and(push.certainty.into());
            let Some(certainty) = super::certainty(answer) else { continue };
            let mut conditions = frame.conditions.clone();
            conditions.extend(push.conditions.into_iter().map(|on| on.at(&frame.file.path, push.span)));
            self.publish(Publication {
                event: self.event.clone(),
                path: frame.file.path.clone(),
                span: push.span,
                job: prefixed.clone(),
                method: push.method,
                reference: push.reference.as_ref().and_then(|text| self.cache.pushed(text).reference.clone()),
                certainty,
                refused: None,
                // The commit of the run, as BuildKit's git context.
                source: BuiltCommit::Event,
                hosts: None,
                anonymous: false,
                conditions,
            });
        }
        true
    }
}
