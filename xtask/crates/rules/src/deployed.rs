//! The unit's files as they are on a host: what they come to by the model that judges the
//! repository's, and how they differ from those.

use similar::{ChangeTag, TextDiff};

use crate::repo::Repo;
use crate::rules;
use prodproof_deployment::ToldOfUnits;
use prodproof_live::host::{HostFile, HostUnit};
use prodproof_live::link::Deployed;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::snapshot::{File, Snapshot};

/// Judges the files on the host in place of the repository's at `path`. `None` where the
/// host's could not be read.
pub fn deployed(repo: &Repo, path: &str, scope: &HostUnit) -> Option<Deployed> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let is_own = |one: &&HostFile| one.path.rsplit('/').next() == Some(name);
    // Of a Quadlet file the source; of a plain unit the fragment. Whatever else systemd
    // shows was made of it.
    let main = scope.texts.iter().find(is_own)?;
    let text = main.text.as_deref()?;
    let mut snapshot = Snapshot::clone(&repo.snapshot);
    let folder = format!("{path}.d/");
    snapshot.files.retain(|one, _| !one.starts_with(&folder));
    snapshot.files.insert(path.to_string(), File::Text(text.to_string()));
    for one in scope.texts.iter().filter(|one| one.path.ends_with(".conf")) {
        let file = one.path.rsplit('/').next().unwrap_or_default();
        let in_folder = one.path.rsplit('/').nth(1).is_some_and(|folder| folder.ends_with(".d"));
        if let (true, Some(text)) = (in_folder, &one.text) {
            snapshot.files.insert(format!("{folder}{file}"), File::Text(text.clone()));
        }
    }
    let all = prodproof_deployment::deployments_with(&snapshot, ToldOfUnits { named: &[path], built: &[] });
    let own: Vec<_> = all.iter().filter(|one| one.path == path).collect();
    let arrives = own
        .iter()
        .map(|one| one.arrives())
        .fold(None, |known: Option<Answer>, own| Some(known.map_or(own, |known| known.and(own))));
    let decided = own.iter().flat_map(|one| &one.reasons).filter(|reason| reason.answer != Answer::Yes);
    let mut reasons: Vec<String> = decided.map(|reason| rules::unit::finding(reason).message.into()).collect();
    reasons.dedup();
    if arrives.is_none() {
        reasons.push("the file there runs no image".into());
    }
    Some(Deployed {
        arrives: arrives.unwrap_or(Answer::Unknown),
        reasons,
        by_own_timer: !own.is_empty() && own.iter().all(|one| one.delivered.is_some()),
        drift: drift(repo.snapshot.text(path), text, &main.path, path),
    })
}

/// A diff from the repository's file to the host's, where they mean different things:
/// comments, blank lines and blanks at an end do not count. `None` where nothing differs,
/// or where the repository's is filled in before it is installed.
fn drift(own: Option<&str>, host: &str, host_path: &str, path: &str) -> Option<String> {
    let own = own?;
    let filled = ["{{", "${", "@@", "<%"].iter().any(|mark| own.contains(mark) && !host.contains(mark));
    if filled || meant(own) == meant(host) {
        return None;
    }
    let (old, new) = (meant(own).join("\n") + "\n", meant(host).join("\n") + "\n");
    let diff = TextDiff::from_lines(&old, &new);
    let mut out = format!("--- {path}\n+++ {host_path} (there)\n");
    for change in diff.iter_all_changes() {
        let sign = match change.tag() {
            ChangeTag::Delete => '-',
            ChangeTag::Insert => '+',
            ChangeTag::Equal => continue,
        };
        out.push_str(&format!("{sign}{}\n", without_values(change.value().trim_end())));
    }
    Some(out)
}

fn meant(text: &str) -> Vec<&str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with(['#', ';'])).collect()
}

/// A line without what may be a secret: the values of the environment.
fn without_values(line: &str) -> String {
    let is_environment = line.starts_with("Environment=") || line.starts_with("Secret=");
    let mut out: Vec<String> = Vec::new();
    let mut hide_next = false;
    for word in line.split(' ') {
        let option = matches!(word, "-e" | "--env" | "--secret" | "--creds");
        let assigned = ["--env=", "-e=", "--creds=", "--secret=", "Environment=", "Secret="];
        let head = assigned.iter().find(|head| word.starts_with(**head));
        let shown = match (hide_next || is_environment || head.is_some(), word) {
            (false, _) => word.to_string(),
            (true, _) => {
                let start = head.map_or(0, |head| head.len());
                match word[start..].split_once('=') {
                    Some((name, _)) => format!("{}{name}=…", &word[..start]),
                    None if start > 0 || hide_next => format!("{}…", &word[..start]),
                    None => "…".to_string(),
                }
            }
        };
        out.push(shown);
        hide_next = option;
    }
    out.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use prodproof_live::host::systemd::State;
    use prodproof_live::host::Manager;
    use prodproof_syntax::snapshot::Facts;
    use time::{Date, Month};

    const UNIT: &str = "\
[Service]
Type=notify
NotifyAccess=all
Restart=always
ExecStart=/usr/bin/podman run --rm --replace -d --sdnotify=conmon --cgroups=no-conmon --name widget --label io.containers.autoupdate=registry --label PODMAN_SYSTEMD_UNIT=%n quay.io/acme/widget:latest
[Install]
WantedBy=default.target
";

    fn scope(texts: &[(&str, &str)]) -> HostUnit {
        HostUnit {
            manager: Manager::System,
            state: State::read("LoadState=loaded\n").expect("a state"),
            texts: texts
                .iter()
                .map(|(path, text)| HostFile { path: path.to_string(), text: Some(text.to_string()) })
                .collect(),
            timer: None,
            updater: None,
            podman: true,
            containers: Vec::new(),
        }
    }

    fn repo() -> Repo {
        let today = Date::from_calendar_date(2026, Month::March, 1).unwrap();
        Repo::new(Snapshot::of(&[("deploy/widget.service", UNIT)], Facts::unknown("widget", today)))
    }

    fn judged(texts: &[(&str, &str)]) -> Deployed {
        deployed(&repo(), "deploy/widget.service", &scope(texts)).expect("read")
    }

    const THERE: &str = "/etc/systemd/system/widget.service";

    #[test]
    fn the_same_file_is_no_drift() {
        let same = judged(&[(THERE, &format!("# installed by hand\n\n{UNIT}"))]);
        assert_eq!((same.arrives, same.drift), (Answer::Yes, None));
    }

    #[test]
    fn a_unit_without_labels_there_is_not_pulled() {
        let old = UNIT.replace("--label io.containers.autoupdate=registry --label PODMAN_SYSTEMD_UNIT=%n ", "");
        let old = judged(&[(THERE, &old)]);
        assert_eq!(old.arrives, Answer::No);
        let drift = old.drift.expect("another file");
        assert!(drift.contains("--name widget --label io.containers.autoupdate"), "{drift}");
        assert!(drift.contains("--name widget quay.io/acme/widget:latest"), "{drift}");
    }

    #[test]
    fn a_drop_in_there_counts() {
        let drop_in = "[Service]\nExecStart=\nExecStart=/usr/bin/podman run --rm quay.io/acme/widget:1.0\n";
        let with = judged(&[(THERE, UNIT), ("/etc/systemd/system/widget.service.d/10.conf", drop_in)]);
        assert_eq!((with.arrives, with.drift), (Answer::No, None));
    }

    #[test]
    fn files_that_could_not_be_read_are_not_judged() {
        let repo = repo();
        assert_eq!(deployed(&repo, "deploy/widget.service", &scope(&[])), None);
        let mut unread = scope(&[(THERE, "")]);
        unread.texts[0].text = None;
        assert_eq!(deployed(&repo, "deploy/widget.service", &unread), None);
    }

    #[test]
    fn values_of_the_environment_are_not_shown() {
        for (line, shown) in [
            ("Environment=TOKEN=geheim", "Environment=TOKEN=…"),
            ("Environment=A=b \"C=d e\"", "Environment=A=… \"C=… …"),
            ("ExecStart=podman run -e TOKEN=geheim --env=A=b img", "ExecStart=podman run -e TOKEN=… --env=A=… img"),
            ("ExecStart=podman run --creds=u:p img", "ExecStart=podman run --creds=… img"),
        ] {
            assert_eq!(without_values(line), shown);
        }
    }
}
