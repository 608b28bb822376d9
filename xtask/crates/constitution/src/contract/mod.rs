//! The contract: the fenced block `toml contract` that states what prose can't be
//! relied on to state. Read with `toml_edit`, so that every value has its place.
//! Must not know workflows, units, rules or who breaks the contract.

mod add;
mod block;
mod edit;
mod facts;
mod fault;
mod nearest;
mod several;

use std::collections::BTreeMap;

use time::Date;

use prodproof_syntax::markdown::Markdown;
use prodproof_syntax::order::Order;
use prodproof_syntax::span::{Span, Spanned};

pub use add::{add_images, image_text, Added};
pub use edit::{block_text, insert_block, insert_lines, set};
pub use fault::{ContractFault, EntryType, Instead};
pub use nearest::nearest;
pub use several::{Deploy, PromisedImage};

/// A rule that the team has decided to break, with its reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// Code or name.
    pub rule: Spanned<String>,
    pub reason: Option<Spanned<String>>,
    /// Where it holds; everywhere without it. A path, relative to the root.
    pub path: Option<Spanned<String>>,
    /// The image, or a mirror of it, of which it holds; all of them without it.
    pub image: Option<Spanned<String>>,
    /// The last day on which it holds.
    pub until: Option<Spanned<Date>>,
    pub span: Span,
}

/// A part of the block that cannot be read, or is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContractProblem {
    pub span: Span,
    pub fault: ContractFault,
}

/// What the block states. All spans are in the constitution's text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contract {
    /// The block between its fences; `None` where there is none.
    pub block: Option<Span>,
    pub image: Option<Spanned<String>>,
    pub branch: Option<Spanned<String>>,
    pub latest: Option<Spanned<String>>,
    pub tags: Option<Spanned<String>>,
    pub unit: Option<Spanned<String>>,
    pub autoupdate: Option<Spanned<String>>,
    pub host: Option<Spanned<String>>,
    pub url: Option<Spanned<String>>,
    /// `[[image]]` and `[[deploy]]`, the form for several; [`Contract::images`] reads both.
    pub several: Vec<PromisedImage>,
    pub deploys: Vec<Deploy>,
    /// `[build.vars]`, `[build.secrets]`, `[build.inputs]`.
    pub vars: BTreeMap<String, Spanned<String>>,
    pub secrets: BTreeMap<String, Spanned<String>>,
    pub inputs: BTreeMap<String, Spanned<String>>,
    pub waivers: Vec<Waiver>,
    pub problems: Vec<ContractProblem>,
}

/// Reads the contract out of a constitution's whole text.
///
/// A block that is no TOML states nothing; a value of the wrong type or meaning is a
/// problem and states nothing either, so that nothing is built on it. A value of doubtful
/// use (an image name that no registry takes) is kept and is a problem too.
pub fn read(text: &str) -> Contract {
    read_in(text, &Markdown::read(text))
}

/// The same for a text whose Markdown has been read.
pub fn read_in(text: &str, markdown: &Markdown) -> Contract {
    let blocks = block::find(text, markdown);
    let Some((first, others)) = blocks.split_first() else { return Contract::default() };
    let mut contract = facts::read(first);
    contract.block = Some(first.span);
    if !first.closed {
        contract.problems.push(ContractProblem { span: first.fence, fault: ContractFault::NotClosed });
    }
    for other in others {
        contract.problems.push(ContractProblem { span: other.fence, fault: ContractFault::SecondBlock });
    }
    contract.problems.order_by_key(|problem| problem.span);
    contract
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"[image]
name = "quay.io/acme/widget"       # this repository alone publishes it
[build]
branch = "main"
latest = "latest"
tags = "v*"
[build.vars]
REGISTRY = "quay.io"
[build.inputs]
push = true
[deploy]
unit = "deploy/widget.service"
autoupdate = "registry"
host = "web1.example.com"
url = "https://widget.example.com"
[[waiver]]
rule = "rebuild-behind-paths"
reason = "docs/ never enters the image"
until = 2027-01-01
"#;

    fn fenced(toml: &str) -> String {
        format!("# C\n\n## Release\n\n```toml contract\n{toml}```\n\nafter\n")
    }

    /// `line:column message` of each problem.
    fn problems(text: &str) -> Vec<String> {
        let index = prodproof_syntax::span::LineIndex::new(text);
        read(text)
            .problems
            .iter()
            .map(|problem| {
                let (line, column) = index.line_col(text, problem.span.start);
                assert!(!problem.fault.help().is_empty(), "help: {}", problem.fault);
                format!("{line}:{column} {}", problem.fault)
            })
            .collect()
    }

    /// The block starts at line 6.
    #[track_caller]
    fn bad(toml: &str, expected: &[&str]) {
        assert_eq!(problems(&fenced(toml)), expected, "{toml}");
    }

    #[track_caller]
    fn helps(toml: &str, expected: &str) {
        let contract = read(&fenced(toml));
        let helps: Vec<_> = contract.problems.iter().map(|problem| problem.fault.help()).collect();
        assert_eq!(helps, [expected], "{toml}");
    }

    /// Every value stands where its span says.
    #[track_caller]
    fn whole(text: &str) {
        let contract = read(text);
        assert_eq!(contract.problems, [], "{text}");
        for (value, expected) in [
            (&contract.image, "quay.io/acme/widget"),
            (&contract.branch, "main"),
            (&contract.latest, "latest"),
            (&contract.tags, "v*"),
            (&contract.unit, "deploy/widget.service"),
            (&contract.autoupdate, "registry"),
            (&contract.host, "web1.example.com"),
            (&contract.url, "https://widget.example.com"),
        ] {
            let value = value.as_ref().expect(expected);
            assert_eq!(value.value, expected);
            assert_eq!(value.span.text(text), format!("\"{expected}\""));
        }
        assert_eq!(contract.vars["REGISTRY"].value, "quay.io");
        assert_eq!(contract.inputs["push"].value, "true");
        let waiver = &contract.waivers[0];
        assert_eq!(waiver.rule.value, "rebuild-behind-paths");
        let until = waiver.until.as_ref().expect("until");
        assert_eq!((until.value.to_string(), until.span.text(text)), ("2027-01-01".into(), "2027-01-01"));
        let block = contract.block.expect("block").text(text);
        assert!(
            block.trim_start_matches([' ', '>']).starts_with("[image]") && block.trim_end().ends_with("2027-01-01"),
            "{block:?}"
        );
    }

    #[test]
    fn every_value_has_its_place() {
        whole(&fenced(GOOD));
        whole(&format!("\u{feff}{}", fenced(GOOD)));
        whole(&fenced(GOOD).replace('\n', "\r\n"));
        whole(&format!("\u{feff}{}", fenced(GOOD).replace('\n', "\r\n")));
        whole(&fenced(GOOD).replace("```toml contract", "~~~~   toml   contract  ").replace("```", "~~~~"));
    }

    #[test]
    fn a_block_may_stand_in_a_list_or_a_quote() {
        let indented: String = GOOD.lines().map(|line| format!("  {line}\n")).collect();
        let text = format!("- item\n\n  ```toml contract\n{indented}  ```\n");
        whole(&text);
        whole(&text.replace('\n', "\r\n"));
        let quoted: String = GOOD.lines().map(|line| format!("> {line}\n")).collect();
        whole(&format!("> ```toml contract\n{quoted}> ```\n"));
    }

    #[test]
    fn other_blocks_are_none() {
        for text in [
            "",
            "no block",
            "```toml\n[image]\n```\n",
            "```contract\n```\n",
            "```toml contracts\n```\n",
            "<!--\n```toml contract\n[image]\nname = \"x\"\n```\n-->\n",
            "    ```toml contract\n    ```\n",
            "````markdown\n```toml contract\n```\n````\n",
        ] {
            assert_eq!(read(text), Contract::default(), "{text}");
        }
    }

    #[test]
    fn an_empty_block_states_nothing_and_has_a_place() {
        let text = "```toml contract\n```\n";
        let contract = read(text);
        assert_eq!(contract.block, Some(Span::at(17)));
        assert_eq!(contract.problems, []);
    }

    #[test]
    fn syntax_errors_have_their_place() {
        bad(
            "[image]\nname = \n",
            &["7:8 the contract is no TOML: string values must be quoted, expected literal string"],
        );
        bad("[image\n", &["6:7 the contract is no TOML: unclosed table, expected `]`"]);
        bad("[image]\n[image]\n", &["7:2 the contract is no TOML: duplicate key"]);
        let text = "- a\n  ```toml contract\n  a = \n  ```\n";
        assert_eq!(problems(text).len(), 1);
        assert!(problems(text)[0].starts_with("3:"), "{:?}", problems(text));
    }

    #[test]
    fn unclosed_and_doubled_blocks() {
        let text = "```toml contract\n[image]\nname = \"quay.io/a/b\"\n";
        assert_eq!(problems(text), ["1:1 the contract block is not closed"]);
        let one = "```toml contract\n[build]\nbranch = \"main\"\n```\n";
        assert_eq!(problems(&format!("{one}\n{one}")), ["6:1 there is more than one contract block"]);
    }

    #[test]
    fn one_table_in_both_forms() {
        let text = "[image] # ours\nname = \"quay.io/a/b\"\n[[image]]\nname = \"quay.io/a/c\"\n";
        bad(text, &["6:2 `[image]` is the form for one image, `[[image]]` the form for several"]);
        helps(text, "write `[[image]]`");
        let text = "[[deploy]]\nunit = \"a.service\"\n[deploy]\nunit = \"b.service\"\n";
        bad(text, &["8:2 `[deploy]` is the form for one image, `[[deploy]]` the form for several"]);
    }

    #[test]
    fn unknown_names_with_the_nearest_known() {
        bad("[imgae]\nname = \"quay.io/a/b\"\n", &["6:2 `imgae` is not a table of the contract"]);
        helps("[imgae]\n", "write `image`");
        bad("[build]\nbrancc = \"main\"\n", &["7:1 `brancc` is not a key of `[build]`"]);
        helps("[build]\nbrnach = \"main\"\n", "write `branch`");
        helps("[build]\nunit = \"a.service\"\n", "move `unit` to `[deploy]`");
        helps("[build]\nquux = 1\n", "remove it; known are `branch`, `latest`, `tags`, `vars`, `secrets`, `inputs`");
        helps("name = \"quay.io/a/b\"\n", "move `name` to `[image]`");
        bad("[[waiver]]\nrule = \"x\"\nreasons = \"y\"\n", &["8:1 `reasons` is not a key of `[[waiver]]`"]);
    }

    #[test]
    fn wrong_types() {
        bad("image = \"quay.io/a/b\"\n", &["6:9 `image` is a string, not a table"]);
        bad("[image]\nname = 3\n", &["7:8 `image.name` is an integer, not a string"]);
        bad("[image]\nname = [\"a\"]\n", &["7:8 `image.name` is an array, not a string"]);
        bad("[image]\nname = \"\"\n", &["7:8 `image.name` is empty"]);
        bad("[build]\nvars = 1\n", &["7:8 `build.vars` is an integer, not a table"]);
        bad("[build.vars]\nA = 1.5\n", &["7:5 `build.vars.A` is a float, not a string"]);
        bad("[waiver]\nrule = \"x\"\n", &["6:1 `waiver` is a table, not an array of tables"]);
        bad("[[build]]\nbranch = \"main\"\n", &["6:1 `build` is an array of tables, not a table"]);
    }

    #[test]
    fn values_that_cannot_be_meant() {
        bad(
            "[image]\nname = \"quay.io/A/b\"\n",
            &["7:8 `quay.io/A/b` is no image name: the repository name must be lower case"],
        );
        bad("[image]\nname = \"quay.io/a/b:latest\"\n", &["7:8 `image.name` carries the tag `latest`"]);
        bad("[image]\nname = \"a/b\"\n", &["7:8 `a/b` names no registry"]);
        bad("[image]\nname = \"quay.io/a/<x>\"\n", &["7:8 `quay.io/a/<x>` is no image name: it holds a placeholder"]);
        bad(
            "[image]\nname = \"quay.io/a/b c\"\n",
            &["7:8 `quay.io/a/b c` is no image name: `b c` is not a valid name component"],
        );
        bad("[build]\nlatest = \"la test\"\n", &["7:10 `la test` is not a valid tag"]);
        bad("[deploy]\nautoupdate = \"Registry\"\n", &["7:14 `Registry` is no auto-update policy"]);
        bad(
            "[deploy]\nunit = \"/etc/systemd/system/w.service\"\n",
            &["7:8 `/etc/systemd/system/w.service` is no path in the repository"],
        );
        bad("[deploy]\nunit = \"deploy/w.txt\"\n", &["7:8 `deploy/w.txt` is no unit file"]);
        bad("[deploy]\nurl = \"widget.example.com\"\n", &["7:7 `widget.example.com` is no URL"]);
        bad("[deploy]\nhost = \"web 1\"\n", &["7:8 `web 1` is no host name"]);
    }

    #[test]
    fn waivers() {
        bad("[[waiver]]\nreason = \"x\"\n", &["6:1 the waiver names no rule"]);
        bad("[[waiver]]\nrule = \"x\"\nuntil = \"2027-01-01\"\n", &["8:9 `until` is a string, not a date"]);
        bad("[[waiver]]\nrule = \"x\"\nuntil = 2027-01-01T00:00:00Z\n", &["8:9 `until` has a time of day"]);
        let text = fenced("waiver = [{ rule = \"x\", path = \"a.yml\" }, { rule = \"C1\", reason = \" \" }]\n");
        let contract = read(&text);
        assert_eq!(contract.problems, []);
        assert_eq!(contract.waivers.len(), 2);
        assert_eq!(contract.waivers[0].span.text(&text), "{ rule = \"x\", path = \"a.yml\" }");
        assert_eq!(contract.waivers[1].reason, None, "blank is none");
        let text = fenced("[[waiver]]\nrule = \"x\"\n\n[[waiver]]\nrule = \"y\"\n");
        let spans: Vec<_> = read(&text).waivers.iter().map(|waiver| waiver.span.text(&text).to_string()).collect();
        assert_eq!(spans, ["[[waiver]]\nrule = \"x\"", "[[waiver]]\nrule = \"y\""]);
    }

    #[test]
    fn a_date_that_does_not_exist_is_no_toml() {
        let found = problems(&fenced("[[waiver]]\nrule = \"x\"\nuntil = 2027-02-30\n"));
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("8:9 the contract is no TOML"), "{found:?}");
    }
}
