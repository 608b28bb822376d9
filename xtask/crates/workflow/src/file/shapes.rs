//! What a workflow file may consist of, as tables: keys, and the shapes of their values.

use crate::fault::SchemaFault;
use prodproof_syntax::span::Span;

/// What may stand at a place.
pub(super) enum Shape {
    Any,
    Null,
    /// A scalar; null is empty.
    Text,
    Filled,
    Bool,
    Number,
    /// One of these words.
    Word(&'static [&'static str]),
    List(&'static Shape),
    /// Any names, each with this.
    Loose(&'static Shape),
    /// These names and no others.
    Map(&'static [(&'static str, &'static Shape)]),
    OneOf(&'static [&'static Shape]),
}

use Shape::{Any, Bool, Filled, List, Loose, Map, Null, Number, OneOf, Text, Word};

const FILLED_LIST: Shape = OneOf(&[&Filled, &List(&Filled)]);
const SCALARS: Shape = Loose(&Text);
const RUN: Shape = Map(&[("run", &Map(&[("shell", &Filled), ("working-directory", &Filled)]))]);
const CONCURRENCY: Shape =
    OneOf(&[&Text, &Map(&[("group", &Filled), ("cancel-in-progress", &Bool), ("queue", &Word(&["single", "max"]))])]);
const LEVEL: Shape = Word(&["read", "write", "none"]);
const WRITE: Shape = Word(&["write", "none"]);
const READ: Shape = Word(&["read", "none"]);
const PERMISSIONS: Shape = OneOf(&[
    &Word(&["read-all", "write-all"]),
    &Map(&[
        ("actions", &LEVEL),
        ("artifact-metadata", &LEVEL),
        ("attestations", &LEVEL),
        ("checks", &LEVEL),
        ("code-quality", &LEVEL),
        ("contents", &LEVEL),
        ("copilot-requests", &WRITE),
        ("deployments", &LEVEL),
        ("discussions", &LEVEL),
        ("drives", &LEVEL),
        ("id-token", &WRITE),
        ("issues", &LEVEL),
        ("models", &READ),
        ("packages", &LEVEL),
        ("pages", &LEVEL),
        ("pull-requests", &LEVEL),
        ("repository-projects", &LEVEL),
        ("security-events", &LEVEL),
        ("statuses", &LEVEL),
        ("vulnerability-alerts", &READ),
    ]),
]);
const CREDENTIALS: Shape = Map(&[("username", &Filled), ("password", &Filled)]);
const CONTAINER: Shape = OneOf(&[
    &Text,
    &Map(&[
        ("image", &Filled),
        ("options", &Text),
        ("env", &SCALARS),
        ("ports", &List(&Filled)),
        ("volumes", &List(&Filled)),
        ("credentials", &CREDENTIALS),
        ("entrypoint", &Text),
        ("command", &Text),
    ]),
]);
const STRATEGY: Shape = Map(&[
    ("fail-fast", &Bool),
    ("max-parallel", &Number),
    // Its `include` and `exclude` are lists of mappings, everything else a list.
    ("matrix", &Loose(&List(&Any))),
]);
pub(super) const STEP: Shape = Map(&[
    ("name", &Text),
    ("id", &Filled),
    ("if", &Text),
    ("timeout-minutes", &Number),
    ("run", &Text),
    ("uses", &Filled),
    ("with", &SCALARS),
    ("continue-on-error", &Bool),
    ("env", &SCALARS),
    ("working-directory", &Filled),
    ("shell", &Filled),
    ("background", &Bool),
]);
pub(super) const TOP: &[(&str, &Shape)] = &[
    ("name", &Text),
    ("description", &Text),
    ("run-name", &Text),
    ("defaults", &RUN),
    ("env", &SCALARS),
    ("permissions", &PERMISSIONS),
    ("concurrency", &CONCURRENCY),
];
pub(super) const JOB: &[(&str, &Shape)] = &[
    ("needs", &FILLED_LIST),
    ("if", &Text),
    ("strategy", &STRATEGY),
    ("name", &Text),
    ("runs-on", &OneOf(&[&FILLED_LIST, &Map(&[("group", &Filled), ("labels", &FILLED_LIST)])])),
    ("timeout-minutes", &Number),
    ("cancel-timeout-minutes", &Number),
    ("continue-on-error", &Bool),
    ("container", &CONTAINER),
    ("services", &Loose(&CONTAINER)),
    ("env", &SCALARS),
    ("environment", &OneOf(&[&Text, &Map(&[("name", &Text), ("url", &Text), ("deployment", &Bool)])])),
    ("permissions", &PERMISSIONS),
    ("concurrency", &CONCURRENCY),
    ("outputs", &SCALARS),
    ("defaults", &RUN),
    ("uses", &Filled),
    ("with", &SCALARS),
    ("secrets", &OneOf(&[&Word(&["inherit"]), &SCALARS])),
];
/// The keys that a job which calls a workflow can have.
pub(super) const CALL: [&str; 9] =
    ["name", "uses", "with", "secrets", "needs", "if", "permissions", "concurrency", "strategy"];

const PULL: &[&str] = &[
    "assigned",
    "unassigned",
    "labeled",
    "unlabeled",
    "opened",
    "edited",
    "closed",
    "reopened",
    "synchronize",
    "converted_to_draft",
    "locked",
    "unlocked",
    "enqueued",
    "dequeued",
    "milestoned",
    "demilestoned",
    "ready_for_review",
    "review_requested",
    "review_request_removed",
    "auto_merge_enabled",
    "auto_merge_disabled",
    "stacked",
];
const RELEASE: &[&str] = &["published", "unpublished", "created", "edited", "deleted", "prereleased", "released"];
const PULL_REQUEST: Shape = Map(&[
    ("types", &OneOf(&[&Word(PULL), &List(&Word(PULL))])),
    ("branches", &FILLED_LIST),
    ("branches-ignore", &FILLED_LIST),
    ("paths", &FILLED_LIST),
    ("paths-ignore", &FILLED_LIST),
]);
const RUNS: &[&str] = &["requested", "completed", "in_progress"];
const TYPED: Shape = Map(&[("types", &FILLED_LIST)]);
const INPUT: Shape = Map(&[
    ("description", &Text),
    ("type", &Word(&["string", "boolean", "number", "environment", "choice"])),
    ("required", &Bool),
    ("default", &Text),
    ("options", &List(&Text)),
]);
/// Null is left out: every event but `schedule` takes it.
pub(super) const EVENTS: &[(&str, &Shape)] = &[
    (
        "push",
        &Map(&[
            ("branches", &FILLED_LIST),
            ("branches-ignore", &FILLED_LIST),
            ("tags", &FILLED_LIST),
            ("tags-ignore", &FILLED_LIST),
            ("paths", &FILLED_LIST),
            ("paths-ignore", &FILLED_LIST),
        ]),
    ),
    ("pull_request", &PULL_REQUEST),
    ("pull_request_target", &PULL_REQUEST),
    ("release", &Map(&[("types", &OneOf(&[&Word(RELEASE), &List(&Word(RELEASE))]))])),
    (
        "workflow_run",
        &Map(&[
            ("types", &OneOf(&[&Word(RUNS), &List(&Word(RUNS))])),
            ("workflows", &FILLED_LIST),
            ("branches", &FILLED_LIST),
            ("branches-ignore", &FILLED_LIST),
        ]),
    ),
    ("repository_dispatch", &Map(&[("types", &List(&Filled))])),
    // Those who comment the last input out leave the key, which GitHub takes.
    ("workflow_dispatch", &Map(&[("inputs", &OneOf(&[&Null, &Loose(&INPUT)]))])),
    (
        "workflow_call",
        &Map(&[
            (
                "inputs",
                &OneOf(&[
                    &Null,
                    &Loose(&Map(&[
                        ("description", &Text),
                        ("type", &Word(&["string", "boolean", "number"])),
                        ("required", &Bool),
                        ("default", &Text),
                    ])),
                ]),
            ),
            ("secrets", &Loose(&OneOf(&[&Null, &Map(&[("description", &Text), ("required", &Bool)])]))),
            ("outputs", &Loose(&Map(&[("description", &Text), ("value", &Text)]))),
        ]),
    ),
    ("schedule", &List(&Map(&[("cron", &Filled), ("timezone", &Filled)]))),
    ("merge_group", &Map(&[("types", &FILLED_LIST), ("branches", &FILLED_LIST), ("branches-ignore", &FILLED_LIST)])),
    ("image_version", &Map(&[("types", &FILLED_LIST), ("names", &FILLED_LIST), ("versions", &FILLED_LIST)])),
    ("branch_protection_rule", &TYPED),
    ("check_run", &TYPED),
    ("check_suite", &TYPED),
    ("create", &Null),
    ("delete", &Null),
    ("deployment", &Null),
    ("deployment_status", &Null),
    ("discussion", &TYPED),
    ("discussion_comment", &TYPED),
    ("fork", &Null),
    ("gollum", &Null),
    ("issue_comment", &TYPED),
    ("issues", &TYPED),
    ("label", &TYPED),
    ("milestone", &TYPED),
    ("page_build", &Null),
    ("project", &TYPED),
    ("project_card", &TYPED),
    ("project_column", &TYPED),
    ("public", &Null),
    ("pull_request_comment", &TYPED),
    ("pull_request_review", &TYPED),
    ("pull_request_review_comment", &TYPED),
    ("registry_package", &TYPED),
    ("status", &Null),
    ("watch", &TYPED),
];

/// Places, and what the schema does not know there.
pub(super) type Found = Vec<(Span, SchemaFault)>;
