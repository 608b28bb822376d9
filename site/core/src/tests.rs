//! The function behind the page, asked as the page asks it.

use super::answer;
use serde_json::{json, Value};

const UNIT: &str = "[Service]\nExecStart=/usr/bin/podman run ghcr.io/acme/widget:latest\n";

fn ask(request: Value) -> Value {
    serde_json::from_str(&answer(&request.to_string())).expect("JSON")
}

fn facts() -> Value {
    json!({ "repository": "acme/widget", "branch": "main", "today": "2027-01-31" })
}

#[test]
fn a_fix_is_the_whole_file() {
    let files = json!({ "deploy/widget.service": UNIT });
    let checked = ask(json!({ "op": "check", "files": files, "facts": facts() }));
    let findings = checked["verify"]["findings"].as_array().expect("findings");
    let index = findings.iter().position(|one| !one["fix"].is_null()).expect("a fix");
    let fixed = ask(json!({ "op": "fix", "files": files, "facts": facts(), "finding": index }));
    let text = fixed["files"]["deploy/widget.service"].as_str().expect("a text");
    assert!(text.contains("io.containers.autoupdate=registry"), "{fixed}");
    assert!(fixed["diff"].as_str().is_some_and(|diff| diff.contains("+++")), "{fixed}");
    assert_eq!(checked["trace"]["schema"], 2);
}

#[test]
fn what_init_writes_is_whole_and_passes() {
    let asked = json!({ "image": "ghcr.io/acme/widget", "quadlet": true, "port": "8080" });
    let files = json!({ "Containerfile": "FROM scratch\n" });
    let made = ask(json!({ "op": "init", "files": files, "facts": facts(), "asked": asked }));
    let checked = ask(json!({ "op": "check", "files": made["files"], "facts": facts() }));
    assert_eq!(checked["verify"]["summary"]["errors"], 0, "{checked}");
    assert_eq!(checked["trace"]["merge_reaches_production"], "yes");
    let wrong = ask(json!({ "op": "init", "files": {}, "facts": facts(), "asked": { "image": "a b" } }));
    assert!(wrong["error"].is_string(), "{wrong}");
}

#[test]
fn an_amendment_tells_its_level_and_why() {
    let path = ".specify/memory/constitution.md";
    let before = "# Widget Constitution\n\n## Principles\n\nLogs MUST be kept.\n\n**Version**: 1.2.0 | **Ratified**: 2026-01-01 | **Last Amended**: 2026-01-01\n";
    let after = before.replace("kept.", "kept. Secrets MUST NOT be logged.");
    let mut facts = facts();
    facts["base"] = json!({ "path": path, "text": before });
    let checked = ask(json!({ "op": "check", "files": { path: after }, "facts": facts }));
    let amendment = &checked["amendment"];
    assert_eq!((&amendment["level"], &amendment["target"]), (&json!("minor"), &json!("1.3.0")), "{amendment}");
    assert!(amendment["reasons"][0]["line"].is_u64(), "{amendment}");
}

#[test]
fn what_is_no_request_is_an_error_in_words() {
    for request in
        ["", "{", "[]", "{}", r#"{"op":"check"}"#, r#"{"op":"check","files":{},"facts":{"today":"2027-13-01"}}"#]
    {
        let answer: Value = serde_json::from_str(&answer(request)).expect("JSON");
        assert!(answer["error"].is_string(), "{request}: {answer}");
    }
    let rules = ask(json!({ "op": "rules" }));
    let rules = rules["rules"].as_array().expect("rules");
    assert!(rules.len() > 100 && rules.iter().all(|one| one["page"].as_str().is_some_and(|page| page.contains("## "))));
    let paths = json!(["src/main.rs", "k8s/a.yaml", "deploy/w.service", ".github/workflows/b.yml", "constitution.md"]);
    let wanted = ask(json!({ "op": "wanted", "paths": paths }));
    assert_eq!(
        wanted["paths"],
        json!(["constitution.md", ".github/workflows/b.yml", "deploy/w.service", "k8s/a.yaml"])
    );
}
