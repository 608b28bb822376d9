//! One repository, understood: the snapshot, the models of its three sources, and what
//! was promised. Built from values alone.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

use crate::constitution::contract::Contract;
use crate::snapshot::Snapshot;
use crate::unit::{self, Deployment};
use crate::workflow::{self, Build};

#[derive(Clone, Debug)]
pub struct Repo {
    pub snapshot: Snapshot,
    pub contract: Contract,
    pub build: Build,
    pub deployments: Vec<Deployment>,
}

impl Repo {
    pub fn new(snapshot: Snapshot) -> Self {
        let deployments = unit::deployments(&snapshot);
        let build = workflow::model(&workflow::Input {
            snapshot: &snapshot,
            default_branch: "main",
            repository: snapshot.facts.repository.as_deref(),
            vars: Default::default(),
            secrets: Default::default(),
            inputs: Default::default(),
            release_tags: "v*",
        });
        Self { snapshot, contract: Contract::default(), build, deployments }
    }
}
