//! C103: a branch or tag pattern of the contract matches nothing.

use prodproof_constitution::contract::{self, Contract};
use prodproof_constitution::Constitution;
use prodproof_syntax::finding::{rule, Finding, Place};
use prodproof_syntax::span::Spanned;

rule! {
    /// ## What it does
    /// Reports a branch or a tag pattern in the contract that no ref can match, or that
    /// is not written as GitHub's filters are: `refs/heads/main`, `^v.*$`, `v1.2.3`.
    ///
    /// ## Why is this bad?
    /// Whatever a workflow does is measured by a ref that never comes.
    ///
    /// ## Example
    /// ```toml
    /// [build]
    /// tags = "^v\\d+"
    /// ```
    ///
    /// ## Use instead
    /// ```toml
    /// [build]
    /// tags = "v*"
    /// ```
    ///
    /// ## References
    /// - <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet>
    /// - `man git-check-ref-format`
    C103 SENSELESS_PATTERN "senseless-pattern" Error "a branch or tag pattern of the contract matches nothing"
}

pub(super) fn check(constitution: &Constitution, acc: &mut Vec<Finding>) {
    let Contract { branch, tags, .. } = &constitution.contract;
    let mut report = |key: &str, value: &Spanned<String>, why: Option<(String, Option<&str>)>| {
        let Some((why, better)) = why else { return };
        let place = Place::new(&constitution.path, value.span);
        let mut finding = SENSELESS_PATTERN.at(place, format!("`build.{key}` is `{}`: {why}", value.value));
        if let Some(better) = better {
            let edits = contract::set(&constitution.path, &constitution.text, &format!("build.{key}"), better);
            if !edits.is_empty() {
                finding = finding.safe_fix(format!("write `{better}`"), edits);
            }
        }
        acc.push(finding.help(match better {
            Some(better) => format!("write `{better}`"),
            None => {
                format!("write the {key} as GitHub's filters do, like `{}`", if key == "tags" { "v*" } else { "main" })
            }
        }));
    };
    if let Some(branch) = branch {
        report("branch", branch, branch_fault(&branch.value));
    }
    if let Some(tags) = tags {
        report("tags", tags, tags_fault(&tags.value));
    }
}

/// Why no branch has this name, and what is meant if that is sure.
fn branch_fault(branch: &str) -> Option<(String, Option<&str>)> {
    for prefix in ["refs/heads/", "refs/remotes/origin/", "origin/"] {
        if let Some(rest) = branch.strip_prefix(prefix) {
            return Some((
                format!("a branch is named without `{prefix}`"),
                Some(rest).filter(|rest| ref_fault(rest).is_none()),
            ));
        }
    }
    ref_fault(branch).map(|why| (why, None))
}

/// `man git-check-ref-format`, in short.
fn ref_fault(name: &str) -> Option<String> {
    if let Some(sign) = name.chars().find(|c| c.is_whitespace() || c.is_control() || "~^:?*[\\".contains(*c)) {
        return Some(format!("no branch has `{}` in its name", sign.escape_default()));
    }
    let component = |part: &str| part.is_empty() || part.starts_with('.') || part.ends_with(".lock");
    (name.contains("..")
        || name.contains("@{")
        || name.ends_with('.')
        || name == "@"
        || name.starts_with('-')
        || name.split('/').any(component))
    .then(|| "git allows no such branch".to_string())
}

/// Whether no release tag passes the pattern, or just one.
pub(in crate::rules) fn is_senseless(tags: &str) -> bool {
    tags_fault(tags).is_some()
}

/// Why the pattern matches no tag, or just one, and what is meant if that is sure.
fn tags_fault(tags: &str) -> Option<(String, Option<&str>)> {
    if let Some(rest) = tags.strip_prefix("refs/tags/") {
        return Some((
            "a filter is written without `refs/tags/`".into(),
            Some(rest).filter(|rest| tags_fault(rest).is_none()),
        ));
    }
    if tags.starts_with('^') || tags.ends_with('$') || tags.contains(['\\', '(', '|']) {
        return Some(("this is a regular expression, and GitHub's filters are none".into(), None));
    }
    // In GitHub's filters `.` is a dot; `.*` would want one behind the `v`.
    if tags.contains(".*") && !tags.contains(|c: char| c.is_ascii_digit() || c == '[') && tags.matches('.').count() == 1
    {
        return Some(("GitHub's filters take `.` for a dot".into(), None));
    }
    if tags.starts_with('!') {
        return Some(("a lone negation matches nothing".into(), None));
    }
    if let Some(sign) = tags.chars().find(|c| c.is_whitespace() || c.is_control() || "~:".contains(*c)) {
        return Some((format!("no tag has `{}` in its name", sign.escape_default()), None));
    }
    if !tags.contains(['*', '?', '[', '+']) {
        return Some(("it has no wildcard, so it matches one tag for ever".into(), None));
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::rules::contract::tests::{document, fixed, good, run};

    #[test]
    fn patterns_that_match_nothing() {
        for branch in ["refs/heads/main", "origin/main"] {
            let text = document("", &format!("[build]\nbranch = \"{branch}\"\n"));
            assert_eq!(run(&text).len(), 1, "{branch}");
            fixed(&text, &text.replace(branch, "main"));
        }
        for branch in ["ma in", "release/*", "a..b", "-x", "x.lock", "a//b", "@"] {
            assert_eq!(run(&document("", &format!("[build]\nbranch = \"{branch}\"\n"))).len(), 1, "{branch}");
        }
        for branch in ["main", "release/2.0", "trunk", "主"] {
            good(&document("", &format!("[build]\nbranch = \"{branch}\"\n")));
        }
        for tags in ["^v.*$", "v\\\\d+", "v.*", "v1.2.3", "(a|b)", "!v*", "v *"] {
            assert_eq!(run(&document("", &format!("[build]\ntags = \"{tags}\"\n"))).len(), 1, "{tags}");
        }
        for tags in ["v*", "v[0-9]+.[0-9]+.[0-9]+", "release-*", "v*.*.*", "*", "[0-9]*", "v?.?"] {
            good(&document("", &format!("[build]\ntags = \"{tags}\"\n")));
        }
        let text = document("", "[build]\ntags = 'refs/tags/v*'\n");
        fixed(&text, &text.replace("refs/tags/", ""));
    }
}
