//! Finds the podman command inside of a command line: behind `env`, `nice`, `timeout`,
//! `sudo`, `sh -c` and in scripts of the repository, one level deep; and tells what the
//! wrappers do to the environment and the user. Must not know what the command is for.

use std::collections::BTreeMap;

use crate::compose::{self, Tool};
use crate::podman::{self, Action, Call};
use crate::settings::Sources;
use crate::shell;
use prodproof_syntax::expand::Variables;
use prodproof_syntax::joined::Joined;
use prodproof_syntax::span::Span;
use prodproof_syntax::words::{self, Flavour, Word};

/// What a command line comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    Podman(Call),
    /// `docker …`, which is podman only where `podman-docker` is installed.
    Docker(Call),
    /// A compose program, which reads its containers from a file.
    Compose(compose::Call),
    /// May run a container, but its text is not here; why, for people.
    Opaque(String),
    /// Has nothing to do with containers.
    Other,
}

/// What the wrappers change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effects {
    /// Where `PODMAN_SYSTEMD_UNIT` is taken out of the environment.
    pub lost: Option<Span>,
    /// What it is set to on the way.
    pub set: Option<Joined>,
    /// Other variables that podman reads, set on the way, and where.
    pub variables: BTreeMap<String, Span>,
    /// The user that podman runs as, and where that is said.
    pub user: Option<Word>,
    /// A condition or a pipe decides whether the command runs.
    pub uncertain: Option<Span>,
}

/// Variables of podman's own that move its storage, make it remote, or name a file with
/// credentials (podman(1), containers-storage.conf(5), containers-auth.json(5)).
pub const WATCHED: &[&str] = &[
    "CONTAINERS_CONF",
    "CONTAINERS_CONF_OVERRIDE",
    "CONTAINERS_STORAGE_CONF",
    "CONTAINER_CONNECTION",
    "CONTAINER_HOST",
    "DOCKER_CONFIG",
    "REGISTRY_AUTH_FILE",
    "STORAGE_DRIVER",
    "STORAGE_OPTS",
];

/// One command found, and where the whole line stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub what: What,
    pub effects: Effects,
    pub span: Span,
}

/// The script of the repository that a program's path means: its path and text.
pub type Scripts<'a> = dyn Fn(&str) -> Option<(String, String)> + 'a;

/// Wrappers can be stacked; deeper is nobody's unit.
const DEEPEST: usize = 8;

/// Everything that a command line runs, as far as it can be told.
pub struct Finder<'a> {
    pub scripts: &'a Scripts<'a>,
    pub variables: &'a Variables,
    pub sources: &'a mut Sources,
}

impl Finder<'_> {
    pub fn find(&mut self, words: &[Word]) -> Vec<Found> {
        let mut found = Vec::new();
        self.unwrap(words, Effects::default(), 0, true, &mut found);
        found
    }

    fn unwrap(&mut self, words: &[Word], mut effects: Effects, depth: usize, follow: bool, found: &mut Vec<Found>) {
        let Some((program, rest)) = words.split_first() else { return };
        let end = words.last().map_or(program.span.end, |word| word.span.end);
        let span = Span::new(program.span.start, end.max(program.span.start));
        let mut push = |what, effects| found.push(Found { what, effects, span });
        if depth > DEEPEST {
            return push(What::Opaque("too many commands in commands".into()), effects);
        }
        let name = program.as_str().rsplit('/').next().unwrap_or_default();
        match name {
            "podman" | "docker" => {
                let call = podman::parse(rest);
                let tool = if name == "podman" { Tool::Podman } else { Tool::Docker };
                if call.action == Action::Other("compose".into()) {
                    let compose = compose::parse(tool, &call.arguments);
                    return push(compose.map_or(What::Other, What::Compose), effects);
                }
                return push(if tool == Tool::Podman { What::Podman(call) } else { What::Docker(call) }, effects);
            }
            // Copies images between registries.
            "skopeo" => return push(What::Other, effects),
            "podman-compose" | "docker-compose" => {
                let tool = if name == "podman-compose" { Tool::Podman } else { Tool::Docker };
                return push(compose::parse(tool, rest).map_or(What::Other, What::Compose), effects);
            }
            "sh" | "bash" | "dash" | "ash" => return self.shell(rest, effects, span, depth, follow, found),
            _ => {}
        }
        let inner = match name {
            "env" => env(rest, &mut effects),
            "nice" => options(rest, &["-n", "--adjustment"]),
            "ionice" => options(rest, &["-c", "-n", "--class", "--classdata"]),
            "chrt" => operand(options(rest, &["-T", "-P", "-D"])),
            "timeout" => operand(options(rest, &["-k", "-s", "--kill-after", "--signal"])),
            "stdbuf" => options(rest, &["-i", "-o", "-e"]),
            "flock" => operand(options(rest, &["-w", "-E", "--timeout", "--wait", "--conflict-exit-code"])),
            "systemd-inhibit" | "systemd-cat" => {
                options(rest, &["-t", "-p", "--what", "--who", "--why", "--mode", "--identifier", "--priority"])
            }
            "xargs" => options(
                rest,
                &[
                    "-n",
                    "-I",
                    "-L",
                    "-P",
                    "-d",
                    "-s",
                    "-E",
                    "--max-args",
                    "--replace",
                    "--max-procs",
                    "--delimiter",
                    "--max-lines",
                ],
            ),
            "nohup" | "setsid" | "exec" | "catatonit" | "dumb-init" | "tini" => options(rest, &[]),
            "sudo" => sudo(rest, program, &mut effects),
            "doas" => {
                effects.lost.get_or_insert(program.span);
                effects.user = option_value(rest, "-u").or_else(|| Some(Word::plain("root")));
                options(rest, &["-u", "-C"])
            }
            "runuser" | "su" => match switch_user(name, rest, program, &mut effects) {
                Switched::Command(inner) => inner,
                Switched::Shell(script) => return self.script(&script, effects, span, depth, follow, found),
                Switched::Nothing => None,
            },
            "machinectl" | "systemd-run" if mentions_podman(rest) => {
                return push(What::Opaque(format!("`{name}` runs it in another unit or for another user")), effects)
            }
            _ => None,
        };
        if let Some(inner) = inner {
            return self.unwrap(inner, effects, depth + 1, follow, found);
        }
        if program.text.has_holes() {
            return push(What::Opaque(format!("`{}` is only known on the host", program.text.shown())), effects);
        }
        if let Some((path, text)) = (self.scripts)(program.as_str()) {
            if !follow {
                return push(What::Opaque(format!("`{path}` is run from another script")), effects);
            }
            let by = self.sources.add(&path, text.len());
            let text = Joined::of(&text, Span::new(0, text.len())).shifted(by);
            return self.script(&text, effects, span, depth, false, found);
        }
        let what = match mentions_podman(rest) {
            true => What::Opaque(format!("it is unknown what `{name}` does with its arguments")),
            false => What::Other,
        };
        push(what, effects);
    }

    /// `sh -c '…'`, or `sh script`.
    fn shell(
        &mut self,
        rest: &[Word],
        effects: Effects,
        span: Span,
        depth: usize,
        follow: bool,
        found: &mut Vec<Found>,
    ) {
        let mut command = false;
        let mut words = rest.iter();
        while let Some(word) = words.next() {
            let text = word.as_str();
            match text {
                "+o" => {
                    words.next();
                }
                _ if text.starts_with('-') && !text.starts_with("--") && text.len() > 1 => {
                    command |= text.contains('c');
                    if text.contains('o') {
                        words.next();
                    }
                }
                _ if text.starts_with("--") || text.starts_with('+') => {}
                _ if command => return self.script(&word.text, effects, span, depth, follow, found),
                _ => {
                    let mut line = vec![word.clone()];
                    line.extend(words.cloned());
                    return self.unwrap(&line, effects, depth + 1, follow, found);
                }
            }
        }
        found.push(Found { what: What::Other, effects, span });
    }

    fn script(
        &mut self,
        text: &Joined,
        effects: Effects,
        span: Span,
        depth: usize,
        follow: bool,
        found: &mut Vec<Found>,
    ) {
        let script = shell::read(text, self.variables);
        let before = found.len();
        for command in &script.commands {
            let mut effects = effects.clone();
            if let Some((_, value)) = command.environment.iter().find(|(name, _)| name == UNIT) {
                effects.set = Some(value.clone());
            }
            for (name, value) in &command.environment {
                effects.watch(name, value.span());
            }
            if !command.certain {
                effects.uncertain = command.words.first().map(|word| word.span);
            }
            self.unwrap(&command.words, effects, depth + 1, follow, found);
        }
        let container = |found: &Found| !matches!(found.what, What::Other);
        if found.len() == before || !found[before..].iter().any(container) {
            let what = match text.as_str().contains("podman") || text.has_holes() {
                true => What::Opaque("its script is beyond what can be read".into()),
                false => What::Other,
            };
            found.push(Found { what, effects, span });
        }
    }
}

impl Effects {
    fn watch(&mut self, name: &str, span: Span) {
        if WATCHED.contains(&name) {
            self.variables.insert(name.to_string(), span);
        }
    }
}

/// The variable that podman makes a label of.
pub const UNIT: &str = "PODMAN_SYSTEMD_UNIT";

fn mentions_podman(words: &[Word]) -> bool {
    words.iter().any(|word| word.as_str().contains("podman") || word.as_str().contains("docker"))
}

/// The words behind a wrapper's options; those of `with_value` take the next word.
fn options<'a>(words: &'a [Word], with_value: &[&str]) -> Option<&'a [Word]> {
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let text = word.as_str();
        match text {
            "--" => return words.get(at + 1..).filter(|rest| !rest.is_empty()),
            _ if with_value.contains(&text) => at += 2,
            _ if text.starts_with('-') && text.len() > 1 => at += 1,
            _ => break,
        }
    }
    words.get(at..).filter(|rest| !rest.is_empty())
}

/// The words behind the first one: `timeout 5m …`.
fn operand(words: Option<&[Word]>) -> Option<&[Word]> {
    words.and_then(|words| words.get(1..)).filter(|rest| !rest.is_empty())
}

fn option_value(words: &[Word], option: &str) -> Option<Word> {
    let at = words.iter().position(|word| word.as_str() == option)?;
    words.get(at + 1).cloned()
}

/// env(1): `-i`, `-u NAME`, both in one word, `NAME=VALUE`.
fn env<'a>(words: &'a [Word], effects: &mut Effects) -> Option<&'a [Word]> {
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let text = word.as_str();
        let mut lose = |name: &str| {
            if name == UNIT {
                effects.lost = Some(word.span);
                effects.set = None;
            }
        };
        match text {
            "-" | "--ignore-environment" => lose(UNIT),
            "--unset" => {
                lose(words.get(at + 1).map_or("", Word::as_str));
                at += 1;
            }
            "--chdir" => at += 1,
            _ if text.starts_with("--unset=") => lose(&text["--unset=".len()..]),
            _ if text.starts_with("--split-string") => return None,
            _ if text.starts_with("--") => {}
            _ if text.starts_with('-') => {
                for (place, c) in text.char_indices().skip(1) {
                    match c {
                        'i' => lose(UNIT),
                        'u' | 'C' => {
                            let value = &text[place + 1..];
                            if value.is_empty() {
                                at += 1;
                            }
                            if c == 'u' {
                                lose(if value.is_empty() { words.get(at).map_or("", Word::as_str) } else { value });
                            }
                            break;
                        }
                        // The rest of this word is a command line of its own.
                        'S' => return None,
                        _ => {}
                    }
                }
            }
            _ => match word.text.split_once('=') {
                Some((name, value)) if name.as_str() == UNIT => effects.set = Some(value),
                Some((name, _)) => effects.watch(name.as_str(), word.span),
                None => break,
            },
        }
        at += 1;
    }
    words.get(at..).filter(|rest| !rest.is_empty())
}

/// sudo(8), whose default is to reset the environment.
fn sudo<'a>(words: &'a [Word], program: &Word, effects: &mut Effects) -> Option<&'a [Word]> {
    const WITH_VALUE: &[&str] =
        &["-u", "-g", "-h", "-p", "-C", "-T", "-D", "-R", "-r", "-t", "-U", "--user", "--group"];
    let inner = options(words, WITH_VALUE)?;
    let own = words.get(..words.len() - inner.len()).unwrap_or_default();
    let kept = own.iter().any(|word| {
        let text = word.as_str();
        text == "-E" || text == "--preserve-env" || text.starts_with("--preserve-env=") && text.contains(UNIT)
    });
    if !kept {
        effects.lost = Some(program.span);
        effects.set = None;
    }
    let user = option_value(own, "-u").or_else(|| option_value(own, "--user"));
    let long = own.iter().find_map(|word| {
        let value = word.as_str().strip_prefix("--user=")?;
        Some(Word::of(word.text.slice(word.as_str().len() - value.len()..word.as_str().len())))
    });
    effects.user = user.or(long).or_else(|| Some(Word::of(Joined::made("root", program.span))));
    // `sudo NAME=VALUE command`
    let mut rest = inner;
    while let Some((first, behind)) = rest.split_first() {
        match first.text.split_once('=') {
            Some((name, value)) if !name.as_str().contains('/') => {
                if name.as_str() == UNIT {
                    effects.set = Some(value);
                }
                rest = behind;
            }
            _ => break,
        }
    }
    (!rest.is_empty()).then_some(rest)
}

enum Switched<'a> {
    Command(Option<&'a [Word]>),
    Shell(Joined),
    Nothing,
}

/// su(1) and runuser(1): `su - bob -c '…'`, `runuser -u bob -- podman …`.
fn switch_user<'a>(name: &str, words: &'a [Word], program: &Word, effects: &mut Effects) -> Switched<'a> {
    let login = words.iter().any(|word| matches!(word.as_str(), "-" | "-l" | "--login"));
    if login {
        effects.lost = Some(program.span);
        effects.set = None;
    }
    if name == "runuser" {
        if let Some(user) = option_value(words, "-u") {
            effects.user = Some(user);
            return Switched::Command(options(words, &["-u"]));
        }
    }
    let command = option_value(words, "-c").or_else(|| option_value(words, "--command"));
    let is_operand = |word: &&Word| {
        !word.as_str().starts_with('-') && command.as_ref().is_none_or(|command| command.span != word.span)
    };
    effects.user =
        words.iter().find(is_operand).cloned().or_else(|| Some(Word::of(Joined::made("root", program.span))));
    match command {
        Some(command) => Switched::Shell(command.text),
        None => Switched::Nothing,
    }
}

/// Splits a text that stands nowhere; for tests and tools.
pub fn words_of(text: &str) -> Vec<Word> {
    words::split(&Joined::of(text, Span::new(0, text.len())), Flavour::Exec).words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<Found> {
        let scripts = |path: &str| match path {
            "/opt/start.sh" => {
                Some(("deploy/start.sh".to_string(), "set -e\nexec podman run --rm quay.io/a/b\n".into()))
            }
            "/opt/nested.sh" => Some(("deploy/nested.sh".to_string(), "/opt/start.sh\n".into())),
            _ => None,
        };
        let mut sources = Sources::default();
        sources.add("foo.service", text.len());
        let variables = Variables::new();
        let mut finder = Finder { scripts: &scripts, variables: &variables, sources: &mut sources };
        finder.find(&words_of(text))
    }

    #[track_caller]
    fn image(text: &str, expected: &str) -> Effects {
        let found = found(text);
        let call = found.iter().find_map(|found| match &found.what {
            What::Podman(call) => Some((call.clone(), found.effects.clone())),
            _ => None,
        });
        let (call, effects) = call.unwrap_or_else(|| panic!("no podman in {text}: {found:?}"));
        assert_eq!(call.image.map(|image| image.as_str().to_string()).as_deref(), Some(expected), "{text}");
        effects
    }

    #[test]
    fn wrappers_are_taken_off() {
        for wrapper in [
            "",
            "/usr/bin/env",
            "env A=b",
            "nice -n 5",
            "ionice -c 2 -n 7",
            "timeout -k 5 1h",
            "nohup",
            "env -u X nice",
            "systemd-inhibit --why=x",
            "flock -n /run/x",
            "setsid -f",
        ] {
            let effects = image(&format!("{wrapper} /usr/bin/podman run --rm x"), "x");
            assert_eq!(effects, Effects::default(), "{wrapper}");
        }
    }

    #[test]
    fn shells_and_scripts_are_read() {
        assert_eq!(image("/bin/sh -c 'exec podman run --rm x'", "x"), Effects::default());
        assert_eq!(image("bash -euo pipefail -c 'podman run --rm x'", "x"), Effects::default());
        let runs = |text: &str| found(text).iter().map(|found| found.effects.uncertain.is_none()).collect::<Vec<_>>();
        assert_eq!(runs("/bin/sh -c 'podman pull x && podman run x'"), [true, true]);
        assert_eq!(runs("/bin/sh -c 'podman start x || podman run x'"), [true, false]);
        image("/opt/start.sh", "quay.io/a/b");
        image("/bin/bash /opt/start.sh", "quay.io/a/b");
    }

    #[test]
    fn what_cannot_be_read_is_opaque() {
        for text in ["/opt/nested.sh", "machinectl shell bob@ podman run x", "/opt/x podman run y"] {
            assert!(found(text).iter().all(|found| matches!(found.what, What::Opaque(_))), "{text}");
        }
        assert!(matches!(found("/usr/sbin/nginx -g x")[0].what, What::Other));
        assert!(matches!(found("docker run x")[0].what, What::Docker(_)));
        for text in ["podman-compose up", "podman compose -f x up -d", "docker compose up", "docker-compose up"] {
            assert!(matches!(found(text)[0].what, What::Compose(_)), "{text}");
        }
    }

    #[test]
    fn environments_are_followed() {
        assert!(image("env -i PATH=/bin podman run x", "x").lost.is_some());
        assert!(image("env -u PODMAN_SYSTEMD_UNIT podman run x", "x").lost.is_some());
        let set = image("env -i PODMAN_SYSTEMD_UNIT=a.service podman run x", "x").set.unwrap();
        assert_eq!(set.as_str(), "a.service");
        assert!(image("sudo podman run x", "x").lost.is_some());
        assert!(image("sudo -E podman run x", "x").lost.is_none());
        assert!(image("sh -c 'PODMAN_SYSTEMD_UNIT=x.service podman run x'", "x").set.is_some());
    }

    #[test]
    fn other_users_are_noticed() {
        let user = |text: &str| image(text, "x").user.map(|user| user.as_str().to_string());
        assert_eq!(user("sudo -u bob podman run x").as_deref(), Some("bob"));
        assert_eq!(user("sudo --user=bob podman run x").as_deref(), Some("bob"));
        assert_eq!(user("sudo podman run x").as_deref(), Some("root"));
        assert_eq!(user("runuser -u bob -- podman run x").as_deref(), Some("bob"));
        assert_eq!(user("su - bob -c 'podman run x'").as_deref(), Some("bob"));
        assert_eq!(user("podman run x"), None);
    }
}
