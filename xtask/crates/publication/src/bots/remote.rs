//! Tags and releases made by GitHub's own interface: `gh api`, curl, the script of
//! actions/github-script. Must not know whose token that is done with.
//!
//! Source: github/docs rest/git/refs.md (`POST /repos/{owner}/{repo}/git/refs`),
//! rest/releases/releases.md (`POST /repos/{owner}/{repo}/releases`, `draft`), read 2026-11-30;
//! cli/cli v2.60.0 pkg/cmd/api/api.go:308-309 (a field makes it a POST),
//! octokit/plugin-rest-endpoint-methods.js 72b9694 docs/git/createRef.md:14,
//! docs/repos/createRelease.md:16,64, read 2026-12-01.

use super::row::Does;
use crate::javascript::code;

/// What a call of the interface makes. `words`: the path or address, options and data.
pub fn call(words: &[&str], repository: Option<&str>) -> Option<Does> {
    let route = words.iter().find_map(|word| route(word, repository))?;
    let all = words.join(" ");
    match (method(words, route), route) {
        ("POST", Route::Refs) => tags(&all).then_some(Does::Tag),
        ("POST", Route::Releases) => (!says_draft(&all)).then_some(Does::Release),
        // A draft becomes a release.
        ("PATCH", Route::Releases) => publishes(&all).then_some(Does::Release),
        _ => None,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Route {
    Refs,
    Releases,
}

/// The route of an address or path, if it is one of this repository.
fn route(word: &str, repository: Option<&str>) -> Option<Route> {
    let path = word.split_once("/repos/").map(|(_, path)| path).or_else(|| word.strip_prefix("repos/"))?;
    let path = path.split(['?', '#']).next().unwrap_or(path).trim_end_matches('/');
    let (owner_and_name, route) = match path.split_once("/git/refs") {
        Some((before, "")) => (before, Route::Refs),
        Some(_) => return None,
        None => (path.split_once("/releases")?.0, Route::Releases),
    };
    // One with a hole or a placeholder in it is taken for this repository.
    let written = owner_and_name.chars().all(|c| c.is_ascii_alphanumeric() || "-_./".contains(c));
    let own = repository.is_none_or(|own| own.eq_ignore_ascii_case(owner_and_name));
    (!written || own).then_some(route)
}

/// What `gh api` and curl send: a field or data makes it a POST.
fn method(words: &[&str], route: Route) -> &'static str {
    let known = |text: &str| match text.to_ascii_uppercase().as_str() {
        "POST" => "POST",
        "PATCH" => "PATCH",
        _ => "other",
    };
    for (at, word) in words.iter().enumerate() {
        let next = || words.get(at + 1).copied().unwrap_or_default();
        match *word {
            "-X" | "--method" | "--request" => return known(next()),
            word if word.starts_with("-X") && word.len() > 2 => return known(&word[2..]),
            word if word.starts_with("--method=") || word.starts_with("--request=") => {
                return known(word.split_once('=').map_or("", |(_, method)| method));
            }
            _ => {}
        }
    }
    const DATA: [&str; 14] = [
        "-f",
        "-F",
        "--field",
        "--raw-field",
        "--input",
        "-d",
        "--data",
        "--data-raw",
        "--data-binary",
        "--data-ascii",
        "--json",
        "-fref",
        "-ftag_name",
        "-sd",
    ];
    let sends = |word: &&str| {
        DATA.contains(word) || DATA.iter().any(|name| name.starts_with("--") && word.starts_with(&format!("{name}=")))
    };
    match words.iter().any(sends) {
        true => "POST",
        false if route == Route::Refs => "GET",
        false => "other",
    }
}

/// A branch that is made starts nothing that waits for a tag.
fn tags(text: &str) -> bool {
    !text.contains("refs/heads/") || text.contains("refs/tags/")
}

fn says_draft(text: &str) -> bool {
    let plain: String = text.chars().filter(|c| !c.is_whitespace() && !"\"'\\".contains(*c)).collect();
    plain.contains("draft=true") || plain.contains("draft:true")
}

fn publishes(text: &str) -> bool {
    let plain: String = text.chars().filter(|c| !c.is_whitespace() && !"\"'\\".contains(*c)).collect();
    plain.contains("draft=false") || plain.contains("draft:false")
}

/// What the JavaScript of actions/github-script makes, by the methods that it calls.
pub fn javascript(script: &str) -> Vec<Does> {
    let code = code(script);
    let mut found = Vec::new();
    let call = |name: &str| code.split_once(name).map(|(_, behind)| behind.split(");").next().unwrap_or(behind));
    let foreign = |arguments: &str| {
        // `owner: 'other'`: not the run's own repository.
        arguments.split("owner:").skip(1).any(|behind| behind.trim_start().starts_with(['\'', '"']))
    };
    let posts = |route: &str| {
        code.split("POST /repos/")
            .skip(1)
            .any(|behind| behind.split(['\'', '"', '`']).next().is_some_and(|path| path.trim_end().ends_with(route)))
    };
    let creates_ref = call("createRef(").is_some_and(|arguments| tags(arguments) && !foreign(arguments));
    if creates_ref || posts("/git/refs") && tags(&code) {
        found.push(Does::Tag);
    }
    let creates = call("createRelease(").is_some_and(|arguments| !says_draft(arguments) && !foreign(arguments));
    let updates = call("updateRelease(").is_some_and(|arguments| publishes(arguments) && !foreign(arguments));
    if creates || updates || posts("/releases") && !says_draft(&code) {
        found.push(Does::Release);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str) -> Option<Does> {
        call(&line.split_whitespace().collect::<Vec<_>>(), Some("acme/widget"))
    }

    #[test]
    fn what_a_call_makes() {
        for line in [
            "gh api repos/{owner}/{repo}/git/refs -f ref=refs/tags/v1 -f sha=x",
            "gh api --method POST /repos/acme/Widget/git/refs -f ref=refs/tags/v1",
            "curl -X POST https://api.github.com/repos/<repo>/git/refs -d {\"ref\":\"refs/tags/v1\"}",
            "curl -XPOST https://api.github.com/repos/acme/widget/git/refs -d @body.json",
            "curl https://api.github.com/repos/acme/widget/git/refs --data-raw x",
        ] {
            assert_eq!(of(line), Some(Does::Tag), "{line}");
        }
        for line in [
            "gh api repos/acme/widget/releases -f tag_name=v1",
            "gh api -X PATCH repos/acme/widget/releases/12 -F draft=false",
            "curl -H x --request POST --data x https://api.github.com/repos/acme/widget/releases",
        ] {
            assert_eq!(of(line), Some(Does::Release), "{line}");
        }
        for line in [
            "gh api repos/acme/widget/git/refs",
            "gh api repos/acme/widget/git/refs/tags/v1 -X DELETE",
            "gh api repos/acme/widget/git/refs -f ref=refs/heads/x",
            "gh api repos/acme/other/git/refs -f ref=refs/tags/v1",
            "gh api repos/acme/widget/releases/latest --jq .tag_name",
            "gh api repos/acme/widget/releases -f tag_name=v1 -F draft=true",
            "gh api repos/acme/widget/issues -f title=releases",
            "curl -s https://api.github.com/repos/acme/widget/releases/latest",
            "curl -X DELETE https://api.github.com/repos/acme/widget/releases/1",
        ] {
            assert_eq!(of(line), None, "{line}");
        }
    }

    #[test]
    fn what_a_script_calls() {
        use Does::{Release, Tag};
        for (script, expected) in [
            ("github.rest.git.createRef({...context.repo, ref: `refs/tags/${v}`, sha: context.sha});", vec![Tag]),
            ("await github.git.createRef({owner: context.repo.owner, ref: 'refs/tags/v1'})", vec![Tag]),
            ("await github.rest.repos.createRelease({...context.repo, tag_name: 'v1'});", vec![Release]),
            ("github.request('POST /repos/{owner}/{repo}/git/refs', {ref: 'refs/tags/v1'});", vec![Tag]),
            ("github.rest.repos.updateRelease({release_id: 1, draft: false});", vec![Release]),
            ("github.rest.repos.createRelease({tag_name: 'v1', draft: true});", vec![]),
            ("github.rest.git.createRef({ref: 'refs/heads/x'});", vec![]),
            ("// github.rest.git.createRef({ref: 'refs/tags/x'});", vec![]),
            ("github.rest.git.createRef({owner: 'other', repo: 'x', ref: 'refs/tags/x'});", vec![]),
            ("github.rest.repos.getLatestRelease(context.repo);", vec![]),
            ("github.rest.git.deleteRef({ref: 'tags/x'});", vec![]),
        ] {
            assert_eq!(javascript(script), expected, "{script}");
        }
    }
}
