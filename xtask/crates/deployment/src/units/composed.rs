//! Units that run a compose program: the services of the compose file, where it is in the
//! repository. Must not know how a compose file is read.

use std::collections::BTreeMap;

use crate::cause::{ComposeDoubt, UnreadCommand};
use crate::compose::{self, ComposeCall, Tool};
use crate::service::Service;
use crate::units::made::{composed, opaque};
use crate::units::{file_name, needs, split_path, Units};
use crate::verdict::{AUTOUPDATE, UNIT};
use crate::wrap::Found;
use crate::{Cause, Deployment};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::reference::Reference;
use prodproof_syntax::span::Spanned;

impl Units<'_> {
    /// The containers that `compose up` makes, perhaps behind a command that asks the registry.
    pub(super) fn composed(&self, service: &Service, call: &ComposeCall, pull: Option<&Found>) -> Vec<Deployment> {
        let Some((path, text)) = self.compose_file(service, call) else {
            let name = call.file.as_ref().map(|file| file.as_str().to_string());
            return vec![opaque(service, call.verb.span, UnreadCommand::NotHere(name))];
        };
        let services = compose::read(&text);
        let watchtower = services.iter().any(compose::ComposeService::is_watchtower);
        let timer = self.timer(service);
        let mut all = Vec::new();
        for one in services.iter().filter(|one| !one.is_watchtower()) {
            let Some(image) = &one.image else { continue };
            let pulls = pull.is_some() || call.pulls || one.pulls;
            let doubt = match (pulls, &timer) {
                (true, Some(_)) => None,
                (true, None) => Some((Answer::Unknown, ComposeDoubt::Unstarted)),
                _ if watchtower || one.is_watched() => {
                    Some((Answer::Unknown, ComposeDoubt::Watchtower(one.name.value.clone())))
                }
                _ => Some(judge(call.tool, one)),
            };
            let span = image.span;
            let reason = |(answer, doubt)| needs::reason(Cause::Compose(doubt), answer, &path, span);
            let reasons = doubt.map(reason).into_iter().collect();
            let labels: BTreeMap<String, String> =
                one.labels.iter().map(|(key, value)| (key.value.clone(), value.clone())).collect();
            let reference = Spanned::new(Reference::parse(&compose::with_holes(&image.value)), span);
            all.push(composed(
                service,
                call.verb.span,
                reference,
                &path,
                labels,
                reasons,
                timer.as_deref().filter(|_| pulls),
            ));
        }
        if all.is_empty() {
            all.push(opaque(service, call.verb.span, UnreadCommand::NoImage(path)));
        }
        all
    }

    /// The file that the command names, or one of the usual names: beside the unit, in the
    /// folder of that name as `WorkingDirectory=`, or the only one there is.
    fn compose_file(&self, service: &Service, call: &ComposeCall) -> Option<(String, String)> {
        if let Some(file) = &call.file {
            let (folder, _) = split_path(&service.path);
            let beside =
                if folder.is_empty() { file.as_str().to_string() } else { format!("{folder}/{}", file.as_str()) };
            let text = self.snapshot.text(&beside).map(|text| (beside, text.to_string()));
            return text.or_else(|| self.script(file.as_str()));
        }
        let found = |path: &str| compose::NAMES.contains(&file_name(path)) && self.is_deployed(path);
        let all: Vec<(&str, &str)> = self.snapshot.texts(found).collect();
        let folder = service.text("WorkingDirectory").map(file_name);
        let near = all.iter().find(|(path, _)| {
            let own = split_path(path).0;
            own == split_path(&service.path).0 || folder.is_some_and(|folder| file_name(own) == folder)
        });
        let only = if all.len() == 1 { all.first() } else { None };
        near.or(only).map(|(path, text)| (path.to_string(), text.to_string()))
    }
}

/// Who would update a service that is not pulled at each start, and that nobody watches.
fn judge(tool: Tool, service: &compose::ComposeService) -> (Answer, ComposeDoubt) {
    let name = service.name.value.clone();
    let labelled = service.label(AUTOUPDATE).is_some_and(|policy| matches!(policy, "registry" | "image"));
    match (tool, labelled) {
        (Tool::Docker, _) => (Answer::Unknown, ComposeDoubt::Docker(name)),
        (Tool::Podman, true) if service.label(UNIT).is_some() => (Answer::Unknown, ComposeDoubt::Remade(name)),
        (Tool::Podman, true) => (Answer::Unknown, ComposeDoubt::Nameless(name)),
        (Tool::Podman, false) => (Answer::No, ComposeDoubt::Unlabelled(name)),
    }
}
