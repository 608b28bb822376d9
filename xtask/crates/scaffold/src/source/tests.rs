//! What `source` answers, by example.

use super::*;

const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

#[test]
fn remotes_become_urls_that_cargo_takes_and_nobody_s_secret_is_in() {
    for (remote, url) in [
        ("https://github.com/acme/xtask.git", Some("https://github.com/acme/xtask.git")),
        ("https://token@github.com/acme/xtask", Some("https://github.com/acme/xtask")),
        ("https://me:secret@GitHub.com/Acme/x", Some("https://github.com/Acme/x")),
        ("git@github.com:acme/xtask.git", Some("ssh://git@github.com/acme/xtask.git")),
        ("git@host.example:/srv/x.git", Some("ssh://git@host.example/srv/x.git")),
        ("me@host.example:x.git", Some("ssh://host.example/x.git")),
        ("host.example:x.git", Some("ssh://host.example/x.git")),
        ("ssh://git@github.com/acme/xtask", Some("ssh://git@github.com/acme/xtask")),
        ("ssh://git:pw@host.example:2222/x", Some("ssh://git@host.example:2222/x")),
        ("HTTPS://host.example/x", Some("https://host.example/x")),
        ("http://host.example/x", None),
        ("git://host.example/x", None),
        ("file:///srv/x.git", None),
        ("/srv/x.git", None),
        ("../x", None),
        ("./a:b", None),
        ("C:\\src\\x", None),
        ("C:/src/x", None),
        ("https://localhost:8080/x", None),
        ("https://host.example", None),
        ("", None),
    ] {
        assert_eq!(public_url(remote).as_deref(), url, "{remote}");
    }
}

#[test]
fn a_launcher_only_where_others_get_the_same() {
    let good = Checkout {
        remote: Some("git@github.com:acme/xtask.git".into()),
        commit: Some(COMMIT.into()),
        tags: vec!["v0.9.0".into(), "v0.10.0".into(), "nightly".into()],
        clean: true,
        pushed: true,
    };
    assert_eq!(good.source().unwrap().pin, Pin::Tag("v0.10.0".into()));
    let untagged = Checkout { tags: vec!["nightly".into()], ..good.clone() };
    assert_eq!(untagged.source().unwrap().pin, Pin::Rev(COMMIT.into()));
    let only_a_tag = Checkout { pushed: false, ..good.clone() };
    assert!(only_a_tag.source().is_ok());
    for (bad, why) in [
        (Checkout { commit: None, ..good.clone() }, NoPin::NoCheckout),
        (Checkout { remote: None, ..good.clone() }, NoPin::NoRemote),
        (Checkout { remote: Some("/srv/x".into()), ..good.clone() }, NoPin::LocalRemote),
        (Checkout { clean: false, ..good.clone() }, NoPin::Dirty),
        (Checkout { tags: Vec::new(), pushed: false, ..good.clone() }, NoPin::Unpushed),
    ] {
        assert_eq!(bad.source(), Err(why));
    }
}

#[test]
fn what_is_asked_for_is_taken_apart() {
    for (text, url, rev) in [
        ("https://host.example/a/x", "https://host.example/a/x", None),
        ("https://host.example/a/x@v1.0.0", "https://host.example/a/x", Some("v1.0.0")),
        ("https://me:s3cret@host.example/a/x@v1.0.0", "https://host.example/a/x", Some("v1.0.0")),
        ("https://t0ken@host.example/a/x", "https://host.example/a/x", None),
        ("ssh://git@host.example/a/x", "ssh://git@host.example/a/x", None),
        ("ssh://git@host.example/a/x@main", "ssh://git@host.example/a/x", Some("main")),
        ("git@host.example:a/x@v1", "ssh://git@host.example/a/x", Some("v1")),
        ("git@host.example:x", "ssh://git@host.example/x", None),
        ("file:///srv/x@v1.0.0", "file:///srv/x", Some("v1.0.0")),
    ] {
        assert_eq!(asked(text), Ok((url.to_string(), rev.map(str::to_string))), "{text}");
    }
    for bad in ["", "x", "/srv/x", "https://host.example/x@", "https://host.example/x?a=\"b\""] {
        assert!(asked(bad).is_err(), "{bad}");
    }
}

#[test]
fn locks_and_manifests_are_read_back() {
    for pin in [Pin::Tag("v1.2.0-rc.1".into()), Pin::Rev(COMMIT.into())] {
        let source = Source { url: "https://host.example/x".into(), pin, commit: COMMIT.into() };
        assert_eq!(Source::parse(&source.locked()), Some(source.clone()));
        let lock = format!(
            "version = 4\n\n[[package]]\nname = \"{LIBRARY}\"\nversion = \"1.2.0\"\nsource = \"{}\"\n",
            source.locked()
        );
        assert_eq!(Source::of_lock(&lock), Some(source.clone()));
        let manifest = format!("[dependencies]\n{LIBRARY} = {{ git = \"{}\", {} }}\n", source.url, source.pin());
        assert_eq!(Source::of_manifest(&manifest), Some((source.url.clone(), source.pin.clone())));
    }
    assert_eq!(Source::parse(&format!("git+https://h/x?branch=main#{COMMIT}")).unwrap().pin, Pin::Rev(COMMIT.into()));
    assert_eq!(Source::of_lock("[[package]]\nname = \"other\"\n"), None);
}

#[test]
fn the_newest_release_is_a_version_s() {
    let tags = ["v0.9.0", "v0.10.0", "v0.11.0-rc.1", "v1", "nightly", "v0.10.0^{}"];
    let rows = tags.iter().enumerate().map(|(at, tag)| format!("{at:040}\trefs/tags/{tag}\n"));
    let listing: String = rows.collect();
    assert_eq!(newest(&listing, Channel::Releases), Some(("v0.10.0".into(), format!("{:040}", 5))));
    assert_eq!(newest(&listing, Channel::PreReleases).unwrap().0, "v0.11.0-rc.1");
    assert_eq!(newest("", Channel::PreReleases), None);
}

#[test]
fn a_remote_s_listing_tells_what_a_name_means() {
    let other = "89abcdef0123456789abcdef0123456789abcdef";
    let listing = format!(
        "{other}\tHEAD\n{other}\trefs/heads/main\n{other}\trefs/tags/v1.0.0\n{COMMIT}\trefs/tags/v1.0.0^{{}}\n"
    );
    let tag = (Pin::Tag("v1.0.0".into()), COMMIT.to_string());
    let rev = (Pin::Rev(other.into()), other.to_string());
    assert_eq!(resolve(&listing, Some("v1.0.0"), "1.0.0"), Some(tag.clone()));
    assert_eq!(resolve(&listing, None, "1.0.0"), Some(tag));
    assert_eq!(resolve(&listing, None, "2.0.0"), Some(rev.clone()));
    assert_eq!(resolve(&listing, Some("main"), "1.0.0"), Some(rev.clone()));
    assert_eq!(resolve(&listing, Some("89abcde"), "1.0.0"), Some(rev));
    assert_eq!(resolve(&listing, Some(COMMIT), "1.0.0"), Some((Pin::Rev(COMMIT.into()), COMMIT.into())));
    assert_eq!(resolve(&listing, Some("v9"), "1.0.0"), None);
}
