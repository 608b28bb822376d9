//! A repository's own way to deliver: a timer whose unit pulls the image and restarts the
//! service. Auto-update has no part in it. Must not know rules.

use crate::on_host::OnHost;
use crate::service::Service;
use crate::units::jobs::is_pull_of;
use crate::units::{file_name, Units};
use crate::wrap::Found;
use crate::{Cause, Deployment};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::expand::UnitName;
use prodproof_syntax::reference::Reference;
use prodproof_syntax::systemd;

impl Units<'_> {
    /// Marks what the repository's own timers deliver, although auto-update does not.
    pub(super) fn delivered(&self, all: &mut [Deployment]) {
        let lacking = |one: &&mut Deployment| one.verdict != Answer::Yes && lacks_auto_update_alone(one);
        // They are read once, however many units wait for them.
        let mut updaters: Option<Vec<Updater>> = None;
        for one in all.iter_mut().filter(lacking) {
            let Some(image) = one.image.as_ref().map(|image| image.value.clone()) else { continue };
            let updaters = updaters.get_or_insert_with(|| {
                let services = self.paths.iter().filter(|path| path.ends_with(".service"));
                services.filter_map(|path| self.updater(path)).collect()
            });
            let mut others = updaters.iter().filter(|updater| updater.path != one.path);
            let updater = others.find(|updater| updater.updates(&image, &one.service));
            one.delivered =
                updater.map(|updater| OnHost::Delivers { timer: updater.timer.clone(), service: one.service.clone() });
        }
    }

    /// A unit that a timer starts, with what it runs.
    fn updater(&self, path: &str) -> Option<Updater> {
        if self.index.timers.is_empty() {
            return None;
        }
        let (file, sources, mut texts) = self.read(path, systemd::read);
        let mut service = Service::new(path, UnitName::parse(file_name(path)), file, sources);
        let timer = self.timer(&service)?;
        let mut commands = Vec::new();
        for key in ["ExecStartPre", "ExecStart", "ExecStartPost"] {
            commands.extend(service.commands(key).ok()?);
        }
        let found = self.found(&mut service, &commands, &mut texts);
        let variables = service.environment.variables.clone();
        let lines = commands.iter().map(|command| {
            let words = command.words(&variables);
            words.iter().map(|word| word.as_str().to_string()).collect::<Vec<_>>().join(" ")
        });
        let scripts = texts.iter().filter(|(path, _)| !path.ends_with(".service") && !path.ends_with(".conf"));
        let lines = lines.chain(scripts.map(|(_, text)| text.clone())).collect();
        Some(Updater { path: path.to_string(), timer, lines, found })
    }
}

struct Updater {
    path: String,
    timer: String,
    found: Vec<Found>,
    /// Command lines and the texts of scripts.
    lines: Vec<String>,
}

impl Updater {
    /// Whether it pulls the image and restarts the service.
    fn updates(&self, image: &Reference, service: &str) -> bool {
        let mut sure = self.found.iter().filter(|found| found.effects.uncertain.is_none());
        sure.any(|found| is_pull_of(found, image)) && self.lines.iter().any(|text| restarts(text, service))
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
    let own = |cause: &Cause| {
        matches!(
            cause,
            Cause::MissingLabel(..)
                | Cause::UnknownLabel(_)
                | Cause::Disabled(_)
                | Cause::InvalidPolicy(_)
                | Cause::MissingUnit(_)
                | Cause::OpaqueEnvironment(_)
        )
    };
    deployment.reasons.iter().filter(|reason| reason.answer != Answer::Yes).all(|reason| own(&reason.cause))
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
