//! Every way in which each of the programs fails: what is not known is said, with the reason,
//! and neither a *yes* nor a *no* comes of it.

use std::fs;

use super::{scenarios, World};
use crate::support::Ran;

/// The verdict on each link that is not a yes, and the words of its first fact.
fn wrong(ran: &Ran) -> Vec<String> {
    let json = ran.json();
    let links = json["links"].as_array().expect("links");
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_string();
    let wrong = links.iter().filter(|link| link["verdict"] != "yes");
    wrong
        .map(|link| {
            format!("{} {}: {}", text(&link["part"]), text(&link["verdict"]), text(&link["facts"][0]["message"]))
        })
        .collect()
}

/// The link that each program answers for.
const PROGRAMS: [(&str, &str); 4] = [("gh", "merge"), ("skopeo", "registry"), ("ssh", "host"), ("curl", "site")];

/// `None` takes the program away; the text is what is said of its link. A text of `=…` is said
/// as a verdict of its own.
type Row = (&'static str, &'static str, Option<&'static str>, &'static str);

const TABLE: &[Row] = &[
    ("gh", "missing", None, "gh is not on PATH"),
    ("skopeo", "missing", None, "skopeo is not on PATH"),
    ("ssh", "missing", None, "ssh is not on PATH"),
    ("curl", "missing", None, "curl is not on PATH"),
    // Refuses.
    (
        "gh",
        "refuses",
        Some("echo 'To get started with GitHub CLI, please run:  gh auth login' >&2; exit 4"),
        "gh is not logged in",
    ),
    (
        "gh",
        "refuses",
        Some("printf 'HTTP/2.0 401 Unauthorized\\r\\n\\r\\n{\"message\":\"Bad credentials\"}'; exit 1"),
        "gh is not logged in",
    ),
    (
        "gh",
        "refuses",
        Some("printf 'HTTP/2.0 403 Forbidden\\r\\nX-Ratelimit-Remaining: 0\\r\\n\\r\\n{}'; exit 1"),
        "gh was told to ask less often",
    ),
    (
        "gh",
        "refuses",
        Some("printf 'HTTP/2.0 503 Service Unavailable\\r\\n\\r\\n<html>'; exit 1"),
        "the other side fails with HTTP 503",
    ),
    (
        "gh",
        "refuses",
        Some("printf 'error connecting to api.github.com\\ncheck your internet connection\\n' >&2; exit 1"),
        "nobody answers: check your internet connection",
    ),
    ("gh", "refuses", Some("echo 'unknown flag: --include' >&2; exit 1"), "gh ended with 1: unknown flag: --include"),
    (
        "skopeo",
        "refuses",
        Some("echo 'unauthorized: access to the requested resource is not authorized' >&2; exit 1"),
        "skopeo is not logged in",
    ),
    (
        "skopeo",
        "refuses",
        Some("echo 'dial tcp 1.2.3.4:443: connect: connection refused' >&2; exit 1"),
        "nobody answers: dial tcp 1.2.3.4:443: connect: connection refused",
    ),
    (
        "skopeo",
        "refuses",
        Some("echo 'toomanyrequests: You have reached your pull rate limit' >&2; exit 1"),
        "skopeo was told to ask less often",
    ),
    (
        "ssh",
        "refuses",
        Some("echo 'root@web1: Permission denied (publickey).' >&2; exit 255"),
        "the host takes no key of ours",
    ),
    ("ssh", "refuses", Some("echo 'Host key verification failed.' >&2; exit 255"), "the host's key is not known here"),
    (
        "ssh",
        "refuses",
        Some("echo 'ssh: Could not resolve hostname web1: Name or service not known' >&2; exit 255"),
        "nobody answers: ssh: Could not resolve hostname web1: Name or service not known",
    ),
    ("ssh", "refuses", Some("echo 'sh: not here' >&2; exit 127"), "ssh ended with 127: sh: not here"),
    (
        "curl",
        "refuses",
        Some("echo 'curl: option --suppress-connect-headers: is unknown' >&2; exit 2"),
        "curl ended with 2: curl: option --suppress-connect-headers: is unknown",
    ),
    ("curl", "refuses", Some("kill -9 $$"), "curl was killed by signal 9"),
    ("ssh", "refuses", Some("kill -9 $$"), "ssh was killed by signal 9"),
    // Half an answer.
    ("gh", "half", Some("printf 'HTTP/2.0 200 OK\\r\\n\\r\\n{\"full_na'"), "what gh said is no JSON"),
    ("gh", "half", Some("printf 'HTTP/2.0 200 O'"), "what gh said is no answer of the API"),
    ("skopeo", "half", Some("printf '{\"schemaVersion\":2,\"conf'"), "what skopeo said is no manifest"),
    ("ssh", "half", Some("printf 'xtask-probe 1\\n@ uid\\n|0\\n'"), "what ssh said is no answer of the probe"),
    ("ssh", "half", Some("cat >/dev/null; echo 'xtask-probe 1'"), "what ssh said is no answer of the probe"),
    (
        "curl",
        "half",
        Some("printf 'HTTP/2 200 \\r\\nx-comm'; printf '200 400 https://widget.example.com/' >&2"),
        "what curl said is no answer of a site",
    ),
    // Nothing at all, and ends well.
    ("gh", "nothing", Some("exit 0"), "what gh said is no answer of the API"),
    ("skopeo", "nothing", Some("exit 0"), "what skopeo said is no manifest"),
    ("ssh", "nothing", Some("exit 0"), "what ssh said is no answer of the probe"),
    ("curl", "nothing", Some("exit 0"), "what curl said is no answer of a site"),
    // 10 MB and more, of either stream.
    ("gh", "long", Some("yes"), "gh said more than 10 MB"),
    ("skopeo", "long", Some("yes"), "skopeo said more than 10 MB"),
    ("skopeo", "long", Some("yes >&2"), "skopeo said more than 10 MB"),
    ("ssh", "long", Some("yes | head -c 11000000"), "ssh said more than 10 MB"),
    ("curl", "long", Some("yes | head -c 11000000"), "curl said more than 10 MB"),
    // Not what was asked for.
    ("gh", "no JSON", Some("printf 'HTTP/2.0 200 OK\\r\\n\\r\\n<html>'"), "what gh said is no JSON"),
    ("gh", "no JSON", Some("printf 'HTTP/2.0 200 OK\\r\\n\\r\\n[]'"), "what gh said is no repository"),
    ("gh", "no JSON", Some("echo null"), "what gh said is no answer of the API"),
    ("skopeo", "no JSON", Some("echo '<html>'"), "what skopeo said is no manifest"),
    ("skopeo", "no JSON", Some("printf '\\377\\376'"), "what skopeo said is no manifest"),
    ("skopeo", "no JSON", Some("echo '{}'"), "what skopeo said is no manifest"),
    ("ssh", "no JSON", Some("echo Welcome"), "what ssh said is no answer of the probe"),
    ("curl", "no JSON", Some("printf '\\377\\376'; printf '\\377' >&2"), "what curl said is no answer of a site"),
    // Speaks another language, whatever it is asked for.
    (
        "gh",
        "locale",
        Some("echo 'Verbindung fehlgeschlagen' >&2; exit 1"),
        "gh ended with 1: Verbindung fehlgeschlagen",
    ),
    ("skopeo", "locale", Some("echo 'Zugriff verweigert' >&2; exit 1"), "skopeo ended with 1: Zugriff verweigert"),
    (
        "ssh",
        "locale",
        Some("echo 'root@web1: Zugriff verweigert (publickey).' >&2; exit 255"),
        "ssh ended with 255: root@web1: Zugriff verweigert (publickey).",
    ),
    (
        "curl",
        "locale",
        Some("echo 'curl: (3) URL fehlerhaft' >&2; exit 3"),
        "curl ended with 3: curl: (3) URL fehlerhaft",
    ),
    // Hangs, with a child that hangs as well.
    ("gh", "hangs", Some("sleep 98765 & sleep 98765"), "no answer of gh in 20 s"),
    ("skopeo", "hangs", Some("sleep 98765 & sleep 98765"), "no answer of skopeo in 20 s"),
    ("ssh", "hangs", Some("cat >/dev/null; sleep 98765 & sleep 98765"), "no answer of ssh in 60 s"),
    ("curl", "hangs", Some("trap '' TERM; sleep 98765 & sleep 98765"), "no answer of curl in 30 s"),
];

/// What is said where one program fails so; empty where it is as stated.
fn differs((program, failure, script, words): &Row) -> Option<String> {
    let world = World::with(&[]);
    match script {
        Some(script) => world.put_program(program, format!("#!/bin/sh\n{script}\n").as_bytes()),
        None => fs::remove_file(world.others.path().join("bin").join(program)).expect("a program"),
    }
    // Only what hangs is waited for; the others are given the time that a busy machine takes.
    let deadline = if *failure == "hangs" { "XTASK_TEST_ASK_MILLISECONDS=1500 " } else { "" };
    let ran = world.sh(&format!("{deadline}cargo xtask live --format json"));
    let part = PROGRAMS.iter().find(|(name, _)| name == program).expect("a program").1;
    let expected: Vec<String> = match *program {
        // Without the forge nobody knows which commit is expected.
        "gh" => vec![
            format!("merge unknown: {words}"),
            format!("run unknown: {words}"),
            "registry unknown: is of 860c190; where that lies is not known".into(),
            "host unknown: widget runs the image that the registry has, since 22:12 UTC".into(),
            "site unknown: tells 860c190; where that lies is not known".into(),
        ],
        _ => vec![format!("{part} unknown: {words}")],
    };
    let found = wrong(&ran);
    (ran.code != 3 || found != expected).then(|| format!("{program} {failure}: exit {}, {found:#?}", ran.code))
}

#[test]
fn each_program_fails_in_each_way() {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let all = std::sync::Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                while let Some(row) = TABLE.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
                    all.lock().expect("a list").extend(differs(row));
                }
            });
        }
    });
    let all = all.into_inner().expect("a list");
    assert!(all.is_empty(), "{}", all.join("\n"));
    for (program, _) in PROGRAMS {
        for failure in ["missing", "refuses", "hangs", "half", "long", "no JSON", "locale"] {
            assert!(TABLE.iter().any(|row| row.0 == program && row.1 == failure), "{program} {failure}");
        }
    }
    assert_eq!(left_behind("98765"), [""; 0], "a child is left");
}

/// Command lines of processes that sleep for so long.
pub fn left_behind(seconds: &str) -> Vec<String> {
    let all = fs::read_dir("/proc").into_iter().flatten().flatten();
    let words = all.filter_map(|one| fs::read_to_string(one.path().join("cmdline")).ok());
    words.filter(|words| words.starts_with("sleep") && words.contains(seconds)).collect()
}

/// What the registry's other clients print, by their public sources: the document byte for
/// byte, and the configuration as it is. Each alone on `PATH`.
#[test]
fn every_client_of_a_registry_tells_the_same() {
    let raw = scenarios().join("world/skopeo/raw");
    let config = scenarios().join("world/skopeo/config");
    for (client, document, of_platform) in [
        // google/go-containerregistry cmd/crane/cmd/manifest.go, config.go.
        ("crane", "manifest quay.io/acme/widget:latest", "config quay.io/acme/widget@sha256:"),
        // regclient/regclient cmd/regctl/manifest.go, image.go: `raw-body`.
        (
            "regctl",
            "manifest get --format raw-body quay.io/acme/widget:latest",
            "image config --format raw-body quay.io/acme/widget@sha256:",
        ),
        // docker/buildx util/imagetools/printers.go.
        (
            "docker",
            "buildx imagetools inspect --raw quay.io/acme/widget:latest",
            "buildx imagetools inspect --format {{json .Image}} quay.io/acme/widget@sha256:",
        ),
    ] {
        let world = World::with(&[]);
        fs::remove_file(world.others.path().join("bin/skopeo")).expect("skopeo");
        let script = format!(
            "#!/bin/sh\ncase \"$*\" in\n'{document}') cat {} ;;\n'{of_platform}'*) cat {} ;;\n*) echo \"Error: odd: $*\" >&2; exit 1 ;;\nesac\n",
            raw.display(),
            config.display()
        );
        world.put_program(client, script.as_bytes());
        let ran = world.sh("cargo xtask live").expect(0);
        assert!(ran.stdout.contains("quay.io/acme/widget:latest is of 860c190\n"), "{client}: {}", ran.stdout);
        // Words of their sources.
        for (words, said) in [
            ("2026/11/30 02:52:42 fetching manifest quay.io/acme/widget:latest: GET https://quay.io/v2/acme/widget/manifests/latest: MANIFEST_UNKNOWN: manifest unknown; unknown tag=latest", "there is no such tag"),
            ("failed to get manifest quay.io/acme/widget:latest: request failed: not found [http 404]: manifest unknown", "there is no such tag"),
            ("ERROR: quay.io/acme/widget:latest: not found", "there is no such tag"),
            ("Error: fetching manifest x: GET https://quay.io/v2/auth: UNAUTHORIZED: authentication required", "is not logged in"),
            ("failed to get manifest x: request failed: unauthorized [http 401]: unauthorized", "is not logged in"),
            ("docker: 'buildx' is not a docker command.", "ended with 1"),
        ] {
            world.put_program(client, format!("#!/bin/sh\necho \"{words}\" >&2\nexit 1\n").as_bytes());
            let ran = world.sh("cargo xtask live --only registry");
            assert!(ran.stdout.contains(said), "{client}: {words}: {}", ran.stdout);
        }
    }
}
