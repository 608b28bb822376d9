//! What `quadlet` answers, by example.

use super::*;
use prodproof_syntax::quadlet::read;
use prodproof_syntax::systemd::ProblemKind;

fn made(text: &str) -> Result<Generated, Refusal> {
    let find = |name: &str| match name {
        "x.image" => Some(read("[Image]\nImage=quay.io/a/b:1\n")),
        "t.image" => Some(read("[Image]\nImage=quay.io/a/b:1\nImageTag=quay.io/a/tagged\n")),
        "x.build" => Some(read("[Build]\nImageTag=localhost/x:1\nImageTag=localhost/y\n")),
        "x.pod" => Some(read("[Pod]\n")),
        _ => None,
    };
    convert(&read(text), "foo.container", QuadletKind::Container, &find)
}

#[track_caller]
fn good(text: &str, tail: &str) {
    let made = made(text).expect("a service");
    let words: Vec<&str> = made.words.iter().map(Word::as_str).collect();
    let all = words.join(" ");
    assert!(all.ends_with(tail), "{all}");
}

#[track_caller]
fn bad(text: &str, why: QuadletFault) {
    assert_eq!(made(text).expect_err("refused").why, why);
}

#[test]
fn the_generated_command() {
    let text = "\
[Container]
Image=quay.io/a/b
AutoUpdate=registry
Label=z=1 a=2
PodmanArgs=--label q=3
Exec=sh -c x
";
    good(
        text,
        "run --name systemd-%N --replace --rm --cgroups=split --sdnotify=conmon -d \
             --label io.containers.autoupdate=registry --label a=2 --label z=1 --label q=3 quay.io/a/b sh -c x",
    );
}

#[test]
fn the_last_value_counts_and_quotes_come_off() {
    good(
        r#"[Container]
Image=a
Image="quay.io/a/b"
AutoUpdate=local
AutoUpdate="registry"
"#,
        "--label io.containers.autoupdate=registry quay.io/a/b",
    );
    good("[Container]\nImage=a\nAutoUpdate=registry\nAutoUpdate=\n", "-d a");
    good(
        "\
[Container]
Image=a
Label=x=1
Label=
Label=y=2 y=3
",
        "-d --label y=3 a",
    );
}

#[test]
fn references_are_resolved() {
    good("[Container]\nImage=x.image\n", " quay.io/a/b:1");
    good("[Container]\nImage=t.image\n", " quay.io/a/tagged");
    good("[Container]\nImage=x.build\n", " localhost/x:1");
    good("[Container]\nImage=a\nPod=x.pod\n", " --pod x.pod a");
    assert!(made("[Container]\nImage=none.image\n").unwrap().words.last().unwrap().text.has_holes());
}

#[test]
fn what_quadlet_refuses() {
    bad(
        "[Container]\nImage=a\nAutoupdate=registry\n",
        QuadletFault::UnknownKey("Container".into(), "Autoupdate".into()),
    );
    bad("[container]\nImage=a\n", QuadletFault::NoImage);
    bad("[Container]\nImage=a\nRootfs=/x\n", QuadletFault::ImageAndRootfs);
    bad("[Container]\nImage=a\n[Service]\nType=simple\n", QuadletFault::Type("simple".into()));
    bad("[Container]\nImage=a\n[Service]\nKillMode=none\n", QuadletFault::KillMode("none".into()));
    bad("[Container]\nImage=a\nPod=x\n", QuadletFault::NotAPod("x".into()));
    bad("[Container]\nImage=a\nExposeHostPort=http\n", QuadletFault::Port("http".into()));
    bad("[Container]\nImage=a\nnonsense\n", QuadletFault::Syntax(ProblemKind::NoAssignment));
    bad("\u{feff}[Container]\nImage=a\n", QuadletFault::Syntax(ProblemKind::ByteOrderMark));
    bad("[Container]\nImage=a\n[Quadlet]\nX=1\n", QuadletFault::UnknownKey("Quadlet".into(), "X".into()));
}

#[test]
fn an_empty_word_drops_the_rest() {
    let made = made("[Container]\nImage=a\nPodmanArgs=--env A=\"\" \"\" --label x=y\n").unwrap();
    assert_eq!(made.dropped.len(), 1);
    assert!(!made.words.iter().any(|word| word.as_str() == "x=y"));
}

#[test]
fn services_are_named_after_their_files() {
    let name = |name: &str, text: &str| {
        service_name(&read(text), name, QuadletKind::of(name).unwrap()).full(Span::default()).shown()
    };
    assert_eq!(name("foo.container", ""), "foo.service");
    assert_eq!(name("foo.pod", ""), "foo-pod.service");
    assert_eq!(name("foo@.container", ""), "foo@%i.service");
    assert_eq!(name("foo.container", "[Container]\nServiceName=bar.service\n"), "bar.service.service");
}
