//! Folders without git around, beside and below repositories: whatever publishes is a member,
//! and what is a member's own is nobody else's.

use std::collections::BTreeMap;

use super::*;

/// Who publishes what: the member's folder, and the names.
fn published(yard: &Yard) -> BTreeMap<String, Vec<String>> {
    let top = yard.sandbox.path();
    let (claims, problems) = read_all(&read::find(top).0, None, Date::MIN);
    assert!(problems.is_empty(), "{problems:?}");
    claims
        .iter()
        .map(|one| {
            let folder = Path::new(&one.identity.source).strip_prefix(top).expect("below").display().to_string();
            let mut names: Vec<String> = one
                .publications
                .iter()
                .filter_map(|one| Some(one.reference.as_deref()?.rsplit('/').next()?.to_string()))
                .collect();
            names.sort();
            names.dedup();
            (if folder.is_empty() { ".".to_string() } else { folder }, names)
        })
        .filter(|(_, names)| !names.is_empty())
        .collect()
}

#[test]
fn a_plain_folder_that_publishes_is_not_dropped_for_a_repository() {
    let up = Yard::new();
    up.repo("lib", "acme/lib", &[(BUILD, &workflow(MERGE, "quay.io/acme/lib:latest"))]);
    let lib = up.sandbox.at("lib").display().to_string();
    let plain = |yard: &Yard, folder: &str, image: &str| {
        yard.sandbox.write(&format!("{folder}/{BUILD}"), workflow(MERGE, &format!("quay.io/acme/{image}:latest")));
    };
    let clone = format!("git clone -q '{lib}'");
    for (name, folders, line, expected) in [
        ("around", vec!["."], format!("{clone} vendor/lib"), vec![(".", "."), ("vendor/lib", "lib")]),
        ("deep around", vec!["p"], format!("{clone} p/a/b/c/lib"), vec![("p", "p"), ("p/a/b/c/lib", "lib")]),
        ("beside", vec!["p"], format!("{clone} lib"), vec![("lib", "lib"), ("p", "p")]),
        (
            "around a linked work tree",
            vec!["p"],
            format!("{clone} .hidden && git -C .hidden worktree add -q --detach ../p/lib"),
            vec![(".hidden", "lib"), ("p", "p"), ("p/lib", "lib")],
        ),
        (
            "around a bare one",
            vec!["p"],
            format!("git clone -q --bare '{lib}' p/lib.git"),
            vec![("p", "p"), ("p/lib.git", "lib")],
        ),
        ("around one without any commit", vec!["p"], "git init -q p/empty".to_string(), vec![("p", "p")]),
        (
            "two, one in the other",
            vec!["p", "p/q"],
            format!("{clone} p/q/lib"),
            vec![("p", "p"), ("p/q", "q"), ("p/q/lib", "lib")],
        ),
    ] {
        let yard = Yard::new();
        for folder in folders {
            plain(&yard, folder, folder.rsplit('/').next().unwrap().replace('.', "top").as_str());
        }
        yard.sh(".", &line);
        let expected: BTreeMap<String, Vec<String>> = expected
            .into_iter()
            .map(|(folder, image)| (folder.to_string(), vec![format!("{}:latest", image.replace('.', "top"))]))
            .collect();
        assert_eq!(published(&yard), expected, "{name}");
    }
}

/// A repository in another one, which does not have it as a submodule, is none of its files, and
/// a member where it is named: nobody looks inside of a repository for more.
#[test]
fn a_repository_in_a_repository_is_a_member_where_it_is_named() {
    let yard = Yard::new();
    yard.repo("outer", "acme/outer", &[(BUILD, &workflow(MERGE, "quay.io/acme/outer:latest"))]);
    yard.repo("outer/inner", "acme/inner", &[(BUILD, &workflow(MERGE, "quay.io/acme/inner:latest"))]);
    assert_eq!(published(&yard), BTreeMap::from([("outer".to_string(), vec!["outer:latest".to_string()])]));
    let ran = yard.sandbox.xtask(&["fleet", "outer", "outer/inner", "--format", "json"]);
    for name in ["quay.io/acme/outer", "quay.io/acme/inner"] {
        assert!(ran.stdout.contains(name), "{name}: {}{}", ran.stdout, ran.stderr);
    }
}
