//! Old and new text of a file as a unified diff.

use similar::{capture_diff_slices, group_diff_ops, Algorithm, DiffOp, DiffTag};

/// A unified diff that `git apply` and `patch -p1` take; empty where nothing changes.
/// `old` is `None` for a new file, `new` for one that goes.
pub fn diff(path: &str, old: Option<&str>, new: Option<&str>) -> String {
    if old == new {
        return String::new();
    }
    let header = |side: &str, text: Option<&str>| match text {
        Some(_) => quoted(&format!("{side}/{path}")),
        None => "/dev/null".to_string(),
    };
    // Lines as git sees them: a carriage return belongs to its line and ends none. The
    // printer of `similar` thinks otherwise about the last line, so it is not used.
    let before: Vec<&str> = old.unwrap_or_default().split_inclusive('\n').collect();
    let after: Vec<&str> = new.unwrap_or_default().split_inclusive('\n').collect();
    let mut out = format!("--- {}\n+++ {}\n", header("a", old), header("b", new));
    for hunk in group_diff_ops(steps(&before, &after), 3) {
        let (Some(first), Some(last)) = (hunk.first(), hunk.last()) else { continue };
        let removed = range(first.old_range().start, last.old_range().end);
        let added = range(first.new_range().start, last.new_range().end);
        out.push_str(&format!("@@ -{removed} +{added} @@\n"));
        for op in &hunk {
            let mut lines = |sign: char, lines: Option<&[&str]>| {
                for line in lines.unwrap_or_default() {
                    let end = if line.ends_with('\n') { "" } else { "\n\\ No newline at end of file\n" };
                    out.push_str(&format!("{sign}{line}{end}"));
                }
            };
            match op.tag() {
                DiffTag::Equal => lines(' ', before.get(op.old_range())),
                _ => {
                    lines('-', before.get(op.old_range()));
                    lines('+', after.get(op.new_range()));
                }
            }
        }
    }
    out
}

/// The steps from one list of lines to the other. `similar` 2.7 gives them in order but
/// leaves stale positions in some, so the positions are counted anew.
fn steps(before: &[&str], after: &[&str]) -> Vec<DiffOp> {
    let (mut old_index, mut new_index) = (0, 0);
    let steps = capture_diff_slices(Algorithm::Myers, before, after).into_iter().map(|op| {
        let (old_len, new_len) = (op.old_range().len(), op.new_range().len());
        let step = match op.tag() {
            DiffTag::Equal => DiffOp::Equal { old_index, new_index, len: old_len },
            _ => DiffOp::Replace { old_index, old_len, new_index, new_len },
        };
        old_index += old_len;
        new_index += new_len;
        step
    });
    steps.collect()
}

/// Lines `start..end`, counted from 0, as a hunk's head has them.
fn range(start: usize, end: usize) -> String {
    match end - start {
        0 => format!("{start},0"),
        1 => format!("{}", start + 1),
        len => format!("{},{len}", start + 1),
    }
}

/// As git writes a path with characters that would end it (git-diff-files, core.quotePath off).
fn quoted(path: &str) -> String {
    if path.chars().any(|c| c.is_control() || c == '"' || c == '\\') {
        let mut out = String::from("\"");
        for c in path.chars() {
            match c {
                '"' | '\\' => out.extend(['\\', c]),
                c if c.is_control() => out.push_str(&format!("\\{:03o}", c as u32)),
                c => out.push(c),
            }
        }
        return out + "\"";
    }
    // A tab ends a name with spaces.
    if path.contains(' ') {
        format!("{path}\t")
    } else {
        path.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn diffs_keep_carriage_returns_and_say_where_the_last_line_feed_is_missing() {
        assert_eq!(
            diff("d/a", Some("\u{feff}a\r\nb\r\nc"), Some("\u{feff}a\r\nB\r\nc")),
            "--- a/d/a\n+++ b/d/a\n@@ -1,3 +1,3 @@\n \u{feff}a\r\n-b\r\n+B\r\n c\n\\ No newline at end of file\n"
        );
        assert_eq!(diff("a", None, Some("x\n")), "--- /dev/null\n+++ b/a\n@@ -0,0 +1 @@\n+x\n");
        assert_eq!(diff("a", Some("x"), Some("x")), "");
        assert_eq!(
            diff("a b", Some("x\ry\nb\n\n"), Some("\na\r")),
            "--- a/a b\t\n+++ b/a b\t\n@@ -1,3 +1,2 @@\n-x\ry\n-b\n \n+a\r\n\\ No newline at end of file\n"
        );
    }
}
