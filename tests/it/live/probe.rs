//! The script that looks at a host, with stand-ins of what it asks there.

use std::fs;
use std::path::Path;

use super::executable;
use crate::support::Sandbox;

/// The probe's own words on a host with stand-ins, in one shell.
fn probe(shell: &[&str], script: &str, names: &[&str], command: Option<&str>) -> (i32, String) {
    probe_as(None, shell, script, names, command)
}

/// The same, logged in as the user of that number, else as ourselves.
fn probe_as(uid: Option<&str>, shell: &[&str], script: &str, names: &[&str], command: Option<&str>) -> (i32, String) {
    const SYSTEMCTL: &str = r#"#!/bin/sh
case " $* " in
*' --version '*) echo 'systemd 252 (252.39-1~deb12u1)' ;;
*' --user '*) echo 'Failed to connect to bus: No medium found' >&2; exit 1 ;;
*auto-update.timer*) printf 'LoadState=loaded\nActiveState=active\nUnitFileState=enabled\n' ;;
*auto-update.service*) printf 'LoadState=loaded\nResult=success\nExecMainStatus=0\n' ;;
*MainPID*) echo MainPID=77 ;;
*gone.service*) printf 'Id=gone.service\nLoadState=not-found\nActiveState=inactive\n' ;;
*) printf 'Id=widget.service\nLoadState=loaded\nActiveState=active\nSubState=running\nFragmentPath=%s/widget.service\nDropInPaths=%s/10.conf\n' "$UNITS" "$UNITS" ;;
esac
"#;
    const PODMAN: &str = r#"#!/bin/sh
echo "podman $*" >>"$UNITS/asked"
case " $* " in
*' version '*) echo 4.3.1 ;;
*' ps '*none*) ;;
*' ps '*) echo 8a52 ;;
*'{{.Image}}'*) echo abc123 ;;
*' container inspect '*) printf '{"Name":"widget","ImageName":"q","Status":"running","Labels":{}}\n' ;;
*' image inspect '*) echo 'WARN[0000] odd' >&2; printf '{"Digest":"sha256:aa","RepoDigests":["q@sha256:aa"]}\n' ;;
*auto-update*) echo 'Error: invalid auto-update policy' >&2; exit 125 ;;
esac
"#;
    let host = Sandbox::new();
    host.write("bin/systemctl", SYSTEMCTL);
    host.write("bin/podman", PODMAN);
    // Not always: busybox has an `id` of its own.
    if let Some(uid) = uid {
        host.write("bin/id", format!("#!/bin/sh\necho {uid}\n"));
        executable(&host.at("bin/id"));
    }
    ["bin/systemctl", "bin/podman"].iter().for_each(|program| executable(&host.at(program)));
    // A unit that looks like the probe's own answer.
    host.write("widget.service", "[Service]\nExecStart=x\n@ end\n= 0\nxtask-probe end");
    host.write("10.conf", b"[Service]\n# a\\tb \xff\n");
    host.write("script", script);
    let before = host.files().len();
    let mut ran = std::process::Command::new(shell[0]);
    ran.args(&shell[1..]).arg(host.at("script")).args(names).current_dir(host.path());
    ran.env("PATH", format!("{}:/usr/bin:/bin", host.at("bin").display()))
        .env("UNITS", host.path())
        .env("LC_ALL", "de_DE.UTF-8");
    if let Some(command) = command {
        ran.env("SSH_ORIGINAL_COMMAND", command);
    }
    let ran = ran.output().expect("a shell");
    assert!(host.files().len() <= before + 1, "nothing is written but the stand-in's own list");
    let asked = fs::read_to_string(host.at("asked")).unwrap_or_default();
    assert!(!asked.contains("Env") && !asked.contains("Command") && !asked.contains("Cmd"), "{asked}");
    (
        ran.status.code().unwrap_or(-1),
        String::from_utf8_lossy(&ran.stdout).replace(&*host.path().to_string_lossy(), "/etc"),
    )
}

#[test]
fn the_probe_says_the_same_in_every_shell() {
    use prodproof_live::call::Outcome;
    use prodproof_live::host::{probe as ask, Update};
    let names = ["widget.service", "gone.service", "-x", "a;touch pwned", "$(id)"];
    let (code, said) = probe(&["/bin/sh"], ask::SCRIPT, &names, None);
    assert_eq!(code, 0);
    for shell in [&["bash", "--posix"][..], &["bash"], &["dash"], &["busybox", "sh"]] {
        let there = ["/usr/bin", "/bin"].iter().any(|folder| Path::new(folder).join(shell[0]).exists());
        if there {
            assert_eq!(probe(shell, ask::SCRIPT, &names, None).1, said, "{shell:?}");
        }
    }
    let host = ask::read(&Outcome::ended(0, &said, "")).expect("an answer");
    // Whoever is not root has a manager of their own, which is silent here.
    let asked = if host.root { &["gone.service", "widget.service"][..] } else { &["widget.service"] };
    assert_eq!(host.units.keys().collect::<Vec<_>>(), asked, "nothing else is asked");
    let widget = &host.units["widget.service"];
    assert_eq!(
        widget.texts.iter().map(|one| one.path.as_str()).collect::<Vec<_>>(),
        ["/etc/widget.service", "/etc/10.conf"]
    );
    assert!(widget.texts[0].text.as_deref().is_some_and(|text| text.ends_with("xtask-probe end\n")));
    assert_eq!(widget.containers[0].digests, ["sha256:aa"]);
    assert_eq!(host.update, Update::Fails("Error: invalid auto-update policy".into()));
}

/// A user may have units that only their own manager knows, and here it does not answer.
#[test]
fn what_a_silent_manager_may_have_is_not_called_missing() {
    use prodproof_live::call::Outcome;
    use prodproof_live::host::probe as ask;
    for (uid, known) in [("0", &["gone.service", "widget.service"][..]), ("1001", &["widget.service"])] {
        let (_, said) = probe_as(Some(uid), &["/bin/sh"], ask::SCRIPT, &["widget.service", "gone.service"], None);
        let host = ask::read(&Outcome::ended(0, &said, "")).expect("an answer");
        assert_eq!(host.units.keys().collect::<Vec<_>>(), known, "as {uid}");
    }
}

#[test]
fn the_installed_probe_does_nothing_else() {
    use prodproof_live::host::probe as ask;
    let installed = Sandbox::new().xtask(&["live", "--print-probe"]).expect(0).stdout;
    assert!(installed.contains("restrict,command=\"/usr/local/libexec/xtask-probe\""), "{installed}");
    let (_, said) = probe(&["/bin/sh"], ask::SCRIPT, &["widget.service"], None);
    let (code, same) = probe(&["/bin/sh"], &installed, &[], Some("sh -s -- 'widget.service'"));
    assert_eq!((code, same), (0, said));
    for command in ["rm -rf /", "sh -c id", "", "sh -s -- 'x'; touch pwned", "sh -s -- $(touch pwned)", "sh -s -- '*'"]
    {
        let (code, said) = probe(&["/bin/sh"], &installed, &[], Some(command));
        // Words behind the names are names as well; what runs is the script alone.
        let asks = command.starts_with("sh -s -- ");
        assert!(asks || !said.contains("@ unit"), "{command}: {said}");
        assert!(!said.contains("uid="), "{command}: {said}");
        assert_eq!(code == 0, command.is_empty() || asks, "{command}");
    }
}
