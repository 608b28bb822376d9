//! A repository's own way to deliver: a timer whose unit pulls the image and restarts the
//! service. Auto-update has no part in it. Must not know rules.

use crate::service::Service;
use crate::units::jobs::is_pull_of;
use crate::units::{file_name, Units};
use crate::{Cause, Deployment};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::expand::UnitName;
use prodproof_syntax::reference::Reference;
use prodproof_syntax::systemd;

impl Units<'_> {
    /// Marks what the repository's own timers deliver, although auto-update does not.
    pub(super) fn delivered(&self, all: &mut [Deployment]) {
        for one in all.iter_mut().filter(|one| one.verdict != Answer::Yes && lacks_auto_update_alone(one)) {
            let Some(image) = one.image.as_ref().map(|image| image.value.clone()) else { continue };
            let others = self.paths.iter().filter(|path| path.ends_with(".service") && **path != one.path);
            one.delivered = others.into_iter().find_map(|path| self.updates(path, &image, &one.service));
        }
    }

    /// What must hold on the host for this unit to update the service, if it does.
    fn updates(&self, path: &str, image: &Reference, name: &str) -> Option<String> {
        let (file, sources, mut texts) = self.read(path, systemd::read);
        let mut service = Service::new(path, UnitName::parse(file_name(path)), file, sources);
        let timer = self.timer(&service)?;
        let mut commands = Vec::new();
        for key in ["ExecStartPre", "ExecStart", "ExecStartPost"] {
            commands.extend(service.commands(key).ok()?);
        }
        let found = self.found(&mut service, &commands, &mut texts);
        let pulls = found.iter().any(|found| found.effects.uncertain.is_none() && is_pull_of(found, image));
        let variables = service.environment.variables.clone();
        let lines = commands.iter().map(|command| {
            let words = command.words(&variables);
            words.iter().map(|word| word.as_str().to_string()).collect::<Vec<_>>().join(" ")
        });
        let scripts = texts.iter().filter(|(path, _)| !path.ends_with(".service") && !path.ends_with(".conf"));
        let text: Vec<String> = lines.chain(scripts.map(|(_, text)| text.clone())).collect();
        (pulls && text.iter().any(|text| restarts(text, name)))
            .then(|| format!("`{timer}` runs on the host: it pulls the image and restarts `{name}`"))
    }
}

/// `systemctl restart NAME`, in one command.
fn restarts(text: &str, name: &str) -> bool {
    let stem = name.strip_suffix(".service").unwrap_or(name);
    text.split(['\n', ';', '&', '|']).any(|command| {
        let mut words = command.split_whitespace().map(|word| word.trim_matches(['"', '\'', '(', ')']));
        let is_restart =
            |word: &str| matches!(word, "restart" | "try-restart" | "reload-or-restart" | "try-reload-or-restart");
        words.any(|word| word == "systemctl" || word.ends_with("/systemctl"))
            && words.any(is_restart)
            && words.any(|word| word == name || word == stem)
    })
}

/// Whether all that stands in the way is that podman's auto-update is not asked.
fn lacks_auto_update_alone(deployment: &Deployment) -> bool {
    let own = |cause: Cause| {
        matches!(
            cause,
            Cause::MissingLabel
                | Cause::UnknownLabel(_)
                | Cause::Disabled
                | Cause::InvalidPolicy
                | Cause::MissingUnit
                | Cause::OpaqueEnvironment
        )
    };
    deployment.reasons.iter().filter(|reason| reason.answer != Answer::Yes).all(|reason| own(reason.cause))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn restarts_are_found_in_one_command() {
        for text in [
            "systemctl restart web.service",
            "a && /usr/bin/systemctl --user try-restart web",
            "x\n  systemctl restart \"web\"\n",
        ] {
            assert!(restarts(text, "web.service"), "{text}");
        }
        for text in
            ["systemctl start web", "systemctl restart webs", "systemctl stop; restart web", "podman restart web", ""]
        {
            assert!(!restarts(text, "web.service"), "{text}");
        }
    }
}
