//! The TOML of the block to the contract's facts: known keys, right types, values that
//! can be meant. Every deviation is a problem with its place.

use std::collections::BTreeMap;
use std::ops::Range;

use time::{Date, Month};
use toml_edit::{Datetime, Document, Item, Key, TableLike, Value};

use super::block::Block;
use super::{nearest, several, Contract, ContractFault, ContractProblem, Instead, Waiver};
use prodproof_syntax::reference::Reference;
use prodproof_syntax::span::{Span, Spanned};

/// All tables of the contract and their keys.
const TABLES: [(&str, &[&str]); 4] = [
    ("image", &["name"]),
    ("build", &["branch", "latest", "tags", "vars", "secrets", "inputs"]),
    ("deploy", &["unit", "autoupdate", "host", "url"]),
    ("waiver", &["rule", "reason", "path", "image", "until"]),
];

/// podman's `supportedPolicies` (pkg/autoupdate/autoupdate.go); matched exactly.
const POLICIES: [&str; 4] = ["registry", "local", "image", "disabled"];

pub(super) fn read(block: &Block) -> Contract {
    let mut reader = Reader { block, contract: Contract::default() };
    match Document::parse(block.toml.as_str()) {
        Ok(document) => reader.root(document.as_table()),
        // TOML takes the two for one table that is written twice.
        Err(_) if several::doubled(&block.toml).is_some() => reader.doubled(),
        Err(error) => {
            let range = error.span().unwrap_or(0..0);
            // A span that ends the line before says less than the place itself.
            let words = error.message().split('\n').map(str::trim).collect::<Vec<_>>().join(", ");
            reader.problem(Some(range), ContractFault::Syntax(words));
        }
    }
    reader.contract
}

pub(super) struct Reader<'a> {
    pub(super) block: &'a Block,
    pub(super) contract: Contract,
}

impl Reader<'_> {
    pub(super) fn place(&self, range: Option<Range<usize>>) -> Span {
        range.map_or(self.block.fence, |range| self.block.place(range))
    }

    pub(super) fn problem(&mut self, range: Option<Range<usize>>, fault: ContractFault) {
        let span = self.place(range);
        self.doubt(span, fault);
    }

    pub(super) fn wrong_type(&mut self, name: &str, item: &Item, wanted: &'static str) {
        let found = item.type_name();
        self.problem(item.span(), ContractFault::WrongType { name: name.to_string(), found, wanted });
    }

    fn root(&mut self, root: &dyn TableLike) {
        for (key, item) in entries(root) {
            match key.get() {
                "waiver" => self.waivers(item),
                "image" if several::is_many(item) => self.images(item),
                "deploy" if several::is_many(item) => self.many_deploys(item),
                name @ ("image" | "build" | "deploy") => match item.as_table_like() {
                    Some(table) => self.table(name, table),
                    None => self.wrong_type(name, item, "a table"),
                },
                name => {
                    let known = TABLES.iter().map(|(table, _)| *table);
                    let instead = match (nearest(name, known.clone()), home(name)) {
                        (Some(near), _) => Instead::Near(near),
                        (None, Some(home)) => Instead::Home(home),
                        (None, None) => Instead::Nothing(known.collect()),
                    };
                    self.problem(key.span(), ContractFault::UnknownTable { name: name.to_string(), instead });
                }
            }
        }
        self.mixed(root);
        self.unclaimed();
    }

    pub(super) fn unknown_key(&mut self, table: &str, key: &Key) {
        let name = key.get();
        let in_several = several::KEYS.iter().any(|(own, keys)| *own == table && keys.contains(&name));
        let known = TABLES.iter().find(|(own, _)| *own == table).map_or(&[] as &[&str], |(_, keys)| keys);
        let instead = match (home(name), nearest(name, known.iter().copied())) {
            _ if in_several => Instead::Several(table.to_string()),
            (Some(home), _) => Instead::Home(home),
            (None, Some(near)) => Instead::Near(near),
            (None, None) => Instead::Nothing(known.to_vec()),
        };
        let table = if table == "waiver" { "[[waiver]]".to_string() } else { format!("[{table}]") };
        self.problem(key.span(), ContractFault::UnknownKey { table, name: name.to_string(), instead });
    }

    fn table(&mut self, table: &str, entries_of: &dyn TableLike) {
        for (key, item) in entries(entries_of) {
            match (table, key.get()) {
                ("build", map @ ("vars" | "secrets" | "inputs")) => {
                    let read = self.map(&format!("build.{map}"), item);
                    match map {
                        "vars" => self.contract.vars = read,
                        "secrets" => self.contract.secrets = read,
                        _ => self.contract.inputs = read,
                    }
                }
                ("image", "name") => {
                    self.contract.image = self.string("image.name", item);
                    self.image("image.name", self.contract.image.clone());
                }
                ("build", "branch") => self.contract.branch = self.string("build.branch", item),
                ("build", "tags") => self.contract.tags = self.string("build.tags", item),
                ("build", "latest") => {
                    self.contract.latest = self.string("build.latest", item);
                    self.latest(self.contract.latest.clone());
                }
                ("deploy", "unit") => {
                    self.contract.unit = self.string("deploy.unit", item);
                    self.unit(self.contract.unit.clone());
                }
                ("deploy", "autoupdate") => {
                    self.contract.autoupdate = self.string("deploy.autoupdate", item);
                    self.autoupdate(self.contract.autoupdate.clone());
                }
                ("deploy", "host") => {
                    self.contract.host = self.string("deploy.host", item);
                    self.host(self.contract.host.clone());
                }
                ("deploy", "url") => {
                    self.contract.url = self.string("deploy.url", item);
                    self.url(self.contract.url.clone());
                }
                _ => self.unknown_key(table, key),
            }
        }
    }

    pub(super) fn string(&mut self, name: &str, item: &Item) -> Option<Spanned<String>> {
        let Some(text) = item.as_str() else {
            self.wrong_type(name, item, "a string");
            return None;
        };
        if text.trim().is_empty() {
            self.problem(item.span(), ContractFault::Empty(name.to_string()));
            return None;
        }
        Some(Spanned::new(text.to_string(), self.place(item.span())))
    }

    /// Names to texts; GitHub hands variables, secrets and inputs over as text, whatever
    /// they look like.
    fn map(&mut self, name: &str, item: &Item) -> BTreeMap<String, Spanned<String>> {
        let mut out = BTreeMap::new();
        let Some(table) = item.as_table_like() else {
            self.wrong_type(name, item, "a table");
            return out;
        };
        for (key, item) in entries(table) {
            let text = match item.as_value() {
                Some(Value::String(text)) => text.value().clone(),
                Some(Value::Integer(number)) => number.value().to_string(),
                Some(Value::Boolean(truth)) => truth.value().to_string(),
                _ => {
                    self.wrong_type(&format!("{name}.{}", key.get()), item, "a string");
                    continue;
                }
            };
            out.insert(key.get().to_string(), Spanned::new(text, self.place(item.span())));
        }
        out
    }

    /// A problem at a value that has been read.
    pub(super) fn doubt(&mut self, span: Span, fault: ContractFault) {
        self.contract.problems.push(ContractProblem { span, fault });
    }

    /// Doubts about a name that is to be an image's.
    pub(super) fn image(&mut self, key: &str, stated: Option<Spanned<String>>) {
        let Some(Spanned { value, span }) = stated else { return };
        let reference = Reference::parse(&value);
        let last = value.rsplit('/').next().unwrap_or(&value);
        if value.contains(['<', '>']) {
            self.doubt(span, ContractFault::Placeholder(value));
        } else if let Some((_, digest)) = value.split_once('@') {
            self.doubt(span, ContractFault::Digest { key: key.to_string(), digest: digest.to_string() });
        } else if let Some((_, tag)) = last.split_once(':') {
            self.doubt(span, ContractFault::Tag { key: key.to_string(), tag: tag.to_string() });
        } else if let Some(fault) = reference.invalid() {
            self.doubt(span, ContractFault::ImageName { name: value, fault });
        } else if reference.registry == "docker.io" && !value.contains("docker.io/") {
            self.doubt(span, ContractFault::NoRegistry(value));
        }
    }

    pub(super) fn latest(&mut self, stated: Option<Spanned<String>>) {
        let Some(Spanned { value, span }) = stated else { return };
        if let Some(fault) = Reference::parse("localhost/x").with_tag(&value).invalid() {
            self.doubt(span, ContractFault::Latest(fault));
        }
    }

    pub(super) fn autoupdate(&mut self, stated: Option<Spanned<String>>) {
        let Some(Spanned { value, span }) = stated else { return };
        if !POLICIES.contains(&value.as_str()) {
            let nearest = nearest(&value, POLICIES).unwrap_or("registry");
            self.doubt(span, ContractFault::Policy { value, nearest });
        }
    }

    pub(super) fn unit(&mut self, stated: Option<Spanned<String>>) {
        let Some(Spanned { value, span }) = stated else { return };
        let ending = value.rsplit_once('.').map_or("", |(_, ending)| ending);
        if value.starts_with(['/', '~']) || value.contains('\\') || value.split('/').any(|part| part == "..") {
            self.doubt(span, ContractFault::NoPath(value));
        } else if !["service", "container", "kube", "pod"].contains(&ending) {
            self.doubt(span, ContractFault::NoUnit(value));
        }
    }

    pub(super) fn host(&mut self, stated: Option<Spanned<String>>) {
        let Some(Spanned { value, span }) = stated else { return };
        if !value.chars().all(|c| c.is_ascii_alphanumeric() || ".-_:@[]%".contains(c)) || value.starts_with('-') {
            self.doubt(span, ContractFault::NoHost(value));
        }
    }

    pub(super) fn url(&mut self, stated: Option<Spanned<String>>) {
        let Some(Spanned { value, span }) = stated else { return };
        let rest = value.strip_prefix("https://").or_else(|| value.strip_prefix("http://"));
        if rest.is_none_or(|rest| rest.is_empty() || rest.starts_with('/') || rest.contains(char::is_whitespace)) {
            self.doubt(span, ContractFault::NoUrl(value));
        }
    }

    fn waivers(&mut self, item: &Item) {
        if let Some(tables) = item.as_array_of_tables() {
            for table in tables {
                self.waiver(table, table.span());
            }
        } else if let Some(array) = item.as_array() {
            for value in array {
                match value.as_inline_table() {
                    Some(table) => self.waiver(table, value.span()),
                    None => self.problem(value.span(), ContractFault::WaiverNoTable(value.type_name())),
                }
            }
        } else {
            self.wrong_type("waiver", item, "an array of tables");
        }
    }

    fn waiver(&mut self, table: &dyn TableLike, range: Option<Range<usize>>) {
        let mut whole = self.place(range.clone());
        let (mut rule, mut reason, mut path, mut image, mut until) = (None, None, None, None, None);
        for (key, item) in entries(table) {
            match key.get() {
                "rule" => rule = self.string("rule", item),
                // Blank is none; that a waiver has no reason is a rule's finding.
                "reason" if item.as_str().is_some_and(|text| text.trim().is_empty()) => {}
                "reason" => reason = self.string("reason", item),
                "path" => path = self.string("path", item),
                "image" => image = self.string("image", item),
                "until" => until = self.date(item),
                _ => self.unknown_key("waiver", key),
            }
            whole = whole.to(self.place(item.span()).end);
        }
        match rule {
            Some(rule) => self.contract.waivers.push(Waiver { rule, reason, path, image, until, span: whole }),
            None if table.get("rule").is_some() => {}
            None => self.problem(range, ContractFault::RulelessWaiver),
        }
    }

    fn date(&mut self, item: &Item) -> Option<Spanned<Date>> {
        let Some(Datetime { date, time, offset }) = item.as_datetime().copied() else {
            self.problem(item.span(), ContractFault::NoDate(item.type_name()));
            return None;
        };
        let Some(date) = date else {
            self.problem(item.span(), ContractFault::NoDay);
            return None;
        };
        if time.is_some() || offset.is_some() {
            self.problem(item.span(), ContractFault::TimeOfDay);
        }
        let month = Month::try_from(date.month).ok()?;
        let date = Date::from_calendar_date(i32::from(date.year), month, date.day).ok()?;
        Some(Spanned::new(date, self.place(item.span())))
    }
}

/// The table in which a key is known, where it is just one.
fn home(key: &str) -> Option<&'static str> {
    // An image stands in many places; its home is its own table.
    let mut homes = TABLES.iter().filter(|(_, keys)| keys.contains(&key) && key != "image").map(|(table, _)| *table);
    homes.next()
}

pub(super) fn entries(table: &dyn TableLike) -> impl Iterator<Item = (&Key, &Item)> {
    table.iter().filter_map(|(name, _)| table.get_key_value(name))
}
