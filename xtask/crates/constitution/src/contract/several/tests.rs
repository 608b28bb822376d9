//! The form for several images and units, right and wrong.

use super::*;
use crate::contract;

fn fenced(toml: &str) -> String {
    format!("```toml contract\n{toml}```\n")
}

const TWO: &str = r#"[[image]]
name = "ghcr.io/acme/api"
mirrors = ["quay.io/acme/api"]
branch = "release"
latest = "edge"
tags = "api-v*"
units = ["deploy/api.service", "deploy/worker.container"]
[[image]]
name = "ghcr.io/acme/base"
units = []
[[deploy]]
unit = "deploy/api.service"
autoupdate = "registry"
environment = "production"
hosts = ["deploy@web1.example.com:22422", "web2"]
url = "https://api.example.com"
says = { json = "/commit" }
[[waiver]]
rule = "undeployed-image"
image = "ghcr.io/acme/base"
reason = "others build on it"
"#;

#[test]
fn every_value_of_the_form_for_several() {
    let text = fenced(TWO);
    let contract = contract::read(&text);
    assert_eq!(contract.problems, []);
    let images = contract.images();
    let [api, base] = images.as_slice() else { panic!("{images:?}") };
    assert_eq!(
        api.names().map(|name| name.value.as_str()).collect::<Vec<_>>(),
        ["ghcr.io/acme/api", "quay.io/acme/api"]
    );
    assert_eq!(api.mirrors[0].span.text(&text), "\"quay.io/acme/api\"");
    let stated = [&api.branch, &api.latest, &api.tags].map(|one| one.as_ref().map(|one| one.value.as_str()));
    assert_eq!(stated, [Some("release"), Some("edge"), Some("api-v*")]);
    assert_eq!(api.units.as_ref().map(Vec::len), Some(2));
    assert_eq!((base.units.as_ref().map(Vec::len), &base.branch), (Some(0), &None));
    let deploy = contract.deploy("deploy/api.service").expect("stated");
    assert_eq!(deploy.hosts.len(), 2);
    assert_eq!(deploy.environment.map(|one| one.value).as_deref(), Some("production"));
    assert!(matches!(deploy.says, Some(Says::Json(pointer)) if pointer == "/commit"));
    assert_eq!(contract.waivers[0].image.as_ref().map(|one| one.value.as_str()), Some("ghcr.io/acme/base"));
    assert!(contract.deploy("deploy/worker.container").is_none());
}

#[test]
fn inline_tables_are_the_same() {
    let text = fenced("image = [{ name = \"ghcr.io/acme/api\", units = [] }]\ndeploy = []\n");
    let contract = contract::read(&text);
    assert_eq!(contract.problems, []);
    assert_eq!(contract.images().len(), 1);
}

#[test]
fn the_short_form_reads_as_one() {
    let contract = contract::read(&fenced(
        "[image]\nname = \"ghcr.io/acme/api\"\n[deploy]\nunit = \"a.service\"\nhost = \"web1\"\n",
    ));
    let images = contract.images();
    assert_eq!(images[0].units.as_ref().and_then(|units| Some(units.first()?.value.as_str())), Some("a.service"));
    assert_eq!(contract.deploy("a.service").map(|one| one.hosts.len()), Some(1));
}
