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
    let claims = || read_all(&read::find(sandbox.path()).0, None, Date::MIN).0;
    assert_eq!(claims().len(), 1);
    // It publishes: it is one all the same, and what is in a repository inside is not its own.
    sandbox.write(".github/workflows/x.yml", workflow(MERGE, "quay.io/acme/outer:latest"));
    sandbox.sh("git init -q inner && mkdir inner/deploy").expect(0);
    sandbox.write("inner/deploy/inner.container", format!("[Container]\nImage={LATEST}\n"));
    let all = claims();
    let outer = all.iter().find(|one| one.identity.source == sandbox.path().display().to_string()).expect("outer");
    assert_eq!((outer.publications.len(), outer.deployments.len(), all.len()), (1, 0, 3));
}

/// Of a clone that lacks the workflows, or has not checked them out, git knows them or nobody
/// does: it never publishes nothing.
#[test]
fn what_is_not_in_the_work_tree_is_read_from_git_or_told() {
    let up = Yard::new();
    up.widget();
    up.sh("widget", "git config uploadpack.allowFilter true; git config uploadpack.allowAnySHA1InWant true");
    let url = format!("file://{}", up.sandbox.at("widget").display());
    let read_here = [
        ("no checkout", format!("git clone -q --no-checkout {url} a")),
        ("nothing in the work tree", format!("git clone -q {url} a && cd a && git rm -qr --cached . && git reset -q && git ls-files -z | xargs -0 rm")),
        ("sparse", format!("git clone -q --sparse {url} a")),
        ("sparse, with a cone", format!("git clone -q --no-checkout {url} a && cd a && git sparse-checkout set --cone docs && git checkout -q main")),
        ("bare", format!("git clone -q --bare {url} a.git")),
        ("linked work tree without files", format!("git clone -q --bare {url} .hidden.git && git -C .hidden.git worktree add -q --no-checkout ../a main")),
        ("reftable", format!("git clone -q --ref-format=reftable --no-checkout {url} a || git clone -q --no-checkout {url} a")),
    ];
    for (name, line) in read_here {
        let yard = Yard::new();
        yard.sh(".", &line);
        let (places, _) = read::find(yard.sandbox.path());
        let (claims, problems) = read_all(&places, None, Date::MIN);
        assert!(problems.is_empty(), "{name}: {problems:?}");
        let one =
            claims.iter().find(|one| one.identity.source.ends_with("a") || one.identity.source.ends_with("a.git"));
        let one = one.unwrap_or_else(|| panic!("{name}: {claims:?}"));
        assert!(!one.publications.is_empty() && one.deployments.len() == 1, "{name}: {one:?}");
        assert!(one.unread.is_empty() && one.identity.history.date.is_some(), "{name}: {one:?}");
    }
    let told = [
        ("partial and bare", format!("git clone -q --bare --filter=blob:none {url} a.git")),
        ("partial, no checkout", format!("git clone -q --filter=blob:none --no-checkout {url} a")),
        ("partial and sparse", format!("git clone -q --filter=blob:none --sparse {url} a")),
        ("without trees", format!("git clone -q --bare --filter=tree:0 {url} a.git")),
    ];
    for (name, line) in told {
        let yard = Yard::new();
        yard.sh(".", &line);
        let ran = yard.sandbox.xtask(&["fleet", ".", "--format", "json"]);
        let codes: Vec<String> =
            ran.json()["findings"].as_array().expect("findings").iter().map(|one| one["rule"].to_string()).collect();
        assert!(ran.code == 1 && codes.contains(&"\"F010\"".to_string()), "{name}: {} {codes:?}", ran.code);
        // What one job could not read, the job that joins knows too.
        let claims = yard.sandbox.xtask(&["fleet", ".", "--format", "claims", "--output", "c.json"]);
        if claims.code == 0 {
            yard.sandbox.xtask(&["fleet", "--claims", "c.json"]).expect(1);
        }
    }
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

#[test]
fn what_cannot_be_done_is_an_error() {
    let run = |args: FleetArgs| format!("{:#}", run(&args).expect_err("an error"));
    assert!(run(asked()).contains("nothing to read"));
    assert!(run(FleetArgs { dirs: vec!["/no/such".into()], ..asked() }).contains("is no folder"));
    let empty = Sandbox::new();
    let dirs = vec![empty.path().to_path_buf()];
    assert!(run(FleetArgs { dirs: dirs.clone(), ..asked() }).contains("no repository found"));
    empty.write("repos.json", "{}");
    let repos = Some(empty.at("repos.json"));
    assert!(run(FleetArgs { dirs, repos, ..asked() }).contains("not a JSON array"));
}

/// A folder that the system does not let anybody look into may be full of units.
#[test]
fn a_folder_that_the_system_refuses_is_a_finding() {
    let yard = Yard::new();
    yard.widget();
    let line = "chmod 0 widget/deploy; cargo xtask fleet . --format json; code=$?; chmod 755 widget/deploy; exit $code";
    let Some(ran) = yard.sandbox.sh_refusable(line) else { return };
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(ran.stdout.contains("\"F010\"") && ran.stdout.contains("\"deploy\""), "{}", ran.stdout);
}
