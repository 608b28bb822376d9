//! Amazon ECR: logins whose outputs and variables name a registry. Account and region are
//! settings of the repository as its secrets are, so they are holes with names of their own.
//!
//! Source, read 2026-12-01: aws-actions/configure-aws-credentials v6 src/helpers.ts:132-135
//! (exportRegion), 155-162 (exportAccountId); aws-actions/amazon-ecr-login v2.1.7 index.js:136
//! (`registry-type` is private by default), 180 (the output of a single registry).

use prodproof_script::doubt::{Unfollowed, Untold};
use prodproof_syntax::value::{Symbolic, ValueSet};
use prodproof_workflow::expression::{Object, Rest, Set};

use super::action::{named, variable, ActionStep, StepEffects};
use super::command::push;
use super::options::Parsed;
use prodproof_script::effect::{Context, Effect};

/// The account that the credentials are for. It is none that a step can set: the runner
/// takes no name with blanks.
const AWS_ACCOUNT: &str = "xtask aws account";

pub(super) fn configure_aws(step: &ActionStep<'_>) -> StepEffects {
    let mut effects = StepEffects::nothing();
    if let Some(region) = step.filled("aws-region").or_else(|| variable(step, "AWS_REGION")) {
        effects.env.push(("AWS_REGION".into(), Set::from(&region)));
        effects.env.push(("AWS_DEFAULT_REGION".into(), Set::from(&region)));
    }
    // `arn:aws:iam::<account>:role/<name>`
    let role = step.or("role-to-assume", "");
    let account = role.single().and_then(|role| {
        let mut parts = role.marked().split(':').skip(4);
        parts.next().filter(|account| !account.is_empty()).map(Symbolic::from_marked)
    });
    let account = account.unwrap_or_else(|| Symbolic::hole("aws-account"));
    effects.outputs = Object::new(Rest::Unknown).with("aws-account-id", account.clone());
    effects.env.push((AWS_ACCOUNT.into(), Set::from(&ValueSet::one(account))));
    effects
}

pub(super) fn ecr_login(step: &ActionStep<'_>) -> StepEffects {
    let mut effects = StepEffects::nothing();
    let registry = match step.or("registry-type", "private").as_known() {
        Some("public") => ValueSet::known("public.ecr.aws"),
        Some("private" | "") => private_ecr(step),
        _ => return effects,
    };
    effects.outputs = Object::new(Rest::Unknown).with("registry", Set::from(&registry));
    effects
}

/// `aws ecr put-image --repository-name NAME --image-tag TAG`, and of the public registry.
///
/// Source, read 2026-12-01: boto/botocore 0e6e240 botocore/data/ecr/2015-09-21/service-2.json:3769-3800,
/// ecr-public/2020-10-30/service-2.json:1320, codebuild/2016-10-06/service-2.json:639 there, of which
/// aws makes its commands.
pub(super) fn aws(rest: &[Symbolic], context: &Context<'_>) -> Vec<Effect> {
    let with_value = [
        "region",
        "profile",
        "output",
        "query",
        "registry-id",
        "repository-name",
        "image-manifest",
        "image-manifest-media-type",
        "image-tag",
        "image-digest",
        "endpoint-url",
        "cli-input-json",
        "project-name",
    ];
    let parsed = Parsed::new(rest, &with_value);
    let words: Vec<&str> = parsed.operands.iter().take(2).map(|text| text.as_known().unwrap_or_default()).collect();
    let variable =
        |name: &str| context.env.get(name).and_then(ValueSet::single).filter(|text| !text.marked().is_empty()).cloned();
    let host = match words.as_slice() {
        ["codebuild", "start-build" | "start-build-batch"] => {
            return vec![Effect::Opaque { command: words.join(" "), why: Unfollowed::Tool(Untold::CodeBuild) }];
        }
        ["ecr", "put-image"] => host(parsed.value(&["registry-id"]), parsed.value(&["region"]), &variable),
        // The alias before the name is the registry's own.
        ["ecr-public", "put-image"] => {
            let mut host = Symbolic::known("public.ecr.aws/");
            host.push(&Symbolic::hole("ecr-alias"));
            host
        }
        _ => return Vec::new(),
    };
    let (Some(name), Some(tag)) = (parsed.value(&["repository-name"]), parsed.value(&["image-tag"])) else {
        return Vec::new();
    };
    let mut reference = host;
    reference.push_known("/");
    reference.push(&name);
    vec![push(named(&reference, &tag), "aws ecr put-image")]
}

/// The host of a private registry: account and region as they are given, or as the
/// environment has them.
pub(super) fn host(
    account: Option<Symbolic>,
    region: Option<Symbolic>,
    variable: &dyn Fn(&str) -> Option<Symbolic>,
) -> Symbolic {
    let region = region.or_else(|| variable("AWS_REGION")).or_else(|| variable("AWS_DEFAULT_REGION"));
    let mut host = account.or_else(|| variable(AWS_ACCOUNT)).unwrap_or_else(|| Symbolic::hole("aws-account"));
    host.push(&host_behind(&region.unwrap_or_else(|| Symbolic::hole("aws-region"))));
    host
}

/// `.dkr.ecr.REGION.amazonaws.com`; China is a partition with a domain of its own.
fn host_behind(region: &Symbolic) -> Symbolic {
    let mut host = Symbolic::known(".dkr.ecr.");
    host.push(region);
    host.push_known(if region.marked().starts_with("cn-") { ".amazonaws.com.cn" } else { ".amazonaws.com" });
    host
}

fn private_ecr(step: &ActionStep<'_>) -> ValueSet {
    let accounts = step.or("registries", "");
    let account = match accounts.as_known() {
        Some("") => variable(step, AWS_ACCOUNT).unwrap_or_else(|| ValueSet::one(Symbolic::hole("aws-account"))),
        // With several logins the output is not set.
        Some(several) if several.contains(',') => return ValueSet::known(""),
        _ => accounts,
    };
    let region = variable(step, "AWS_REGION").or_else(|| variable(step, "AWS_DEFAULT_REGION"));
    let region = region.unwrap_or_else(|| ValueSet::one(Symbolic::hole("aws-region")));
    account.join(&ValueSet::any(region.iter().map(host_behind)))
}
