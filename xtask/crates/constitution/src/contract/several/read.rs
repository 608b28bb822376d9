//! Reads the form for several images and units, and says what is wrong with it.
//! Must not know what is published or what runs.

use std::collections::HashSet;
use std::ops::Range;

use toml_edit::{Item, Key, TableLike, Value};

use super::{doubled, is_many, Deploy, PromisedImage, DEPLOY, IMAGE, SAYS};
use crate::contract::facts::{entries, Reader};
use crate::contract::{nearest, ContractFault, EntryType, Instead};
use prodproof_syntax::commit::Says;
use prodproof_syntax::reference::Reference;
use prodproof_syntax::span::Spanned;

impl Reader<'_> {
    /// Each table of `[[name]]`, or of an array of inline tables.
    fn each(&mut self, name: &str, item: &Item, mut read: impl FnMut(&mut Self, &dyn TableLike, Option<Range<usize>>)) {
        if let Some(tables) = item.as_array_of_tables() {
            tables.iter().for_each(|table| read(self, table, table.span()));
        }
        for value in item.as_array().into_iter().flatten() {
            match value.as_inline_table() {
                Some(table) => read(self, table, value.span()),
                None => self.wrong_entry(name, value, EntryType::Table),
            }
        }
    }

    fn wrong_entry(&mut self, name: &str, value: &Value, wanted: EntryType) {
        let (name, found) = (name.to_string(), value.type_name());
        self.problem(value.span(), ContractFault::WrongEntry { name, found, wanted });
    }

    /// A key that one table of several does not have.
    fn strange(&mut self, table: &str, key: &Key, keys: &'static [&'static str]) {
        let instead = nearest(key.get(), keys.iter().copied()).map_or(Instead::OneOf(keys), Instead::Near);
        let (table, name) = (table.to_string(), key.get().to_string());
        self.problem(key.span(), ContractFault::UnknownKey { table, name, instead });
    }

    pub(in crate::contract) fn images(&mut self, item: &Item) {
        self.each("image", item, |reader, table, range| reader.one_image(table, range));
        let mut seen = HashSet::new();
        let names: Vec<Spanned<String>> = self.contract.several.iter().flat_map(|one| one.names().cloned()).collect();
        for name in names {
            let normal = Reference::parse(&name.value).name();
            if !seen.insert(normal) {
                self.doubt(name.span, ContractFault::ImageTwice(name.value.clone()));
            }
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
                _ => self.strange("[[image]]", key, &IMAGE),
            }
            whole = whole.to(self.place(item.span()).end);
        }
        self.image("image.name", name.clone());
        mirrors.iter().for_each(|mirror| self.image("image.mirrors", Some(mirror.clone())));
        self.latest(latest.clone());
        units.iter().flatten().for_each(|unit| self.unit(Some(unit.clone())));
        match name {
            Some(name) => {
                let image = PromisedImage { name, mirrors, branch, latest, tags, units, span: whole };
                self.contract.several.push(image);
            }
            None if table.get("name").is_some() => {}
            None => self.problem(range, ContractFault::NamelessImage),
        }
    }

    pub(in crate::contract) fn many_deploys(&mut self, item: &Item) {
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
            self.doubt(unit.span, ContractFault::DeployTwice(unit.value));
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
                _ => self.strange("[[deploy]]", key, &DEPLOY),
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
            None => self.problem(range, ContractFault::UnitlessDeploy),
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
                self.strange("deploy.says", key, &SAYS);
                continue;
            }
            let Some(value) = self.string(&format!("deploy.says.{name}"), item) else { continue };
            match name {
                "json" if !value.value.starts_with('/') => {
                    self.doubt(value.span, ContractFault::NoPointer(value.value.clone()));
                }
                "text" if !value.value.contains("<sha>") => {
                    self.doubt(value.span, ContractFault::NoShaMark(value.value.clone()));
                }
                _ => {}
            }
            found.push(match name {
                "header" => Says::Header(value.value),
                "json" => Says::Json(value.value),
                _ => Says::Text(value.value),
            });
        }
        if found.len() != 1 {
            self.problem(item.span(), ContractFault::NotOneWay);
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
                Some(_) => self.problem(value.span(), ContractFault::EmptyEntry(name.to_string())),
                None => self.wrong_entry(name, value, EntryType::Text),
            }
        }
        Some(out)
    }

    /// The short form of one table and the form for several of the other.
    pub(in crate::contract) fn mixed(&mut self, root: &dyn TableLike) {
        let many = |name: &str| root.get(name).map(is_many);
        let (short, long) = match (many("image"), many("deploy")) {
            (Some(false), Some(true)) => ("image", "deploy"),
            (Some(true), Some(false)) => ("deploy", "image"),
            _ => return,
        };
        let span = root.get_key_value(short).and_then(|(key, _)| key.span());
        self.problem(span, ContractFault::MixedForms { short: short.to_string(), long: long.to_string() });
    }

    /// One table in both forms.
    pub(in crate::contract) fn doubled(&mut self) {
        let Some((name, range)) = doubled(&self.block.toml) else { return };
        let (short, long) = (name.to_string(), name.to_string());
        self.problem(Some(range), ContractFault::MixedForms { short, long });
    }

    /// A unit of `[[deploy]]` that no image names, where every image names its units; an
    /// image of a waiver that is none.
    pub(in crate::contract) fn unclaimed(&mut self) {
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
                self.doubt(unit.span, ContractFault::UnclaimedUnit(unit.value));
            }
        }
        let waived: Vec<Spanned<String>> = self.contract.waivers.iter().filter_map(|one| one.image.clone()).collect();
        for image in waived {
            let normal = Reference::parse(&image.value).name();
            if !images.iter().flat_map(PromisedImage::names).any(|name| Reference::parse(&name.value).name() == normal)
            {
                self.doubt(image.span, ContractFault::UnknownWaiverImage(image.value));
            }
        }
    }
}
