//! Permissions and logins of jobs that publish to ghcr.io and quay.io.

use crate::rules::workflow::tests::{findings, workflow, ON, PATH, TAGS};
use prodproof_syntax::finding::apply;

const LOGIN: &str = "      - uses: docker/login-action@v3\n        with:\n          registry: ghcr.io\n          password: ${{ secrets.GITHUB_TOKEN }}\n";

/// A workflow that publishes to ghcr.io as well, with `permissions` and a login.
fn ghcr(root: &str, job: &str, login: &str) -> String {
    let text = workflow(ON, TAGS, "true").replace(
        "images: quay.io/acme/widget",
        "images: |\n            quay.io/acme/widget\n            ghcr.io/acme/widget",
    );
    text.replace("jobs:\n", &format!("{root}jobs:\n")).replace("    steps:\n", &format!("{job}    steps:\n{login}"))
}

fn names(text: &str) -> Vec<&'static str> {
    findings(&[(PATH, text)]).iter().map(|found| found.rule.name).collect()
}

#[test]
fn packages_are_not_written_without_the_permission() {
    for (root, job) in [
        ("permissions:\n  contents: read\n", ""),
        ("permissions: {}\n", ""),
        ("permissions: read-all\n", ""),
        ("permissions:\n  packages: read\n", ""),
        ("permissions:\n  packages: write\n", "    permissions:\n      contents: read\n"),
    ] {
        assert_eq!(names(&ghcr(root, job, LOGIN)), ["missing-packages-permission"], "{root}{job}");
    }
    for (root, job) in [
        ("", ""),
        ("permissions: write-all\n", ""),
        ("permissions:\n  packages: write\n", ""),
        ("permissions: {}\n", "    permissions:\n      packages: write\n"),
    ] {
        assert_eq!(names(&ghcr(root, job, LOGIN)), [""; 0], "{root}{job}");
    }
}

#[test]
fn other_tokens_need_no_permission() {
    let root = "permissions:\n  contents: read\n";
    for login in [
        LOGIN.replace("GITHUB_TOKEN", "PAT"),
        LOGIN.replace("secrets.GITHUB_TOKEN", "secrets.PAT || github.token"),
        LOGIN.replace("ghcr.io", "quay.io"),
        LOGIN.replace("ghcr.io", "${{ matrix.registry }}"),
        "      - run: echo ${{ secrets.PAT }} | docker login ghcr.io -u x --password-stdin\n".to_string(),
        String::new(),
    ] {
        assert_eq!(names(&ghcr(root, "", &login)), [""; 0], "{login}");
    }
    for login in [
        "      - run: echo \"${{ secrets.GITHUB_TOKEN }}\" | docker login ghcr.io -u x --password-stdin\n".to_string(),
        "      - {run: 'docker login ghcr.io -p $T', env: {T: '${{ github.token }}'}}\n".to_string(),
        LOGIN.replace("ghcr.io", "${{ env.REGISTRY }}"),
    ] {
        let root = format!("{root}env:\n  REGISTRY: ghcr.io\n");
        assert_eq!(names(&ghcr(&root, "", &login)), ["missing-packages-permission"], "{login}");
    }
}

#[test]
fn the_permission_is_added() {
    let mended = |root: &str| {
        let text = ghcr(root, "", LOGIN);
        let found = findings(&[(PATH, &text)]);
        let fix = found[0].fix.clone().expect("a fix");
        assert!(fix.safe);
        let after = apply(&text, &fix.edits).unwrap();
        assert_eq!(names(&after), [""; 0], "{after}");
        after
    };
    assert!(mended("permissions:\n  contents: read\n").contains("permissions:\n  packages: write\n  contents: read\n"));
    assert!(mended("permissions: {contents: read}\n").contains("{packages: write, contents: read}"));
    assert!(mended("permissions:\n  packages: read # x\n").contains("packages: write # x"));
    // Other jobs of the workflow get no more than they have.
    let own = "  b:\n    permissions:\n      packages: write\n    runs-on";
    assert!(mended("permissions: {}\n").contains(own));
    let more = "permissions:\n  contents: read\n  packages: none\n";
    let text = ghcr(more, "", LOGIN).replace("jobs:\n", "jobs:\n  t: {runs-on: x, steps: [{run: make}]}\n");
    let fix = findings(&[(PATH, &text)])[0].fix.clone().expect("a fix");
    let own = "  b:\n    permissions:\n      contents: read\n      packages: write\n    runs-on";
    assert!(apply(&text, &fix.edits).unwrap().contains(own));
}

#[test]
fn a_called_workflow_has_what_its_caller_gives() {
    let called = ghcr("", "", LOGIN).replace(ON, "  workflow_call:\n");
    let caller =
        format!("on:\n{ON}permissions:\n  contents: read\njobs:\n  p:\n    uses: ./{PATH}\n    secrets: inherit\n");
    let found = findings(&[(PATH, &called), (".github/workflows/a.yml", &caller)]);
    assert_eq!(
        found.iter().map(|one| (one.rule.name, one.primary.path.as_str())).collect::<Vec<_>>(),
        [("missing-packages-permission", ".github/workflows/a.yml")]
    );
}

#[test]
fn the_login_is_skipped_and_the_push_is_not() {
    let login = |guard: &str, more: &str| {
        let step = format!("    steps:\n      - if: {guard}\n        uses: docker/login-action@v3\n        with: {{registry: quay.io}}\n{more}");
        workflow(ON, TAGS, "true").replace("    steps:\n", &step)
    };
    assert_eq!(names(&login("github.ref_type == 'tag'", "")), ["skipped-login"]);
    assert_eq!(names(&login("startsWith(github.ref, 'refs/tags/')", "")), ["skipped-login"]);
    assert_eq!(names(&login("github.event_name != 'pull_request'", "")), [""; 0]);
    assert_eq!(names(&login("vars.X == 'y'", "")), [""; 0]);
    let other = "      - run: docker login quay.io\n";
    assert_eq!(names(&login("github.ref_type == 'tag'", other)), [""; 0]);
    let other = "      - uses: ./.github/actions/login\n";
    assert_eq!(names(&login("github.ref_type == 'tag'", other)), [""; 0]);
    // The push waits for the same.
    let both = login("github.ref_type == 'tag'", "").replace("push: true", "push: ${{ github.ref_type == 'tag' }}");
    assert!(!names(&both).contains(&"skipped-login"));
}
