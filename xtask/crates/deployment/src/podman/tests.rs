//! What `podman` answers, by example.

use super::*;
use prodproof_syntax::words::{split, Flavour};

fn call(text: &str) -> PodmanCall {
    parse(&split(&Joined::of(text, Span::new(0, text.len())), Flavour::Exec).words)
}

#[test]
fn podmans_own_flags_may_stand_between_group_and_subcommand() {
    good("container --log-level info run --label a=b IMG", "IMG", &["a=b"], &[]);
    assert_eq!(call("container --label a=b run IMG").error.unwrap().fault, CallFault::UnknownFlag);
}

#[test]
fn some_words_keep_podman_from_running_anything() {
    assert_eq!(call("--version run IMG").action, Subcommand::Other("--version".into()));
    assert_eq!(call("-v run IMG").action, Subcommand::Other("--version".into()));
    assert_eq!(call("-- run IMG").error.unwrap().fault, CallFault::UnknownCommand);
    good("--help run IMG", "IMG", &[], &[]);
}

#[track_caller]
fn good(text: &str, image: &str, labels: &[&str], arguments: &[&str]) {
    let call = call(text);
    assert_eq!(call.error, None, "{text}");
    assert_eq!(call.image.as_ref().map(Word::as_str), Some(image), "{text}");
    let shown: Vec<String> = call
        .labels()
        .iter()
        .map(|label| match &label.value {
            Some(value) => format!("{}={}", label.key.as_str(), value.as_str()),
            None => label.key.as_str().to_string(),
        })
        .collect();
    assert_eq!(shown, labels, "{text}");
    assert_eq!(call.arguments.iter().map(Word::as_str).collect::<Vec<_>>(), arguments, "{text}");
}

#[track_caller]
fn bad(text: &str, fault: CallFault, place: &str) {
    let error = call(text).error.expect("refused");
    assert_eq!((error.fault, error.span.text(text)), (fault, place), "{text}");
}

#[test]
fn the_first_word_that_is_no_flag_is_the_image() {
    good("run --rm -it --name c nginx --label a=b", "nginx", &[], &["--label", "a=b"]);
    good("run -- nginx x", "nginx", &[], &["x"]);
    good("run - x", "-", &[], &["x"]);
    good("run '' x", "", &[], &["x"]);
    good("container run --init nginx", "nginx", &[], &[]);
}

#[test]
fn a_flag_without_value_takes_one_only_behind_an_equals_sign() {
    good("run --rm false nginx", "false", &[], &["nginx"]);
    good("run --rm=false nginx", "nginx", &[], &[]);
    bad("run --rm=maybe nginx", CallFault::BadBool, "--rm=maybe");
    assert!(!call("run --rm=false nginx").is_set("rm"));
    assert!(call("run --rm=0 --rm nginx").is_set("rm"));
}

#[test]
fn short_flags_cluster_and_attach_their_values() {
    good("run -dit -p8080:80 -v=/a:/b -l k=v -lk=v -l=k=v -ite A=1 -t=false n", "n", &["k=v", "k=v", "k=v"], &[]);
    good("run -label k=v nginx", "k=v", &["abel"], &["nginx"]);
}

#[test]
fn labels_keep_commas_blanks_and_quotes() {
    good("run --label a=b,c=d --label 'k = v' --label k n", "n", &["a=b,c=d", "k = v", "k"], &[]);
    good(r#"run --label \"k=v\" n"#, "n", &["\"k=v\""], &[]);
    bad("run --label =v n", CallFault::EmptyLabelKey, "--label =v");
}

#[test]
fn globals_stand_before_and_behind_the_subcommand() {
    let call = call("--root /x --log-level=debug run --cgroup-manager systemd --rm n");
    let globals: Vec<&str> = call.globals.iter().map(|flag| flag.name).collect();
    assert_eq!(globals, ["root", "log-level", "cgroup-manager"]);
    assert_eq!(call.image.as_ref().map(Word::as_str), Some("n"));
    assert_eq!(call.flags.len(), 1);
    good("-r run -c 5 -h host n", "n", &[], &[]);
    bad("run --remote n", CallFault::UnknownFlag, "--remote");
}

#[test]
fn what_podman_refuses() {
    bad("run --labels k=v n", CallFault::UnknownFlag, "--labels");
    bad("run --Label k=v n", CallFault::UnknownFlag, "--Label");
    bad("run --rm --name n", CallFault::NoImage, "run");
    bad("run --rm --name", CallFault::NoValue, "--name");
    bad("run ---x n", CallFault::BadFlag, "---x");
    bad("run -x n", CallFault::UnknownFlag, "-x");
    bad("create -d n", CallFault::UnknownFlag, "-d");
    good("create --init-ctr always n", "n", &[], &[]);
}

#[test]
fn a_path_is_the_operand_of_rootfs() {
    good("run --rootfs /srv/root sh", "/srv/root", &[], &["sh"]);
}

#[test]
fn other_subcommands_are_told_apart() {
    assert_eq!(call("start -a c").action, Subcommand::Start);
    assert_eq!(call("start c -a").flags.len(), 1, "flags may follow");
    assert_eq!(call("kube play --replace f.yaml").action, Subcommand::KubePlay);
    assert_eq!(call("play kube f.yaml").image.as_ref().map(Word::as_str), Some("f.yaml"));
    assert_eq!(call("pod create -l a=b --replace --name p").labels().len(), 1);
    assert_eq!(call("rm -f c").action, Subcommand::Other("rm".into()));
    assert_eq!(call("pod rm -f c").action, Subcommand::Other("pod rm".into()));
    assert_eq!(call("").action, Subcommand::Other(String::new()));
}

#[test]
fn a_word_of_unknown_text_is_flags_or_the_image() {
    let opaque = |name: &str| {
        let mut text = Joined::empty(0);
        text.push_hole(name, Span::default());
        Word { text, span: Span::default(), opaque: true }
    };
    let words = [Word::plain("run"), opaque("$OPTS"), Word::plain("nginx")];
    let call = parse(&words);
    assert_eq!((call.opaque.len(), call.image.as_ref().map(Word::as_str)), (1, Some("nginx")));
    let words = [Word::plain("run"), opaque("$IMAGE"), Word::plain("serve")];
    assert!(parse(&words).image.is_some_and(|image| image.text.has_holes()));
}
