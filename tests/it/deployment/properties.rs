//! What holds for any unit and any command line.

use prodproof_deployment::settings::Sources;
use prodproof_deployment::wrap::Finder;
use prodproof_deployment::{containerfile, podman, quadlet as generator};
use prodproof_syntax::exec::commands;
use prodproof_syntax::expand::{self, UnitName, Variables};
use prodproof_syntax::joined::Joined;
use prodproof_syntax::span::Span;
use prodproof_syntax::words::{split, Flavour, Word};
use prodproof_syntax::{quadlet, systemd};
use proptest::prelude::*;

use super::*;

fn joined(text: &str) -> Joined {
    Joined::of(text, Span::new(0, text.len()))
}

/// Text in which everything that is special somewhere is likely.
fn odd() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\\\n".to_string()),
        Just("\\\r\n".to_string()),
        Just("\n".to_string()),
        Just("\"".to_string()),
        Just("'".to_string()),
        Just("\\".to_string()),
        Just("%n".to_string()),
        Just("%".to_string()),
        Just("${X}".to_string()),
        Just("$X".to_string()),
        Just("--label".to_string()),
        Just("io.containers.autoupdate=registry".to_string()),
        Just("PODMAN_SYSTEMD_UNIT=".to_string()),
        Just("podman run".to_string()),
        Just("quay.io/a/b".to_string()),
        Just("[Service]\n".to_string()),
        Just("[Container]\n".to_string()),
        Just("ExecStart=".to_string()),
        Just("Image=".to_string()),
        Just("# ".to_string()),
        Just(" ".to_string()),
        Just("\u{feff}".to_string()),
        Just("é漢".to_string()),
        "\\PC{0,6}",
        "[ -~]{0,8}",
    ];
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

fn inside(text: &str, span: Span) {
    assert!(text.get(span.range()).is_some(), "{span:?} is no place in {text:?}");
}

proptest! {
    #[test]
    fn no_text_makes_a_reader_panic(text in odd()) {
        for file in [systemd::read(&text), quadlet::read(&text)] {
            for entry in &file.entries {
                inside(&text, entry.span);
                inside(&text, entry.key.span);
                inside(&text, entry.value.span());
            }
            for problem in file.problems.iter().chain(&file.refused) {
                inside(&text, problem.span);
            }
        }
        let value = joined(&text);
        for flavour in [Flavour::Exec, Flavour::Environment, Flavour::QuadletList, Flavour::QuadletArgs] {
            let split = split(&value, flavour);
            for word in &split.words {
                inside(&text, word.span);
                inside(&text, word.text.span());
            }
            expand::variables(&split.words, &Variables::new());
            podman::parse(&split.words);
        }
        let _ = commands(&value, &UnitName::parse(&text));
        let _ = expand::specifiers(&value, &UnitName::parse("a-b@c.service"));
        let script = [Word::plain("sh"), Word::plain("-c"), Word::of(value.clone())];
        let mut finder = Finder { scripts: &|_| None, variables: &Variables::new(), sources: &mut Sources::default() };
        for found in finder.find(&script) {
            prop_assert!(found.span.end >= found.span.start);
        }
        containerfile::read(&text).destinations("a/b");
    }

    #[test]
    fn no_unit_makes_the_verdict_panic(text in odd(), other in odd()) {
        for name in ["foo.service", "foo@.service", "foo.container", "foo.kube"] {
            let files = [
                (name.to_string(), text.clone()),
                (format!("{name}.d/x.conf"), other.clone()),
                ("start.sh".to_string(), other.clone()),
                ("Containerfile".to_string(), other.clone()),
            ];
            check_places(&files);
        }
    }

    /// Known units with something odd put in somewhere: closer to what people write.
    #[test]
    fn no_known_unit_breaks_by_an_odd_insertion(pick in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), piece in odd()) {
        let all = scenarios();
        let mut files = all[pick.index(all.len())].files.clone();
        let text = &mut files[0].1;
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        if !places.is_empty() {
            text.insert_str(places[at.index(places.len())], &piece);
        }
        check_places(&files);
        keeps_its_promise("odd", &files);
    }

    #[test]
    fn words_survive_quoting(words in prop::collection::vec("[ -~é]{0,12}", 0..6)) {
        let quoted: Vec<String> = words.iter().map(|word| quote(word)).collect();
        let text = quoted.join(" ");
        let read = split(&joined(&text), Flavour::Exec);
        prop_assert_eq!(read.error, None);
        prop_assert_eq!(read.words.iter().map(Word::as_str).collect::<Vec<_>>(), words.iter().map(String::as_str).collect::<Vec<_>>());
    }

    #[test]
    fn a_command_line_reads_back_as_it_was_rendered(command in command()) {
        for (text, by) in [(command.unit(" "), "in one line"), (command.unit(" \\\n    "), "continued"), (command.unit(" \\\r\n\t"), "continued with CR LF")] {
            let file = systemd::read(&text);
            let entry = file.last("Service", "ExecStart").expect("a command");
            let read = commands(&entry.value, &UnitName::parse("foo.service")).expect("not refused");
            let call = podman::parse(&expand::variables(&read[0].arguments, &Variables::new()));
            prop_assert_eq!(call.error, None, "{} {}", by, text);
            prop_assert_eq!(call.image.as_ref().map(Word::as_str), Some(command.image.as_str()), "{}", text);
            let labels: Vec<String> = call.labels().iter().map(|label| match &label.value {
                Some(value) => format!("{}={}", label.key.as_str(), value.as_str()),
                None => label.key.as_str().to_string(),
            }).collect();
            prop_assert_eq!(labels, command.labels(), "{}", text);
            prop_assert_eq!(call.arguments.iter().map(Word::as_str).collect::<Vec<_>>(), command.arguments.clone());
        }
    }

    #[test]
    fn fixes_of_generated_units_keep_their_promise(command in command(), named in any::<bool>(), separator in 0..3usize) {
        let separator = [" ", " \\\n    ", " \\\r\n\t"][separator];
        let mut text = command.unit(separator);
        if named {
            text = text.replacen("[Service]\n", "[Service]\nEnvironment=PODMAN_SYSTEMD_UNIT=%n\n", 1);
        }
        let files = [("foo.service".to_string(), text)];
        keeps_its_promise("generated", &files);
    }

    #[test]
    fn quadlet_labels_read_back(labels in prop::collection::btree_map("[a-z][a-z.]{0,8}", "[ -~]{0,10}", 0..5), policy in "[a-z]{1,8}") {
        let mut text = format!("[Container]\nImage=quay.io/a/b:latest\nAutoUpdate={policy}\n");
        for (key, value) in &labels {
            text.push_str(&format!("Label={}\n", quote(&format!("{key}={value}"))));
        }
        let none = |_: &str| None;
        let made = generator::convert(&quadlet::read(&text), "foo.container", generator::QuadletKind::Container, &none).expect("a service");
        let call = podman::parse(&made.words);
        let found: Vec<String> = call.labels().iter().map(|label| format!("{}={}", label.key.as_str(), label.value.as_ref().map_or("", |value| value.as_str()))).collect();
        let mut expected = vec![format!("io.containers.autoupdate={policy}")];
        expected.extend(labels.iter().map(|(key, value)| format!("{key}={value}")));
        prop_assert_eq!(found, expected);
    }
}

fn check_places(files: &[(String, String)]) {
    let text = |path: &str| files.iter().find(|(known, _)| known == path).map(|(_, text)| text.as_str());
    for deployment in deployments(&snapshot(files)) {
        inside(text(&deployment.path).expect("its own file"), deployment.span);
        for reason in &deployment.reasons {
            inside(text(&reason.path).expect("a file of the unit"), reason.span);
            for place in &reason.related {
                inside(text(&place.path).expect("a file of the unit"), place.span);
            }
        }
    }
}

/// A word that systemd and Quadlet read back as it is.
fn quote(word: &str) -> String {
    let escaped = word.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{escaped}\"")
}

/// A word as it must stand in a command: `%` and `$` doubled too.
fn literal(word: &str) -> String {
    quote(word).replace('%', "%%").replace('$', "$$")
}

#[derive(Clone, Debug)]
struct Rendered {
    flags: Vec<(String, Option<String>, u8)>,
    image: String,
    arguments: Vec<String>,
}

impl Rendered {
    fn labels(&self) -> Vec<String> {
        self.flags.iter().filter(|(name, ..)| name == "label").filter_map(|(_, value, _)| value.clone()).collect()
    }

    fn unit(&self, separator: &str) -> String {
        let mut words = vec!["/usr/bin/podman".to_string(), "run".to_string()];
        for (name, value, style) in &self.flags {
            match (value, style, name.as_str()) {
                (None, _, "detach") => words.push("-d".into()),
                (None, ..) => words.push(format!("--{name}")),
                (Some(value), 0, _) => words.push(format!("--{name}={}", literal(value))),
                (Some(value), 1, "label") => words.push(format!("-l{}", literal(value))),
                (Some(value), 2, "label") => words.extend(["-l".into(), literal(value)]),
                (Some(value), ..) => words.extend([format!("--{name}"), literal(value)]),
            }
        }
        words.push(self.image.clone());
        words.extend(self.arguments.iter().map(|word| literal(word)));
        let end = if separator.contains('\r') { "\r\n" } else { "\n" };
        format!("[Service]\nExecStart={}{end}", words.join(separator))
    }
}

fn command() -> impl Strategy<Value = Rendered> {
    let value = "[a-zA-Z0-9/:=,. %$'\"\\\\-]{1,10}";
    let label = prop_oneof![
        "[a-z][a-z.]{0,8}(=[ -~]{0,8})?",
        Just("io.containers.autoupdate=registry".to_string()),
        Just("io.containers.autoupdate=Registry".to_string()),
        Just("io.containers.autoupdate.systemd_unit=foo.service".to_string()),
        Just("PODMAN_SYSTEMD_UNIT=foo".to_string()),
    ];
    let flag = prop_oneof![
        (prop::sample::select(vec!["rm", "replace", "init", "privileged", "tty", "detach"]), Just(None)),
        (prop::sample::select(vec!["name", "volume", "publish", "env", "network", "add-host"]), value.prop_map(Some)),
        (Just("label"), label.prop_map(Some)),
    ];
    let flags =
        prop::collection::vec((flag, 0..3u8).prop_map(|((name, value), style)| (name.to_string(), value, style)), 0..8);
    let image =
        prop::sample::select(vec!["quay.io/a/b:latest", "quay.io/a/b", "nginx", "localhost/x:1", "quay.io/a/b:1.2.3"]);
    (flags, image, prop::collection::vec("[a-z -]{1,8}", 0..3)).prop_map(|(flags, image, arguments)| Rendered {
        flags,
        image: image.to_string(),
        arguments,
    })
}
