//! The contract's form for several images and several units: `[[image]]`, `[[deploy]]`,
//! and both forms read as one. Must not know what is published or what runs.

use std::ops::Range;

use toml_edit::{Item, TableLike};

use super::facts::{article, entries, Reader};
use super::{nearest, Contract};
use prodproof_syntax::reference::Reference;
use prodproof_syntax::span::{Span, Spanned};

/// The keys that only this form has besides those of the short one.
pub(super) const KEYS: [(&str, &[&str]); 2] =
    [("image", &["mirrors", "units"]), ("deploy", &["environment", "hosts", "says"])];

const IMAGE: [&str; 6] = ["name", "mirrors", "branch", "latest", "tags", "units"];
const DEPLOY: [&str; 7] = ["unit", "autoupdate", "environment", "host", "hosts", "url", "says"];
const SAYS: [&str; 3] = ["header", "json", "text"];

/// An image that this repository promises. Spans are in the constitution's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// `registry/namespace/name`.
    pub name: Spanned<String>,
    /// The same image under other names: each must hold.
    pub mirrors: Vec<Spanned<String>>,
    pub branch: Option<Spanned<String>>,
    pub latest: Option<Spanned<String>>,
    pub tags: Option<Spanned<String>>,
    /// Paths of the units that run it; `Some` and empty where nobody runs it here;
    /// `None` where the contract does not say.
    pub units: Option<Vec<Spanned<String>>>,
    /// `[[image]]` with what stands below it.
    pub span: Span,
}

impl Image {
    /// Its name and the names of its mirrors.
    pub fn names(&self) -> impl Iterator<Item = &Spanned<String>> {
        std::iter::once(&self.name).chain(&self.mirrors)
    }
}

/// How a site tells the commit that it runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Says {
    /// The name of a response's header.
    Header(Spanned<String>),
    /// A JSON pointer into the response.
    Json(Spanned<String>),
    /// A text in which `<sha>` stands for the commit.
    Text(Spanned<String>),
}

/// What a unit needs to be known by besides its path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deploy {
    /// The unit's path.
    pub unit: Spanned<String>,
    pub autoupdate: Option<Spanned<String>>,
    /// The forge's environment to which it is deployed.
    pub environment: Option<Spanned<String>>,
    /// What `ssh` takes: `user@host:port`, a bare name.
    pub hosts: Vec<Spanned<String>>,
    pub url: Option<Spanned<String>>,
    pub says: Option<Says>,
    pub span: Span,
}

impl Contract {
    /// All images that are stated, in either form. In the short form the unit is the
    /// image's.
    pub fn images(&self) -> Vec<Image> {
        let short = self.image.iter().map(|name| Image {
            name: name.clone(),
            mirrors: Vec::new(),
            branch: None,
            latest: None,
            tags: None,
            units: self.unit.as_ref().map(|unit| vec![unit.clone()]),
            span: name.span,
        });
        short.chain(self.several.iter().cloned()).collect()
    }

    /// All units that are stated, in either form.
    pub fn units(&self) -> Vec<Deploy> {
        let short = self.unit.iter().map(|unit| Deploy {
            unit: unit.clone(),
            autoupdate: self.autoupdate.clone(),
            environment: None,
            hosts: self.host.iter().cloned().collect(),
            url: self.url.clone(),
            says: None,
            span: unit.span,
        });
        short.chain(self.deploys.iter().cloned()).collect()
    }

    /// Paths of all units that are named anywhere.
    pub fn named_units(&self) -> Vec<String> {
        let of_images = self.several.iter().flat_map(|one| one.units.iter().flatten().map(|unit| unit.value.clone()));
        self.units().into_iter().map(|one| one.unit.value).chain(of_images).collect()
    }

    /// What is stated of one unit.
    pub fn deploy(&self, unit: &str) -> Option<Deploy> {
        self.units().into_iter().find(|one| one.unit.value == unit)
    }
}

pub(super) fn is_many(item: &Item) -> bool {
    item.is_array_of_tables() || item.is_array()
}

/// The name of a table that the block has in both forms, and where it stands in the short one.
pub(super) fn doubled(toml: &str) -> Option<(&'static str, Range<usize>)> {
    let header = |text: &str| toml.lines().any(|line| line.split('#').next().map(str::trim) == Some(text));
    ["image", "deploy"].into_iter().find_map(|name| {
        let short = format!("[{name}]");
        if !header(&short) || !header(&format!("[{short}]")) {
            return None;
        }
        let mut starts = toml.match_indices(&short).map(|(at, _)| at);
        let at = starts.find(|at| !toml[..*at].ends_with('[') && !toml[at + short.len()..].starts_with(']'))?;
        Some((name, at + 1..at + 1 + name.len()))
    })
}

impl Reader<'_> {
    /// Each table of `[[name]]`, or of an array of inline tables.
    fn each(&mut self, name: &str, item: &Item, mut read: impl FnMut(&mut Self, &dyn TableLike, Option<Range<usize>>)) {
        if let Some(tables) = item.as_array_of_tables() {
            tables.iter().for_each(|table| read(self, table, table.span()));
        }
        for value in item.as_array().into_iter().flatten() {
            match value.as_inline_table() {
                Some(table) => read(self, table, value.span()),
                None => {
                    let found = value.type_name();
                    let message = format!("`{name}` holds {} {found}, not a table", article(found));
                    self.problem(value.span(), message, format!("write it as `[[{name}]]`"));
                }
            }
        }
    }

    pub(super) fn images(&mut self, item: &Item) {
        self.each("image", item, |reader, table, range| reader.one_image(table, range));
        let mut seen: Vec<String> = Vec::new();
        let names: Vec<Spanned<String>> = self.contract.several.iter().flat_map(|one| one.names().cloned()).collect();
        for name in names {
            let normal = Reference::parse(&name.value).name();
            if seen.contains(&normal) {
                self.doubt(name.span, format!("`{}` is stated twice", name.value), "state each image once");
            }
            seen.push(normal);
        }
    }

    fn one_image(&mut self, table: &dyn TableLike, range: Option<Range<usize>>) {
        let mut whole = self.place(range.clone());
        let (mut name, mut branch, mut latest, mut tags) = (None, None, None, None);
        let (mut mirrors, mut units) = (Vec::new(), None);
        for (key, item) in entries(table) {
            match key.get() {
                "name" => name = self.string("image.name", item),
                "mirrors" => mirrors = self.strings("image.mirrors", item).unwrap_or_default(),
                "branch" => branch = self.string("image.branch", item),
                "latest" => latest = self.string("image.latest", item),
                "tags" => tags = self.string("image.tags", item),
                "units" => units = self.strings("image.units", item),
                other => {
                    let help = format!("write {}", known(other, &IMAGE));
                    self.problem(key.span(), format!("`{other}` is not a key of `[[image]]`"), help);
                }
            }
            whole = whole.to(self.place(item.span()).end);
        }
        self.image("image.name", name.clone());
        mirrors.iter().for_each(|mirror| self.image("image.mirrors", Some(mirror.clone())));
        self.latest(latest.clone());
        units.iter().flatten().for_each(|unit| self.unit(Some(unit.clone())));
        match name {
            Some(name) => {
                let image = Image { name, mirrors, branch, latest, tags, units, span: whole };
                self.contract.several.push(image);
            }
            None if table.get("name").is_some() => {}
            None => {
                self.problem(range, "the image has no name", "add `name = \"…\"` with registry, namespace and name")
            }
        }
    }

    pub(super) fn many_deploys(&mut self, item: &Item) {
        self.each("deploy", item, |reader, table, range| reader.one_deploy(table, range));
        let mut seen: Vec<&str> = Vec::new();
        let mut twice = Vec::new();
        for one in &self.contract.deploys {
            if seen.contains(&one.unit.value.as_str()) {
                twice.push(one.unit.clone());
            }
            seen.push(&one.unit.value);
        }
        for unit in twice {
            self.doubt(unit.span, format!("`{}` has two `[[deploy]]`", unit.value), "state each unit once");
        }
    }

    fn one_deploy(&mut self, table: &dyn TableLike, range: Option<Range<usize>>) {
        let mut whole = self.place(range.clone());
        let (mut unit, mut autoupdate, mut environment, mut url, mut says) = (None, None, None, None, None);
        let mut hosts = Vec::new();
        for (key, item) in entries(table) {
            match key.get() {
                "unit" => unit = self.string("deploy.unit", item),
                "autoupdate" => autoupdate = self.string("deploy.autoupdate", item),
                "environment" => environment = self.string("deploy.environment", item),
                "host" => hosts.extend(self.string("deploy.host", item)),
                "hosts" => hosts.extend(self.strings("deploy.hosts", item).unwrap_or_default()),
                "url" => url = self.string("deploy.url", item),
                "says" => says = self.says(item),
                other => {
                    let help = format!("write {}", known(other, &DEPLOY));
                    self.problem(key.span(), format!("`{other}` is not a key of `[[deploy]]`"), help);
                }
            }
            whole = whole.to(self.place(item.span()).end);
        }
        self.unit(unit.clone());
        self.autoupdate(autoupdate.clone());
        hosts.iter().for_each(|host| self.host(Some(host.clone())));
        self.url(url.clone());
        match unit {
            Some(unit) => {
                let deploy = Deploy { unit, autoupdate, environment, hosts, url, says, span: whole };
                self.contract.deploys.push(deploy);
            }
            None if table.get("unit").is_some() => {}
            None => self.problem(range, "the deployment has no unit", "add `unit = \"…\"` with the unit's path"),
        }
    }

    /// `{ header = "x-commit" }`, `{ json = "/commit" }`, `{ text = "<sha>" }`.
    fn says(&mut self, item: &Item) -> Option<Says> {
        let Some(table) = item.as_table_like() else {
            self.wrong_type("deploy.says", item, "a table");
            return None;
        };
        let mut found = Vec::new();
        for (key, item) in entries(table) {
            let name = key.get();
            if !SAYS.contains(&name) {
                let help = format!("write {}", known(name, &SAYS));
                self.problem(key.span(), format!("`{name}` is not a key of `deploy.says`"), help);
                continue;
            }
            let Some(value) = self.string(&format!("deploy.says.{name}"), item) else { continue };
            match name {
                "json" if !value.value.starts_with('/') => {
                    let message = format!("`{}` is no JSON pointer", value.value);
                    self.doubt(value.span, message, "start it with `/`, like `/commit`");
                }
                "text" if !value.value.contains("<sha>") => {
                    let message = format!("`{}` does not say where the commit stands", value.value);
                    self.doubt(value.span, message, "write `<sha>` where the commit stands");
                }
                _ => {}
            }
            found.push(match name {
                "header" => Says::Header(value),
                "json" => Says::Json(value),
                _ => Says::Text(value),
            });
        }
        if found.len() != 1 {
            let help = "name one of `header`, `json`, `text`";
            self.problem(item.span(), "`deploy.says` names one way to tell the commit", help);
        }
        found.into_iter().next()
    }

    fn strings(&mut self, name: &str, item: &Item) -> Option<Vec<Spanned<String>>> {
        let Some(array) = item.as_array() else {
            self.wrong_type(name, item, "an array of strings");
            return None;
        };
        let mut out = Vec::new();
        for value in array {
            match value.as_str() {
                Some(text) if !text.trim().is_empty() => {
                    out.push(Spanned::new(text.to_string(), self.place(value.span())));
                }
                Some(_) => self.problem(value.span(), format!("`{name}` has an empty entry"), "remove the empty entry"),
                None => {
                    let found = value.type_name();
                    let message = format!("`{name}` holds {} {found}, not a string", article(found));
                    self.problem(value.span(), message, format!("write the entries of `{name}` in quotes"));
                }
            }
        }
        Some(out)
    }

    /// The short form of one table and the form for several of the other.
    pub(super) fn mixed(&mut self, root: &dyn TableLike) {
        let many = |name: &str| root.get(name).map(is_many);
        let (short, long) = match (many("image"), many("deploy")) {
            (Some(false), Some(true)) => ("image", "deploy"),
            (Some(true), Some(false)) => ("deploy", "image"),
            _ => return,
        };
        let span = root.get_key_value(short).and_then(|(key, _)| key.span());
        self.problem(
            span,
            format!("`[{short}]` is the form for one image, `[[{long}]]` the form for several"),
            format!("write `[[{short}]]`"),
        );
    }

    /// One table in both forms.
    pub(super) fn doubled(&mut self) {
        let Some((name, range)) = doubled(&self.block.toml) else { return };
        let message = format!("`[{name}]` is the form for one image, `[[{name}]]` the form for several");
        self.problem(Some(range), message, format!("write `[[{name}]]`"));
    }

    /// A unit of `[[deploy]]` that no image names, where every image names its units; an
    /// image of a waiver that is none.
    pub(super) fn unclaimed(&mut self) {
        let images = self.contract.images();
        let claimed: Vec<String> =
            images.iter().flat_map(|one| one.units.iter().flatten()).map(|unit| unit.value.clone()).collect();
        if !images.is_empty() && images.iter().all(|one| one.units.is_some()) {
            let others: Vec<Spanned<String>> = self
                .contract
                .deploys
                .iter()
                .map(|one| one.unit.clone())
                .filter(|unit| !claimed.contains(&unit.value))
                .collect();
            for unit in others {
                let message = format!("no image has the unit `{}`", unit.value);
                self.doubt(unit.span, message, "add it to the `units` of the image that it runs");
            }
        }
        let waived: Vec<Spanned<String>> = self.contract.waivers.iter().filter_map(|one| one.image.clone()).collect();
        for image in waived {
            let normal = Reference::parse(&image.value).name();
            if !images.iter().flat_map(Image::names).any(|name| Reference::parse(&name.value).name() == normal) {
                let message = format!("the waiver is for `{}`, which the contract does not state", image.value);
                self.doubt(image.span, message, "name an image of the contract, or leave `image` out");
            }
        }
    }
}

/// "`units`" or "one of `name`, `mirrors`".
fn known(word: &str, keys: &[&'static str]) -> String {
    match nearest(word, keys.iter().copied()) {
        Some(near) => format!("`{near}`"),
        None => format!("one of `{}`", keys.join("`, `")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract;

    fn fenced(toml: &str) -> String {
        format!("```toml contract\n{toml}```\n")
    }

    #[track_caller]
    fn bad(toml: &str, expected: &[&str]) {
        let found: Vec<String> = contract::read(&fenced(toml)).problems.into_iter().map(|one| one.message).collect();
        assert_eq!(found, expected, "{toml}");
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
        assert!(matches!(deploy.says, Some(Says::Json(pointer)) if pointer.value == "/commit"));
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

    #[test]
    fn forms_are_not_mixed() {
        let name = "name = \"ghcr.io/acme/api\"\n";
        bad(
            &format!("[image]\n{name}[[deploy]]\nunit = \"a.service\"\n"),
            &["`[image]` is the form for one image, `[[deploy]]` the form for several"],
        );
        bad(
            &format!("[[image]]\n{name}[deploy]\nunit = \"a.service\"\n"),
            &["`[deploy]` is the form for one image, `[[image]]` the form for several"],
        );
        bad(&format!("[image]\n{name}mirrors = []\n"), &["`mirrors` is not a key of `[image]`"]);
    }

    #[test]
    fn what_is_wrong_has_its_place() {
        bad("[[image]]\nunits = []\n", &["the image has no name"]);
        bad(
            "[[image]]\nname = \"ghcr.io/a/b\"\nunits = \"a.service\"\n",
            &["`image.units` is a string, not an array of strings"],
        );
        bad("[[image]]\nname = \"ghcr.io/a/b\"\nmirrors = [1]\n", &["`image.mirrors` holds an integer, not a string"]);
        bad("[[image]]\nname = \"ghcr.io/a/b\"\nunit = \"x\"\n", &["`unit` is not a key of `[[image]]`"]);
        bad("[[image]]\nname = \"ghcr.io/a/b\"\nmirrors = [\"ghcr.io/a/b\"]\n", &["`ghcr.io/a/b` is stated twice"]);
        bad("[[image]]\nname = \"ghcr.io/a/b\"\nmirrors = [\"a/b\"]\n", &["`a/b` names no registry"]);
        bad(
            "[[image]]\nname = \"ghcr.io/a/b\"\nunits = [\"/etc/x.service\"]\n",
            &["`/etc/x.service` is no path in the repository"],
        );
        bad("[[deploy]]\nurl = \"https://x.y\"\n", &["the deployment has no unit"]);
        bad(
            "[[deploy]]\nunit = \"a.service\"\nsays = { header = \"x\", json = \"/y\" }\n",
            &["`deploy.says` names one way to tell the commit"],
        );
        bad("[[deploy]]\nunit = \"a.service\"\nsays = { json = \"y\" }\n", &["`y` is no JSON pointer"]);
        bad(
            "[[deploy]]\nunit = \"a.service\"\nsays = { text = \"y\" }\n",
            &["`y` does not say where the commit stands"],
        );
        let twice = "[[deploy]]\nunit = \"a.service\"\n[[deploy]]\nunit = \"a.service\"\n";
        bad(twice, &["`a.service` has two `[[deploy]]`"]);
        let other = "[[image]]\nname = \"ghcr.io/a/b\"\nunits = [\"a.service\"]\n[[deploy]]\nunit = \"b.service\"\n";
        bad(other, &["no image has the unit `b.service`"]);
        let waiver =
            "[[image]]\nname = \"ghcr.io/a/b\"\n[[waiver]]\nrule = \"x\"\nreason = \"y\"\nimage = \"ghcr.io/a/c\"\n";
        bad(waiver, &["the waiver is for `ghcr.io/a/c`, which the contract does not state"]);
    }
}
