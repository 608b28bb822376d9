//! A question to one of the user's programs, and what became of it. Nothing here runs
//! anything. Words of a call are never put together from what a repository says without
//! [a check](crate::host::address): there is no shell, but there are options.

/// The programs that hold the credentials, so that this tool needs none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Program {
    Gh,
    Skopeo,
    Crane,
    Regctl,
    /// `docker buildx imagetools`.
    Docker,
    Ssh,
    Curl,
}

impl Program {
    /// The name under which it is looked for on `PATH`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gh => "gh",
            Self::Skopeo => "skopeo",
            Self::Crane => "crane",
            Self::Regctl => "regctl",
            Self::Docker => "docker",
            Self::Ssh => "ssh",
            Self::Curl => "curl",
        }
    }
}

/// One question. The program is run without a shell; what it reads is `input`, or nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    pub program: Program,
    pub args: Vec<String>,
    /// What the program reads on standard input.
    pub input: Option<String>,
    /// Seconds after which it is killed with all its children.
    pub seconds: u64,
}

/// Bytes of an answer that are read, of each stream. Nothing that is asked for comes near it.
pub const MOST_BYTES: usize = 10 * 1024 * 1024;

impl Call {
    pub fn new<S: Into<String>>(program: Program, args: impl IntoIterator<Item = S>) -> Self {
        Self { program, args: args.into_iter().map(Into::into).collect(), input: None, seconds: 20 }
    }

    pub fn input(mut self, text: impl Into<String>) -> Self {
        self.input = Some(text.into());
        self
    }

    pub fn seconds(mut self, seconds: u64) -> Self {
        self.seconds = seconds;
        self
    }

    /// The call as one would type it in a POSIX shell: for `--dry-run`.
    pub fn shown(&self) -> String {
        let words = std::iter::once(self.program.name()).chain(self.args.iter().map(String::as_str));
        let mut line = words.map(quoted).collect::<Vec<_>>().join(" ");
        if self.input.is_some() {
            line.push_str(" <the probe");
        }
        line
    }
}

/// A word as a POSIX shell reads it back.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_string()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

/// What became of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It ended by itself.
    Ended { code: i32, stdout: Vec<u8>, stderr: Vec<u8> },
    /// It is not on `PATH`.
    Missing,
    /// The system would not start it; its words.
    NotStarted(String),
    /// It was killed after so many seconds.
    Late { seconds: u64 },
    /// It was killed because it said more than [`MOST_BYTES`].
    TooLong,
    /// Somebody else killed it.
    Killed { signal: i32 },
}

impl Outcome {
    /// It ended with this and said that, for tests and tables.
    pub fn ended(code: i32, stdout: &str, stderr: &str) -> Self {
        Self::Ended { code, stdout: stdout.as_bytes().to_vec(), stderr: stderr.as_bytes().to_vec() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_shown_as_it_would_be_typed() {
        let call = Call::new(Program::Ssh, ["-T", "--", "web1", "it's", ""]).input("x");
        assert_eq!(call.shown(), "ssh -T -- web1 'it'\\''s' '' <the probe");
    }
}
