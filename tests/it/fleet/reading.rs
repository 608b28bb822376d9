//! What of a member is read: any revision, the work tree, plain folders, links.

use super::*;

#[test]
fn any_revision_of_checkouts_and_bare_clones() {
    let yard = Yard::new();
    yard.widget();
    yard.sh("widget", "git tag v1");
    yard.commit("widget", BUILD, &workflow(MERGE, "quay.io/acme/renamed:latest"));
    yard.sh(".", "git clone -q --bare widget bare.git && rm -rf widget");
    let (places, _) = read::find(yard.sandbox.path());
    let published = |rev: Option<&str>| {
        let (claims, problems) = read_all(&places, rev, Date::MIN);
        assert!(problems.is_empty());
        claims[0].publications.iter().filter_map(|publication| publication.reference.clone()).collect::<Vec<_>>()
    };
    assert_eq!(published(None), ["quay.io/acme/renamed:latest"]);
    assert_eq!(published(Some("v1")), [LATEST]);
    let (_, problems) = read_all(&places, Some("v9"), Date::MIN);
    assert_eq!(problems.len(), 1);
}

#[test]
fn the_work_tree_counts_as_it_is_and_ignored_files_do_not() {
    let yard = Yard::new();
    yard.widget();
    yard.sandbox.write("widget/.gitignore", "build/\n");
    yard.sandbox.write("widget/build/x.container", "[Container]\nImage=quay.io/acme/ignored\n");
    yard.sandbox.write(&format!("widget/{BUILD}"), workflow(MERGE, "quay.io/acme/edited:latest"));
    let claims = yard.claims();
    let references: Vec<_> = claims[0].publications.iter().filter_map(|p| p.reference.as_deref()).collect();
    assert_eq!(references, ["quay.io/acme/edited:latest"]);
    assert_eq!(claims[0].deployments.len(), 1);
}

#[test]
fn plain_folders_with_workflows_are_read_without_git() {
    let sandbox = Sandbox::new();
    sandbox.write(&format!("plain/{BUILD}"), workflow(MERGE, LATEST));
    sandbox.write("plain/node_modules/x/.github/workflows/y.yml", "on: push\n");
    let (places, _) = read::find(sandbox.path());
    let kinds: Vec<(&Path, read::CheckoutKind)> =
        places.iter().map(|place| (place.path.as_path(), place.kind)).collect();
    assert_eq!(kinds, [(sandbox.at("plain").as_path(), read::CheckoutKind::Plain)]);
    // Not itself a repository, but the folder that holds them.
    sandbox.write(".github/workflows/x.yml", "on: push\n");
    let (places, _) = read::find(sandbox.path());
    assert_eq!(places.len(), 1, "{places:?}");
}

#[test]
fn links_within_a_revision_are_followed_and_none_leads_out() {
    let yard = Yard::new();
    yard.repo("a", "acme/a", &[("docs/c.md", "# C\n\n**Version**: 1.4.0\n"), ("shallow", "a file of that name")]);
    yard.sh("a", "mkdir -p .specify/memory && ln -s ../../docs/c.md .specify/memory/constitution.md && ln -s /etc/passwd out.service && git add -A && git commit -qm links");
    yard.sh(".", "git clone -q --bare a b.git && rm -rf a");
    let (places, _) = read::find(yard.sandbox.path());
    let (snapshot, identity) = read::read(&places[0], None, Date::MIN).expect("readable");
    assert_eq!(snapshot.text(".specify/memory/constitution.md"), Some("# C\n\n**Version**: 1.4.0\n"));
    assert_eq!(snapshot.files["out.service"], prodproof_syntax::snapshot::File::Link("/etc/passwd".into()));
    assert!(!identity.history.shallow);
}
