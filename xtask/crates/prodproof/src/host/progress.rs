//! Progress of something that is waited for, on standard error: on a terminal a block of
//! lines that is drawn anew, elsewhere a line for each change. Goes through the one door
//! for printing: only the cursor's own steps are added there.

use std::io::IsTerminal;

use super::print;

/// What is drawn at the moment.
pub struct Progress {
    terminal: bool,
    drawn: usize,
}

impl Progress {
    pub fn new() -> Self {
        Self { terminal: std::io::stderr().is_terminal(), drawn: 0 }
    }

    /// Shows the lines; `before` are those that were shown the last time.
    pub fn show(&mut self, lines: &[String], before: &[String]) {
        if self.terminal {
            print::redraw(lines, self.drawn);
            self.drawn = lines.len();
            return;
        }
        for line in lines.iter().filter(|line| !before.contains(line)) {
            print::note(line);
        }
    }

    /// Takes the block away: the report says it all.
    pub fn end(&mut self) {
        if self.terminal {
            print::redraw(&[], self.drawn);
            self.drawn = 0;
        }
    }
}

impl Default for Progress {
    fn default() -> Self {
        Self::new()
    }
}
