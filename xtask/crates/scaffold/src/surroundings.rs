//! What in the host repository decides where the crate goes, and what would keep cargo
//! from building it. Must not read files: the texts are given.
//!
//! setuptools' automatic discovery (setuptools, "Package Discovery and Resource Access"):
//! without `packages` and `py_modules`, every top folder whose name could be a package's
//! is one, and a second one beside `app.py` makes the build fail or leave modules out.
//! Folders with a dot in their name are never taken.

use toml_edit::{DocumentMut, Item};

/// Files of the repository's top, where they are there.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    pub pyproject: Option<String>,
    pub setup_cfg: Option<String>,
    pub setup_py: Option<String>,
    /// A folder `src`: then discovery looks only there.
    pub src: bool,
    /// Path and text of Cargo's configuration, nearest first.
    pub cargo: Vec<(String, String)>,
    /// Path and text of `rust-toolchain.toml` or `rust-toolchain`.
    pub toolchain: Option<(String, String)>,
}

/// What keeps `cargo xtask` from working, for people; `fatal` where it surely does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InitObstacle {
    pub words: String,
    pub fatal: bool,
}

impl Surroundings {
    /// Whether a new folder at the top would be packaged: then the crate and the unit go
    /// into hidden ones.
    pub fn packages_every_folder(&self) -> bool {
        let document = self.pyproject.as_deref().and_then(|text| text.parse::<DocumentMut>().ok());
        let legacy = self.setup_cfg.is_some() || self.setup_py.is_some();
        let Some(document) = document else { return legacy && !self.src };
        let backend = document.get("build-system").and_then(|table| table.get("build-backend")).and_then(Item::as_str);
        // PEP 518: without a backend it is setuptools.
        let setuptools = match backend {
            Some(backend) => backend.starts_with("setuptools"),
            None => legacy || document.contains_key("project") || document.contains_key("build-system"),
        };
        if !setuptools {
            return false;
        }
        let own = document.get("tool").and_then(|tool| tool.get("setuptools"));
        let listed = |key: &str| own.and_then(|own| own.get(key)).is_some_and(Item::is_array);
        if listed("packages") || listed("py-modules") {
            return false;
        }
        // `packages.find` without `where` takes every folder, as namespace packages.
        let find = own.and_then(|own| own.get("packages")).and_then(|packages| packages.get("find"));
        find.is_some_and(|find| find.get("where").is_none()) || (find.is_none() && !self.src)
    }

    /// What the backend packs into an sdist besides modules, for people: hatchling and
    /// scikit-build-core take every file that git does not ignore, whatever it is for.
    pub fn packs_every_file(&self, folder: &str) -> Option<String> {
        let document = self.pyproject.as_deref().and_then(|text| text.parse::<DocumentMut>().ok())?;
        let backend = document.get("build-system")?.get("build-backend")?.as_str()?;
        let (table, key) = match backend.split('.').next()? {
            "hatchling" => ("tool.hatch.build.targets.sdist", "exclude"),
            "scikit_build_core" => ("tool.scikit-build", "sdist.exclude"),
            _ => return None,
        };
        let chosen = |table: &str, keys: &[&str]| {
            let found = table.split('.').try_fold(document.as_item(), |item, key| item.get(key));
            found.is_some_and(|found| keys.iter().any(|key| found.get(key).is_some()))
        };
        // Who chooses what goes in chooses that this does not.
        let told = chosen(table, &["exclude", "include", "only-include"])
            || chosen("tool.hatch.build", &["exclude", "include", "only-include"])
            || chosen("tool.scikit-build.sdist", &["exclude", "include"]);
        (!told).then(|| {
            format!("{} packs every file into the sdist, also those that are new here; pyproject.toml can leave them out: `{key} = [\"/{folder}\"]` in `[{table}]`", backend.split('.').next().unwrap_or(backend))
        })
    }

    /// What in Cargo's configuration and the toolchain's stands in the way. `host` is the
    /// triple that this machine compiles for (asked only where it matters), `minimum` the oldest Rust that compiles us.
    pub fn obstacles(&self, host: impl Fn() -> String, minimum: (u32, u32)) -> Vec<InitObstacle> {
        let mut found = Vec::new();
        for (path, text) in &self.cargo {
            let Ok(document) = text.trim_start_matches('\u{feff}').parse::<DocumentMut>() else { continue };
            let build = document.get("build");
            let targets: Vec<&str> = match build.and_then(|build| build.get("target")) {
                Some(item) => match item.as_array() {
                    Some(all) => all.iter().filter_map(|target| target.as_str()).collect(),
                    None => item.as_str().into_iter().collect(),
                },
                None => Vec::new(),
            };
            let host = if targets.is_empty() { String::new() } else { host() };
            for target in targets.iter().filter(|target| **target != host) {
                let runs = target.split('-').next() == host.split('-').next() && !target.contains("-none");
                found.push(InitObstacle {
                    words: format!("{path} builds everything for `{target}` (`build.target`), this crate as well; name the target where it is built instead, or run it with CARGO_BUILD_TARGET={host}"),
                    fatal: !runs,
                });
            }
            let sources = document.get("source").and_then(Item::as_table_like);
            let replaced =
                sources.and_then(|sources| sources.get("crates-io")).and_then(|crates| crates.get("replace-with"));
            if let Some(with) = replaced.and_then(Item::as_str) {
                found.push(InitObstacle {
                    words: format!("{path} takes all crates from `{with}` (`source.crates-io`): it must have those of the crate's Cargo.lock"),
                    fatal: false,
                });
            }
        }
        if let Some(InitObstacle { words, fatal }) = self.old_toolchain(minimum) {
            found.push(InitObstacle { words, fatal });
        }
        found
    }

    fn old_toolchain(&self, minimum: (u32, u32)) -> Option<InitObstacle> {
        let (path, text) = self.toolchain.as_ref()?;
        let document = text.parse::<DocumentMut>().ok();
        let channel = document.as_ref().and_then(|document| document.get("toolchain")?.get("channel")?.as_str());
        let channel = channel.unwrap_or_else(|| text.trim());
        let mut numbers = channel.split(['.', '-']).map(|part| part.parse::<u32>().ok());
        let (Some(Some(major)), Some(Some(minor))) = (numbers.next(), numbers.next()) else { return None };
        // A nightly of a day, `nightly-2024-01-01`, starts with a word; a bare date with a year.
        ((major, minor) < minimum && major < 1000).then(|| InitObstacle {
            words: format!(
                "{path} asks for Rust {channel}, and the crate needs {}.{}: `cargo +stable …` works, or raise it",
                minimum.0, minimum.1
            ),
            fatal: true,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOST: &str = "x86_64-unknown-linux-gnu";

    fn python(pyproject: &str) -> Surroundings {
        Surroundings { pyproject: Some(pyproject.into()), ..Surroundings::default() }
    }

    #[test]
    fn every_form_of_automatic_discovery_is_known() {
        for text in [
            "[project]\nname = \"a\"\n",
            "[build-system]\nrequires = [\"setuptools\"]\nbuild-backend = \"setuptools.build_meta\"\n",
            "[build-system]\nrequires = [\"setuptools\"]\n[project]\nname = \"a\"\n",
            "[build-system]\nbuild-backend = \"setuptools.build_meta:__legacy__\"\n",
            "[project]\nname = \"a\"\n[tool.setuptools.packages.find]\n",
            "[project]\nname = \"a\"\n[tool.setuptools.packages.find]\ninclude = [\"a*\"]\n",
        ] {
            assert!(python(text).packages_every_folder(), "{text}");
        }
        for (cfg, py) in [(Some("[metadata]\nname = a\n"), None), (None, Some("from setuptools import setup; setup()"))]
        {
            let one = Surroundings {
                setup_cfg: cfg.map(str::to_string),
                setup_py: py.map(str::to_string),
                ..Surroundings::default()
            };
            assert!(one.packages_every_folder());
            assert!(!Surroundings { src: true, ..one }.packages_every_folder());
        }
        assert!(Surroundings { setup_py: Some(String::new()), ..python("[tool.black]\n") }.packages_every_folder());
    }

    #[test]
    fn what_does_not_package_every_folder_keeps_the_plain_ones() {
        for text in [
            "[build-system]\nbuild-backend = \"hatchling.build\"\n[project]\nname = \"a\"\n",
            "[tool.poetry]\nname = \"a\"\n[build-system]\nbuild-backend = \"poetry.core.masonry.api\"\n",
            "[tool.black]\nline-length = 100\n",
            "[project]\nname = \"a\"\n[tool.setuptools]\npackages = [\"a\"]\n",
            "[project]\nname = \"a\"\n[tool.setuptools]\npy-modules = [\"app\"]\n",
            "[project]\nname = \"a\"\n[tool.setuptools.packages.find]\nwhere = [\"src\"]\n",
        ] {
            assert!(!python(text).packages_every_folder(), "{text}");
        }
        assert!(!Surroundings { src: true, ..python("[project]\nname = \"a\"\n") }.packages_every_folder());
        assert!(!Surroundings::default().packages_every_folder());
    }

    #[test]
    fn what_packs_every_file_is_said() {
        let hatch = "[build-system]\nbuild-backend = \"hatchling.build\"\n[project]\nname = \"a\"\n";
        let said = |text: &str| python(text).packs_every_file("xtask");
        assert!(said(hatch).unwrap().contains("`exclude = [\"/xtask\"]` in `[tool.hatch.build.targets.sdist]`"));
        assert!(said("[build-system]\nbuild-backend = \"scikit_build_core.build\"\n").is_some());
        for told in [
            format!("{hatch}[tool.hatch.build.targets.sdist]\nexclude = [\"/x\"]\n"),
            format!("{hatch}[tool.hatch.build]\nonly-include = [\"a\"]\n"),
            "[build-system]\nbuild-backend = \"flit_core.buildapi\"\n".to_string(),
            "[project]\nname = \"a\"\n".to_string(),
        ] {
            assert_eq!(said(&told), None, "{told}");
        }
    }

    #[track_caller]
    fn obstacles(config: &str, toolchain: &str) -> Vec<(bool, String)> {
        let one = Surroundings {
            cargo: vec![(".cargo/config.toml".into(), config.into())],
            toolchain: Some(("rust-toolchain.toml".into(), toolchain.into())),
            ..Surroundings::default()
        };
        one.obstacles(|| HOST.to_string(), (1, 85)).into_iter().map(|one| (one.fatal, one.words)).collect()
    }

    #[test]
    fn what_stands_in_cargo_s_way_is_said() {
        let stable = "[toolchain]\nchannel = \"stable\"\n";
        assert_eq!(obstacles("[build]\njobs = 2\n", stable), []);
        assert_eq!(obstacles(&format!("[build]\ntarget = \"{HOST}\"\n"), stable), []);
        for (config, fatal) in [
            ("[build]\ntarget = \"thumbv7em-none-eabihf\"\n", true),
            ("[build]\ntarget = [\"wasm32-wasip1\"]\n", true),
            ("build.target = \"x86_64-unknown-linux-musl\"\n", false),
            ("[source.crates-io]\nreplace-with = \"vendored\"\n[source.vendored]\ndirectory = \"v\"\n", false),
        ] {
            assert_eq!(obstacles(config, stable).iter().map(|one| one.0).collect::<Vec<_>>(), [fatal], "{config}");
        }
        for old in ["[toolchain]\nchannel = \"1.70.0\"\n", "[toolchain]\nchannel = \"1.84\"\n", "1.60.0\n"] {
            assert!(obstacles("", old).iter().any(|one| one.0), "{old}");
        }
        for new in
            ["[toolchain]\nchannel = \"1.85\"\n", "nightly-2024-01-01\n", "stable\n", "[toolchain]\npath = \"/x\"\n"]
        {
            assert_eq!(obstacles("", new), [], "{new}");
        }
    }
}
