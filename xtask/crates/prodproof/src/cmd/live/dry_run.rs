//! `--dry-run`: the commands that `live` would run, one a line. What is only known from an
//! answer is spelled in capitals.

use super::merge::file_name;
use crate::cli;
use prodproof_live::call::Program;
use prodproof_live::github::{self, By, ForgeRepository};
use prodproof_live::host::{probe, Address, Unit};
use prodproof_live::link::LinkPart;
use prodproof_live::refusal::LinkRefusal;
use prodproof_live::registry::{Asked, Historian};
use prodproof_live::site::Url;
use prodproof_rules::live::Plan;
use prodproof_rules::words::Worded;

/// In the place of a commit that the forge tells.
const COMMIT: &str = "COMMIT";

pub fn calls(forge: Option<&ForgeRepository>, plan: &Plan, asked: &cli::Live) -> String {
    let is_asked = |part: LinkPart| asked.only.is_empty() || asked.only.contains(&part);
    let mut lines: Vec<String> = Vec::new();
    let mut say = |part: LinkPart, text: String| lines.push(format!("{:<9} {text}", part.as_str()));
    let refused = |why: LinkRefusal| format!("# not asked: {}", why.told());
    let sha = asked.sha.as_deref().unwrap_or(COMMIT);
    if let Some(forge) = forge {
        say(LinkPart::Merge, forge.repository().shown());
        say(LinkPart::Merge, forge.commit(asked.sha.as_deref().unwrap_or(&plan.branch)).shown());
        for workflow in plan.images.iter().flat_map(|image| &image.workflows) {
            say(LinkPart::Run, forge.runs_of(file_name(workflow), sha).shown());
        }
    }
    if is_asked(LinkPart::Registry) || is_asked(LinkPart::Host) {
        for (reference, _) in plan.images.iter().flat_map(|image| &image.references) {
            let one = match Asked::new(reference) {
                Ok(one) => one,
                Err(why) => {
                    say(LinkPart::Registry, refused(why));
                    continue;
                }
            };
            say(LinkPart::Registry, one.document(Program::Skopeo).shown());
            say(LinkPart::Registry, one.config(Program::Skopeo, "DIGEST").shown());
            for call in Historian::of(reference).iter().flat_map(|historian| historian.calls(&one)) {
                say(LinkPart::Registry, call.shown());
            }
            if let Some(forge) = forge {
                for by in [By::Repository, By::Owner] {
                    say(LinkPart::Registry, github::attestation(forge, by, &reference.name(), "DIGEST").shown());
                }
                say(LinkPart::Registry, forge.compare(sha, "REVISION").shown());
            }
        }
    }
    for unit in &plan.units {
        for (host, _) in unit.hosts.iter().filter(|_| is_asked(LinkPart::Host)) {
            match (Address::new(host), Unit::new(&unit.service)) {
                (Ok(address), Ok(name)) => say(LinkPart::Host, probe::call(&address, &[name]).shown()),
                (Err(why), _) | (_, Err(why)) => say(LinkPart::Host, refused(why)),
            }
        }
        if let Some((url, _)) = unit.url.as_ref().filter(|_| is_asked(LinkPart::Site)) {
            say(LinkPart::Site, Url::new(url).map_or_else(refused, |url| url.call().shown()));
        }
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}
