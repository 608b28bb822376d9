//! metadata-action, case by case.

use super::*;
use prodproof_syntax::answer::Certainty;
use prodproof_syntax::regexp;

fn context(event: &str, git_ref: &str) -> MetadataEvent {
    MetadataEvent {
        event_name: event.into(),
        git_ref: git_ref.into(),
        sha: Symbolic::hole("sha"),
        default_branch: "main".into(),
        pull_request: "7".into(),
        base_ref: Symbolic::default(),
        name: "Widget".into(),
        html_url: "https://github.com/acme/Widget".into(),
    }
}

/// Tags as they are spelled, `?` behind those that are only possible.
#[track_caller]
fn on(event: &str, git_ref: &str, tags: &str, expected: &str) {
    with(event, git_ref, Inputs { tags: tags.into(), ..Inputs::default() }, expected);
}

#[track_caller]
fn with(event: &str, git_ref: &str, inputs: Inputs, expected: &str) {
    let output = metadata(&inputs, &context(event, git_ref));
    let found = match &output.error {
        Some(error) => format!("error {error}"),
        None => {
            let spell =
                |(tag, certainty): (Symbolic, Certainty)| format!("{tag}{}", if certainty.is_yes() { "" } else { "?" });
            output.tags().into_iter().map(spell).collect::<Vec<_>>().join(" ")
        }
    };
    assert_eq!(found, expected);
}

const MAIN: (&str, &str) = ("push", "refs/heads/main");
const TAG: (&str, &str) = ("push", "refs/tags/v1.2.3");

#[test]
fn images_are_lower_cased_and_enabled() {
    let run = |images: &str, expected: &str| {
        with(MAIN.0, MAIN.1, Inputs { images: images.into(), tags: "x".into(), ..Inputs::default() }, expected);
    };
    run("ghcr.io/Acme/Widget", "ghcr.io/acme/widget:x");
    run("a/b,c/d", "a/b:x c/d:x");
    run("a/b\nc/d", "a/b:x c/d:x");
    run("name=a/B,enable=true\nname=c/d,enable=false", "a/b:x");
    run("a/b\n# c/d\n", "a/b:x");
    run("name=a/b,enable=", "error Invalid enable attribute value: name=a/b,enable=");
    run("name=a/b,enabled=true", "error Unknown image attribute: name=a/b,enabled=true");
    run("enable=true", "error Image name attribute empty: enable=true");
    run("", "x");
}

#[test]
fn what_a_tag_line_needs() {
    on(MAIN.0, MAIN.1, "type=latest", "error Unknown tag type attribute: latest");
    on(MAIN.0, MAIN.1, "type=semver", "error Missing pattern attribute for type=semver");
    on(MAIN.0, MAIN.1, "type=ref", "error Missing event attribute for type=ref");
    on(MAIN.0, MAIN.1, "type=ref,event=push", "error Invalid event for type=ref,event=push");
    on(MAIN.0, MAIN.1, "type=raw", "error Missing value attribute for type=raw");
    on(MAIN.0, MAIN.1, "type=sha,format=tiny", "error Invalid format for type=sha,format=tiny");
    on(MAIN.0, MAIN.1, "type=raw,value=a,enable=True", "error Invalid value for enable attribute: True");
    on(TAG.0, TAG.1, "type=match,pattern=x,group=a", "error Invalid match group for type=match,pattern=x,group=a");
    on(MAIN.0, MAIN.1, "a\n  \nb", "error fields is not iterable");
}

#[test]
fn lines_are_records() {
    on(MAIN.0, MAIN.1, "  # first line lost its indentation\nx", "x");
    on(MAIN.0, MAIN.1, "a\r\n\r\n#b\r\nc", "a c");
    on(MAIN.0, MAIN.1, "TYPE=raw,Value=a", "a");
    on(MAIN.0, MAIN.1, "type=raw,value=a=b", "a-b");
    on(MAIN.0, MAIN.1, "\"type=raw,value=a\"", "a");
    on(
        MAIN.0,
        MAIN.1,
        "type=raw,value={{date \"YYYY\"}}",
        "error Invalid Opening Quote: a quote is found inside of an unquoted field",
    );
}

#[test]
fn templates_know_the_event() {
    on(MAIN.0, MAIN.1, "type=raw,value={{branch}}-{{sha}}-{{date 'YYYYMMDD' tz='Asia/Tokyo'}}", "main-<sha:7>-<date>");
    on(TAG.0, TAG.1, "x{{branch}}{{tag}}", "xv1.2.3");
    on(MAIN.0, MAIN.1, "a{{nobody}}b", "ab");
    on(MAIN.0, MAIN.1, "a{{date}}", "error {{date}} has no format");
    on(MAIN.0, MAIN.1, "a{{nobody 'x'}}", "error Missing helper: \"nobody\"");
    on(MAIN.0, MAIN.1, "a{{branch", "error Parse error in the template a{{branch");
    on(MAIN.0, MAIN.1, "x,enable={{is_not_default_branch}}", "");
    on("push", "refs/heads/a=b", "x{{branch}}{{{branch}}}", concat!("xa-x3D-b", "a-b"));
    on("push", "refs/heads/a/b", "{{#if branch}}x{{/if}}\nlatest", "latest <?>?");
    on(TAG.0, TAG.1, "t-{{base_ref}}", "t-<?>");
}

#[test]
fn a_prefix_with_no_branch_leaves_a_dash() {
    on(TAG.0, TAG.1, "type=sha,prefix={{branch}}-", "-<sha:7>");
    on("pull_request", "refs/pull/7/merge", "type=sha,prefix={{branch}}-", "-<sha:7>");
}

#[test]
fn holes_survive_into_tags() {
    let hole = |before: &str, name: &str, after: &str| {
        let mut text = Symbolic::known(before);
        text.push(&Symbolic::hole(name));
        text.push_known(after);
        text
    };
    let run = |tags: Symbolic, expected: &str| {
        with(MAIN.0, MAIN.1, Inputs { tags, ..Inputs::default() }, expected);
    };
    run(hole("type=raw,value=v", "run_number", "/x"), "v<run_number>-x");
    run(hole("type=raw,value=latest,enable=", "?", "\nx"), "latest? x");
    run(hole("type=semver,pattern={{version}},value=1.2.", "run_number", ""), "1.2.<run_number> latest");
    run(hole("type=semver,pattern={{major}},value=1.2.", "run_number", "-rc"), "1.2.<run_number>-rc");
    run(hole("type=semver,pattern={{version}},value=", "?", ""), "<?>? latest?");
    run(hole("x\n", "var:TAGS", ""), "x <?>?");
    run(hole("", "sha", "\nx"), "<sha> x");
    run(hole("type=raw,value=a,priority=", "?", "\ntype=match,pattern=b,value=b"), "b a latest?");
}

#[test]
fn an_undecided_tag_decides_neither_version_nor_latest() {
    let mut tags = Symbolic::known("type=raw,value=a,priority=950,enable=");
    tags.push(&Symbolic::unknown());
    tags.push_known("\ntype=semver,pattern={{version}}");
    let output = metadata(&Inputs { tags, ..Inputs::default() }, &context(TAG.0, TAG.1));
    let spelled: Vec<String> = output
        .tags()
        .iter()
        .map(|(tag, certainty)| format!("{tag}{}", if certainty.is_yes() { "" } else { "?" }))
        .collect();
    assert_eq!(spelled, ["a?", "1.2.3", "latest?"]);
    let version = &output.outputs()["version"];
    assert_eq!(version.iter().map(Symbolic::to_string).collect::<Vec<_>>(), ["a", "1.2.3"]);
}

#[test]
fn flavors() {
    let run = |flavor: &str, expected: &str| {
        let tags = "type=ref,event=branch\ntype=raw,value=x,prefix=".into();
        with(MAIN.0, MAIN.1, Inputs { tags, flavor: flavor.into(), ..Inputs::default() }, expected);
    };
    run("latest=true", "main x latest");
    run("prefix=p-,onlatest=true\nsuffix=-s\nlatest=true", "p-main-s x-s p-latest");
    run("latest=yes", "error Invalid latest flavor entry: latest=yes");
    run("latest", "error Invalid flavor entry: latest");
    run("color=red", "error Unknown flavor entry: color=red");
    run("prefix=a,onlatest=1", "error Invalid value for onlatest attribute: 1");
}

#[test]
fn labels_say_where_the_image_comes_from() {
    let inputs = Inputs {
        tags: "1.2".into(),
        labels: "maintainer=me\norg.opencontainers.image.title=Mine".into(),
        ..Inputs::default()
    };
    let output = metadata(&inputs, &context(MAIN.0, MAIN.1));
    let labels = output.outputs()["labels"].single().map(Symbolic::to_string).unwrap_or_default();
    let lines: Vec<&str> = labels.lines().collect();
    assert_eq!(lines.len(), 9);
    for expected in [
        "maintainer=me",
        "org.opencontainers.image.title=Mine",
        "org.opencontainers.image.version=1.2",
        "org.opencontainers.image.revision=<sha>",
        "org.opencontainers.image.source=https://github.com/acme/Widget",
    ] {
        assert!(lines.contains(&expected), "{labels}");
    }
}

#[test]
fn outputs_can_be_read_as_json_and_bake_file() {
    let inputs = Inputs { tags: "type=sha".into(), images: "a/b".into(), ..Inputs::default() };
    let output = metadata(&inputs, &context(MAIN.0, MAIN.1));
    let json = output.outputs()["json"].single().map(Symbolic::to_string).unwrap_or_default();
    let json: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!(json["tags"][0], "a/b:sha-<sha:7>");
    let bake = output.bake_file().single().map(Symbolic::to_string).unwrap_or_default();
    let bake: serde_json::Value = serde_json::from_str(&bake).expect("it is JSON");
    assert_eq!(bake["target"]["docker-metadata-action"]["tags"][0], "a/b:sha-<sha:7>");
}

#[test]
fn python_versions() {
    let run = |tag: &str, expected: &str| {
        on("push", &format!("refs/tags/{tag}"), "type=pep440,pattern={{version}}", expected)
    };
    run("1.0.post1", "1.0.post1");
    run("1.0-1", "1.0.post1");
    run("1!2.0", "1-2.0 latest");
    run("1.0a", "1.0a0");
    run("1.0-ALPHA.2", "1.0a2");
    run("1.0.dev3", "1.0.dev3");
    run("1.0+Ubuntu-1", "1.0-ubuntu.1 latest");
    run("1.0x", "");
    run("v", "");
}

#[test]
fn patterns_are_read_as_javascript_reads_them() {
    let groups = |pattern: &str, text: &str| regexp::first_match(pattern, text);
    let found = |pattern: &str, text: &str| groups(pattern, text).flatten().and_then(|g| g[0].clone());
    assert_eq!(found(r"\d{1,3}.\d{1,3}.\d{1,3}", "v1.2.3").as_deref(), Some("1.2.3"));
    assert_eq!(found(r"^v(.*)$", "v1.2").as_deref(), Some("v1.2"));
    assert_eq!(found("a+?", "aaa").as_deref(), Some("a"));
    assert_eq!(found("a|ab", "ab").as_deref(), Some("a"));
    assert_eq!(found("[^-]+$", "a-b").as_deref(), Some("b"));
    assert_eq!(found(r"/REL-(\w+)/i", "rel-x").as_deref(), Some("rel-x"));
    assert_eq!(groups("x", "y"), Some(None));
    assert_eq!(groups(r"(?:(a)|b)*", "ab"), Some(Some(vec![Some("ab".into()), None])));
    assert_eq!(groups(r"(?<n>\d)", "7"), Some(Some(vec![Some("7".into()), Some("7".into())])));
    for beyond in [r"(?=a)", r"(a)\1", "(a", "/a/g", "(a*)*b", r"\p{L}", "a{2000}"] {
        assert_eq!(groups(beyond, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac"), None, "{beyond}");
    }
}

#[test]
fn where_comments_begin_depends_on_the_version() {
    let tags = |comments, tags: &str| {
        let output = metadata(&Inputs { tags: tags.into(), comments, ..Inputs::default() }, &context(MAIN.0, MAIN.1));
        let tags: Vec<String> = output.tags().iter().map(|(tag, _)| tag.to_string()).collect();
        output.error.unwrap_or_else(|| tags.join(" "))
    };
    let trailing = "# all\ntype=raw,value=a # one\n\"type=raw\",value=b#two\n# last";
    assert_eq!(tags(Comments::Anywhere, trailing), "a b");
    assert_eq!(tags(Comments::WholeLines, trailing), "a-one b-two");
    let enabled = "type=raw,value=a,enable=true # always";
    assert_eq!(tags(Comments::Anywhere, enabled), "a");
    assert!(tags(Comments::WholeLines, enabled).starts_with("Invalid value for enable attribute"));
    // The blanks before it are a line of their own, which is no tag.
    assert_eq!(tags(Comments::Anywhere, "a\n  # indented"), "fields is not iterable");
    assert_eq!(tags(Comments::Anywhere, "\"a\"#b\n\"c#d\""), "a c-d");
}
