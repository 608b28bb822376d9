//! The fleet as a graph: repositories, image names, units, and what goes from one to the
//! other. [`super::layout`] draws it.

use std::collections::{BTreeMap, BTreeSet};

use crate::fleet::publishers::FleetPublishers;
use crate::fleet::JoinedFleet;
use prodproof_syntax::finding::Severity;
use prodproof_syntax::reference::Reference;

use super::{split, tags};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GraphNodeKind {
    Repository,
    Image,
    Unit,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GraphNode {
    pub kind: GraphNodeKind,
    /// One or two lines.
    pub label: Vec<String>,
    /// Shown when pointed at, and read aloud.
    pub title: String,
    /// It is part of a finding that is an error or a warning.
    pub bad: bool,
    /// Archived, or somebody else's.
    pub dim: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GraphLink {
    Publishes,
    PossiblyPublishes,
    Runs,
    BuildsFrom,
    Wakes,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    pub from: usize,
    pub to: usize,
    pub link: GraphLink,
    pub bad: bool,
}

#[derive(Clone, Debug, Default)]
pub struct Graph {
    pub nodes: Vec<GraphNode>,
    pub edges: Vec<Edge>,
}

/// Larger fleets are drawn as far as findings speak of them: nobody reads the rest.
pub const MOST: usize = 300;

/// The labels of the repositories that are drawn; `None` for all.
pub fn chosen(fleet: &JoinedFleet) -> Option<BTreeSet<&str>> {
    if fleet.members.len() <= MOST {
        return None;
    }
    let mut labels = BTreeSet::new();
    for finding in fleet.findings.iter().filter(|finding| finding.severity != Severity::Info) {
        let related = finding.related.iter().map(|(site, _)| site.repo.as_str());
        let named = std::iter::once(finding.primary.repo.as_str()).chain(related);
        if labels.len() < MOST {
            labels.extend(named.filter(|label| !label.is_empty()));
        }
    }
    Some(labels)
}

/// Repositories that publish, run or build nothing are left out: the table has them.
pub fn graph(fleet: &JoinedFleet) -> Graph {
    let chosen = chosen(fleet);
    let publishers = FleetPublishers::new(&fleet.members);
    let mut graph = Graph::default();
    let mut images: BTreeMap<String, usize> = BTreeMap::new();
    let mut repositories: BTreeMap<usize, usize> = BTreeMap::new();
    let mut edges: BTreeSet<Edge> = BTreeSet::new();
    let bad_repos: BTreeSet<&str> = fleet
        .findings
        .iter()
        .filter(|finding| finding.severity != Severity::Info)
        .map(|finding| finding.primary.repo.as_str())
        .collect();
    let contested: BTreeSet<String> = publishers
        .names
        .iter()
        .filter(|(_, name)| {
            name.fixed.values().any(|pushes| {
                let who: BTreeSet<usize> = pushes
                    .iter()
                    .filter(|push| push.publication.certainty.is_yes())
                    .filter_map(|push| fleet.members.get(push.member).map(|member| member.repository))
                    .collect();
                who.len() > 1
            })
        })
        .map(|(name, _)| name.clone())
        .collect();
    let based: BTreeSet<String> =
        fleet.members.iter().flat_map(|member| &member.claims.bases).map(|base| split(&base.reference).0).collect();

    for member in &fleet.members {
        let claims = &member.claims;
        let quiet = claims.publications.is_empty() && claims.deployments.is_empty() && claims.dispatches.is_empty();
        if quiet || chosen.as_ref().is_some_and(|chosen| !chosen.contains(member.label.as_str())) {
            continue;
        }
        let repository = *repositories.entry(member.repository).or_insert_with(|| {
            let same = fleet.members.get(member.repository).unwrap_or(member);
            let standing = if same.archived() { vec!["archived".to_string()] } else { Vec::new() };
            graph.add(GraphNode {
                kind: GraphNodeKind::Repository,
                label: [vec![same.label.clone()], standing].concat(),
                title: format!("repository {}", same.label),
                bad: bad_repos.contains(same.label.as_str()),
                dim: same.archived(),
            })
        });
        for publication in &claims.publications {
            let Some(reference) = &publication.reference else { continue };
            let (name, _) = split(reference);
            let bad = contested.contains(&name);
            let image = graph.image(&mut images, &publishers, &name, &contested);
            let link = if publication.certainty.is_yes() { GraphLink::Publishes } else { GraphLink::PossiblyPublishes };
            edges.insert(Edge { from: repository, to: image, link, bad });
        }
        for deployment in claims.deployments.iter() {
            let file = deployment.spot.path.rsplit('/').next().unwrap_or_default().to_string();
            let unit = graph.add(GraphNode {
                kind: GraphNodeKind::Unit,
                label: vec![file],
                title: format!(
                    "unit {} of {}, pulled anew: {}",
                    deployment.spot.path, member.label, deployment.verdict
                ),
                bad: deployment.verdict == "no",
                dim: false,
            });
            if let Some(reference) = &deployment.reference {
                let (name, _) = split(reference);
                let bad = contested.contains(&name);
                let image = graph.image(&mut images, &publishers, &name, &contested);
                edges.insert(Edge { from: image, to: unit, link: GraphLink::Runs, bad });
            }
        }
        for base in &claims.bases {
            let (name, _) = split(&base.reference);
            // Everybody's bases would tie the whole graph together: only the fleet's own.
            if publishers.names.contains_key(&name) && based.contains(&name) {
                let image = graph.image(&mut images, &publishers, &name, &contested);
                edges.insert(Edge { from: image, to: repository, link: GraphLink::BuildsFrom, bad: false });
            }
        }
    }
    let by_name = fleet.by_name();
    for member in &fleet.members {
        for to in member.claims.dispatches.iter().filter_map(|dispatch| dispatch.to.as_ref()) {
            let receiver = by_name.get(&to.to_ascii_lowercase()).and_then(|&at| fleet.members.get(at));
            let ends =
                receiver.map(|receiver| (repositories.get(&member.repository), repositories.get(&receiver.repository)));
            if let Some((Some(&from), Some(&to))) = ends {
                edges.insert(Edge { from, to, link: GraphLink::Wakes, bad: false });
            }
        }
    }
    // A certain publication says more than a possible one beside it.
    let certain: BTreeSet<(usize, usize)> =
        edges.iter().filter(|edge| edge.link == GraphLink::Publishes).map(|edge| (edge.from, edge.to)).collect();
    edges.retain(|edge| edge.link != GraphLink::PossiblyPublishes || !certain.contains(&(edge.from, edge.to)));
    graph.edges = edges.into_iter().collect();
    graph
}

impl Graph {
    fn add(&mut self, node: GraphNode) -> usize {
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    fn image(
        &mut self,
        known: &mut BTreeMap<String, usize>,
        publishers: &FleetPublishers<'_>,
        name: &str,
        contested: &BTreeSet<String>,
    ) -> usize {
        if let Some(&at) = known.get(name) {
            return at;
        }
        let all = tags(publishers, name);
        let shown: Vec<&str> = all.iter().copied().take(4).collect();
        let more = if all.len() > shown.len() { format!(" +{}", all.len() - shown.len()) } else { String::new() };
        let versions = publishers.names.get(name).is_some_and(|name| !name.versions.is_empty());
        let versions = if versions { " versions" } else { "" };
        let second = format!("{}{more}{versions}", shown.join(" "));
        let foreign = !publishers.names.contains_key(name);
        let label = if foreign { vec![name.to_string()] } else { vec![name.to_string(), second.trim().to_string()] };
        let title = format!(
            "image {}{}",
            Reference::parse(name).name(),
            if foreign { ", published by nobody here" } else { "" }
        );
        let at = self.add(GraphNode {
            kind: GraphNodeKind::Image,
            label,
            title,
            bad: contested.contains(name),
            dim: foreign,
        });
        known.insert(name.to_string(), at);
        at
    }
}

pub fn class(node: &GraphNode) -> String {
    let kind = match node.kind {
        GraphNodeKind::Repository => "repository",
        GraphNodeKind::Image => "image",
        GraphNodeKind::Unit => "unit",
    };
    format!("{kind}{}{}", if node.bad { " bad" } else { "" }, if node.dim { " dim" } else { "" })
}

pub fn edge_class(edge: &Edge) -> String {
    let link = match edge.link {
        GraphLink::Publishes => "publishes",
        GraphLink::PossiblyPublishes => "possibly",
        GraphLink::Runs => "runs",
        GraphLink::BuildsFrom => "from",
        GraphLink::Wakes => "wakes",
    };
    format!("{link}{}", if edge.bad { " bad" } else { "" })
}

pub fn word(link: GraphLink) -> &'static str {
    match link {
        GraphLink::Publishes => "publishes",
        GraphLink::PossiblyPublishes => "possibly publishes",
        GraphLink::Runs => "is run by",
        GraphLink::BuildsFrom => "is the base of",
        GraphLink::Wakes => "wakes",
    }
}
