//! What the programs of the user are really told: the options and the surroundings that
//! SECURITY.md promises.

use std::fs;

use super::{tree, World};

/// One call: words, variables, folder, standard input.
#[derive(Debug, Default)]
struct Asked {
    program: String,
    words: Vec<String>,
    variables: Vec<String>,
    folder: String,
    input: String,
}

impl Asked {
    /// Whether these words stand there one after the other.
    fn says(&self, words: &[&str]) -> bool {
        self.words.windows(words.len()).any(|window| window == words)
    }
}

const VARIABLES: &[&str] = &["LC_ALL", "NO_COLOR", "SSH_ASKPASS", "SSH_ASKPASS_REQUIRE", "GH_HOST", "FORCE_COLOR"];

fn asked(line: &str, vars: &str) -> Vec<Asked> {
    let world = World::of("all-well");
    // A file each: several are asked at once.
    let log = world.others.path().join("asked");
    fs::create_dir(&log).unwrap();
    for program in ["gh", "skopeo", "ssh", "curl"] {
        let own = world.others.path().join("bin").join(program);
        let shown: String = VARIABLES.iter().map(|name| format!("echo \"V {name}=${name}\"; ")).collect();
        let note = format!(
            "#!/bin/sh\n{{ echo 'P {program}'; for word; do echo \"W $word\"; done; {shown} echo \"F $PWD\"; printf 'I '; readlink /proc/$$/fd/0; }} > '{}'/$$\n",
            log.display()
        );
        let text = fs::read_to_string(&own).unwrap().replacen("#!/bin/sh\n", &note, 1);
        world.put_program(program, text.as_bytes());
    }
    let readlink = ["/usr/bin/readlink", "/bin/readlink"].into_iter().find(|path| fs::metadata(path).is_ok()).unwrap();
    std::os::unix::fs::symlink(readlink, world.others.path().join("bin/readlink")).unwrap();
    world.sh(&format!("{vars} {line}")).expect(0);
    let mut all: Vec<Asked> = Vec::new();
    for line in tree(&log)
        .into_values()
        .flat_map(|bytes| String::from_utf8(bytes).unwrap().lines().map(str::to_string).collect::<Vec<_>>())
    {
        let line = line.as_str();
        let (kind, rest) = line.split_once(' ').unwrap_or(("W", line));
        match kind {
            "P" => all.push(Asked { program: rest.to_string(), ..Asked::default() }),
            "W" => all.last_mut().unwrap().words.push(rest.to_string()),
            "V" => all.last_mut().unwrap().variables.push(rest.to_string()),
            "F" => all.last_mut().unwrap().folder = rest.to_string(),
            "I" => all.last_mut().unwrap().input = rest.to_string(),
            _ => all.last_mut().unwrap().words.push(line.to_string()),
        }
    }
    all
}

#[test]
fn each_program_is_told_what_security_promises() {
    let all = asked("cargo xtask live", "FORCE_COLOR=1 SSH_ASKPASS=/bin/false GH_HOST=evil.example.com");
    let of = |name: &str| all.iter().filter(|asked| asked.program == name).collect::<Vec<_>>();
    for name in ["gh", "skopeo", "ssh", "curl"] {
        assert!(!of(name).is_empty(), "{name} is not asked: {all:#?}");
    }
    for asked in &all {
        let variables =
            ["LC_ALL=C", "NO_COLOR=1", "SSH_ASKPASS=", "SSH_ASKPASS_REQUIRE=never", "GH_HOST=", "FORCE_COLOR="];
        assert_eq!(asked.variables, variables, "{asked:#?}");
        assert_eq!(asked.folder, "/", "outside of the repository: {asked:#?}");
        // Closed, or a script of ours.
        let is_pipe = asked.input.starts_with("pipe:");
        assert!(if asked.program == "ssh" { is_pipe } else { asked.input == "/dev/null" || is_pipe }, "{asked:#?}");
    }
    for ssh in of("ssh") {
        for option in [
            "BatchMode=yes",
            "StrictHostKeyChecking=yes",
            "UpdateHostKeys=no",
            "ClearAllForwardings=yes",
            "PermitLocalCommand=no",
            "RemoteCommand=none",
            "ControlMaster=no",
        ] {
            assert!(ssh.says(&["-o", option]), "{option}: {ssh:#?}");
        }
        assert!(
            ssh.says(&["-a"]) && ssh.says(&["-x"]) && ssh.says(&["-T"]),
            "neither agent, nor X, nor terminal: {ssh:#?}"
        );
        // One constant script; what follows it are names of units.
        assert!(ssh.words.windows(5).any(|words| words[0] == "--" && words[2..] == ["sh", "-s", "--"]), "{ssh:#?}");
        let names = ssh.words.rsplit(|word| word == "--").next().unwrap();
        assert!(
            names.iter().all(|name| name.chars().all(|sign| sign.is_ascii_alphanumeric() || "@._-:='".contains(sign))),
            "{names:?}"
        );
    }
    for curl in of("curl") {
        // curl hears it as the first word only (curl(1), `--disable`).
        assert_eq!(curl.words.first().map(String::as_str), Some("--disable"), "{curl:#?}");
        assert!(curl.says(&["--proto", "=http,https"]) && curl.says(&["--proto-redir", "=http,https"]), "{curl:#?}");
        let netrc = |word: &String| {
            ["--netrc", "-n", "--user", "-u", "-K", "--config", "-d", "--data", "-T", "-X"].contains(&word.as_str())
        };
        assert!(!curl.words.iter().any(netrc), "{curl:#?}");
        let [.., dashes, _] = curl.words.as_slice() else { panic!("{curl:#?}") };
        assert_eq!(dashes, "--");
    }
    // Nothing is written.
    for gh in of("gh") {
        let sends = |word: &String| ["-f", "-F", "--field", "--raw-field", "--input"].contains(&word.as_str());
        assert!(!gh.words.iter().any(sends), "{gh:#?}");
        let looks = gh.says(&["api"]) && gh.says(&["--method", "GET"]) || gh.says(&["attestation", "verify"]);
        assert!(looks, "{gh:#?}");
    }
    for skopeo in of("skopeo") {
        assert!(
            skopeo.words.iter().any(|word| word == "inspect" || word == "list-tags" || word == "--version"),
            "{skopeo:#?}"
        );
    }
}
