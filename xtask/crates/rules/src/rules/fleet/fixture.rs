//! Fleets written down in a few lines, for the tests of this family.

use super::join;
use crate::fleet::history::BranchHistory;
use crate::fleet::{
    BaseImage, ClaimedDelivery, ClaimedDeployment, ClaimedPublication, Claims, Dispatch, Identity, JoinedFleet,
    Listing, Receiver, Spot,
};
use prodproof_syntax::answer::Certainty;

/// Claims of `acme/widget`-like `name`, from lines such as
/// `push:main quay.io/acme/widget:latest`, `schedule[30 4 * * 1] …`, `possibly schedule …`,
/// `runs …`, `from …`, `wakes acme/child type`, `hears type`.
pub(super) fn repo(name: &str, history: &[&str], lines: &[&str]) -> Claims {
    let mut claims = Claims {
        identity: Identity {
            name: name.into(),
            source: format!("fleet/{name}"),
            remote: Some(format!("github.com/{name}")),
            history: commits(history),
        },
        ..Claims::default()
    };
    for (n, line) in lines.iter().enumerate() {
        let spot = Spot { path: "f".into(), line: n + 1, column: 1 };
        let (certainty, line) =
            line.strip_prefix("possibly ").map_or((Certainty::Yes, *line), |rest| (Certainty::Possible, rest));
        let (word, rest) = line.rsplit_once(' ').unwrap_or((line, ""));
        match word {
            "runs" => {
                claims.deployments.push(ClaimedDeployment { spot, reference: Some(rest.into()), verdict: "yes".into() })
            }
            "promises" | "states" => {
                let mut names = rest.split('=').map(str::to_string);
                claims.deliveries.push(ClaimedDelivery {
                    image: names.next().unwrap_or_default(),
                    mirrors: names.collect(),
                    promised: true,
                    stated: word == "states",
                    verdict: "unknown".into(),
                    ..ClaimedDelivery::default()
                });
            }
            "keeps" => {
                claims.deployments.push(ClaimedDeployment { spot, reference: Some(rest.into()), verdict: "no".into() })
            }
            "from" => claims.bases.push(BaseImage { spot, reference: rest.into() }),
            "hears" => claims.receivers.push(Receiver { spot, types: vec![rest.into()] }),
            _ if word.starts_with("wakes ") => claims.dispatches.push(Dispatch {
                spot,
                to: Some(word["wakes ".len()..].into()),
                event_type: Some(rest.into()),
                workflow: None,
            }),
            event => {
                let (event, cron) = event.split_once('[').unwrap_or((event, ""));
                let schedule = cron.strip_suffix(']').map(str::to_string).into_iter().collect();
                let reference = (rest != "?").then(|| rest.to_string());
                let conditions = Vec::new();
                claims.publications.push(ClaimedPublication {
                    event: event.into(),
                    schedule,
                    spot,
                    reference,
                    certainty,
                    conditions,
                    builds: None,
                });
            }
        }
    }
    claims
}

/// A history of commits given by name, the newest first.
pub(super) fn commits(names: &[&str]) -> BranchHistory {
    let ids: Vec<String> =
        names.iter().map(|name| name.bytes().map(|b| format!("{b:02x}")).collect::<String>()).collect();
    let ids: Vec<String> = ids.into_iter().map(|id| format!("{id:0<40}")).collect();
    BranchHistory::new(ids.last().cloned().into_iter().collect(), ids.iter().map(String::as_str))
}

/// `CODE name:line message` of every finding.
pub(super) fn found(fleet: &JoinedFleet) -> Vec<String> {
    fleet
        .findings
        .iter()
        .map(|f| format!("{} {}:{} {}", f.rule.code, f.primary.repo, f.primary.spot.line, f.message))
        .collect()
}

#[track_caller]
pub(super) fn good(claims: Vec<Claims>, listing: Option<&str>) {
    bad(claims, listing, &[]);
}

/// The findings start with the code and place, and hold the words behind ` … `.
#[track_caller]
pub(super) fn bad(claims: Vec<Claims>, listing: Option<&str>, expected: &[&str]) {
    let listing = listing.map(|text| Listing::parse(text).expect("a listing"));
    let found = found(&join(claims, listing.as_ref()));
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (found, expected) in found.iter().zip(expected) {
        let mut parts = expected.split(" … ");
        assert!(found.starts_with(parts.next().unwrap_or_default()), "{found} / {expected}");
        assert!(parts.all(|part| found.contains(part)), "{found} / {expected}");
    }
}
