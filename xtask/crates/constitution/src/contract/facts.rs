//! The TOML of the block to the contract's facts: known keys, right types, values that
//! can be meant. Every deviation is a problem with its place.

use std::collections::BTreeMap;
use std::ops::Range;

use time::{Date, Month};
use toml_edit::{Datetime, Document, Item, Key, TableLike, Value};

use super::block::Block;
use super::{nearest, several, Contract, Problem, Waiver};
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
            reader.problem(
                Some(range),
                format!("the contract is no TOML: {words}"),
                "write the block as TOML 1.0, see https://toml.io",
            );
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

    pub(super) fn problem(&mut self, range: Option<Range<usize>>, message: impl Into<String>, help: impl Into<String>) {
        let span = self.place(range);
        self.contract.problems.push(Problem { span, message: message.into(), help: help.into() });
    }

    pub(super) fn wrong_type(&mut self, name: &str, item: &Item, wanted: &str) {
        let found = item.type_name();
        self.problem(
            item.span(),
            format!("`{name}` is {} {found}, not {wanted}", article(found)),
            format!("write `{name}` as {wanted}"),
        );
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
                    let help = match (nearest(name, known), home(name)) {
                        (Some(near), _) => format!("write `{near}`"),
                        (None, Some(home)) => format!("move `{name}` to `[{home}]`"),
                        (None, None) => "remove it; known are `image`, `build`, `deploy`, `waiver`".into(),
                    };
                    self.problem(key.span(), format!("`{name}` is not a table of the contract"), help);
                }
            }
        }
        self.mixed(root);
        self.unclaimed();
    }

    pub(super) fn unknown_key(&mut self, table: &str, key: &Key) {
        let name = key.get();
        // Known in the form for several.
        if several::KEYS.iter().any(|(own, keys)| *own == table && keys.contains(&name)) {
            let help = format!("write `[[{table}]]`, the form for several");
            return self.problem(key.span(), format!("`{name}` is not a key of `[{table}]`"), help);
        }
        let known = TABLES.iter().find(|(own, _)| *own == table).map_or(&[] as &[&str], |(_, keys)| keys);
        let help = match (home(name), nearest(name, known.iter().copied())) {
            (Some(home), _) => format!("move `{name}` to `[{home}]`"),
            (None, Some(near)) => format!("write `{near}`"),
            (None, None) => format!("remove it; known are `{}`", known.join("`, `")),
        };
        let shown = if table == "waiver" { "[[waiver]]".to_string() } else { format!("[{table}]") };
        self.problem(key.span(), format!("`{name}` is not a key of `{shown}`"), help);
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
            self.problem(item.span(), format!("`{name}` is empty"), format!("fill in `{name}`, or remove it"));
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
    pub(super) fn doubt(&mut self, span: Span, message: String, help: &str) {
        self.contract.problems.push(Problem { span, message, help: help.to_string() });
    }

    /// Doubts about a name that is to be an image's.
    pub(super) fn image(&mut self, key: &str, stated: Option<Spanned<String>>) {
        let Some(Spanned { value, span }) = stated else { return };
        let reference = Reference::parse(&value);
        let last = value.rsplit('/').next().unwrap_or(&value);
        if value.contains(['<', '>']) {
            let message = format!("`{value}` is no image name: it holds a placeholder");
            self.doubt(span, message, "fill in the name that is published");
        } else if let Some((_, digest)) = value.split_once('@') {
            let message = format!("`{key}` carries the digest `{digest}`");
            self.doubt(span, message, "write the name without a digest");
        } else if let Some((_, tag)) = last.split_once(':') {
            let message = format!("`{key}` carries the tag `{tag}`");
            self.doubt(span, message, "write the name without a tag; `build.latest` and `build.tags` state the tags");
        } else if let Some(why) = reference.invalid() {
            let message = format!("`{value}` is no image name: {why}");
            self.doubt(span, message, "write registry, namespace and name, like `quay.io/acme/widget`");
        } else if reference.registry == "docker.io" && !value.contains("docker.io/") {
            let message = format!("`{value}` names no registry");
            let help = "write the registry in front, like `docker.io/`: auto-update takes no short names";
            self.doubt(span, message, help);
        }
    }

    pub(super) fn latest(&mut self, stated: Option<Spanned<String>>) {
        let Some(Spanned { value, span }) = stated else { return };
        if let Some(why) = Reference::parse("localhost/x").with_tag(&value).invalid() {
            self.doubt(span, why.to_string(), "write the tag that every merge publishes, like `latest`");
        }
    }

    pub(super) fn autoupdate(&mut self, stated: Option<Spanned<String>>) {
        let Some(Spanned { value, span }) = stated else { return };
        if !POLICIES.contains(&value.as_str()) {
            let help = format!("write `{}`", nearest(&value, POLICIES).unwrap_or("registry"));
            self.doubt(span, format!("`{value}` is no auto-update policy"), &help);
        }
    }

    pub(super) fn unit(&mut self, stated: Option<Spanned<String>>) {
        let Some(Spanned { value, span }) = stated else { return };
        let ending = value.rsplit_once('.').map_or("", |(_, ending)| ending);
        if value.starts_with(['/', '~']) || value.contains('\\') || value.split('/').any(|part| part == "..") {
            let message = format!("`{value}` is no path in the repository");
            self.doubt(span, message, "write the unit's path relative to the root of the repository");
        } else if !["service", "container", "kube", "pod"].contains(&ending) {
            let message = format!("`{value}` is no unit file");
            self.doubt(span, message, "name a `.service`, `.container`, `.kube` or `.pod` file");
        }
    }

    pub(super) fn host(&mut self, stated: Option<Spanned<String>>) {
        let Some(Spanned { value, span }) = stated else { return };
        if !value.chars().all(|c| c.is_ascii_alphanumeric() || ".-_:@[]%".contains(c)) || value.starts_with('-') {
            let message = format!("`{value}` is no host name");
            self.doubt(span, message, "write the name or address that `ssh` takes");
        }
    }

    pub(super) fn url(&mut self, stated: Option<Spanned<String>>) {
        let Some(Spanned { value, span }) = stated else { return };
        let rest = value.strip_prefix("https://").or_else(|| value.strip_prefix("http://"));
        if rest.is_none_or(|rest| rest.is_empty() || rest.starts_with('/') || rest.contains(char::is_whitespace)) {
            self.doubt(span, format!("`{value}` is no URL"), "write the address with `https://` in front");
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
                    None => {
                        let found = value.type_name();
                        self.problem(
                            value.span(),
                            format!("the waiver is {} {found}, not a table", article(found)),
                            "write it as `[[waiver]]` with `rule` and `reason`",
                        );
                    }
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
            None => self.problem(range, "the waiver names no rule", "add `rule = \"…\"` with the rule's name or code"),
        }
    }

    fn date(&mut self, item: &Item) -> Option<Spanned<Date>> {
        let Some(Datetime { date, time, offset }) = item.as_datetime().copied() else {
            let found = item.type_name();
            let message = format!("`until` is {} {found}, not a date", article(found));
            self.problem(item.span(), message, "write the last day without quotes, like `2027-01-01`");
            return None;
        };
        let Some(date) = date else {
            self.problem(item.span(), "`until` has no day", "write the last day, like `2027-01-01`");
            return None;
        };
        if time.is_some() || offset.is_some() {
            self.problem(item.span(), "`until` has a time of day", "write the last day alone, like `2027-01-01`");
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

pub(super) fn article(word: &str) -> &'static str {
    if word.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    }
}
