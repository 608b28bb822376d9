//! The prose of the project: every link inside of the repository leads somewhere, the
//! index of `docs/` is whole, and what the guides name exists. Must not judge words.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::support::{home, tree};

/// What the tests look at in one page.
#[derive(Default)]
struct Page {
    /// Destinations of links and images, as written.
    links: Vec<String>,
    /// Fragments that a link may have, as GitHub makes them of headings.
    anchors: BTreeSet<String>,
    /// Inline code.
    code: Vec<String>,
    /// Everything that is read as words.
    words: String,
}

fn page(text: &str) -> Page {
    let mut page = Page::default();
    let mut heading: Option<String> = None;
    let mut fenced = false;
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                page.links.push(dest_url.to_string())
            }
            Event::Start(Tag::CodeBlock(_)) => fenced = true,
            Event::End(TagEnd::CodeBlock) => fenced = false,
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => {
                let slug = slug(&heading.take().unwrap_or_default());
                let fresh = (0..).map(|n| if n == 0 { slug.clone() } else { format!("{slug}-{n}") });
                let free = fresh.into_iter().find(|anchor| !page.anchors.contains(anchor));
                page.anchors.extend(free);
            }
            Event::Text(text) if !fenced => {
                page.words.push_str(&text);
                page.words.push(' ');
                if let Some(heading) = &mut heading {
                    heading.push_str(&text);
                }
            }
            Event::Code(code) => {
                if let Some(heading) = &mut heading {
                    heading.push_str(&code);
                }
                page.code.push(code.to_string());
            }
            _ => {}
        }
    }
    page
}

/// A heading's fragment: lower case, blanks as `-`, other signs left out.
fn slug(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect::<String>().to_lowercase()
}

/// The pages of the project by their path from its folder.
fn pages() -> BTreeMap<PathBuf, Page> {
    let mut found = BTreeMap::new();
    for folder in ["", "docs"] {
        for entry in fs::read_dir(home().join(folder)).expect(folder) {
            let name = entry.expect("readable").file_name();
            let path = Path::new(folder).join(name);
            if path.extension().is_some_and(|extension| extension == "md") {
                let text = fs::read_to_string(home().join(&path)).expect("UTF-8");
                found.insert(path, page(&text));
            }
        }
    }
    found
}

/// `docs/../README.md` as `README.md`; `None` for what leaves the repository.
fn normal(path: &Path) -> Option<PathBuf> {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => out.pop().then_some(())?,
            Component::Normal(part) => out.push(part),
            Component::CurDir => {}
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(out)
}

/// What is wrong with a link of the page at `from`, if anything is.
fn fault(from: &Path, link: &str, mut anchors: impl FnMut(&Path) -> Option<BTreeSet<String>>) -> Option<String> {
    if ["https://", "http://", "mailto:"].iter().any(|scheme| link.starts_with(scheme)) {
        return None;
    }
    let (path, fragment) = link.split_once('#').map_or((link, None), |(path, fragment)| (path, Some(fragment)));
    let target = if path.is_empty() { Some(from.to_path_buf()) } else { normal(&from.parent()?.join(path)) };
    let Some(target) = target else { return Some(format!("{}: {link} leaves the repository", from.display())) };
    let Some(known) = anchors(&target) else { return Some(format!("{}: no {}", from.display(), target.display())) };
    let missing = fragment.is_some_and(|fragment| !known.contains(fragment));
    missing.then(|| format!("{}: no heading #{} in {}", from.display(), fragment.unwrap_or_default(), target.display()))
}

/// The headings of a Markdown file, nothing for other files and folders, `None` for what
/// does not exist.
fn anchors_of(path: &Path) -> Option<BTreeSet<String>> {
    let full = home().join(path);
    if path.extension().is_some_and(|extension| extension == "md") {
        return Some(page(&fs::read_to_string(full).ok()?).anchors);
    }
    full.exists().then(BTreeSet::new)
}

#[test]
fn links_inside_the_repository_lead_somewhere() {
    let mut read: BTreeMap<PathBuf, Option<BTreeSet<String>>> = BTreeMap::new();
    let mut anchors = |path: &Path| read.entry(path.to_path_buf()).or_insert_with(|| anchors_of(path)).clone();
    let mut faults = Vec::new();
    for (path, page) in pages() {
        faults.extend(page.links.iter().filter_map(|link| fault(&path, link, &mut anchors)));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_link_that_leads_nowhere_is_told() {
    let known = |path: &Path| (path == Path::new("docs/a.md")).then(|| BTreeSet::from(["the-part-1".to_string()]));
    let told = |link| fault(Path::new("docs/a.md"), link, known);
    assert_eq!(told("#the-part-1").or(told("../docs/a.md#the-part-1")).or(told("https://example.org/x")), None);
    for link in ["b.md", "#other", "a.md#The-Part-1", "../../a.md", "/docs/a.md"] {
        assert!(told(link).is_some(), "{link}");
    }
    let headings = page("# Two `words`, here!\n\n## Same\n\n## Same\n\n```text\n# none\n```\n").anchors;
    assert_eq!(headings, ["two-words-here", "same", "same-1"].map(String::from).into());
}

#[test]
fn the_index_names_every_page() {
    let pages = pages();
    let index = &pages[Path::new("docs/index.md")];
    let named: BTreeSet<PathBuf> = index.links.iter().map(|link| Path::new("docs").join(link)).collect();
    for path in pages.keys().filter(|path| path.starts_with("docs") && !path.ends_with("index.md")) {
        assert!(named.contains(path), "docs/index.md does not name {}", path.display());
    }
}

#[test]
fn rules_that_a_page_names_exist() {
    let code = |word: &str| {
        let letters = word.starts_with(['B', 'C', 'D', 'F', 'X']);
        letters && word.len() == 4 && word[1..].bytes().all(|byte| byte.is_ascii_digit())
    };
    let listed = fs::read_to_string(home().join("xtask/RULES.md")).expect("RULES.md");
    for (path, page) in pages().iter().filter(|(path, _)| path.starts_with("docs")) {
        for word in page.words.split(|c: char| !c.is_alphanumeric()).filter(|word| code(word)) {
            assert!(listed.contains(&format!("| {word} |")), "{} names {word}", path.display());
        }
    }
}

/// The pages that tell where things are.
const GUIDES: &[&str] = &["ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"];

/// What a piece of inline code names, if it names anything of this repository.
#[derive(Debug, PartialEq)]
enum Named<'a> {
    /// A file or folder: from the top, or from a crate's name (`rules/fix.rs`).
    Path(&'a str),
    /// A package of the workspace.
    Package(&'a str),
    /// Something that is defined in the code: `Repo::new`, `rules::check`.
    Item(&'a str),
}

fn named(code: &str) -> Option<Named<'_>> {
    let plain = |extra: &str| code.chars().all(|c| c.is_ascii_alphanumeric() || extra.contains(c));
    if code.starts_with("prodproof-") && plain("-") {
        return Some(Named::Package(code));
    }
    if let Some((_, item)) = code.rsplit_once("::").filter(|_| plain("_:()")) {
        return Some(Named::Item(item.trim_end_matches("()")));
    }
    // A lone `mod.rs` or `in/` is a kind of file, none in particular.
    let inside = code.trim_end_matches('/').contains('/');
    let top = code.ends_with('/') && code.starts_with("templates") || code.ends_with(".md");
    (plain("-_./") && (inside || top)).then_some(Named::Path(code))
}

/// Everything that is defined in the crates, by its name.
fn defined() -> BTreeSet<String> {
    let words = ["pub", "fn", "struct", "enum", "trait", "type", "const", "static", "mod", "macro_rules!"];
    let mut names = BTreeSet::new();
    for (path, bytes) in tree(&home().join("xtask")) {
        if !path.ends_with(".rs") {
            continue;
        }
        let text = String::from_utf8_lossy(&bytes);
        let mut word = "";
        for next in
            text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '!'))).filter(|word| !word.is_empty())
        {
            if words.contains(&word) {
                names.insert(next.to_string());
            }
            word = next;
        }
    }
    names
}

/// Whether a path stands in the repository, from its top or within a crate.
fn stands(path: &str) -> bool {
    let crates = home().join("xtask/crates");
    let inside = path.split_once('/').map(|(member, rest)| crates.join(member).join("src").join(rest));
    home().join(path).exists() || crates.join(path).exists() || inside.is_some_and(|path| path.exists())
}

#[test]
fn what_the_guides_name_exists() {
    let defined = defined();
    let package = |name: &str| stands(name.trim_start_matches("prodproof-"));
    let mut missing = Vec::new();
    for guide in GUIDES {
        let text = fs::read_to_string(home().join(guide)).expect(guide);
        for code in page(&text).code {
            let there = match named(&code) {
                Some(Named::Path(path)) => stands(path),
                Some(Named::Package(name)) => package(name),
                Some(Named::Item(item)) => defined.contains(item),
                None => true,
            };
            if !there {
                missing.push(format!("{guide}: `{code}`"));
            }
        }
    }
    assert!(missing.is_empty(), "not there:\n{}", missing.join("\n"));
}

#[test]
fn a_name_that_is_not_there_is_told() {
    assert_eq!(named("rules/fix.rs"), Some(Named::Path("rules/fix.rs")));
    assert_eq!(named("Repo::new()"), Some(Named::Item("new")));
    assert_eq!(named("prodproof-syntax"), Some(Named::Package("prodproof-syntax")));
    assert_eq!((named("tests/cases/<CODE>-<slug>/"), named("verify --fix"), named("D031")), (None, None, None));
    assert!(stands("tests/it/docs.rs") && !stands("tests/it/prose.rs") && !stands("nowhere/at/all.rs"));
    assert!(!defined().contains("nothing_is_called_so"));
}

#[test]
fn the_guide_tells_every_step_and_every_oracle_of_the_gate() {
    let guide = fs::read_to_string(home().join("CONTRIBUTING.md")).expect("CONTRIBUTING");
    let gate = fs::read_to_string(home().join(".ci/run")).expect(".ci/run");
    let steps =
        gate.lines().filter_map(|line| line.strip_prefix("step_")?.split_once('(')).map(|(name, _)| name.to_string());
    let oracles = fs::read_dir(home().join(".ci/oracles")).expect("oracles").filter_map(|entry| {
        let name = entry.expect("readable").file_name().into_string().expect("UTF-8");
        name.strip_suffix(".sh").map(str::to_string)
    });
    for name in steps.chain(oracles) {
        assert!(guide.contains(&format!("| `{name}` |")), "CONTRIBUTING.md does not tell `{name}`");
    }
}
