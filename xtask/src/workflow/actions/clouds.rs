//! Logins whose outputs or variables name a registry: the account and project are settings
//! of the repository as its secrets are, so they are holes with names of their own.
//!
//! Source: aws-actions/configure-aws-credentials `helpers.ts` (exportRegion, exportAccountId),
//! aws-actions/amazon-ecr-login `action.yml`, `index.js`; google-github-actions/auth
//! `action.yml`; docker/login-action `action.yml`; ko-build/setup-ko `action.yml`.

use super::{Effects, Step};
use crate::reference::is_hub;
use crate::syntax::value::{Text, Values};
use crate::workflow::expression::{Data, Name, Object, Rest, Set};
use prodproof_script::effect::HUB_USER;

/// The account that the credentials are for. It is none that a step can set: the runner
/// takes no name with blanks.
const AWS_ACCOUNT: &str = "xtask aws account";

/// A variable of the environment; `None` where it is not set or empty.
fn variable(step: &Step<'_>, name: &str) -> Option<Values> {
    let set = step.env.get(name);
    if matches!(set.single(), Some(Data::Null)) {
        return None;
    }
    Some(set.to_values()).filter(|values| values.as_known() != Some(""))
}

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
        parts.next().filter(|account| !account.is_empty()).map(Text::from_marked)
    });
    let account = account.unwrap_or_else(|| Text::hole("aws-account"));
    effects.outputs = Object::new(Rest::Unknown).with("aws-account-id", account.clone());
    effects.env.push((AWS_ACCOUNT.into(), Set::from(&Values::one(account))));
    effects
}

pub(super) fn ecr_login(step: &Step<'_>) -> Effects {
    let mut effects = Effects::nothing();
    let registry = match step.or("registry-type", "private").as_known() {
        Some("public") => Values::known("public.ecr.aws"),
        Some("private" | "") => private_ecr(step),
        _ => return effects,
    };
    effects.outputs = Object::new(Rest::Unknown).with("registry", Set::from(&registry));
    effects
}

fn private_ecr(step: &Step<'_>) -> Values {
    let accounts = step.or("registries", "");
    let account = match accounts.as_known() {
        Some("") => variable(step, AWS_ACCOUNT).unwrap_or_else(|| Values::one(Text::hole("aws-account"))),
        // With several logins the output is not set.
        Some(several) if several.contains(',') => return Values::known(""),
        _ => accounts,
    };
    let region = variable(step, "AWS_REGION").or_else(|| variable(step, "AWS_DEFAULT_REGION"));
    let region = region.unwrap_or_else(|| Values::one(Text::hole("aws-region")));
    // China is a partition with a domain of its own.
    let domain =
        |region: &Text| if region.marked().starts_with("cn-") { ".amazonaws.com.cn" } else { ".amazonaws.com" };
    let hosts = region.iter().map(|region| {
        let mut host = Text::known(".dkr.ecr.");
        host.push(region);
        host.push_known(domain(region));
        host
    });
    account.join(&Values::any(hosts))
}

/// The project, and where nobody set it otherwise the variables that name it.
pub(super) fn google_auth(step: &Step<'_>) -> Effects {
    let mut effects = Effects::nothing();
    let project = step.filled("project_id").unwrap_or_else(|| Values::one(Text::hole("gcp-project")));
    effects.outputs = Object::new(Rest::Unknown).with("project_id", Set::from(&project));
    effects
}

pub(super) fn docker_login(step: &Step<'_>) -> Effects {
    let mut effects = Effects::nothing();
    effects.env.extend(hub_login(step));
    effects
}

/// The variable that notes the user, where the inputs `registry` and `username` are those
/// of a login to Docker Hub.
pub(super) fn hub_login(step: &Step<'_>) -> Option<(Name, Set)> {
    let user = step.get("username").filter(|_| step.or("registry", "").as_known().is_some_and(is_hub))?;
    let all = variable(step, HUB_USER).map_or(user.clone(), |before| before.or(user));
    Some((HUB_USER.into(), Set::from(&all)))
}

/// Sets `KO_DOCKER_REPO` for the steps that follow, unless it is set.
pub(super) fn setup_ko(step: &Step<'_>) -> Effects {
    let mut effects = Effects::nothing();
    let repository = variable(step, "KO_DOCKER_REPO").unwrap_or_else(|| {
        let mut name = Text::known("ghcr.io/");
        name.push(&step.github("repository").map_known(str::to_lowercase));
        Values::one(name)
    });
    effects.env.push(("KO_DOCKER_REPO".into(), Set::from(&repository)));
    effects
}
