//! Amazon ECR: logins whose outputs and variables name a registry. Account and region are
//! settings of the repository as its secrets are, so they are holes with names of their own.
//!
//! Source: aws-actions/configure-aws-credentials `helpers.ts` (exportRegion, exportAccountId),
//! aws-actions/amazon-ecr-login `action.yml`, `index.js`.

use prodproof_syntax::value::{Symbolic, ValueSet};
use prodproof_workflow::expression::{Object, Rest, Set};

use super::action::{variable, Effects, Step};

/// The account that the credentials are for. It is none that a step can set: the runner
/// takes no name with blanks.
const AWS_ACCOUNT: &str = "xtask aws account";

pub(super) fn configure_aws(step: &Step<'_>) -> Effects {
    let mut effects = Effects::nothing();
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

pub(super) fn ecr_login(step: &Step<'_>) -> Effects {
    let mut effects = Effects::nothing();
    let registry = match step.or("registry-type", "private").as_known() {
        Some("public") => ValueSet::known("public.ecr.aws"),
        Some("private" | "") => private_ecr(step),
        _ => return effects,
    };
    effects.outputs = Object::new(Rest::Unknown).with("registry", Set::from(&registry));
    effects
}

fn private_ecr(step: &Step<'_>) -> ValueSet {
    let accounts = step.or("registries", "");
    let account = match accounts.as_known() {
        Some("") => variable(step, AWS_ACCOUNT).unwrap_or_else(|| ValueSet::one(Symbolic::hole("aws-account"))),
        // With several logins the output is not set.
        Some(several) if several.contains(',') => return ValueSet::known(""),
        _ => accounts,
    };
    let region = variable(step, "AWS_REGION").or_else(|| variable(step, "AWS_DEFAULT_REGION"));
    let region = region.unwrap_or_else(|| ValueSet::one(Symbolic::hole("aws-region")));
    // China is a partition with a domain of its own.
    let domain =
        |region: &Symbolic| if region.marked().starts_with("cn-") { ".amazonaws.com.cn" } else { ".amazonaws.com" };
    let hosts = region.iter().map(|region| {
        let mut host = Symbolic::known(".dkr.ecr.");
        host.push(region);
        host.push_known(domain(region));
        host
    });
    account.join(&ValueSet::any(hosts))
}
