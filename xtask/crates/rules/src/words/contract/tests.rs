//! What the contract's reader finds wrong, and how it is told. The block starts at line 6.

use super::*;
use prodproof_constitution::contract::read;

fn fenced(toml: &str) -> String {
    format!("# C\n\n## Release\n\n```toml contract\n{toml}```\n\nafter\n")
}

/// `line:column message` of each problem.
fn problems(text: &str) -> Vec<String> {
    let index = prodproof_syntax::span::LineIndex::new(text);
    read(text)
        .problems
        .iter()
        .map(|problem| {
            let (line, column) = index.line_col(text, problem.span.start);
            assert!(!help(&problem.fault).is_empty(), "help: {}", problem.fault.told());
            format!("{line}:{column} {}", problem.fault.told())
        })
        .collect()
}

/// The block starts at line 6.
#[track_caller]
fn bad(toml: &str, expected: &[&str]) {
    assert_eq!(problems(&fenced(toml)), expected, "{toml}");
}

#[track_caller]
fn helps(toml: &str, expected: &str) {
    let contract = read(&fenced(toml));
    let helps: Vec<_> = contract.problems.iter().map(|problem| help(&problem.fault)).collect();
    assert_eq!(helps, [expected], "{toml}");
}

#[test]
fn syntax_errors_have_their_place() {
    bad("[image]\nname = \n", &["7:8 the contract is no TOML: string values must be quoted, expected literal string"]);
    bad("[image\n", &["6:7 the contract is no TOML: unclosed table, expected `]`"]);
    bad("[image]\n[image]\n", &["7:2 the contract is no TOML: duplicate key"]);
    let text = "- a\n  ```toml contract\n  a = \n  ```\n";
    assert_eq!(problems(text).len(), 1);
    assert!(problems(text)[0].starts_with("3:"), "{:?}", problems(text));
}

#[test]
fn unclosed_and_doubled_blocks() {
    let text = "```toml contract\n[image]\nname = \"quay.io/a/b\"\n";
    assert_eq!(problems(text), ["1:1 the contract block is not closed"]);
    let one = "```toml contract\n[build]\nbranch = \"main\"\n```\n";
    assert_eq!(problems(&format!("{one}\n{one}")), ["6:1 there is more than one contract block"]);
}

#[test]
fn one_table_in_both_forms() {
    let text = "[image] # ours\nname = \"quay.io/a/b\"\n[[image]]\nname = \"quay.io/a/c\"\n";
    bad(text, &["6:2 `[image]` is the form for one image, `[[image]]` the form for several"]);
    helps(text, "write `[[image]]`");
    let text = "[[deploy]]\nunit = \"a.service\"\n[deploy]\nunit = \"b.service\"\n";
    bad(text, &["8:2 `[deploy]` is the form for one image, `[[deploy]]` the form for several"]);
}

#[test]
fn unknown_names_with_the_nearest_known() {
    bad("[imgae]\nname = \"quay.io/a/b\"\n", &["6:2 `imgae` is not a table of the contract"]);
    helps("[imgae]\n", "write `image`");
    bad("[build]\nbrancc = \"main\"\n", &["7:1 `brancc` is not a key of `[build]`"]);
    helps("[build]\nbrnach = \"main\"\n", "write `branch`");
    helps("[build]\nunit = \"a.service\"\n", "move `unit` to `[deploy]`");
    helps("[build]\nquux = 1\n", "remove it; known are `branch`, `latest`, `tags`, `vars`, `secrets`, `inputs`");
    helps("name = \"quay.io/a/b\"\n", "move `name` to `[image]`");
    bad("[[waiver]]\nrule = \"x\"\nreasons = \"y\"\n", &["8:1 `reasons` is not a key of `[[waiver]]`"]);
}

#[test]
fn wrong_types() {
    bad("image = \"quay.io/a/b\"\n", &["6:9 `image` is a string, not a table"]);
    bad("[image]\nname = 3\n", &["7:8 `image.name` is an integer, not a string"]);
    bad("[image]\nname = [\"a\"]\n", &["7:8 `image.name` is an array, not a string"]);
    bad("[image]\nname = \"\"\n", &["7:8 `image.name` is empty"]);
    bad("[build]\nvars = 1\n", &["7:8 `build.vars` is an integer, not a table"]);
    bad("[build.vars]\nA = 1.5\n", &["7:5 `build.vars.A` is a float, not a string"]);
    bad("[waiver]\nrule = \"x\"\n", &["6:1 `waiver` is a table, not an array of tables"]);
    bad("[[build]]\nbranch = \"main\"\n", &["6:1 `build` is an array of tables, not a table"]);
}

#[test]
fn values_that_cannot_be_meant() {
    bad(
        "[image]\nname = \"quay.io/A/b\"\n",
        &["7:8 `quay.io/A/b` is no image name: the repository name must be lower case"],
    );
    bad("[image]\nname = \"quay.io/a/b:latest\"\n", &["7:8 `image.name` carries the tag `latest`"]);
    bad("[image]\nname = \"a/b\"\n", &["7:8 `a/b` names no registry"]);
    bad("[image]\nname = \"quay.io/a/<x>\"\n", &["7:8 `quay.io/a/<x>` is no image name: it holds a placeholder"]);
    bad(
        "[image]\nname = \"quay.io/a/b c\"\n",
        &["7:8 `quay.io/a/b c` is no image name: `b c` is not a valid name component"],
    );
    bad("[build]\nlatest = \"la test\"\n", &["7:10 `la test` is not a valid tag"]);
    bad("[deploy]\nautoupdate = \"Registry\"\n", &["7:14 `Registry` is no auto-update policy"]);
    bad(
        "[deploy]\nunit = \"/etc/systemd/system/w.service\"\n",
        &["7:8 `/etc/systemd/system/w.service` is no path in the repository"],
    );
    bad("[deploy]\nunit = \"deploy/w.txt\"\n", &["7:8 `deploy/w.txt` is no unit file"]);
    bad("[deploy]\nurl = \"widget.example.com\"\n", &["7:7 `widget.example.com` is no URL"]);
    bad("[deploy]\nhost = \"web 1\"\n", &["7:8 `web 1` is no host name"]);
}

#[test]
fn a_date_that_does_not_exist_is_no_toml() {
    let found = problems(&fenced("[[waiver]]\nrule = \"x\"\nuntil = 2027-02-30\n"));
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("8:9 the contract is no TOML"), "{found:?}");
}

#[test]
fn waivers() {
    bad("[[waiver]]\nreason = \"x\"\n", &["6:1 the waiver names no rule"]);
    bad("[[waiver]]\nrule = \"x\"\nuntil = \"2027-01-01\"\n", &["8:9 `until` is a string, not a date"]);
    bad("[[waiver]]\nrule = \"x\"\nuntil = 2027-01-01T00:00:00Z\n", &["8:9 `until` has a time of day"]);
}

/// The same without the places.
#[track_caller]
fn told(toml: &str, expected: &[&str]) {
    let found: Vec<String> = read(&fenced(toml)).problems.into_iter().map(|one| one.fault.told().to_string()).collect();
    assert_eq!(found, expected, "{toml}");
}

#[test]
fn forms_are_not_mixed() {
    let name = "name = \"ghcr.io/acme/api\"\n";
    told(
        &format!("[image]\n{name}[[deploy]]\nunit = \"a.service\"\n"),
        &["`[image]` is the form for one image, `[[deploy]]` the form for several"],
    );
    told(
        &format!("[[image]]\n{name}[deploy]\nunit = \"a.service\"\n"),
        &["`[deploy]` is the form for one image, `[[image]]` the form for several"],
    );
    told(&format!("[image]\n{name}mirrors = []\n"), &["`mirrors` is not a key of `[image]`"]);
}

#[test]
fn what_is_wrong_has_its_place() {
    told("[[image]]\nunits = []\n", &["the image has no name"]);
    told(
        "[[image]]\nname = \"ghcr.io/a/b\"\nunits = \"a.service\"\n",
        &["`image.units` is a string, not an array of strings"],
    );
    told("[[image]]\nname = \"ghcr.io/a/b\"\nmirrors = [1]\n", &["`image.mirrors` holds an integer, not a string"]);
    told("[[image]]\nname = \"ghcr.io/a/b\"\nunit = \"x\"\n", &["`unit` is not a key of `[[image]]`"]);
    told("[[image]]\nname = \"ghcr.io/a/b\"\nmirrors = [\"ghcr.io/a/b\"]\n", &["`ghcr.io/a/b` is stated twice"]);
    told("[[image]]\nname = \"ghcr.io/a/b\"\nmirrors = [\"a/b\"]\n", &["`a/b` names no registry"]);
    told(
        "[[image]]\nname = \"ghcr.io/a/b\"\nunits = [\"/etc/x.service\"]\n",
        &["`/etc/x.service` is no path in the repository"],
    );
    told("[[deploy]]\nurl = \"https://x.y\"\n", &["the deployment has no unit"]);
    told(
        "[[deploy]]\nunit = \"a.service\"\nsays = { header = \"x\", json = \"/y\" }\n",
        &["`deploy.says` names one way to tell the commit"],
    );
    told("[[deploy]]\nunit = \"a.service\"\nsays = { json = \"y\" }\n", &["`y` is no JSON pointer"]);
    told("[[deploy]]\nunit = \"a.service\"\nsays = { text = \"y\" }\n", &["`y` does not say where the commit stands"]);
    let twice = "[[deploy]]\nunit = \"a.service\"\n[[deploy]]\nunit = \"a.service\"\n";
    told(twice, &["`a.service` has two `[[deploy]]`"]);
    let other = "[[image]]\nname = \"ghcr.io/a/b\"\nunits = [\"a.service\"]\n[[deploy]]\nunit = \"b.service\"\n";
    told(other, &["no image has the unit `b.service`"]);
    let waiver =
        "[[image]]\nname = \"ghcr.io/a/b\"\n[[waiver]]\nrule = \"x\"\nreason = \"y\"\nimage = \"ghcr.io/a/c\"\n";
    told(waiver, &["the waiver is for `ghcr.io/a/c`, which the contract does not state"]);
}
