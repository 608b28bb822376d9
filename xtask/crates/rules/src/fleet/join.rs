//! The join: many claims in, one fleet out. Linear in the number of claims, and
//! independent of their order and of how they were sharded.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use prodproof_syntax::answer::Answer;
use prodproof_syntax::order::Order;

use super::kinship::{kinship, Kinship};
use super::listing::{ListedRepository, Listing};
use super::{Claims, FleetFinding, Site, Spot};

/// One set of claims in its place in the fleet.
#[derive(Clone, Debug)]
pub struct Member {
    pub claims: Claims,
    /// The name, unique in the fleet: with the source where two have one name.
    pub label: String,
    /// Members with the same number are one repository.
    pub repository: usize,
    /// Whether a repository of its remote exists, by the listing.
    pub exists: Answer,
    /// Its row of the listing.
    pub listed: Option<ListedRepository>,
    /// Another member has this one's head in its history and has gone on.
    pub left_behind: bool,
}

impl Member {
    pub fn archived(&self) -> bool {
        self.listed.as_ref().is_some_and(|listed| listed.archived)
    }

    /// Whether the listing calls it a fork.
    pub fn fork(&self) -> bool {
        self.listed.as_ref().is_some_and(|listed| listed.fork)
    }

    pub fn is_fork_of(&self, other: &Self) -> bool {
        let parent = self.listed.as_ref().and_then(|listed| listed.parent.as_deref());
        parent.is_some_and(|parent| {
            let remote = other.claims.identity.remote.as_deref();
            let path = remote.and_then(|remote| remote.split_once('/')).map(|(_, path)| path);
            path.is_some_and(|path| path.eq_ignore_ascii_case(parent))
        })
    }

    pub fn site(&self, spot: &Spot) -> Site {
        Site { repo: self.label.clone(), spot: spot.clone() }
    }
}

/// Two members that are related in a way that people should know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RepositoryKin {
    /// Indices of members, the older or lesser one first.
    pub first: usize,
    pub second: usize,
    pub kinship: Kinship,
    /// The first's head is in the second's history.
    pub older: bool,
}

/// All members, how they are related, and what is wrong between them.
#[derive(Clone, Debug, Default)]
pub struct JoinedFleet {
    /// Sorted by label.
    pub members: Vec<Member>,
    pub kin: Vec<RepositoryKin>,
    /// Listed, but not among the members: the fleet is known to be incomplete.
    pub missing: Vec<ListedRepository>,
    /// What the rules found; empty before. Sorted by severity, place and code.
    pub findings: Vec<FleetFinding>,
    /// With the repository that has decided to live with it, and its reason.
    pub waived: Vec<(FleetFinding, String, String)>,
}

/// Beyond so many members with one root commit, each is compared with the largest only.
const PAIRS: usize = 64;

/// Joins all claims, not judged yet. The same claims given twice count once.
pub fn join(mut claims: Vec<Claims>, listing: Option<&Listing>) -> JoinedFleet {
    claims.order();
    claims.dedup();
    let mut members = label(claims);
    let mut missing = Vec::new();
    if let Some(listing) = listing {
        let mut seen = BTreeSet::new();
        for member in &mut members {
            let Some(remote) = &member.claims.identity.remote else { continue };
            member.exists = listing.exists(remote);
            member.listed = listing.rows.get(remote).cloned();
            seen.insert(remote.clone());
        }
        missing = listing.rows.iter().filter(|(key, _)| !seen.contains(*key)).map(|(_, row)| row.clone()).collect();
    }
    let kin = relate(&members);
    unite(&mut members, &kin);
    for kin in kin.iter().filter(|kin| kin.older && kin.kinship != Kinship::SecondClone) {
        if let Some(member) = members.get_mut(kin.first) {
            member.left_behind = true;
        }
    }
    JoinedFleet { members, kin, missing, findings: Vec::new(), waived: Vec::new() }
}

impl JoinedFleet {
    /// Takes what the rules found between the members, and sorts out what one of them
    /// has decided to live with.
    pub fn judged(mut self, findings: Vec<FleetFinding>) -> Self {
        for finding in findings {
            match waiver(&self, &finding) {
                Some((label, reason)) => self.waived.push((finding, label, reason)),
                None => self.findings.push(finding),
            }
        }
        self.waived.order_by(|a, b| {
            (&a.0.primary, a.0.rule.code, &a.0.message).cmp(&(&b.0.primary, b.0.rule.code, &b.0.message))
        });
        self.sort();
        self
    }

    /// Adds what went wrong before the join: what could not be read.
    pub fn add(&mut self, findings: impl IntoIterator<Item = FleetFinding>) {
        self.findings.extend(findings);
        self.sort();
    }

    fn sort(&mut self) {
        self.findings.order_by(|a, b| {
            (a.severity, a.rule.code, &a.primary, &a.message).cmp(&(b.severity, b.rule.code, &b.primary, &b.message))
        });
    }

    /// What is known of the kinship of two members, or what the two tell.
    pub fn kinship(&self, a: usize, b: usize) -> Kinship {
        let known = |first, second| {
            let from = self.kin.partition_point(|kin| (kin.first, kin.second) < (first, second));
            self.kin.get(from).filter(|kin| (kin.first, kin.second) == (first, second)).map(|kin| kin.kinship)
        };
        if let Some(kinship) = known(a, b).or_else(|| known(b, a)) {
            return kinship;
        }
        match (self.members.get(a), self.members.get(b)) {
            (Some(one), Some(other)) => kinship(one, other),
            _ => Kinship::Unknown,
        }
    }

    /// The members by remote, and by name where there is no remote: what `owner/name`
    /// in a workflow means. Lower case.
    pub fn by_name(&self) -> HashMap<String, usize> {
        let mut out = HashMap::new();
        for (at, member) in self.members.iter().enumerate() {
            let identity = &member.claims.identity;
            let path = identity.remote.as_deref().and_then(|remote| remote.split_once('/')).map(|(_, path)| path);
            out.entry(path.unwrap_or(&identity.name).to_ascii_lowercase()).or_insert(at);
        }
        out
    }
}

/// The first of the repositories in which the finding has a place that waives its rule.
fn waiver(fleet: &JoinedFleet, finding: &FleetFinding) -> Option<(String, String)> {
    let sites = std::iter::once(&finding.primary).chain(finding.related.iter().map(|(site, _)| site));
    for site in sites {
        // Members are sorted by label.
        let member = fleet.members.binary_search_by(|member| member.label.cmp(&site.repo)).ok();
        let claims = member.and_then(|at| fleet.members.get(at)).map(|member| &member.claims);
        let waiver = claims.and_then(|claims| claims.waivers.iter().find(|waiver| waiver.rule == finding.rule.code));
        if let Some(waiver) = waiver {
            return Some((site.repo.clone(), waiver.reason.clone()));
        }
    }
    None
}

/// Gives each its unique label; sorted by it.
fn label(claims: Vec<Claims>) -> Vec<Member> {
    let mut names: HashMap<String, usize> = HashMap::new();
    for claims in &claims {
        *names.entry(claims.identity.name.clone()).or_default() += 1;
    }
    let mut used = BTreeSet::new();
    let mut members: Vec<Member> = Vec::with_capacity(claims.len());
    for claims in claims {
        let identity = &claims.identity;
        let mut label = identity.name.clone();
        if names.get(&label).is_some_and(|&count| count > 1) && !identity.source.is_empty() {
            label = format!("{label} ({})", identity.source);
        }
        let plain = label.clone();
        let mut number = 2;
        while !used.insert(label.clone()) {
            label = format!("{plain} #{number}");
            number += 1;
        }
        members.push(Member {
            claims,
            label,
            repository: 0,
            exists: Answer::Unknown,
            listed: None,
            left_behind: false,
        });
    }
    members.order_by(|a, b| a.label.cmp(&b.label));
    members
}

/// Compares those that can be kin: with one remote, or with a common root commit.
fn relate(members: &[Member]) -> Vec<RepositoryKin> {
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, member) in members.iter().enumerate() {
        let identity = &member.claims.identity;
        let keys = identity.remote.iter().chain(&identity.history.roots);
        keys.for_each(|key| groups.entry(key).or_default().push(at));
    }
    let mut pairs = BTreeSet::new();
    for group in groups.values().filter(|group| group.len() > 1) {
        if group.len() <= PAIRS {
            for (n, &a) in group.iter().enumerate() {
                pairs.extend(group.iter().skip(n + 1).map(|&b| (a, b)));
            }
        } else if let Some(main) = largest(members, group) {
            pairs.extend(group.iter().filter(|&&other| other != main).map(|&other| (main.min(other), main.max(other))));
        }
    }
    let mut kin: Vec<RepositoryKin> = pairs.into_iter().filter_map(|(a, b)| pair(members, &groups, a, b)).collect();
    kin.order();
    kin
}

fn largest(members: &[Member], group: &[usize]) -> Option<usize> {
    let size = |at: usize| members.get(at).map(|m| (!m.archived(), !m.fork(), m.claims.identity.history.count));
    group.iter().copied().max_by_key(|&at| (size(at), std::cmp::Reverse(at)))
}

fn pair(members: &[Member], groups: &BTreeMap<&str, Vec<usize>>, a: usize, b: usize) -> Option<RepositoryKin> {
    let (one, other) = (members.get(a)?, members.get(b)?);
    let mut found = kinship(one, other);
    if found == Kinship::Recreated {
        let elsewhere = |member: &Member| {
            let identity = &member.claims.identity;
            identity.history.roots.iter().filter_map(|root| groups.get(root.as_str())).flatten().any(|&at| {
                members.get(at).is_some_and(|third| {
                    third.claims.identity.remote.is_some() && third.claims.identity.remote != identity.remote
                })
            })
        };
        if elsewhere(one) || elsewhere(other) {
            found = Kinship::NameReused;
        }
    }
    let (ours, theirs) = (&one.claims.identity.history, &other.claims.identity.history);
    // The one whose head is in the other's history comes first, else the smaller history.
    let (a_in_b, b_in_a) = (theirs.contains_head_of(ours), ours.contains_head_of(theirs));
    let a_first = match (a_in_b, b_in_a) {
        (Answer::Yes, Answer::Yes) => a > b,
        (Answer::Yes, _) => true,
        (_, Answer::Yes) => false,
        _ if other.is_fork_of(one) => false,
        _ => one.is_fork_of(other) || (ours.count, b) < (theirs.count, a),
    };
    let older = a_in_b.or(b_in_a) == Answer::Yes;
    let (first, second) = if a_first { (a, b) } else { (b, a) };
    Some(RepositoryKin { first, second, kinship: found, older })
}

/// Numbers the repositories: members that are surely one share a number, the least
/// index among them.
fn unite(members: &mut [Member], kin: &[RepositoryKin]) {
    let mut parent: Vec<usize> = (0..members.len()).collect();
    fn root(parent: &mut [usize], mut at: usize) -> usize {
        while parent[at] != at {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        at
    }
    for kin in kin.iter().filter(|kin| kin.kinship.same_repository() == Answer::Yes) {
        let (a, b) = (root(&mut parent, kin.first), root(&mut parent, kin.second));
        parent[a.max(b)] = a.min(b);
    }
    for (at, member) in members.iter_mut().enumerate() {
        member.repository = root(&mut parent, at);
    }
}
