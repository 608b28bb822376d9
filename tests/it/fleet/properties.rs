//! What holds for the join of any claims.

use super::*;
use prodproof_syntax::answer::Certainty;

/// Fleets of up to a dozen small claims that meet often.
fn claims() -> impl Strategy<Value = Vec<Claims>> {
    let reference = prop_oneof![
        Just("quay.io/acme/widget:latest"),
        Just("quay.io/acme/widget:1.2.3"),
        Just("quay.io/acme/widget:<sha>"),
        Just("quay.io/acme/widget:<var:TAG>"),
        Just("<var:REGISTRY>/acme/widget:latest"),
        Just("quay.io/acme/base:1"),
    ];
    let event = prop_oneof![Just("push:main"), Just("tag:v1.2.3"), Just("schedule"), Just("repository_dispatch")];
    let publication = (event, proptest::option::of(reference.clone()), any::<bool>());
    let history = proptest::collection::vec(0u8..4, 0..4);
    let one = (
        0usize..5,
        proptest::option::of(0usize..5),
        history,
        any::<bool>(),
        proptest::collection::vec(publication, 0..4),
        proptest::collection::vec(reference.clone(), 0..2),
        proptest::collection::vec(reference, 0..2),
        proptest::option::of(0usize..5),
    );
    proptest::collection::vec(one, 0..12).prop_map(|all| {
        all.into_iter()
            .enumerate()
            .map(|(n, (name, remote, history, shallow, publications, runs, from, wakes))| {
                use prodproof_rules::fleet::{
                    BaseImage, BranchHistory, ClaimedDeployment, ClaimedPublication, Dispatch, Receiver, Spot,
                };
                let spot = |line| Spot { path: "f".into(), line, column: 1 };
                let ids: Vec<String> = history
                    .iter()
                    .scan(0u32, |id, &step| {
                        *id = *id * 4 + u32::from(step) + 1;
                        Some(format!("{id:040x}"))
                    })
                    .collect();
                let mut claims = Claims::default();
                claims.identity.name = format!("acme/r{name}");
                claims.identity.source = format!("yard/{n}");
                claims.identity.remote = remote.map(|remote| format!("github.com/acme/r{remote}"));
                let commits = ids.iter().rev().map(String::as_str);
                claims.identity.history = if shallow {
                    BranchHistory::shallow(commits)
                } else {
                    BranchHistory::new(ids.first().cloned().into_iter().collect(), commits)
                };
                for (line, (event, reference, certain)) in publications.into_iter().enumerate() {
                    claims.publications.push(ClaimedPublication {
                        event: event.into(),
                        schedule: if event == "schedule" { vec!["30 4 * * 1".into()] } else { Vec::new() },
                        spot: spot(line + 1),
                        reference: reference.map(str::to_string),
                        certainty: Certainty::from(certain),
                        conditions: Vec::new(),
                        builds: None,
                    });
                }
                let runs = runs.into_iter().map(|r| ClaimedDeployment {
                    spot: spot(20),
                    reference: Some(r.into()),
                    verdict: "yes".into(),
                });
                claims.deployments.extend(runs);
                claims.bases.extend(from.into_iter().map(|r| BaseImage { spot: spot(30), reference: r.into() }));
                claims.dispatches.extend(wakes.map(|to| Dispatch {
                    spot: spot(40),
                    to: Some(format!("acme/r{to}")),
                    event_type: Some("t".into()),
                    workflow: None,
                }));
                claims.receivers.push(Receiver { spot: spot(50), types: Vec::new() });
                claims
            })
            .collect()
    })
}

/// Everything that is said about a fleet.
fn said(claims: Vec<Claims>) -> String {
    let listing = r#"[{"nameWithOwner":"acme/r0"},{"nameWithOwner":"acme/r1","isArchived":true},{"nameWithOwner":"acme/r2","isFork":true,"parent":{"nameWithOwner":"acme/r0"}}]"#;
    let listing = Listing::parse(listing).expect("a listing");
    let fleet = join(claims, Some(&listing));
    format!(
        "{}{}",
        prodproof_rules::report::fleet::json::json(&fleet),
        prodproof_rules::report::fleet::html::html(&fleet)
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_join_does_not_depend_on_order(fleet in claims().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle()))) {
        let (all, shuffled) = fleet;
        prop_assert_eq!(said(all), said(shuffled));
    }

    #[test]
    fn the_join_does_not_depend_on_shards(all in claims(), cuts in proptest::collection::vec(0usize..12, 0..3)) {
        let mut shards: Vec<Vec<Claims>> = vec![Vec::new(); cuts.len() + 1];
        for (n, claims) in all.iter().enumerate() {
            let shard = cuts.iter().filter(|&&cut| cut <= n).count();
            shards[shard].push(claims.clone());
        }
        // Each shard is written by another machine, and read again here.
        let read: Vec<Claims> = shards
            .iter()
            .map(|shard| serde_json::Value::Array(shard.iter().map(json::to_json).collect()).to_string())
            .flat_map(|text| json::from_json(&text).expect("what was written can be read"))
            .collect();
        prop_assert_eq!(said(all), said(read));
    }

    #[test]
    fn no_text_breaks_the_reader_of_claims(text in "[\\[\\]{}\":,0-9a-z\\\\ \n]{0,60}") {
        if let Err(problem) = json::from_json(&text) {
            prop_assert!(problem.line >= 1 && problem.column >= 1);
        }
        let _ = Listing::parse(&text);
    }

    #[test]
    fn half_a_claims_file_is_a_problem_with_a_place(all in claims(), cut in 0.0f64..1.0) {
        let text = serde_json::Value::Array(all.iter().map(json::to_json).collect()).to_string();
        let cut = (text.len() as f64 * cut) as usize;
        if let Some(half) = text.get(..cut) {
            prop_assert!(json::from_json(half).is_err());
        }
    }
}
