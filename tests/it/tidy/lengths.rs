//! A file is short enough to be read at once, or says in its head why it is not.

use super::*;

/// Lines above which a file needs a reason.
const MOST: usize = 400;

/// What a head says, followed by the reason.
const REASON: &str = "Long because";

/// All files of Rust that are in the repository, or will be once they are added: who has just
/// written one hears it now. By path from home.
pub fn rust_files() -> Vec<String> {
    let which = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.rs"];
    let listed = Command::new("git").args(which).current_dir(home()).output().expect("git");
    let listed = String::from_utf8(listed.stdout).expect("UTF-8");
    listed.split('\0').filter(|path| home().join(path).is_file()).map(str::to_string).collect()
}

#[test]
fn a_long_file_says_why() {
    let (mut long, mut seen) = (Vec::new(), 0);
    for path in rust_files() {
        let text = fs::read_to_string(home().join(&path)).expect(&path);
        let head = text.lines().take_while(|line| line.starts_with("//!"));
        let says = head.into_iter().any(|line| line.contains(REASON));
        assert!(!says || text.lines().count() > MOST, "{path} is short, and its head says why it is long");
        seen += 1;
        if text.lines().count() > MOST && !says {
            long.push(path);
        }
    }
    assert!(seen > 500, "only {seen} files were found");
    assert!(long.is_empty(), "over {MOST} lines: cut them, or begin a line of the head with \"{REASON}\": {long:?}");
}
