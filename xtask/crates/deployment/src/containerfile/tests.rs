//! What `containerfile` answers, by example.

use super::*;

#[track_caller]
fn labels(text: &str, expected: &[(&str, Option<&str>)]) {
    let file = read(text);
    let found: Vec<(&str, Option<&str>)> =
        file.labels.iter().map(|(key, label)| (key.as_str(), label.value.as_deref())).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn labels_of_the_last_stage_count() {
    labels("FROM a AS b\nLABEL x=1\nFROM c\nLABEL y=\"2 3\" \\\n  z='4'\n", &[("y", Some("2 3")), ("z", Some("4"))]);
    labels("FROM a AS b\nLABEL x=1\nFROM b\nlabel x=2 y=$V\n", &[("x", Some("2")), ("y", None)]);
    labels("FROM a\nLABEL old form here\n", &[("old", Some("form here"))]);
    labels("LABEL x=1\n", &[]);
}

/// docs.docker.com/reference/cli/docker/buildx/build, `--target`.
#[test]
fn labels_of_the_stage_that_is_built() {
    let text = "\
FROM a AS base
LABEL x=1
FROM base AS Runtime
LABEL y=2
FROM c AS debug
LABEL z=3
";
    let of = |target: Option<&str>| {
        read_stage(text, target).map(|file| file.labels.keys().cloned().collect::<Vec<_>>().join(","))
    };
    assert_eq!(of(None).as_deref(), Some("z"));
    assert_eq!(of(Some("runtime")).as_deref(), Some("x,y"));
    assert_eq!(of(Some("base")).as_deref(), Some("x"));
    assert_eq!(of(Some("1")).as_deref(), Some("x,y"));
    assert_eq!(of(Some("other")), None);
    assert_eq!(of(Some("7")), None);
}

/// docs.docker.com/reference/dockerfile, "COPY --from", "RUN --mount=type=bind".
#[test]
fn inputs_of_all_stages_that_end_up_in_it() {
    let text = "\
FROM a AS build
COPY src/ src/
RUN --mount=type=bind,source=Cargo.lock,target=Cargo.lock --mount=type=cache,target=/t cargo build
FROM b AS test
COPY tests/ tests/
FROM c
COPY --from=build /x /x
COPY conf.toml /
";
    let file = read(text);
    for (path, taken) in
        [("src/main.rs", true), ("Cargo.lock", true), ("conf.toml", true), ("tests/a.rs", false), ("README.md", false)]
    {
        assert_eq!(file.takes(path), taken, "{path}");
    }
    assert!(file.copies.len() == 1);
    assert!(read("FROM a\nCOPY . .\n").takes("any/file"));
    assert!(read("FROM a\nCOPY b .\nFROM c\nRUN --mount=type=bind,from=0,target=/x y\n").takes("b"));
}

#[test]
fn copies_are_followed_to_their_place() {
    let to = |text: &str, path: &str| read(text).destinations(path);
    assert_eq!(
        to("FROM a\nCOPY rootfs/ /\n", "rootfs/etc/systemd/system/x.service"),
        ["/etc/systemd/system/x.service"]
    );
    assert_eq!(to("FROM a\nCOPY x.service /etc/systemd/system/\n", "x.service"), ["/etc/systemd/system/x.service"]);
    assert_eq!(to("FROM a\nCOPY --chown=a units/*.service /etc/\n", "units/x.service"), ["/etc/x.service"]);
    assert_eq!(to("FROM a\nCOPY . /app\n", "deploy/x.service"), ["/app/deploy/x.service"]);
    assert_eq!(to("FROM a\nADD [\"a b\", \"/c\"]\n", "a b"), ["/c"]);
    assert!(to("FROM a\nCOPY --from=b x.service /etc/systemd/system/\n", "x.service").is_empty());
    assert!(to("FROM a\nCOPY other /x\n", "x.service").is_empty());
}

#[test]
fn a_base_that_an_argument_names() {
    for (text, boots) in [
        ("ARG BASE=quay.io/fedora/fedora-bootc\nFROM ${BASE}:42\n", true),
        ("ARG TAG=42\nARG BASE=quay.io/fedora/fedora-bootc:$TAG\nFROM $BASE\n", true),
        ("FROM ${BASE:-ghcr.io/ublue-os/bazzite:stable} AS os\nFROM os\n", true),
        ("ARG BASE\nFROM $BASE\n", false),
        ("ARG BASE=debian\nFROM $BASE\nARG BASE=fedora-bootc\n", false),
        ("FROM debian\nARG BASE=fedora-bootc\n", false),
    ] {
        assert_eq!(read(text).boots, boots, "{text}");
    }
}

/// Each stage takes what the one before it has, twice.
#[test]
fn a_stage_that_is_named_often_is_looked_at_once() {
    let mut text = "FROM scratch AS s0\nCOPY a b\n".to_string();
    for n in 1..200 {
        let before = n - 1;
        text +=
            &format!("FROM s{before} AS s{n}\nLABEL l{n}=x\nCOPY --from=s{before} a b\nCOPY --from=s{before} c d\n");
    }
    let image = read(&text);
    assert_eq!((image.labels.len(), image.copies.len(), image.inputs.len()), (199, 1, 1));
}
