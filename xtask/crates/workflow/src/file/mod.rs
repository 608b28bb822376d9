//! One workflow file, read: its tree, its triggers, and why GitHub would refuse it.
//! Must not know events or values.

mod cron;
mod faults;
mod schema;
mod shapes;

use crate::fault::Fault;
use crate::trigger::{self, Triggers};
use prodproof_syntax::span::Span;
use prodproof_syntax::yaml::{Node, Yaml};

#[derive(Clone, Debug)]
pub struct WorkflowFile {
    pub path: String,
    pub text: String,
    pub yaml: Yaml,
    pub triggers: Option<Triggers>,
    pub faults: Vec<Fault>,
}

impl WorkflowFile {
    pub fn read(path: &str, text: &str) -> Self {
        let yaml = Yaml::read(text);
        let triggers = yaml.root().and_then(Triggers::read);
        let mut file = Self { path: path.to_string(), text: text.to_string(), yaml, triggers, faults: Vec::new() };
        file.faults = faults::find(&file);
        file
    }

    /// The name that `workflow_run` knows it by: `name`, else its path.
    pub fn name(&self) -> &str {
        self.root()
            .and_then(|root| root.get("name"))
            .and_then(Node::as_str)
            .filter(|name| !name.is_empty())
            .unwrap_or(&self.path)
    }

    pub fn root(&self) -> Option<&Node> {
        self.yaml.root()
    }

    /// What stands under `on`.
    pub fn on(&self) -> Option<&Node> {
        self.root().and_then(trigger::on)
    }

    /// The first fault for which the workflow never runs.
    pub fn refused(&self) -> Option<&Fault> {
        self.faults.iter().find(|fault| fault.fatal)
    }

    /// Job ids and their bodies, in file order.
    pub fn jobs(&self) -> impl Iterator<Item = (&str, &Node)> {
        let jobs = self.root().and_then(|root| root.get("jobs"));
        jobs.map_or(&[][..], Node::entries).iter().filter_map(|entry| Some((entry.key.as_str()?, &entry.value)))
    }

    pub fn job(&self, id: &str) -> Option<&Node> {
        self.jobs().find(|(own, _)| *own == id).map(|(_, job)| job)
    }

    /// The step in whose `uses` or `run` the place is.
    pub fn step_at(&self, place: Span) -> Option<&Node> {
        self.job_and_step_at(place).map(|(_, step)| step)
    }

    /// The same with its job.
    pub fn job_and_step_at(&self, place: Span) -> Option<(&Node, &Node)> {
        let is =
            |step: &Node| step.get("uses").or_else(|| step.get("run")).is_some_and(|what| what.span.contains(place));
        self.jobs().find_map(|(_, job)| steps_of(job).iter().find(|step| is(step)).map(|step| (job, step)))
    }
}

/// The action that a step uses, without its version and in lower case: GitHub compares the
/// names of owners and repositories without regard to case.
pub fn action(step: &Node) -> Option<String> {
    let uses = step.get("uses")?.as_str()?;
    Some(uses.split('@').next().unwrap_or(uses).to_ascii_lowercase())
}

/// What a step's `with:` says of an input, whose name GitHub compares without regard to case.
pub fn input<'a>(step: &'a Node, name: &str) -> Option<&'a Node> {
    step.get("with")?.get_any_case(name)
}

/// The concurrency group of a workflow or job: what is written behind `concurrency`, or in it
/// behind `group`.
pub fn concurrency_node(node: &Node) -> Option<&Node> {
    let concurrency = node.get("concurrency")?;
    if concurrency.as_str().is_some() {
        Some(concurrency)
    } else {
        concurrency.get("group")
    }
}

/// Its name, as it is written.
pub fn concurrency_group(node: &Node) -> Option<&str> {
    concurrency_node(node)?.as_str()
}

/// The steps of a job or of an action's `runs`.
pub fn steps_of(job: &Node) -> &[Node] {
    job.get("steps").map_or(&[][..], Node::items)
}
