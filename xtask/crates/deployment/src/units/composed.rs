//! Units that run a compose program: the services of the compose file, where it is in the
//! repository. Must not know how a compose file is read.

use std::collections::BTreeMap;

use crate::compose::{self, Call, Tool};
use crate::service::Service;
use crate::units::made::{composed, opaque};
use crate::units::{file_name, split_path, Units};
use crate::verdict::{AUTOUPDATE, UNIT};
use crate::{Cause, Deployment, Reason};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::reference::Reference;
use prodproof_syntax::span::Spanned;

impl Units<'_> {
    /// The containers that `compose up` makes. `pulls`: a command before it asks the registry.
    pub(super) fn composed(&self, service: &Service, call: &Call, pulls: bool) -> Vec<Deployment> {
        let Some((path, text)) = self.compose_file(service, call) else {
            let name = call.file.as_ref().map_or("the compose file", |file| file.as_str());
            return vec![opaque(service, call.verb.span, &format!("`{name}` is not in the repository"))];
        };
        let services = compose::read(&text);
        let watchtower = services.iter().any(compose::Service::is_watchtower);
        let timer = self.timer(service);
        let mut all = Vec::new();
        for one in services.iter().filter(|one| !one.is_watchtower()) {
            let Some(image) = &one.image else { continue };
            let pulls = pulls || call.pulls || one.pulls;
            let watched = watchtower || one.is_watched();
            let (answer, message) = match (pulls, &timer) {
                (true, Some(_)) => (Answer::Yes, String::new()),
                (true, None) => (
                    Answer::Unknown,
                    "the image is pulled at each start of the unit, and nothing here starts it anew".into(),
                ),
                _ => judge(call.tool, one, watched),
            };
            let span = image.span;
            let reason = Reason {
                cause: Cause::Compose,
                answer,
                path: path.clone(),
                span,
                message,
                help: None,
                related: Vec::new(),
                severity: None,
                fix: None,
            };
            let reasons = if answer == Answer::Yes { Vec::new() } else { vec![reason] };
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
            all.push(opaque(service, call.verb.span, &format!("`{path}` names no image")));
        }
        all
    }

    /// The file that the command names, or one of the usual names: beside the unit, in the
    /// folder of that name as `WorkingDirectory=`, or the only one there is.
    fn compose_file(&self, service: &Service, call: &Call) -> Option<(String, String)> {
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

/// Who would update a service that is not pulled at each start.
fn judge(tool: Tool, service: &compose::Service, watched: bool) -> (Answer, String) {
    let name = &service.name.value;
    let labelled = service.label(AUTOUPDATE).is_some_and(|policy| matches!(policy, "registry" | "image"));
    match (tool, watched, labelled) {
        (_, true, _) => (Answer::Unknown, format!("Watchtower would update `{name}`, which nothing here can prove")),
        (Tool::Docker, false, _) => {
            (Answer::Unknown, format!("Docker has no auto-update: nothing here pulls the image of `{name}` anew"))
        }
        (Tool::Podman, false, true) if service.label(UNIT).is_some() => {
            (Answer::Unknown, format!("whether a restart makes `{name}` anew is the compose program's own affair"))
        }
        (Tool::Podman, false, true) => (
            Answer::Unknown,
            format!("whether the compose program hands the unit's name on to `{name}` depends on the program"),
        ),
        (Tool::Podman, false, false) => {
            (Answer::No, format!("`{name}` has no label `{AUTOUPDATE}`: podman does not update it"))
        }
    }
}
