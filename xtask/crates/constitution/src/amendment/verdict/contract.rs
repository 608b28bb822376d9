//! What the contract block states otherwise than before.

use super::Judge;
use crate::amendment::{contract, Level, TextChange};
use prodproof_syntax::span::Span;

impl Judge<'_> {
    pub(super) fn contract(&mut self) {
        let (old, new) = (&self.contract, &self.new.contract);
        match (old.contains_key("contract"), new.get("contract")) {
            (false, Some(block)) => {
                let place = block.span;
                return self.reason(Level::Minor, TextChange::ContractNew, None, Some(place));
            }
            (true, None) => {
                let place = old.get("contract").map(|block| block.span);
                return self.reason(Level::Major, TextChange::ContractGone, place, None);
            }
            _ => {}
        }
        let mut found = Vec::new();
        for (key, now) in new {
            match old.get(key) {
                Some(was) if was.text == now.text => {}
                Some(was) => found.push(changed_value(key, was, now)),
                None => found.push((Level::Minor, TextChange::KeyNew(key.clone()), None, Some(now.span))),
            }
        }
        for (key, was) in old.iter().filter(|(key, _)| !new.contains_key(*key)) {
            let entry = contract::entry_of(key);
            // Whether a unit is still deployed, its image says.
            let of_unit = key.starts_with("deploy ");
            let whole = !of_unit && !new.keys().any(|key| contract::entry_of(key) == entry);
            // What a whole entry has lost is said by the entry.
            if whole && *key != entry && old.contains_key(&entry) {
                continue;
            }
            let level = match (key.starts_with("waiver"), whole) {
                (true, _) => Level::Patch,
                (_, true) => Level::Major,
                _ => Level::Minor,
            };
            found.push((level, TextChange::KeyGone(key.clone()), Some(was.span), None));
        }
        for (level, change, old, new) in found {
            self.reason(level, change, old, new);
        }
    }
}

fn changed_value(
    key: &str,
    was: &contract::ContractValue,
    now: &contract::ContractValue,
) -> (Level, TextChange, Option<Span>, Option<Span>) {
    let places = (Some(was.span), Some(now.span));
    if key.starts_with("waiver") {
        let binding = |text: &str| -> Vec<String> {
            text.split(", ").filter(|pair| pair.starts_with("until")).map(str::to_string).collect()
        };
        let level = if binding(&was.text) == binding(&now.text) { Level::Patch } else { Level::Minor };
        return (level, TextChange::KeyChanged(key.to_string()), places.0, places.1);
    }
    if key.starts_with("line ") {
        return (Level::Minor, TextChange::ContractUnreadable, places.0, places.1);
    }
    let change = TextChange::ValueChanged { key: key.to_string(), was: was.text.clone(), now: now.text.clone() };
    let lost = |name: &str| {
        key.ends_with(name) && was.text.split(", ").any(|own| now.text.split(", ").all(|other| other != own))
    };
    // A name or a deployment that was promised is promised no more.
    if lost(" mirrors") || lost(" units") && now.text.is_empty() {
        return (Level::Major, change, places.0, places.1);
    }
    (Level::Minor, change, places.0, places.1)
}
