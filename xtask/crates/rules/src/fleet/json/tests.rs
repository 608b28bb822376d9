//! What `json` answers, by example.

use super::*;
use prodproof_syntax::answer::Certainty;

fn sample() -> Claims {
    let spot = |path: &str, line| Spot { path: path.into(), line, column: 7 };
    Claims {
        identity: Identity {
            name: "acme/widget".into(),
            source: "fleet/widget".into(),
            remote: Some("github.com/acme/widget".into()),
            history: BranchHistory::new(vec!["a".repeat(40)], ["b".repeat(40).as_str(), "a".repeat(40).as_str()])
                .with_date(Some(-5)),
        },
        promise: Some(ClaimedPromise {
            path: "c.md".into(),
            version: Some("1.2.0".into()),
            inherits: vec!["x v1".into()],
        }),
        publications: vec![ClaimedPublication {
            event: "schedule".into(),
            schedule: vec!["30 4 * * 1".into()],
            spot: spot("w.yml", 3),
            reference: None,
            certainty: Certainty::Possible,
            conditions: vec!["only if \"x\"".into()],
            builds: Some("`1.x`".into()),
        }],
        deployments: vec![ClaimedDeployment {
            spot: spot("a.service", 4),
            reference: Some("q/a:1".into()),
            verdict: "no".into(),
        }],
        deliveries: vec![ClaimedDelivery {
            image: "quay.io/a/b".into(),
            mirrors: vec!["ghcr.io/a/b".into()],
            units: vec!["b.service".into()],
            promised: true,
            stated: true,
            verdict: "conditional".into(),
        }],
        bases: vec![BaseImage { spot: spot("Containerfile", 1), reference: "q/b:1".into() }],
        dispatches: vec![Dispatch { spot: spot("w.yml", 9), to: None, event_type: Some("t".into()), workflow: None }],
        receivers: vec![Receiver { spot: spot("w.yml", 1), types: vec!["t".into()] }],
        waivers: vec![ClaimedWaiver { rule: "F001".into(), reason: "r".into() }],
        unread: vec![ClaimedGap { path: "w.yml".into(), why: "is not UTF-8".into() }],
        counts: OpenFindings { errors: 1, warnings: 2, infos: 3 },
    }
}

#[track_caller]
fn bad(text: &str, line: usize, column: usize, message: &str) {
    let problem = from_json(text).unwrap_err();
    assert!(problem.message.contains(message), "{}", problem.message);
    assert_eq!((problem.line, problem.column), (line, column), "{}", problem.message);
}

#[test]
fn what_is_written_is_read_back() {
    let one = to_json(&sample());
    assert_eq!(from_json(&one.to_string()), Ok(vec![sample()]));
    assert_eq!(from_json(&json!([one, one]).to_string()), Ok(vec![sample(), sample()]));
    assert_eq!(from_json("[]"), Ok(vec![]));
}

#[test]
fn what_cannot_be_read_says_where() {
    bad("", 1, 1, "not JSON");
    bad("{\n  \"schema\": 1,\n}", 3, 1, "not JSON");
    bad("7", 1, 1, "not an object");
    bad("\n  {}", 2, 3, "there is no `schema`");
    bad("{\"schema\": 99}", 1, 12, "schema 99");
    bad("{\"schema\": 1}", 1, 1, "`/identity`: is missing");
    bad("{\"schema\": 1,\n \"identity\": {\"remote\": null}}", 2, 14, "`name` is missing");
    bad(
        r#"{"schema": 1, "identity": {"name": "a,}\"b"},
"publications": [{}, {"x": [1, {}],
"event": 5}]}"#,
        2,
        18,
        "`event` is missing",
    );
    bad(
            "[{\"schema\":1,\"identity\":{\"name\":\"a\"},\"bases\":[{\"ref\":\"x\",\"path\":\"p\"},\n{\"path\":[],\"ref\":\"x\"}]}]",
            2, 9, "`/0/bases/1/path`: not a string",
        );
}
