//! Movements that none of our runs explains, and their rhythm.

use super::{Movement, TagHistory, Tells};
use crate::moment::Moment;
use prodproof_syntax::order::Order;

/// Movements that no run explains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unexplained {
    pub tells: Tells,
    pub count: usize,
    pub last: Moment,
    /// What comes again and again at one hour: a schedule that is not ours.
    pub rhythm: Option<Rhythm>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rhythm {
    pub each: Period,
    /// One of them, for its hour.
    pub at: Moment,
    /// How many of the movements.
    pub count: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    Week,
    Day,
}

impl Period {
    fn seconds(self) -> i64 {
        match self {
            Self::Week => 7 * 86_400,
            Self::Day => 86_400,
        }
    }
}

/// How long after its run's last sign a tag may still move.
const LATE: i64 = 900;

/// How far a schedule's runs may be apart from its hour.
const DRIFT: i64 = 3600;

impl Unexplained {
    /// Of a history those within none of the runs (begin and end). What is older than the
    /// oldest run is not judged: its run may be deleted.
    pub fn of(history: &TagHistory, runs: &[(Moment, Moment)]) -> Option<Self> {
        let oldest = runs.iter().map(|(begin, _)| *begin).min()?;
        let explained = |at: Moment| runs.iter().any(|(begin, end)| (*begin..=end.plus(LATE)).contains(&at));
        let at = |one: &Movement| one.at;
        let all: Vec<Moment> = history.movements.iter().map(at).filter(|at| *at >= oldest && !explained(*at)).collect();
        Some(Self { tells: history.tells, count: all.len(), last: *all.first()?, rhythm: rhythm(&all) })
    }
}

/// The rhythm of most of them. Two weeks are one where there is nothing else; where there is,
/// it takes three, and so it does of days.
fn rhythm(all: &[Moment]) -> Option<Rhythm> {
    let mut best: Option<Rhythm> = None;
    for each in [Period::Week, Period::Day] {
        let period = each.seconds();
        for anchor in all {
            let near = |at: &&Moment| {
                let rest = anchor.since(**at).rem_euclid(period);
                rest.min(period - rest) <= DRIFT
            };
            let group: Vec<&Moment> = all.iter().filter(near).collect();
            let mut times: Vec<i64> =
                group.iter().map(|at| (anchor.since(**at) + period / 2).div_euclid(period)).collect();
            times.order();
            times.dedup();
            let least = if each == Period::Week && group.len() == all.len() { 2 } else { 3 };
            let found = Rhythm { each, at: *anchor, count: group.len() };
            if times.len() >= least && best.is_none_or(|best| best.count < found.count) {
                best = Some(found);
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEEK: i64 = 7 * 86_400;
    const DAY: i64 = 86_400;

    fn found(movements: &[i64], runs: &[(Moment, Moment)]) -> Option<Unexplained> {
        let movement = |at: &i64| Movement { digest: "sha256:a".into(), at: Moment(*at), by: None };
        Unexplained::of(&TagHistory { tells: Tells::Tag, movements: movements.iter().map(movement).collect() }, runs)
    }

    #[test]
    fn movements_that_no_run_explains() {
        let runs = [(Moment(0), Moment(300)), (Moment(5 * WEEK), Moment(5 * WEEK + 300))];
        assert_eq!(found(&[5 * WEEK + 200, 250], &runs), None);
        let weekly =
            found(&[5 * WEEK + 200, 3 * WEEK + 1120, 2 * WEEK + 1060, WEEK + 1000, -9], &runs).expect("unexplained");
        assert_eq!((weekly.count, weekly.last), (3, Moment(3 * WEEK + 1120)));
        assert_eq!(weekly.rhythm.map(|one| (one.each, one.count)), Some((Period::Week, 3)));
        assert_eq!(found(&[WEEK], &runs).map(|one| (one.count, one.rhythm)), Some((1, None)));
        assert_eq!(found(&[WEEK], &[]), None, "nothing is known of our own runs");
    }

    #[test]
    fn a_rhythm_is_what_comes_again() {
        let of = |all: &[i64]| {
            let all: Vec<Moment> = all.iter().map(|at| Moment(*at)).collect();
            rhythm(&all).map(|one| (one.each, one.count))
        };
        assert_eq!(of(&[600, 0]), None, "twice within an hour is no week");
        assert_eq!(of(&[WEEK, 0]), Some((Period::Week, 2)));
        assert_eq!(of(&[WEEK, 3 * DAY + 7200, 0]), None, "two of three may be chance");
        assert_eq!(of(&[2 * WEEK, WEEK, 3 * DAY + 7200, 0]), Some((Period::Week, 3)));
        assert_eq!(of(&[4 * DAY, 3 * DAY, 2 * DAY, DAY, 0]), Some((Period::Day, 5)));
        assert_eq!(of(&[3 * WEEK, 2 * WEEK, WEEK - 3000, 3000]), Some((Period::Week, 4)), "schedules are late");
        assert_eq!(of(&[5 * DAY + 7200, 3 * DAY, 0]), None);
        assert_eq!(of(&[]), None);
    }
}
