//! `live --wait` at a real terminal: what is drawn, at which width, and what is left when it is
//! ended in the midst of a question. Skipped where there is no Python, whose `pty` is used.

use std::process::Command;

use super::failures::left_behind;
use super::{going, World};
use crate::support::{home, Ran};

/// Where Python is, whichever way it is started; `None` where it is not.
fn python() -> Option<String> {
    let ran = Command::new("python3").args(["-c", "import pty, sys; print(sys.executable)"]).output().ok()?;
    Some(String::from_utf8(ran.stdout).ok()?.trim().to_string()).filter(|path| ran.status.success() && !path.is_empty())
}

/// A command at a terminal of so many columns and rows; `None` where that cannot be tried.
fn at_terminal(world: &World, size: (usize, usize), actions: &str, line: &str) -> Option<Ran> {
    let Some(python) = python() else {
        eprintln!("skipped: no python3");
        return None;
    };
    let pty = home().join("tests/it/live/at_terminal.py");
    let (columns, rows) = size;
    let ran = world.sh(&format!("{python} {} {columns} {rows} '{actions}' {line}", pty.display()));
    Some(ran.expect(0))
}

/// What stands on a terminal after all of this was sent to it: every line that was ever
/// written and not taken away.
fn screen(sent: &str, size: (usize, usize)) -> Vec<String> {
    let (columns, rows) = size;
    let mut lines: Vec<Vec<char>> = vec![Vec::new()];
    let (mut row, mut column) = (0_usize, 0_usize);
    let mut chars = sent.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => column = 0,
            '\n' => row += 1,
            '\u{1b}' => {
                assert_eq!(chars.next(), Some('['), "{sent:?}");
                let mut count = String::new();
                let verb = loop {
                    match chars.next().expect("an end") {
                        digit @ ('0'..='9' | ';') => count.push(digit),
                        verb => break verb,
                    }
                };
                match verb {
                    // Not above what is seen.
                    'A' => {
                        let top = lines.len().saturating_sub(rows);
                        row = row.saturating_sub(count.parse().unwrap_or(1)).max(top);
                    }
                    'J' => {
                        lines.truncate(row + 1);
                        lines[row].truncate(column);
                    }
                    'm' => {}
                    other => panic!("a terminal is told {other}: {sent:?}"),
                }
            }
            c => {
                if column == columns {
                    (row, column) = (row + 1, 0);
                }
                while lines.len() <= row {
                    lines.push(Vec::new());
                }
                let line = &mut lines[row];
                while line.len() <= column {
                    line.push(' ');
                }
                line[column] = c;
                column += 1;
            }
        }
        while lines.len() <= row {
            lines.push(Vec::new());
        }
    }
    lines.iter().map(|line| line.iter().collect::<String>().trim_end().to_string()).collect()
}

const REPORT: [&str; 6] = [
    "merge     ✓ 860c190 \"sign the OAuth state\", main, 2 h ago",
    "run       ✓ Build and Push Container #412 succeeded 1 h 55 min ago",
    "registry  ✓ quay.io/acme/widget:latest is of 860c190",
    "host      ✓ deploy@web1.example.com:22422: widget runs 860c190, since 22:12 UTC",
    "site      ✓ https://widget.example.com tells 860c190",
    "✓ 860c190 is running",
];

/// What was drawn while it waited is cut as the terminal is wide, and nothing of it is left.
#[test]
fn a_terminal_shows_one_block_at_every_width() {
    for (columns, run) in [
        (80, "run       … Build and Push Container #412 runs for 1 h 59 min"),
        (40, "run       … Build and Push Container #…"),
    ] {
        let size = (columns, 24);
        let Some(ran) = at_terminal(&going(2), size, "", "cargo xtask live --wait 1m") else { return };
        assert_eq!(ran.stderr.trim(), "0 same");
        assert!(ran.stdout.contains(&format!("\r\n{run}\r\n")), "{columns}: {:?}", ran.stdout);
        // The report itself is not cut, but folded: nothing else is on the screen.
        let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        assert_eq!(bare(&screen(&ran.stdout, size).concat()), bare(&REPORT.concat()), "{columns}: {:?}", ran.stdout);
    }
}

/// Made narrower or wider in the midst of it.
#[test]
fn a_terminal_may_be_resized() {
    for (from, to) in [(100, 50), (50, 100)] {
        let actions = format!("wait #412\nresize {to} 24");
        let Some(ran) = at_terminal(&going(3), (from, 24), &actions, "cargo xtask live --wait 1m") else { return };
        assert_eq!(ran.stderr.trim(), "0 same");
        let blocks = ran.stdout.split("\u{1b}[J").filter(|block| block.contains("run       …"));
        let widths: Vec<usize> = blocks
            .map(|block| block.split("\r\n").map(|line| line.chars().count()).max().unwrap_or_default())
            .collect();
        let (first, last) = (widths.first().copied().unwrap_or_default(), widths.last().copied().unwrap_or_default());
        assert!(first < from && last < to && last > 40, "{from} to {to}: {widths:?}");
        assert!(first != last, "{from} to {to}: {widths:?}");
    }
}

/// A terminal of few rows shows what fits, and says how much does not.
#[test]
fn a_low_terminal_shows_what_fits() {
    let Some(ran) = at_terminal(&going(2), (80, 4), "", "cargo xtask live --wait 1m") else { return };
    assert!(ran.stdout.contains("… and 3 more\r\n"), "{:?}", ran.stdout);
    assert!(!ran.stdout.contains("\u{1b}[5A"), "{:?}", ran.stdout);
}

/// Where nothing can be drawn anew: a dumb terminal, a pipe, a file.
#[test]
fn elsewhere_each_change_is_a_line() {
    let lines = |text: &str| -> Vec<String> {
        text.lines().map(|line| line.trim_end().to_string()).filter(|line| !line.starts_with('✓')).collect()
    };
    let once = |all: &[String]| {
        let waits = all.iter().filter(|line| line.contains("runs for")).count();
        let merges = all.iter().filter(|line| line.starts_with("merge")).count();
        (waits, merges)
    };
    if let Some(ran) = at_terminal(&going(3), (80, 24), "", "env TERM=dumb NO_COLOR=1 cargo xtask live --wait 1m") {
        assert!(!ran.stdout.contains('\u{1b}'), "{:?}", ran.stdout);
        // Once while it is waited for, and once in the report.
        assert_eq!(once(&lines(&ran.stdout)), (1, 2), "{}", ran.stdout);
    }
    let world = going(3);
    let ran = world.sh("XTASK_TEST_NOW= cargo xtask live --wait 1m 2>&1 >/dev/null | cat");
    assert!(!ran.stdout.contains('\u{1b}'), "{:?}", ran.stdout);
    assert_eq!(once(&lines(&ran.stdout)), (1, 1), "time that passes is no change: {}", ran.stdout);
}

#[test]
fn no_color_is_no_colour_at_a_terminal() {
    for (variables, coloured) in [("TERM=xterm", true), ("TERM=xterm NO_COLOR=1", false)] {
        let world = World::with(&[]);
        let line = format!("env {variables} cargo xtask live");
        let Some(ran) = at_terminal(&world, (80, 24), "", &line) else { return };
        assert_eq!(ran.stdout.contains("\u{1b}[32m✓"), coloured, "{variables}: {:?}", ran.stdout);
        assert_eq!(ran.stdout.contains('\u{1b}'), coloured, "{variables}: {:?}", ran.stdout);
    }
}

/// Ctrl-C, and a signal from outside: whatever was started is ended too, and the terminal is
/// as it was.
#[test]
fn what_is_ended_ends_its_children() {
    for (number, action, code) in
        [(71, "key ^C", "-2"), (72, "signal SIGTERM", "-15"), (73, "signal SIGKILL", "-9"), (74, "signal SIGHUP", "-1")]
    {
        for wait in ["", " --wait 10m"] {
            let mark = format!("{number}{}{}", wait.len(), std::process::id());
            let world = World::with(&[]);
            let script = format!("#!/bin/sh\nsleep {mark} &\necho started >&3\nsleep {mark}\n");
            // The terminal is told when the program hangs; descriptor 3 is not inherited.
            let script = script.replace("echo started >&3", "echo started >/dev/tty");
            world.put_program("ssh", script.as_bytes());
            let actions = format!("wait started\n{action}");
            let line = format!("cargo xtask live{wait}");
            let Some(ran) = at_terminal(&world, (80, 24), &actions, &line) else { return };
            assert_eq!(ran.stderr.trim(), format!("{code} same"), "{action}{wait}");
            for _ in 0..100 {
                if left_behind(&mark).is_empty() {
                    break;
                }
                std::thread::sleep(std::time::Duration::from_millis(50));
            }
            assert_eq!(left_behind(&mark), [""; 0], "{action}{wait}: a child is left");
        }
    }
}
