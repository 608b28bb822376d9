//! Which commands start no container, whatever their arguments say.
//! Must not know what a unit is.

use prodproof_syntax::words::Word;

/// Programs that start no other, whatever their arguments say (GNU coreutils, grep,
/// shadow, util-linux, SELinux' and systemd's own): `usermod -aG docker` runs no container.
pub(super) const RUNS_NOTHING: [&str; 44] = [
    "[",
    "basename",
    "cat",
    "chcon",
    "chgrp",
    "chmod",
    "chown",
    "cp",
    "cut",
    "dirname",
    "echo",
    "egrep",
    "fgrep",
    "getent",
    "gpasswd",
    "grep",
    "groupadd",
    "groupdel",
    "groupmod",
    "head",
    "id",
    "install",
    "ln",
    "logger",
    "ls",
    "mkdir",
    "modprobe",
    "mv",
    "printf",
    "restorecon",
    "rm",
    "rmdir",
    "semanage",
    "setfacl",
    "setsebool",
    "stat",
    "tail",
    "tee",
    "test",
    "touch",
    "useradd",
    "userdel",
    "usermod",
    "wc",
];

/// Whether an argument names the program, alone, by its path or in a command line:
/// `^docker:` and `docker.service` do not.
pub(super) fn mentions_podman(words: &[Word]) -> bool {
    let is_name = |part: &str| matches!(part.rsplit('/').next(), Some("podman" | "docker"));
    let apart = |c: char| c.is_whitespace() || "'\"`;&|()=".contains(c);
    words.iter().any(|word| word.as_str().split(apart).any(is_name))
}
