//! What happens to a program that was started when we are ended in its midst: by Ctrl-C at a
//! terminal, or a signal from whoever runs us. It is in a group of its own, so that no signal
//! of the terminal reaches it, and the standard library catches none for us.
//!
//! So the group is there before the program is: its first member is a shell that waits for a
//! word of ours. Whatever ends us ends that wait as well, and the shell then ends its group.

use std::io::Write;
use std::process::{Child, Command, Stdio};

const SCRIPT: &str = "read -r word || kill -s KILL 0";

/// A group of processes that ends with us.
pub struct Leash(Child);

impl Leash {
    /// `None` where there is no shell, or no groups: what is started then ends at its own time.
    pub fn new() -> Option<Self> {
        if !cfg!(unix) {
            return None;
        }
        let mut shell = Command::new("/bin/sh");
        shell.args(["-c", SCRIPT]).current_dir("/");
        super::join(&mut shell, None);
        // It outlives us for a moment: nobody who reads what we print is to wait for it.
        shell.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        shell.spawn().ok().map(Self)
    }

    /// The group's number.
    pub fn group(&self) -> u32 {
        self.0.id()
    }
}

impl Drop for Leash {
    /// Lets go: what the program left behind goes on.
    fn drop(&mut self) {
        if let Some(mut pipe) = self.0.stdin.take() {
            let _ = writeln!(pipe, "done");
        }
        let _ = self.0.wait();
    }
}
