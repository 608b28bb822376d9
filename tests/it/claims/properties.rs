//! What holds for any prose and any contract.

use super::*;

/// Pieces that prose is made of, so that random texts come near to claims.
fn prose() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "The image ",
        "MUST ",
        "NOT ",
        "be published to ",
        "`quay.io/acme/widget:latest`",
        "`",
        "``",
        "every Monday ",
        "04:30 UTC",
        "`30 4 * * 1`",
        "push to ",
        "`main`",
        "only ",
        "on `v*` tags",
        ". ",
        ", ",
        "; ",
        "(",
        ")",
        "\n",
        "\n\n",
        "- ",
        "> ",
        "| a | b |\n|---|---|\n| ",
        " | ",
        "# ",
        "**",
        "~~",
        "<!--",
        "-->",
        "。",
        "镜像",
        "必须",
        "每周一",
        "é",
        "\u{feff}",
        "\r\n",
        "“",
        "\"",
        "例えば",
        "&amp;",
        "\\",
        "[x](y)",
        "```toml contract\n",
        "```\n",
        "---\n",
        "  ",
        "FROM ",
        "based on ",
        "deploy/widget.service",
        "io.containers.autoupdate=registry",
        "e.g. ",
        ":",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_text_gives_claims_inside_of_it(text in prop_oneof![prose(), ".{0,200}"]) {
        for claim in claims::read(&text, &Markdown::read(&text)) {
            prop_assert!(text.get(claim.span.range()).is_some(), "{claim:?}");
            prop_assert!(text.get(claim.sentence.range()).is_some(), "{claim:?}");
            prop_assert!(!claim.span.is_empty(), "{claim:?}");
        }
    }
    #[test]
    fn any_text_gives_contracts_parents_and_mandates_inside_of_it(text in prop_oneof![prose(), contracts(), ".{0,200}"]) {
        let contract = contract::read(&text);
        for problem in &contract.problems {
            prop_assert!(text.get(problem.span.range()).is_some(), "{problem:?}");
        }
        for value in [&contract.image, &contract.branch, &contract.tags, &contract.unit].into_iter().flatten() {
            prop_assert!(!value.span.text(&text).is_empty(), "{value:?}");
        }
        let markdown = Markdown::read(&text);
        for parent in inherits::read(&text, &markdown) {
            prop_assert!(text.get(parent.span.range()).is_some(), "{parent:?}");
            prop_assert!(parent.version.is_none_or(|version| text.get(version.span.range()).is_some()));
        }
        let listed = rules::mandates::read(&text, &markdown, &rules::mandates::Subject::default());
        for mandate in &listed {
            prop_assert!(text.get(mandate.span.range()).is_some(), "{mandate:?}");
        }
        mandates::markdown("c.md", &text, &listed);
        mandates::json("c.md", &text, &listed);
    }

    /// What is set is read again, and nothing else of the text changes.
    #[test]
    fn a_value_that_is_set_is_read_again(text in prop_oneof![prose(), contracts()], value in "[ -~é镜]{1,12}") {
        for key in ["build.branch", "image.name", "build.vars.X"] {
            let edits = contract::set("c.md", &text, key, &value);
            if edits.is_empty() {
                continue;
            }
            let after = apply(&text, &edits).expect("edits that fit");
            prop_assert!(after.len() + 64 >= text.len());
            prop_assert_eq!(contract::set("c.md", &after, key, &value), vec![], "twice changes nothing");
            if key == "build.branch" && !value.trim().is_empty() {
                prop_assert_eq!(contract::read(&after).branch.map(|branch| branch.value), Some(value.clone()));
            }
        }
    }

    #[test]
    fn an_inserted_block_changes_no_other_byte(text in prose()) {
        let edits = contract::insert_block("c.md", &text, &[("image.name", "quay.io/acme/widget"), ("build.tags", "v*")]);
        if let [edit] = edits.as_slice() {
            prop_assert!(edit.place.span.is_empty());
            let read = contract::read(&apply(&text, &edits).expect("edits that fit"));
            prop_assert_eq!(read.image.map(|image| image.value), Some("quay.io/acme/widget".to_string()));
        }
    }
}

/// Pieces that contract blocks are made of.
fn contracts() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "[image]\n",
        "[build]\n",
        "[build.vars]\n",
        "[deploy]\n",
        "[[waiver]]\n",
        "name = \"quay.io/a/b\"\n",
        "branch = 'main' # x\n",
        "build.branch = \"x\"\n",
        "build = { branch = \"x\" }\n",
        "  tags = \"v*\"\n",
        "rule = \"a\"\n",
        "until = 2027-01-01\n",
        "name = 1\n",
        "\n",
        "# é\n",
        "x = \"\"\"\n",
        "\"\"\"\n",
        "[\n",
        "unit = \"a.service\"\n",
    ]);
    let ends = prop::sample::select(vec!["\n", "\r\n"]);
    let indents = prop::sample::select(vec!["", "  ", "> "]);
    (prop::collection::vec(piece, 0..8), ends, indents, any::<bool>()).prop_map(|(pieces, end, indent, closed)| {
        let body = format!("```toml contract\n{}{}", pieces.concat(), if closed { "```\n" } else { "" });
        let first = if indent == "  " { "- " } else { indent };
        let lines: Vec<String> = body
            .lines()
            .enumerate()
            .map(|(at, line)| format!("{}{line}{end}", if at == 0 { first } else { indent }))
            .collect();
        format!("# C{end}{end}{}", lines.concat())
    })
}
