//! A systemd service as its files make it: the unit, its drop-ins, its commands and the
//! environment that they run in (systemd.exec(5), systemd.service(5)).
//! Must not know podman.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::settings::Sources;
use prodproof_syntax::exec::{self, ExecCommand, ExecRefusal};
use prodproof_syntax::expand::{self, is_name, UnitName, Variables};
use prodproof_syntax::joined::Joined;
use prodproof_syntax::span::Span;
use prodproof_syntax::systemd::{Setting, UnitText};
use prodproof_syntax::words::{self, Flavour, Word};

/// A service, its drop-ins merged in. What holds much is shared, as every container of a unit
/// remembers its service.
#[derive(Clone, Debug)]
pub struct Service {
    pub path: String,
    pub name: UnitName,
    pub file: Arc<UnitText>,
    pub sources: Sources,
    pub environment: Arc<Environment>,
}

/// What a service's commands find in their environment.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    pub variables: Variables,
    /// Where each variable was set; kept when it was taken away again.
    pub set: BTreeMap<String, Span>,
    /// Where a variable was taken away: `UnsetEnvironment=`, or an empty `Environment=`.
    pub lost: BTreeMap<String, Span>,
    /// `EnvironmentFile=`s, which beat `Environment=`.
    pub files: Vec<Word>,
}

impl Service {
    pub fn new(path: &str, name: UnitName, file: UnitText, sources: Sources) -> Self {
        let environment = Arc::new(environment(&file, &name));
        Self { path: path.to_string(), name, file: Arc::new(file), sources, environment }
    }

    /// The last value of a scalar; an empty one is the default again.
    pub fn scalar(&self, key: &str) -> Option<&Setting> {
        let last = self.file.last("Service", key)?;
        (!last.value.is_empty()).then_some(last)
    }

    pub fn text(&self, key: &str) -> Option<&str> {
        self.scalar(key).map(|entry| entry.value.as_str())
    }

    pub fn is_yes(&self, key: &str) -> bool {
        self.text(key).is_some_and(is_yes)
    }

    pub fn is_oneshot(&self) -> bool {
        self.text("Type") == Some("oneshot")
    }

    /// All commands of `ExecStart=` or its kin, in order.
    pub fn commands(&self, key: &str) -> Result<Vec<ExecCommand>, ExecRefusal> {
        let mut all = Vec::new();
        for entry in self.file.list("Service", key) {
            all.extend(exec::commands(&entry.value, &self.name)?);
        }
        Ok(all)
    }

    /// The last empty assignment of a list that took something away, and what.
    pub fn reset(&self, key: &str) -> Option<(&Setting, Vec<&Setting>)> {
        let mut taken = Vec::new();
        let mut found = None;
        for entry in self.file.all("Service", key) {
            if !entry.value.is_empty() {
                taken.push(entry);
            } else if !taken.is_empty() {
                found = Some((entry, std::mem::take(&mut taken)));
            }
        }
        found
    }
}

/// systemd's yes (`parse_boolean`).
pub fn is_yes(text: &str) -> bool {
    ["1", "yes", "y", "true", "t", "on"].iter().any(|yes| text.eq_ignore_ascii_case(yes))
}

fn environment(file: &UnitText, name: &UnitName) -> Environment {
    let mut environment = Environment::default();
    for entry in file.all("Service", "Environment") {
        if entry.value.is_empty() {
            for variable in std::mem::take(&mut environment.variables).into_keys() {
                environment.lost.insert(variable, entry.span);
            }
        }
        for word in words::split(&entry.value, Flavour::Environment).words {
            let Ok(text) = expand::specifiers(&word.text, name) else { continue };
            let Some((variable, value)) = text.split_once('=') else { continue };
            if is_name(variable.as_str()) {
                let variable = variable.as_str().to_string();
                environment.set.insert(variable.clone(), word.span);
                environment.lost.remove(&variable);
                environment.variables.insert(variable, value);
            }
        }
    }
    for entry in file.list("Service", "PassEnvironment") {
        for word in words::split(&entry.value, Flavour::Environment).words {
            let mut unknown = Joined::empty(word.span.start);
            unknown.push_hole(&format!("${}", word.as_str()), word.span);
            environment.variables.entry(word.as_str().to_string()).or_insert(unknown);
        }
    }
    for entry in file.list("Service", "EnvironmentFile") {
        environment.files.push(Word::of(entry.value.clone()));
    }
    for entry in file.list("Service", "UnsetEnvironment") {
        for word in words::split(&entry.value, Flavour::Environment).words {
            let (variable, value) = match word.text.split_once('=') {
                Some((variable, value)) => (variable.as_str().to_string(), Some(value)),
                None => (word.as_str().to_string(), None),
            };
            let found = environment.variables.get(&variable);
            let matches = value.is_none_or(|value| found.is_some_and(|found| found.as_str() == value.as_str()));
            if matches && found.is_some() {
                environment.variables.remove(&variable);
                environment.lost.insert(variable, word.span);
            }
        }
    }
    environment
}

#[cfg(test)]
mod tests {
    use super::*;
    use prodproof_syntax::systemd;

    fn service(text: &str) -> Service {
        Service::new("foo.service", UnitName::parse("foo.service"), systemd::read(text), Sources::default())
    }

    #[track_caller]
    fn variables(text: &str, expected: &[(&str, &str)]) {
        let service = service(&format!("[Service]\n{text}"));
        let found: Vec<(&str, String)> =
            service.environment.variables.iter().map(|(name, value)| (name.as_str(), value.shown())).collect();
        let found: Vec<(&str, &str)> = found.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn environment_words_are_split_and_later_ones_win() {
        variables("Environment=A=1 \"B=2 3\" A=4\n", &[("A", "4"), ("B", "2 3")]);
        variables("Environment=U=%n\nEnvironment=V=$U\n", &[("U", "foo.service"), ("V", "$U")]);
        variables("Environment=1X=1 novalue A=%z B=1\n", &[("B", "1")]);
    }

    #[test]
    fn environments_are_reset_and_unset() {
        variables("Environment=A=1\nEnvironment=\nEnvironment=B=1\n", &[("B", "1")]);
        variables("UnsetEnvironment=A B=2 C=3\nEnvironment=A=1 B=1 C=3\n", &[("B", "1")]);
        let service = service("[Service]\nEnvironment=A=1\nEnvironment=\n");
        let lost = &service.environment.lost;
        assert!(lost.contains_key("A"));
    }

    #[test]
    fn commands_are_those_after_the_last_reset() {
        let service = service(
            "\
[Service]
ExecStart=/bin/a
ExecStart=
ExecStart=/bin/b ; /bin/c
Type=
",
        );
        let programs: Vec<String> =
            service.commands("ExecStart").unwrap().iter().map(|command| command.program.as_str().to_string()).collect();
        assert_eq!(programs, ["/bin/b", "/bin/c"]);
        assert!(service.reset("ExecStart").is_some());
        assert_eq!(service.scalar("Type"), None);
    }
}
