//! The script that looks at units on a host: one text, whatever is asked. It is POSIX sh,
//! reads only, and gets the names of units as arguments.

use super::frame;
use super::{Address, SeenHost, Unit};
use crate::call::{Call, Outcome, Program};
use crate::trouble::{last_line, said, Trouble, TroubleKind};

/// What travels on standard input.
pub const SCRIPT: &str = include_str!("../../scripts/probe.sh");

/// The same as a file for a forced command.
pub fn installed() -> String {
    format!("{}\n{SCRIPT}", include_str!("../../scripts/installed.sh"))
}

pub fn call(address: &Address, units: &[Unit]) -> Call {
    let words: Vec<String> = units.iter().map(Unit::quoted).collect();
    address.run(SCRIPT, &words)
}

/// What the host says of the units, or why nothing is known.
pub fn read(outcome: &Outcome) -> Result<SeenHost, Trouble> {
    let said = said(Program::Ssh, outcome)?;
    let text = String::from_utf8_lossy(said.stdout);
    match frame::sections(&text) {
        Some(sections) => Ok(SeenHost::read(&sections)),
        // ssh's own exit code; anything else is the script's, which ends well.
        None if said.code == 255 => Err(Trouble::new(Program::Ssh, refusal(&said.stderr))),
        None if said.code != 0 => {
            Err(Trouble::new(Program::Ssh, TroubleKind::Failed { code: said.code, words: last_line(&said.stderr) }))
        }
        None => Err(Trouble::garbled(Program::Ssh, "answer of the probe")),
    }
}

/// How ssh, the resolver and the kernel say that nobody is there, or has gone.
const UNREACHABLE: &[&str] = &[
    "Could not resolve hostname",
    "Connection closed",
    "Connection refused",
    "Connection reset",
    "Connection timed out",
    "Network is unreachable",
    "No route to host",
    "Operation timed out",
    "Broken pipe",
    "banner exchange",
    "kex_exchange_identification",
    "not responding",
];

/// What ssh's words mean (OpenSSH `sshconnect.c`, `ssh.c`).
fn refusal(stderr: &str) -> TroubleKind {
    let says = |one: &str| stderr.contains(one);
    if says("REMOTE HOST IDENTIFICATION HAS CHANGED") || says("host key for") && says("has changed") {
        TroubleKind::ChangedHostKey
    } else if says("Host key verification failed") || says("host key is known for") {
        TroubleKind::UnknownHostKey
    } else if says("Permission denied") || says("Too many authentication failures") {
        TroubleKind::NotLoggedIn
    } else if UNREACHABLE.iter().any(|one| says(one)) {
        TroubleKind::Unreachable(last_line(stderr))
    } else {
        TroubleKind::Failed { code: 255, words: last_line(stderr) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Written by hand after OpenSSH 9.2p1.
    #[test]
    fn how_ssh_fails() {
        for (stderr, kind) in [
            (
                "No ED25519 host key is known for [127.0.0.1]:22422 and you have requested strict checking.\r\nHost key verification failed.\r\n",
                TroubleKind::UnknownHostKey,
            ),
            (
                "@@@@@\r\n@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\r\n@@@@@\r\nHost key verification failed.\r\n",
                TroubleKind::ChangedHostKey,
            ),
            ("root@127.0.0.1: Permission denied (publickey).\r\n", TroubleKind::NotLoggedIn),
            (
                "ssh: connect to host 127.0.0.1 port 9: Connection refused\r\n",
                TroubleKind::Unreachable("ssh: connect to host 127.0.0.1 port 9: Connection refused".into()),
            ),
        ] {
            let read = read(&Outcome::ended(255, "", stderr)).map(|_| ());
            assert_eq!(read, Err(Trouble::new(Program::Ssh, kind)), "{stderr}");
        }
    }

    #[test]
    fn an_answer_that_is_none() {
        let half = Outcome::ended(0, "xtask-probe 1\n@ uid\n|0\n", "");
        assert_eq!(read(&half).map(|_| ()), Err(Trouble::garbled(Program::Ssh, "answer of the probe")));
        let refused = Outcome::ended(1, "", "this key only asks for units: sh -s -- NAME…\n");
        assert!(matches!(read(&refused), Err(Trouble { kind: TroubleKind::Failed { code: 1, .. }, .. })));
    }

    #[test]
    fn names_travel_as_data() {
        let units = [Unit::new("widget.service").expect("a unit"), Unit::new(r"a\x2db.service").expect("a unit")];
        let call = call(&Address::new("web1").expect("an address"), &units);
        assert!(call.args.join(" ").ends_with(r"web1 sh -s -- 'widget.service' 'a\x2db.service'"));
        assert_eq!(call.input.as_deref(), Some(SCRIPT));
        assert!(!SCRIPT.contains("widget"), "the script knows no name");
    }

    #[test]
    fn the_installed_probe_is_the_same_script() {
        assert!(installed().starts_with("#!/bin/sh\n") && installed().ends_with(SCRIPT));
    }
}
