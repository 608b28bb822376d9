//! What recipes of make and of just have in common: lines of the shell, each with a shell of
//! its own. Must not know how either file is written.

/// What happens where a line of a recipe fails: `-` lets it pass.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum OnFailure {
    Stops,
    Passes,
}

/// A line without its marks, `@`, `-` and such, and what happens where it fails.
pub(crate) fn command(line: &str, marks: &[char]) -> (String, OnFailure) {
    let rest = line.trim_start().trim_start_matches(marks);
    let prefix = &line[..line.len() - rest.len()];
    (rest.to_string(), if prefix.contains('-') { OnFailure::Passes } else { OnFailure::Stops })
}

/// Adds a line that has a shell of its own.
pub(crate) fn shell(out: &mut String, line: &str, failing: OnFailure) {
    let line = line.trim();
    if line.is_empty() || line.lines().all(|line| line.trim_start().starts_with('#')) {
        return;
    }
    out.push_str("(\n");
    out.push_str(line);
    out.push_str(match failing {
        OnFailure::Passes => "\n) || true\n",
        OnFailure::Stops => "\n)\n",
    });
}

/// Whether a line goes on in the next one.
pub(crate) fn ends_open(line: &str) -> bool {
    line.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1
}
