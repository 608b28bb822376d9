//! What the members of a fleet deliver, by every name that an image has. Claims of before
//! there were several images bring none. Must not know what is a fault.

use std::collections::BTreeMap;

use prodproof_syntax::reference::Reference;

use super::{ClaimedDelivery, Claims, Member};

/// A promised delivery and whose it is.
#[derive(Clone, Copy, Debug)]
pub struct Delivered<'a> {
    pub member: usize,
    pub delivery: &'a ClaimedDelivery,
}

/// All promised deliveries of a fleet, by their images' names and those of the mirrors: those
/// that a contract states, or that the repository publishes under any of them. What a
/// repository only runs is no delivery of its own.
#[derive(Clone, Debug, Default)]
pub struct Deliveries<'a> {
    pub names: BTreeMap<&'a str, Vec<Delivered<'a>>>,
}

impl<'a> Deliveries<'a> {
    pub fn new(members: &'a [Member]) -> Self {
        let mut all = Self::default();
        for (member, claims) in members.iter().enumerate().map(|(at, member)| (at, &member.claims)) {
            let own = |one: &&ClaimedDelivery| one.promised && (one.stated || publishes(claims, one));
            for delivery in claims.deliveries.iter().filter(own) {
                for name in delivery.names() {
                    all.names.entry(name).or_default().push(Delivered { member, delivery });
                }
            }
        }
        all
    }

    /// Those that deliver an image of this name.
    pub fn of(&self, name: &str) -> &[Delivered<'a>] {
        self.names.get(name).map_or(&[], Vec::as_slice)
    }
}

fn publishes(claims: &Claims, delivery: &ClaimedDelivery) -> bool {
    let pushed = claims.publications.iter().filter_map(|one| one.reference.as_deref());
    pushed.map(|text| Reference::parse(text).name()).any(|name| delivery.names().any(|own| own == name))
}
