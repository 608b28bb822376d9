//! Progress of something that is waited for, on standard error: on a terminal a block of
//! lines that is drawn anew, elsewhere a line for each change. Goes through the one door
//! for printing: only the cursor's own steps are added there.
//!
//! No mode of the terminal is changed, so that it is as it was wherever we are ended.

use std::io::IsTerminal;

use super::{env, print, terminal};

/// A line, and what of it counts as a change: not how long something has gone on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub text: String,
    pub key: String,
}

/// What is drawn at the moment.
pub struct Progress {
    terminal: bool,
    drawn: usize,
    before: Vec<String>,
}

impl Progress {
    /// `first` is shown until there is something to show, on a terminal only.
    pub fn new(first: &str) -> Self {
        let moves = env("TERM").map_or(cfg!(windows), |term| term != "dumb");
        let mut progress = Self { terminal: std::io::stderr().is_terminal() && moves, drawn: 0, before: Vec::new() };
        if progress.terminal {
            progress.draw(&[first.to_string()]);
        }
        progress
    }

    pub fn show(&mut self, lines: &[Line]) {
        if self.terminal {
            self.draw(&lines.iter().map(|line| line.text.clone()).collect::<Vec<_>>());
        } else {
            lines.iter().filter(|line| !self.before.contains(&line.key)).for_each(|line| print::note_whole(&line.text));
        }
        self.before = lines.iter().map(|line| line.key.clone()).collect();
    }

    /// Takes the block away: the report says it all.
    pub fn end(&mut self) {
        if self.terminal {
            self.draw(&[]);
        }
    }

    fn draw(&mut self, lines: &[String]) {
        let (rows, columns) = terminal::size();
        // What does not fit could not be drawn over.
        let fits = rows.saturating_sub(1).max(1);
        let lines = if lines.len() > fits {
            let left = lines.len() - (fits - 1);
            let more = format!("… and {left} more");
            lines.iter().take(fits - 1).cloned().chain([more]).collect()
        } else {
            lines.to_vec()
        };
        print::redraw(&lines, self.drawn, columns);
        self.drawn = lines.len();
    }
}
