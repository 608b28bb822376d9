//! The delivery chain as a tree, as JSON and as a picture.

use super::*;
use prodproof_syntax::answer::Certainty;

pub(super) fn chain(answer: Answer) -> Chain {
    let published = |event: &str, reference: &str, certainty, conditions: &[&str]| ChainPublication {
        event: event.into(),
        workflow: ".github/workflows/build.yml".into(),
        line: 14,
        reference: reference.into(),
        by: "docker/build-push-action".into(),
        certainty,
        conditions: conditions.iter().map(|text| On::MergeGuard { text: text.to_string() }).collect(),
        conditional: false,
    };
    let merge = published("push:main", "quay.io/acme/widget:latest", Certainty::Yes, &[]);
    let by_commit = published("push:main", "quay.io/acme/widget:<sha:7>", Certainty::Possible, &["src/** changed"]);
    let tag = published("tag:v1.2.3", "quay.io/acme/widget:1.2.3", Certainty::Yes, &[]);
    let unlabelled = Reason {
        cause: Cause::MissingLabel(Unlabelled::Named, UnitStyle::Plain),
        answer: Answer::No,
        path: "deploy/widget.service".into(),
        span: Span::default(),
        related: Vec::new(),
    };
    let unit = ChainUnit {
        unit: "deploy/widget.service".into(),
        line: 12,
        reference: "quay.io/acme/widget:latest".into(),
        verdict: answer,
        reasons: match answer {
            Answer::Yes => vec![],
            _ => vec![unlabelled.clone()],
        },
    };
    let old = ChainUnit {
        unit: "deploy/old.container".into(),
        line: 3,
        reference: "quay.io/acme/old:latest".into(),
        verdict: Answer::Yes,
        reasons: vec![],
    };
    let broken = Break { path: "deploy/widget.service".into(), line: 12, why: Broken::Unit(unlabelled) };
    Chain {
        branch: "main".into(),
        publications: if answer == Answer::Unknown { vec![tag] } else { vec![merge, by_commit, tag] },
        deployments: if answer == Answer::No { vec![unit, old] } else { vec![unit] },
        deliveries: Vec::new(),
        merge_reaches_production: answer.into(),
        conditions: Vec::new(),
        broken_at: if answer == Answer::Yes { vec![] } else { vec![broken] },
        unless: vec![NoRun::SkipCi, NoRun::Disabled],
        host: vec![],
    }
}

#[test]
fn the_chain_is_a_tree_with_the_place_where_it_breaks() {
    same(
        &trace::text(&chain(Answer::No), Charset::Unicode),
        "\
merge (push:main)
├─ ✓ publishes quay.io/acme/widget:latest  (.github/workflows/build.yml:14)
│  └─ ✗ deploy/widget.service:12 does not pull it anew
│       the container has no label `io.containers.autoupdate`: podman does not update it
└─ ? publishes quay.io/acme/widget:<sha:7>  (.github/workflows/build.yml:14)
     only if `src/** changed`
tag:v1.2.3
└─ ✓ publishes quay.io/acme/widget:1.2.3  (.github/workflows/build.yml:14)
nothing here publishes quay.io/acme/old:latest
└─ ✗ deploy/old.container:3 runs it

✗ a merge to `main` does not reach production
  broken at deploy/widget.service:12: the container has no label `io.containers.autoupdate`: podman does not update it [D001]
  unless GitHub starts no run: `[skip ci]`, workflow disabled
",
    );
    same(
        &trace::text(&chain(Answer::Yes), Charset::Ascii),
        "\
merge (push:main)
|- + publishes quay.io/acme/widget:latest  (.github/workflows/build.yml:14)
|  `- + deploy/widget.service:12 pulls it anew
`- ? publishes quay.io/acme/widget:<sha:7>  (.github/workflows/build.yml:14)
     only if `src/** changed`
tag:v1.2.3
`- + publishes quay.io/acme/widget:1.2.3  (.github/workflows/build.yml:14)

+ a merge to `main` reaches production
  unless GitHub starts no run: `[skip ci]`, workflow disabled
",
    );
}

#[test]
fn the_chain_as_json_keeps_its_keys() {
    let out: Value = serde_json::from_str(&trace::json(&chain(Answer::No))).unwrap();
    assert_eq!(
        out["publications"][1],
        serde_json::json!({
            "event": "push:main", "workflow": ".github/workflows/build.yml", "line": 14,
            "ref": "quay.io/acme/widget:<sha:7>", "by": "docker/build-push-action", "certainty": "possible", "conditions": ["only if `src/** changed`"]
        })
    );
    assert_eq!(
        out["deployments"][0],
        serde_json::json!({
            "unit": "deploy/widget.service", "line": 12, "ref": "quay.io/acme/widget:latest", "verdict": "no",
            "reasons": ["the container has no label `io.containers.autoupdate`: podman does not update it"]
        })
    );
    assert_eq!(out["merge_reaches_production"], "no");
    assert_eq!(out["broken_at"][0]["path"], "deploy/widget.service");
    let mut keys: Vec<&String> = out.as_object().unwrap().keys().collect();
    keys.sort();
    let expected = [
        "broken_at",
        "conditions",
        "deliveries",
        "deployments",
        "host",
        "merge_reaches_production",
        "publications",
        "schema",
        "unless",
    ];
    assert_eq!(keys, expected);
}

#[test]
fn the_chain_is_a_picture_in_the_job_s_summary() {
    let chain = chain(Answer::Unknown);
    same(
        &trace::mermaid(&chain),
        "\
flowchart LR
  e0([\"merge to main\"])
  e1([\"tag:v1.2.3\"])
  r0[(\"quay.io/acme/widget:1.2.3\")]
  r1[(\"quay.io/acme/widget:latest\")]
  d0[\"deploy/widget.service\"]
  nothing[\"nothing is published\"]
  e0 -.-x nothing
  e1 -->|\"build.yml:14\"| r0
  r1 -.->|\"perhaps pulled anew\"| d0
",
    );
    let (selected, sources) = (selected(Vec::new()), sources());
    let page = step_summary(&Report { chain: Some(&chain), ..report(&selected, &sources) });
    assert!(page.contains("```mermaid\nflowchart LR\n") && page.contains("\n```\n"), "{page}");
    assert!(page.ends_with("nothing found, but a merge to `main` arrives\n"), "{page}");
}
