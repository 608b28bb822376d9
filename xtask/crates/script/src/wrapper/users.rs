//! Wrappers that change the environment or the user: env, sudo, su and their kind.

use super::{command, Change, Options, Runs};

/// Whether the text is `NAME=VALUE`.
fn is_assignment(text: &str) -> bool {
    let name = text.split_once('=').map_or("", |(name, _)| name);
    !name.is_empty() && name.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'_')
}

/// Behind `NAME=VALUE` arguments.
pub(super) fn assignments(arguments: &[&str], mut at: usize, changes: &mut Vec<Change>) -> usize {
    while arguments.get(at).is_some_and(|text| is_assignment(text)) {
        changes.push(Change::Set(at));
        at += 1;
    }
    at
}

/// env(1): `-i`, `-u NAME`, both in one word, `NAME=VALUE`.
pub(super) fn env(arguments: &[&str], changes: &mut Vec<Change>) -> Runs {
    let mut at = 1;
    while let Some(text) = arguments.get(at).filter(|text| text.starts_with('-')) {
        at += 1;
        match *text {
            "--" => break,
            "-" | "--ignore-environment" => changes.push(Change::Cleared(at - 1)),
            "--unset" => {
                changes.push(Change::Unset(at, 0));
                at += 1;
            }
            "--chdir" => at += 1,
            _ if text.starts_with("--unset=") => changes.push(Change::Unset(at - 1, "--unset=".len())),
            _ if text.starts_with("--split-string") => return Runs::Unread(at - 1),
            _ if text.starts_with("--") => {}
            _ => {
                for (place, c) in text.char_indices().skip(1) {
                    let is_last = place + 1 == text.len();
                    match c {
                        'i' => changes.push(Change::Cleared(at - 1)),
                        'u' if is_last => changes.push(Change::Unset(at, 0)),
                        'u' => changes.push(Change::Unset(at - 1, place + 1)),
                        // The rest of this word is a command line of its own.
                        'S' => return Runs::Unread(at - 1),
                        _ => {}
                    }
                    if matches!(c, 'u' | 'C' | 'P') {
                        at += usize::from(is_last);
                        break;
                    }
                }
            }
        }
    }
    let at = assignments(arguments, at, changes);
    command(arguments, at)
}

const SUDO: &[&str] = &[
    "u",
    "g",
    "h",
    "p",
    "C",
    "T",
    "D",
    "R",
    "r",
    "t",
    "U",
    "user",
    "group",
    "host",
    "prompt",
    "chdir",
    "chroot",
    "close-from",
    "command-timeout",
    "role",
    "type",
    "other-user",
];

/// sudo(8), whose default is to reset the environment.
pub(super) fn sudo(arguments: &[&str], changes: &mut Vec<Change>) -> Runs {
    let options = Options::read(arguments, SUDO);
    match options.value(&["preserve-env"]) {
        Some(list) => changes.push(Change::ClearedBut(list.0, list.1)),
        None if options.has(&["E", "preserve-env"]) => {}
        None => changes.push(Change::Cleared(0)),
    }
    changes.push(Change::User(options.value(&["u", "user"])));
    let at = assignments(arguments, options.end, changes);
    command(arguments, at)
}

/// su(1) and runuser(1): `su - bob -c '…'`, `runuser -u bob -- podman …`.
pub(super) fn switch_user(program: &str, arguments: &[&str], changes: &mut Vec<Change>) -> Runs {
    if arguments.iter().any(|text| matches!(*text, "-" | "-l" | "--login")) {
        changes.push(Change::Cleared(0));
    }
    const WITH_VALUE: &[&str] = &["u", "user", "g", "group", "G", "supp-group", "c", "command", "s", "shell", "w"];
    let options = Options::read(arguments, WITH_VALUE);
    if let (true, Some(user)) = (program == "runuser", options.value(&["u", "user"])) {
        changes.push(Change::User(Some(user)));
        return command(arguments, options.end);
    }
    // Its options may stand behind the user, too.
    let behind = arguments.iter().position(|text| matches!(*text, "-c" | "--command")).map(|at| at + 1);
    let text = behind.filter(|at| *at < arguments.len());
    let is_operand = |(at, word): &(usize, &&str)| !word.starts_with('-') && Some(*at) != text;
    let user = arguments.iter().enumerate().skip(1).find(is_operand);
    changes.push(Change::User(user.map(|(at, _)| (at, 0))));
    text.map_or(Runs::Nothing, Runs::Shell)
}
