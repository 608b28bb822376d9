//! The tables: every row says where it is from, and is found by its own name.

use super::*;

#[test]
fn rows_say_where_they_are_from() {
    let names: Vec<&str> = actions::ACTIONS.iter().map(|row| row.name).collect();
    assert!(names.is_sorted() && names.iter().all(|name| *name == name.to_lowercase()), "{names:?}");
    let rows = actions::ACTIONS.iter().map(|row| (row.source, row.read));
    for (source, read) in rows.chain(programs::PROGRAMS.iter().map(|row| (row.source, row.read))) {
        assert!(source.contains('/'), "{source}");
        let has_line = source.split(':').skip(1).any(|behind| behind.starts_with(|c: char| c.is_ascii_digit()));
        assert!(has_line, "{source}");
        let is_day = read.len() == 10 && read.split('-').all(|part| part.parse::<u32>().is_ok());
        assert!(is_day, "{source}: {read}");
    }
}

#[test]
fn every_row_is_found_by_its_words() {
    for (at, row) in programs::PROGRAMS.iter().enumerate() {
        let words = [row.words, row.with.get(..1).unwrap_or_default()].concat();
        let Some(Called::Program(found)) = program(&words) else { panic!("{words:?}") };
        assert_eq!(found.words, row.words, "{at}");
        assert!(is_followed(row.words[0]), "{words:?}");
        for option in row.unless {
            assert!(program(&[words.as_slice(), &[option]].concat()).is_none(), "{words:?} {option}");
        }
        if let [option, ..] = row.with {
            assert!(program(row.words).is_none(), "{:?} without {option}", row.words);
        }
    }
}

#[test]
fn programs_behind_runners() {
    for line in [
        "npx semantic-release",
        "npx -y semantic-release@24",
        "npx -p @semantic-release/git semantic-release",
        "yarn semantic-release",
        "yarn run semantic-release",
        "pnpm dlx semantic-release@latest",
        "npm exec -- semantic-release",
        "./node_modules/.bin/semantic-release",
        "uvx --from python-semantic-release semantic-release version",
        "python -m semantic-release version",
        "goreleaser release --skip=sign,publisher --clean",
        "goreleaser release --skip sign",
        "cargo workspaces publish --yes patch",
        "cargo ws version patch",
        "bundle exec rake release",
        "mvn -B release:prepare release:perform",
        concat!("./gradlew release -P", "release.useAutomaticVersion=true"),
    ] {
        assert!(program(&line.split_whitespace().collect::<Vec<_>>()).is_some(), "{line}");
    }
    for line in [
        "npx semantic-release --dry-run",
        "npx semver",
        "npm run build",
        "cargo release",
        "cargo release --execute --no-push",
        "gh release view",
        "gh release create v1 --draft",
        "gh release edit v1 --notes x",
        "semantic-release version --print",
        "goreleaser check",
        "goreleaser release --snapshot",
        "goreleaser release --skip=sign,publish",
        "goreleaser release --skip publish --clean",
        "cargo workspaces publish --from-git",
        "cargo workspaces version --no-git-push",
        "mvn deploy",
        "./gradlew build",
        "lerna run build",
    ] {
        assert!(program(&line.split_whitespace().collect::<Vec<_>>()).is_none(), "{line}");
    }
    assert!(program(&["gh", "release", "create", "v1", "--draft=false"]).is_some());
}

#[test]
fn names_that_speak_of_releases() {
    for name in ["acme/auto-release", "acme/github-tag", "x/create-tag-action", "x/version-bump-action"] {
        assert!(speaks_of_releases(name), "{name}");
    }
    for name in ["acme/get-latest-tag", "x/delete-tag-and-release", "x/release-notes", "release/stage", "x/docker-tag"]
    {
        assert!(!speaks_of_releases(name), "{name}");
    }
}
