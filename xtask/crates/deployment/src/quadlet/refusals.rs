//! What Quadlet refuses before it makes a service: keys that it does not know, values that
//! it does not take, keys that do not go together. Must not know what is generated.

use super::fault::{conflict, KeyConflict, QuadletFault, Refusal};
use super::{keys, text, Find, QuadletKind};
use prodproof_syntax::quadlet::{string, strv};
use prodproof_syntax::systemd::UnitText;

pub(super) fn check_keys(file: &UnitText, kind: QuadletKind) -> Result<(), Refusal> {
    for (section, known) in [(kind.section(), kind.keys()), ("Quadlet", keys::QUADLET)] {
        let unknown = file
            .entries
            .iter()
            .find(|entry| entry.section.value == section && !known.contains(&entry.key.value.as_str()));
        if let Some(entry) = unknown {
            let why = QuadletFault::UnknownKey(section.to_string(), entry.key.value.clone());
            return Err(Refusal { why, span: entry.key.span });
        }
    }
    Ok(())
}

pub(super) fn kill_mode(file: &UnitText) -> Result<(), Refusal> {
    let Some(entry) = file.last("Service", "KillMode") else { return Ok(()) };
    let value = string(&entry.value);
    match value.as_str() {
        "mixed" | "control-group" => Ok(()),
        other => Err(Refusal { why: QuadletFault::KillMode(other.to_string()), span: entry.span }),
    }
}

/// Whether the service is a oneshot.
pub(super) fn service_type(file: &UnitText) -> Result<bool, Refusal> {
    let Some(entry) = file.last("Service", "Type") else { return Ok(false) };
    let value = string(&entry.value);
    match value.as_str() {
        "notify" => Ok(false),
        "oneshot" => Ok(true),
        other => Err(Refusal { why: QuadletFault::Type(other.to_string()), span: entry.span }),
    }
}

pub(super) fn networks(file: &UnitText, section: &str, find: &Find) -> Result<(), Refusal> {
    for entry in file.list(section, "Network") {
        let text = entry.value.as_str();
        let (name, options) = text.split_once(':').map_or((text, None), |(name, options)| (name, Some(options)));
        if !name.ends_with(".container") {
            continue;
        }
        if options.is_some() {
            return conflict(KeyConflict::NetworkOptions, entry.value.span());
        }
        // Quadlet puts in `%N` and no other specifier.
        let own = find(name).and_then(|file| super::text(&file, "Container", "ContainerName"));
        let unnamed = match own.filter(|own| !own.is_empty()) {
            Some(own) => own.as_str().replace("%N", "").contains('%'),
            None => name.contains('@'),
        };
        if unnamed {
            return conflict(KeyConflict::NamelessNetwork, entry.value.span());
        }
    }
    Ok(())
}

pub(super) fn user(file: &UnitText, section: &str) -> Result<(), Refusal> {
    let set = |key| text(file, section, key).filter(|value| !value.is_empty());
    match (set("User"), set("Group")) {
        (None, Some(group)) => conflict(KeyConflict::GroupWithoutUser, group.span()),
        _ => Ok(()),
    }
}

/// `handleUserMappings` and `handleUserRemap`.
pub(super) fn mappings(file: &UnitText, section: &str) -> Result<(), Refusal> {
    // A manifest has no options that could be written by hand.
    let manual = section != "Kube";
    let set = |key: &str| text(file, section, key).is_some_and(|value| !value.is_empty());
    let many = |key: &str| strv(&file.list(section, key)).len();
    let last = |key: &'static str| file.last(section, key);
    let explicit = set("UserNS") || set("SubUIDMap") || set("SubGIDMap") || many("UIDMap") > 0 || many("GIDMap") > 0;
    if explicit {
        return match ["RemapUid", "RemapGid", "RemapUsers"].iter().find_map(|key| last(key)) {
            Some(entry) => conflict(KeyConflict::RemapWithMapping, entry.span),
            None => Ok(()),
        };
    }
    let (uids, gids) = (many("RemapUid"), many("RemapGid"));
    let place = || ["RemapUsers", "RemapUid", "RemapGid"].iter().find_map(|key| last(key)).map(|entry| entry.span);
    let fail = |why| conflict(why, place().unwrap_or_default());
    match last("RemapUsers").map_or("", |entry| entry.value.as_str()) {
        "" if uids + gids > 0 => fail(KeyConflict::RemapWithoutUsers),
        "manual" if !manual => fail(KeyConflict::RemapManual),
        "keep-id" if uids > 1 || gids > 1 => fail(KeyConflict::RemapKeepId),
        "" | "manual" | "auto" | "keep-id" => Ok(()),
        _ => fail(KeyConflict::RemapUnknown),
    }
}

/// `\d+(-\d+)?(/udp|/tcp)?$`, found anywhere.
pub(super) fn is_port(text: &str) -> bool {
    let text = text.strip_suffix("/udp").or_else(|| text.strip_suffix("/tcp")).unwrap_or(text);
    text.ends_with(|c: char| c.is_ascii_digit())
}
