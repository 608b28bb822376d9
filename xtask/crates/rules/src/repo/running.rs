//! Who runs which image: the units of a promise, somebody else's, and those of the same
//! owner. Of thousands of units and images each asks for its own by name. Must not know how a
//! unit is judged.

use std::collections::HashSet;
use std::sync::OnceLock;

use super::{Delivery, Promise, Repo};
use prodproof_constitution::contract::Contract;
use prodproof_deployment::cause::ImageTransport;
use prodproof_deployment::{Cause, Deployment, Reason};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::order::Order;
use prodproof_syntax::reference::{ByName, Reference};

/// What is asked of each unit and each delivery, looked up.
#[derive(Debug)]
pub(super) struct Known {
    /// The units by the image that they run.
    running: ByName,
    /// All names of all deliveries.
    delivered: Vec<Reference>,
    deliveries: ByName,
    /// The last parts of the names that are promised.
    promised: HashSet<String>,
    named_units: HashSet<String>,
    /// See [`Repo::only_own_unit`]: the same for every promise.
    only_own_unit: OnceLock<Option<String>>,
}

impl Known {
    pub(super) fn of(contract: &Contract, running: ByName, deliveries: &[Delivery]) -> Self {
        let names = deliveries.iter().flat_map(Delivery::names);
        let delivered: Vec<Reference> = names.map(|fact| Reference::parse(&fact.value)).collect();
        let promised = deliveries.iter().filter(|one| one.promised).flat_map(Delivery::names);
        Self {
            running,
            deliveries: ByName::of(delivered.iter().map(Some)),
            delivered,
            promised: promised.map(|fact| last(&fact.value).to_string()).collect(),
            named_units: contract.named_units().into_iter().collect(),
            only_own_unit: OnceLock::new(),
        }
    }
}

/// The last part of a name.
fn last(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// The positions of the units that may run what is promised, in order.
pub(super) fn near(running: &ByName, promise: &Promise) -> Vec<usize> {
    let mut all: Vec<usize> = promise.names().flat_map(|name| running.near(&Reference::parse(&name.value))).collect();
    if !promise.mirrors.is_empty() {
        all.order();
        all.dedup();
    }
    all
}

impl Repo {
    /// The units that may run the promised image: all others surely do not.
    pub fn units(&self) -> Vec<&Deployment> {
        match self.promise.image {
            Some(_) => {
                let places = near(&self.known.running, &self.promise);
                places.into_iter().filter_map(|at| self.deployments.get(at)).collect()
            }
            None => self.deployments.iter().collect(),
        }
    }

    /// The names of deliveries that the reference may be of, whatever its tag.
    pub fn deliveries_near(&self, reference: &Reference) -> impl Iterator<Item = &Reference> {
        self.known.deliveries.near(reference).into_iter().filter_map(|at| self.known.delivered.get(at))
    }

    fn may_be_delivered(&self, reference: &Reference) -> bool {
        self.deliveries_near(reference).any(|own| own.same_name(reference) != Answer::No)
    }

    /// Whether the unit surely runs somebody else's image: a database, a proxy. Where only
    /// one image runs, and nothing is published, it is the promised one.
    pub fn is_foreign(&self, deployment: &Deployment) -> bool {
        let stated = self.known.named_units.contains(&deployment.path);
        let Some(image) = &deployment.image else {
            // A folder of the host's is no image of anybody's.
            let folder = |reason: &Reason| reason.cause == Cause::Transport(ImageTransport::Rootfs);
            return !stated && self.deliveries.is_empty() && deployment.reasons.iter().any(folder);
        };
        image.value.registry != "localhost"
            && !stated
            && !self.known.promised.contains(last(&image.value.repository))
            && !self.may_be_delivered(&image.value)
            && !self.is_own(&image.value)
    }

    /// The path of the only unit beside those that run somebody else's image.
    pub fn only_own_unit(&self) -> Option<&str> {
        let only = || {
            let mut own = self.deployments.iter().filter(|one| self.deployments.len() == 1 || !self.is_foreign(one));
            let first = own.next()?;
            own.next().is_none().then(|| first.path.clone())
        };
        self.known.only_own_unit.get_or_init(only).as_deref()
    }

    /// Whether the unit runs an image of the same owner that is no delivery of this repository.
    pub fn is_relative(&self, deployment: &Deployment) -> bool {
        let Some(image) = deployment.image.as_ref().filter(|image| image.value.registry != "localhost") else {
            return false;
        };
        !self.deliveries.is_empty()
            && !self.known.named_units.contains(&deployment.path)
            && !self.is_foreign(deployment)
            && !image.value.has_holes()
            && !self.may_be_delivered(&image.value)
    }

    /// Whether the name is of the repository's owner, or the repository's.
    pub(super) fn is_own(&self, image: &Reference) -> bool {
        let repository =
            self.snapshot.facts.repository.as_deref().unwrap_or(&self.snapshot.facts.folder).to_ascii_lowercase();
        image.repository.split('/').any(|part| repository.split('/').any(|own| own == part))
    }

    /// Whether a unit runs the promised image: one of its names, whatever the tag. A unit
    /// of which the image is not known counts where nothing else runs the promised one.
    pub fn is_promised(&self, deployment: &Deployment) -> Answer {
        match self.runs(deployment) {
            Answer::Unknown if self.deliveries.len() > 1 || deployment.filled_in => {
                let named =
                    self.promise.units.as_ref().map(|units| units.iter().any(|one| one.value == deployment.path));
                match named {
                    Some(true) => Answer::Unknown,
                    Some(false) => Answer::No,
                    // What fills it in decides what it runs: it is no unit of anything yet.
                    None if deployment.filled_in || self.is_surely_run() => Answer::No,
                    None => Answer::Unknown,
                }
            }
            answer => answer,
        }
    }

    /// Whether any unit surely runs the promised image.
    fn is_surely_run(&self) -> bool {
        let known = |name: &Reference| {
            let places = self.known.running.named(name).iter();
            places.filter_map(|at| self.deployments.get(*at)).any(|one| self.runs(one) == Answer::Yes)
        };
        self.promise.names().any(|fact| known(&Reference::parse(&fact.value)))
    }

    fn runs(&self, deployment: &Deployment) -> Answer {
        match (&self.promise.image, &deployment.image) {
            (Some(_), Some(image)) => self.promise.same_name(&image.value),
            _ => Answer::Unknown,
        }
    }
}
