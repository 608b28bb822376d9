//! `--wait`: looks again while something comes by itself, and ends as soon as all is there,
//! or nothing can change any more. Progress goes to standard error: a line for each link on
//! a terminal, elsewhere a line for each change.

use std::time::{Duration, Instant};

use crate::host;
use prodproof_live::link::{HostFact, Link, LinkFact, Said, SiteFact, Standing};
use prodproof_live::moment::Moment;
use prodproof_live::trouble::TroubleKind;
use prodproof_rules::report::live::human;
use prodproof_rules::rules::live::Concluded;

/// A site and a service need a moment after a restart, and a forge one after a push: what is
/// wrong once may be right at the next look.
const LOOKS: usize = 2;

/// Looks until it is over; the last look.
pub fn wait(length: Duration, look: impl Fn() -> anyhow::Result<Concluded>) -> anyhow::Result<Concluded> {
    let end = Instant::now() + length;
    let pause = (length / 60).clamp(Duration::from_secs(1), Duration::from_secs(30));
    let mut progress = host::Progress::new("asks forge, registry, host and site");
    let begin = Moment::unix(host::now());
    let mut settled = 0;
    loop {
        let seen = look()?;
        let line = |link: &Link, now| human::line(link, now, crate::cmd::charset());
        let lines = seen.look.links.iter().map(|link| host::Line {
            text: line(link, seen.look.now),
            // Seen from one moment nothing grows older.
            key: line(link, begin),
        });
        progress.show(&lines.collect::<Vec<_>>());
        let left = end.saturating_duration_since(Instant::now());
        let state = state(&seen, left);
        settled = if state == State::Settled { settled + 1 } else { 0 };
        if state == State::Done || settled >= LOOKS || left.is_zero() {
            progress.end();
            return Ok(seen);
        }
        std::thread::sleep(pause.min(left));
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// All that is configured is a yes.
    Done,
    /// Something is not, and nothing that is waited for will change that.
    Settled,
    Going,
}

fn state(seen: &Concluded, left: Duration) -> State {
    if seen.look.standing().holds() {
        return State::Done;
    }
    let until = seen.look.now.plus(i64::try_from(left.as_secs()).unwrap_or(i64::MAX));
    // What is broken stays so, whatever else comes: the exit code is decided.
    let broken = seen.look.links.iter().any(|link| link.standing == Standing::No && !follows(link));
    let going = seen.look.links.iter().any(|link| may_change(link, until));
    if going && !broken {
        State::Going
    } else {
        State::Settled
    }
}

/// Whether a link is wrong only as long as those before it are: a site tells what its host
/// runs, and while that is not known, nobody knows how long it will.
fn follows(link: &Link) -> bool {
    let mut wrong = link.facts.iter().filter(|fact| fact.standing == Standing::No);
    wrong.all(|fact| matches!(fact.said, Said::Site(SiteFact::TellsOther { .. } | SiteFact::Mixed { .. })))
}

/// Whether a link may come to be a yes before `until`.
fn may_change(link: &Link, until: Moment) -> bool {
    let comes = link.facts.iter().find_map(|fact| match &fact.said {
        Said::Host(HostFact::Comes { at }) => Some(*at),
        _ => None,
    });
    match (link.standing, comes) {
        // The timer fires after all waiting is over.
        (Standing::Behind, Some(Some(at))) => at <= until,
        (Standing::Behind, _) => true,
        (Standing::Unknown, _) => link.facts.iter().any(passes),
        _ => false,
    }
}

/// Whether a question may have an answer the next time.
fn passes(fact: &LinkFact) -> bool {
    match &fact.said {
        Said::NoAnswer(trouble) => matches!(
            trouble.kind,
            TroubleKind::Late { .. }
                | TroubleKind::Unreachable(_)
                | TroubleKind::Broken { .. }
                | TroubleKind::Limited
                | TroubleKind::Killed { .. }
        ),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use prodproof_live::call::Program;
    use prodproof_live::link::{Kin, LinkPart};
    use prodproof_live::trouble::Trouble;
    use prodproof_rules::live::Look;

    const NOW: Moment = Moment(1_796_006_668);

    fn of(facts: Vec<Vec<LinkFact>>) -> State {
        let links = facts.into_iter().map(|facts| Link::new(LinkPart::Host, "web1", facts)).collect();
        let look = Look { expected: None, links, now: NOW };
        state(&Concluded { look, findings: Vec::new(), waived: Vec::new() }, Duration::from_secs(600))
    }

    fn host(standing: Standing, fact: HostFact) -> LinkFact {
        LinkFact { standing, said: Said::Host(fact) }
    }

    #[test]
    fn waiting_ends_when_nothing_can_change() {
        let comes = |seconds: i64| host(Standing::Behind, HostFact::Comes { at: Some(NOW.plus(seconds)) });
        let yes = || host(Standing::Yes, HostFact::NoContainer);
        assert_eq!(of(vec![vec![yes()]]), State::Done);
        assert_eq!(of(vec![vec![yes()], vec![comes(60)]]), State::Going);
        assert_eq!(of(vec![vec![comes(601)]]), State::Settled, "the timer fires after the wait");
        assert_eq!(of(vec![vec![comes(60)], vec![host(Standing::No, HostFact::NoUnit)]]), State::Settled);
        // The registry is down for a while: what the site tells now is not the end.
        let old = || LinkFact {
            standing: Standing::No,
            said: Said::Site(SiteFact::TellsOther { sha: "553c207".into(), kin: Kin::Behind(1) }),
        };
        let down = || LinkFact::no_answer(Trouble::new(Program::Skopeo, TroubleKind::Unreachable(String::new())));
        assert_eq!(of(vec![vec![down()], vec![old()]]), State::Going);
        assert_eq!(of(vec![vec![yes()], vec![old()]]), State::Settled);
        assert_eq!(of(vec![vec![host(Standing::No, HostFact::NoUnit)], vec![down()], vec![old()]]), State::Settled);
        let no_answer = |kind| vec![vec![LinkFact::no_answer(Trouble::new(Program::Ssh, kind))]];
        assert_eq!(of(no_answer(TroubleKind::Late { seconds: 20 })), State::Going);
        assert_eq!(of(no_answer(TroubleKind::Missing)), State::Settled);
    }
}
