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
    fn waivers() {
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
}
