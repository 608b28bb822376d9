//! The images that a Containerfile builds from: `FROM`, `COPY --from` and mounts of an image.
//! Grammar: docs of Dockerfile, "FROM" and "ARG"; podman build reads the same.
//! Must not know which file a workflow builds.

use std::collections::BTreeMap;
use std::sync::Arc;

use prodproof_publication::WorkflowFile;
use prodproof_script::sh::written;
use prodproof_syntax::containerfile::{instructions, words};
use prodproof_syntax::reference::Reference;
use prodproof_syntax::snapshot::Snapshot;
use prodproof_syntax::span::LineIndex;
use prodproof_syntax::value::OPEN;
use prodproof_syntax::yaml::Node;
use prodproof_workflow::expression::unfilled;

use super::{BaseImage, Spot};

/// The base images of every Containerfile of the snapshot, in order of path and line,
/// without stages and `scratch`.
pub fn bases(snapshot: &Snapshot) -> Vec<BaseImage> {
    bases_given(snapshot, &BTreeMap::new())
}

/// The same with these build arguments in place of their defaults.
pub fn bases_given(snapshot: &Snapshot, given: &BTreeMap<String, String>) -> Vec<BaseImage> {
    let mut out = Vec::new();
    for (path, text) in snapshot.texts(is_containerfile) {
        read(path, text, given, &mut out);
    }
    out
}

/// The values that workflows give to build arguments, by name: the lines of `build-args:`,
/// wherever it stands, and the words behind `--build-arg` in scripts. What only a run knows
/// is `<?>`.
pub fn build_arguments(files: &[Arc<WorkflowFile>]) -> BTreeMap<String, Vec<String>> {
    let mut out: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut add = |word: &str| {
        let Some((name, value)) = word.split_once('=') else { return };
        let plain = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        let value = value.trim_matches(['"', '\'']);
        let value = if value.contains(['$', '{', OPEN]) { "<?>" } else { value };
        if plain && !value.is_empty() {
            out.entry(name.to_string()).or_default().push(value.to_string());
        }
    };
    for entry in files.iter().filter_map(|file| file.root()).flat_map(Node::all_entries) {
        match entry.key.as_str() {
            Some("build-args") => {
                let texts = entry.value.items().iter().chain([&entry.value]).filter_map(Node::as_str);
                let lines = texts.flat_map(str::lines).map(|line| line.trim().trim_matches(['"', '\'']));
                lines.filter(|line| !line.starts_with('#')).for_each(&mut add);
            }
            Some("run") => {
                for command in written(&unfilled(entry.value.as_str().unwrap_or_default())) {
                    for (at, word) in command.words.iter().enumerate() {
                        let next = (word == "--build-arg").then(|| command.words.get(at + 1)).flatten();
                        let next = next.map(String::as_str).or_else(|| word.strip_prefix("--build-arg="));
                        next.into_iter().for_each(&mut add);
                    }
                }
            }
            _ => {}
        }
    }
    out
}

/// `Containerfile`, `Dockerfile.prod`, `app.Dockerfile`; not those of tests and examples.
fn is_containerfile(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    let (folders, name) = lower.rsplit_once('/').unwrap_or(("", &lower));
    let aside = ["test", "tests", "testdata", "example", "examples", "vendor", "node_modules", "docs"];
    let named = ["containerfile", "dockerfile"].iter().any(|word| {
        name.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            || name.strip_suffix(word).is_some_and(|rest| rest.ends_with('.'))
    });
    named && !name.ends_with("ignore") && !folders.split('/').any(|folder| aside.contains(&folder))
}

fn read(path: &str, text: &str, given: &BTreeMap<String, String>, out: &mut Vec<BaseImage>) {
    let index = LineIndex::new(text);
    let mut stages: Vec<String> = Vec::new();
    let mut args: BTreeMap<String, String> = BTreeMap::new();
    for one in instructions(text) {
        let plain = one.rest.split_whitespace().skip_while(|word| word.starts_with("--"));
        let options = one.rest.split_whitespace().take_while(|word| word.starts_with("--"));
        let mut found: Vec<&str> = Vec::new();
        let mut stage = None;
        match one.name.as_str() {
            "ARG" if stages.is_empty() => {
                for word in words(&one.rest) {
                    let (name, value) = word.split_once('=').unwrap_or((&word, "<?>"));
                    let value = expand(value, &args);
                    args.insert(name.to_string(), given.get(name).cloned().unwrap_or(value));
                }
            }
            "FROM" => {
                let mut plain = plain;
                found.extend(plain.next());
                let named = plain.next().is_some_and(|word| word.eq_ignore_ascii_case("as"));
                stage = Some(plain.next().filter(|_| named).unwrap_or_default().to_ascii_lowercase());
            }
            // A stage's number or name, or an image.
            "COPY" => {
                found.extend(options.filter_map(|word| word.strip_prefix("--from=")).filter(|from| is_image(from)))
            }
            "RUN" => {
                let mounts = options.filter_map(|word| word.strip_prefix("--mount="));
                let named = mounts.flat_map(|mount| mount.split(',')).filter_map(|field| field.strip_prefix("from="));
                found.extend(named.filter(|from| is_image(from)));
            }
            _ => {}
        }
        for image in found {
            let full = expand(image.trim_matches(['"', '\'']), &args);
            if full.is_empty() || full == "scratch" || stages.contains(&full.to_ascii_lowercase()) {
                continue;
            }
            let at = one.span.start + one.span.text(text).find(image).unwrap_or(0);
            let (line, column) = index.line_col(text, at);
            let spot = Spot { path: path.to_string(), line, column };
            let base = BaseImage { spot, reference: Reference::parse(&full).to_string() };
            if !out.iter().any(|known| known.spot.path == base.spot.path && known.reference == base.reference) {
                out.push(base);
            }
        }
        stages.extend(stage);
    }
}

/// Whether `--from` names an image: a stage has neither a slash nor a colon.
fn is_image(from: &str) -> bool {
    from.contains(['/', ':'])
}

/// `$X`, `${X}`, `${X:-default}`, `${X-default}`; what is not known becomes `<?>`.
fn expand(text: &str, args: &BTreeMap<String, String>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let (name, default) = if let Some(braced) = rest.strip_prefix('{') {
            let (inner, after) = braced.split_once('}').unwrap_or((braced, ""));
            rest = after;
            let end = inner.find([':', '-', '+', '#', '%', '/']).unwrap_or(inner.len());
            let (name, operator) = inner.split_at(end);
            (name, operator.strip_prefix(":-").or_else(|| operator.strip_prefix('-')))
        } else {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
            let (name, after) = rest.split_at(end);
            rest = after;
            (name, None)
        };
        match (args.get(name), default) {
            (Some(value), _) if value != "<?>" => out.push_str(value),
            (_, Some(default)) => out.push_str(default),
            _ => out.push_str("<?>"),
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn good(text: &str, expected: &[&str]) {
        let mut found = Vec::new();
        read("Containerfile", text, &BTreeMap::new(), &mut found);
        let found: Vec<String> =
            found.iter().map(|base| format!("{}:{} {}", base.spot.line, base.spot.column, base.reference)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn every_base_with_its_place() {
        good("FROM quay.io/acme/base:1\n", &["1:6 quay.io/acme/base:1"]);
        good("from --platform=$BUILDPLATFORM alpine AS build\n", &["1:32 docker.io/library/alpine:latest"]);
        good("# syntax=docker/dockerfile:1\n\nFROM \\\n  quay.io/a/b\n", &["4:3 quay.io/a/b:latest"]);
        good("\u{feff}FROM quay.io/a/b\r\nRUN x\r\n", &["1:6 quay.io/a/b:latest"]);
    }

    #[test]
    fn stages_and_scratch_are_no_bases() {
        good(
            "\
FROM quay.io/a/b AS Build
FROM build AS more
FROM scratch
COPY --from=build /x /x
COPY --from=0 /x /x
",
            &["1:6 quay.io/a/b:latest"],
        );
        good("FROM scratch\nCOPY --from=quay.io/a/tool:2 /x /x\n", &["2:13 quay.io/a/tool:2"]);
        good(
            "FROM scratch\nRUN --network=none --mount=type=bind,from=quay.io/a/tool:2,target=/t \\\n  --mount=from=0,target=/u t\n",
            &["2:43 quay.io/a/tool:2"],
        );
    }

    #[test]
    fn what_a_here_document_holds_is_no_instruction() {
        good("FROM quay.io/a/b:1\nRUN <<E cat > /x\nFROM quay.io/a/c:1\nE\n", &["1:6 quay.io/a/b:1"]);
    }

    #[test]
    fn build_arguments_have_their_defaults_or_are_holes() {
        good("ARG V=3\nARG IMG=quay.io/a/b:${V}\nFROM $IMG\n", &["3:6 quay.io/a/b:3"]);
        good("ARG BASE\nFROM ${BASE:-quay.io/a/b}\n", &["2:6 quay.io/a/b:latest"]);
        good("ARG TAG\nFROM quay.io/a/b:$TAG\n", &["2:6 quay.io/a/b:<?>"]);
        good("FROM quay.io/a/b:${X\n", &["1:6 quay.io/a/b:<?>"]);
    }

    #[test]
    fn build_arguments_stand_in_inputs_and_scripts() {
        let given = |text: &str| {
            let found = build_arguments(&[Arc::new(WorkflowFile::read(".github/workflows/b.yml", text))]);
            let show = |(name, values): (String, Vec<String>)| format!("{name}={}", values.join("|"));
            found.into_iter().map(show).collect::<Vec<_>>().join(" ")
        };
        let step = |step: &str| {
            format!(
                "\
on: push
jobs:
  a:
    steps:
      - {step}
"
            )
        };
        for (text, expected) in [
            ("with: {build-args: V=3}", "V=3"),
            ("with:\n          build-args: |\n            # A=1\n            V=3\n            W=\"x\"\n", "V=3 W=x"),
            ("with:\n          build-args: >-\n            V=${{ vars.V }}\n", "V=<?>"),
            ("with: {build-args: [V=1, W=2]}", "V=1 W=2"),
            ("run: docker build --build-arg V=1 --build-arg=W=$X .", "V=1 W=<?>"),
            // A comment of YAML, and a text that only looks like the input.
            ("run: echo # build-args: V=1", ""),
            ("name: \"build-args: V=1\"", ""),
        ] {
            assert_eq!(given(&step(text)), expected, "{text}");
        }
        let matrix = "jobs: {a: {strategy: {matrix: {include: [{build-args: V=1}, {build-args: V=2}]}}}}";
        assert_eq!(given(matrix), "V=1|2");
    }

    #[test]
    fn which_files_are_read() {
        for path in ["Containerfile", "app/Dockerfile", "Dockerfile.prod", "web.Containerfile"] {
            assert!(is_containerfile(path), "{path}");
        }
        for path in ["Dockerfile.dockerignore", "tests/Dockerfile", "mydockerfile", "Containerfiles/x"] {
            assert!(!is_containerfile(path), "{path}");
        }
    }
}
