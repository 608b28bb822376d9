//! Whom to ask, and what is not asked twice: how commits lie to each other, what a commit
//! is made of, what was attested. Must not judge.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::host::{self, Host};
use prodproof_live::call::{Call, Outcome, Program};
use prodproof_live::github::{self, Attestation, By, Commit, Comparison, Files, ForgeRepository, Repository};
use prodproof_live::link::Kin;
use prodproof_live::registry::{
    Asked, Config, ImageManifest, Origin, Platform, RegistryDocument, RegistryImage, CLIENTS, MOST_PLATFORMS,
};
use prodproof_live::trouble::{Trouble, TroubleKind};
use prodproof_syntax::order::Order;

/// Everybody who is asked, and their answers that will not change.
pub struct Asker<'a> {
    pub host: &'a Host,
    pub forge: Option<ForgeRepository>,
    /// Answers to calls that name a commit or a digest.
    memory: RefCell<BTreeMap<String, Outcome>>,
    kin: RefCell<BTreeMap<(String, String), Kin>>,
    pub client: Client,
}

impl<'a> Asker<'a> {
    pub fn new(host: &'a Host, forge: Option<ForgeRepository>) -> Self {
        let (memory, kin) = (RefCell::default(), RefCell::default());
        Self { host, forge, memory, kin, client: Client::default() }
    }

    /// Asks now.
    pub fn ask(&self, call: &Call) -> Outcome {
        host::ask(call)
    }

    /// Asks what stays as it is, once.
    pub fn ask_once(&self, call: &Call) -> Outcome {
        let key = call.shown();
        if let Some(known) = self.memory.borrow().get(&key) {
            return known.clone();
        }
        let outcome = host::ask(call);
        if matches!(outcome, Outcome::Ended { code: 0, .. }) {
            self.memory.borrow_mut().insert(key, outcome.clone());
        }
        outcome
    }

    /// A commit by its whole id.
    pub fn commit(&self, forge: &ForgeRepository, sha: &str) -> Result<Commit, Trouble> {
        Commit::read(&self.ask_once(&forge.commit(sha)))
    }

    /// What a commit changed against its first parent, where both are here: as GitHub counts
    /// it, which names a file that was moved once.
    pub fn changed(&self, commit: &Commit) -> Option<Files> {
        let git = self.host.git.as_ref()?;
        let here = [Some(&commit.sha), commit.parents.first()].into_iter().flatten();
        let here: Vec<&str> = here.map(String::as_str).collect();
        if git.commits(&here).ok()?.contains(&None) {
            return None;
        }
        let (sha, parent) = (here[0], here.get(1).copied().unwrap_or("--root"));
        let args = ["diff-tree", "-r", "-z", "-M", "--no-commit-id", "--name-status", parent, sha];
        Some(Files::of_git(&git.bytes(&args).ok()?))
    }

    /// How a commit that somebody tells lies to the expected one: by the forge, which knows
    /// all of the repository's; else by the commits that are here.
    pub fn kin(&self, expected: &str, told: &str) -> Kin {
        if let Some(same) = Kin::at_once(expected, told) {
            return same;
        }
        let key = (expected.to_string(), told.to_string());
        if let Some(known) = self.kin.borrow().get(&key) {
            return known.clone();
        }
        let kin = match &self.forge {
            Some(forge) => self.kin_by_forge(forge, expected, told),
            None => Kin::Unknown(None),
        };
        let kin = match kin {
            Kin::Unknown(why) => self.kin_by_git(expected, told).unwrap_or(Kin::Unknown(why)),
            known => known,
        };
        if !matches!(kin, Kin::Unknown(_)) {
            self.kin.borrow_mut().insert(key, kin.clone());
        }
        kin
    }

    fn kin_by_forge(&self, forge: &ForgeRepository, expected: &str, told: &str) -> Kin {
        let kin = Kin::of(Comparison::read(&self.ask_once(&forge.compare(expected, told))));
        match kin {
            // A comparison of unrelated histories fails as one with no commit does.
            Kin::Absent | Kin::Diverged => match (self.commit(forge, told), self.commit(forge, expected)) {
                (Ok(told), Ok(expected)) if told.tree == expected.tree => Kin::SameFiles,
                (Ok(_), Ok(_)) => Kin::Diverged,
                (Err(Trouble { kind: TroubleKind::NotFound, .. }), Ok(_)) => Kin::Absent,
                (Err(trouble), _) | (_, Err(trouble)) => Kin::Unknown(Some(trouble)),
            },
            other => other,
        }
    }

    /// Only where both commits are here: what is not here may yet exist.
    fn kin_by_git(&self, expected: &str, told: &str) -> Option<Kin> {
        let git = self.host.git.as_ref()?;
        let found = git.commits(&[expected, told]).ok()?;
        let [Some(expected), Some(told)] = found.as_slice() else { return None };
        if expected.tree == told.tree && expected.id != told.id {
            return Some(Kin::SameFiles);
        }
        let line = git.line(&["rev-list", "--left-right", "--count", &format!("{}...{}", expected.id, told.id)])?;
        let mut counts = line.split_whitespace().map(|count| count.parse::<u64>().ok());
        // A shallow clone does not have all that is counted.
        if git.place().ok()?.shallow {
            return None;
        }
        match (counts.next()??, counts.next()??) {
            (0, 0) => Some(Kin::Same),
            (0, ahead) => Some(Kin::Ahead(ahead)),
            (behind, 0) => Some(Kin::Behind(behind)),
            _ => Some(Kin::Diverged),
        }
    }

    /// Whether a repository's name is one of ours: as it is called, or as it was.
    pub fn is_own(&self, own: &HostNames, name: &str) -> Option<bool> {
        if own.all().any(|one| one.eq_ignore_ascii_case(name)) {
            return Some(true);
        }
        let full_name = own.full_name.as_deref()?;
        // A renamed one answers with its new name; one that is not to be seen is not the one
        // that we see.
        match Repository::read(&self.ask_once(&self.forge.as_ref()?.other(name)?)) {
            Ok(other) => Some(other.full_name.eq_ignore_ascii_case(full_name)),
            Err(Trouble { kind: TroubleKind::NotFound, .. }) => Some(false),
            Err(_) => None,
        }
    }

    /// What is attested of an image: by this repository, else by any of the same owner.
    pub fn attestation(&self, name: &str, digest: &str) -> Option<Result<Attestation, Trouble>> {
        let forge = self.forge.as_ref()?;
        let ask = |by| github::read_attestation(&self.ask_once(&github::attestation(forge, by, name, digest)));
        Some(match ask(By::Repository) {
            // An owner who is no organisation cannot be asked so: nothing is found.
            Ok(Attestation::None) => Ok(ask(By::Owner).unwrap_or(Attestation::None)),
            other => other,
        })
    }
}

/// Names of our own repository.
#[derive(Clone, Debug, Default)]
pub struct HostNames {
    /// As the remote has it.
    pub remote: Option<String>,
    /// As the forge has it now.
    pub full_name: Option<String>,
}

impl HostNames {
    fn all(&self) -> impl Iterator<Item = &String> {
        self.remote.iter().chain(&self.full_name)
    }
}

/// The registry's client that is there: the first of [`CLIENTS`].
#[derive(Default)]
pub struct Client(OnceLock<Program>);

impl Client {
    /// What stands under a reference.
    pub fn image(&self, asked: &Asked) -> Result<RegistryImage, Trouble> {
        let (client, outcome) = self.first(asked)?;
        let document = RegistryDocument::read(client, &outcome)?;
        let platforms = match &document.manifest {
            ImageManifest::Image => {
                vec![platform(client, asked, String::new(), &document.digest, &document)?]
            }
            ImageManifest::Index(entries) => entries
                .iter()
                .take(MOST_PLATFORMS)
                .map(|entry| platform(client, asked, entry.platform.clone(), &entry.digest, &document))
                .collect::<Result<Vec<_>, _>>()?,
        };
        Ok(RegistryImage { digest: document.digest, platforms })
    }

    /// Asks with the client that is known to be there, or finds one.
    fn first(&self, asked: &Asked) -> Result<(Program, Outcome), Trouble> {
        if let Some(client) = self.0.get() {
            return Ok((*client, host::ask(&asked.document(*client))));
        }
        for client in CLIENTS {
            let outcome = host::ask(&asked.document(client));
            if outcome != Outcome::Missing {
                let _ = self.0.set(client);
                return Ok((client, outcome));
            }
        }
        Err(Trouble::new(Program::Skopeo, TroubleKind::Missing))
    }
}

fn platform(
    client: Program,
    asked: &Asked,
    name: String,
    digest: &str,
    document: &RegistryDocument,
) -> Result<Platform, Trouble> {
    let config = Config::read(client, &host::ask(&asked.config(client, digest)))?;
    Ok(Platform { name, digest: digest.to_string(), origin: Origin::new(&config, document) })
}

/// Questions that are asked side by side, at most so many.
const AT_ONCE: usize = 8;

/// Does all jobs, several at a time, and gives their results in order.
pub fn at_once<T: Sync, R: Send>(jobs: &[T], run: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let results = std::sync::Mutex::new(Vec::with_capacity(jobs.len()));
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE.min(jobs.len()) {
            scope.spawn(|| loop {
                let at = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                let Some(job) = jobs.get(at) else { break };
                let result = run(job);
                if let Ok(mut results) = results.lock() {
                    results.push((at, result));
                }
            });
        }
    });
    let mut results = results.into_inner().unwrap_or_default();
    results.order_by_key(|(at, _)| *at);
    results.into_iter().map(|(_, result)| result).collect()
}
