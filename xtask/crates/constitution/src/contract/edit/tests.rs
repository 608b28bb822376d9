//! Values set and blocks inserted, right to the byte.

use super::*;

#[track_caller]
fn sets(text: &str, key: &str, value: &str, after: &str) {
    let edits = set("c.md", text, key, value);
    assert_eq!(apply(text, &edits).unwrap(), after);
    assert_eq!(set("c.md", after, key, value), [], "twice changes nothing");
    let crlf = text.replace('\n', "\r\n");
    let edits = set("c.md", &crlf, key, value);
    assert_eq!(apply(&crlf, &edits).unwrap(), after.replace('\n', "\r\n"), "CRLF");
}

#[test]
fn a_value_is_replaced_in_its_style() {
    sets(
        "```toml contract\n[image]\nname = \"a\" # why\n```\n",
        "image.name",
        "quay.io/a/b",
        "```toml contract\n[image]\nname = \"quay.io/a/b\" # why\n```\n",
    );
    sets(
        "- x\n  ~~~toml contract\n  image.name='a'\n  ~~~\n",
        "image.name",
        "b",
        "- x\n  ~~~toml contract\n  image.name='b'\n  ~~~\n",
    );
    sets(
        "```toml contract\nimage = { name = 'a' }\n```\n",
        "image.name",
        "it's \"b\"",
        "```toml contract\nimage = { name = \"it's \\\"b\\\"\" }\n```\n",
    );
}

#[test]
fn a_missing_key_goes_behind_the_last_of_its_table() {
    sets(
        "```toml contract\n[build]\n  branch = \"main\" # x\n\n[deploy]\n```\n",
        "build.tags",
        "v*",
        "```toml contract\n[build]\n  branch = \"main\" # x\n  tags = \"v*\"\n\n[deploy]\n```\n",
    );
    sets(
        "```toml contract\n[deploy]\n# nothing yet\n```\n",
        "deploy.unit",
        "a.service",
        "```toml contract\n[deploy]\nunit = \"a.service\"\n# nothing yet\n```\n",
    );
    sets(
        "```toml contract\nbuild.branch = \"main\"\n```\n",
        "build.tags",
        "v*",
        "```toml contract\nbuild.branch = \"main\"\nbuild.tags = \"v*\"\n```\n",
    );
    sets(
        "```toml contract\nbuild = { branch = \"main\" }\n```\n",
        "build.vars.X",
        "1",
        "```toml contract\nbuild = { branch = \"main\", vars.X = \"1\" }\n```\n",
    );
    sets(
        "> ```toml contract\n> [build]\n> branch = \"main\"\n> ```\n",
        "build.tags",
        "v*",
        "> ```toml contract\n> [build]\n> branch = \"main\"\n> tags = \"v*\"\n> ```\n",
    );
}

#[test]
fn a_missing_table_goes_to_the_end() {
    sets(
        "- ```toml contract\n  [image]\n  name = \"a\"\n  ```\n",
        "build.branch",
        "main",
        "- ```toml contract\n  [image]\n  name = \"a\"\n  [build]\n  branch = \"main\"\n  ```\n",
    );
    sets("```toml contract\n```\n", "build.vars.X", "1", "```toml contract\n[build.vars]\nX = \"1\"\n```\n");
}

#[test]
fn what_is_no_toml_is_not_edited() {
    assert_eq!(set("c.md", "```toml contract\n[image\n```\n", "image.name", "a"), []);
    assert_eq!(set("c.md", "```toml contract\nimage = 1\n```\n", "image.name", "a"), []);
    assert_eq!(set("c.md", "```toml contract\n[image]", "build.branch", "a"), [], "not closed");
}

#[track_caller]
fn inserts(text: &str, after: &str) {
    let facts = [("image.name", "q/a"), ("build.branch", "main"), ("build.tags", "v*")];
    let block = "```toml contract\n[image]\nname = \"q/a\"\n[build]\nbranch = \"main\"\ntags = \"v*\"\n```";
    let after = after.replace("BLOCK", block);
    let edits = insert_block("c.md", text, &facts);
    assert_eq!(apply(text, &edits).unwrap(), after);
    assert_eq!(insert_block("c.md", &after, &facts), []);
    let crlf = text.replace('\n', "\r\n");
    let edits = insert_block("c.md", &crlf, &facts);
    // A text without a line break has no line ending to keep.
    if text.contains('\n') {
        assert_eq!(apply(&crlf, &edits).unwrap(), after.replace('\n', "\r\n"), "CRLF");
    }
}

#[test]
fn a_block_goes_behind_the_release_section() {
    inserts(
        "# C\n\n## Releases\n\nWords.\n\n### Sub\n\n- more\n\n## Governance\n\nx\n\n**Version**: 1.0.0\n",
        "# C\n\n## Releases\n\nWords.\n\n### Sub\n\n- more\n\nBLOCK\n\n## Governance\n\nx\n\n**Version**: 1.0.0\n",
    );
    inserts(
        "# C\n\n## Release\n\nWords.\n\n---\n\n**Version**: 1.0.0 | **Ratified**: 2026-01-01\n",
        "# C\n\n## Release\n\nWords.\n\nBLOCK\n\n---\n\n**Version**: 1.0.0 | **Ratified**: 2026-01-01\n",
    );
}

#[test]
fn else_before_the_footer_else_at_the_end() {
    inserts("# Release bot\n\nx\n\n**版本**：1.1.0\n", "# Release bot\n\nx\n\nBLOCK\n\n**版本**：1.1.0\n");
    inserts(
        "# C\n\n> **Version:** 1.0.0\n\n## I. License\n\nx\n",
        "# C\n\n> **Version:** 1.0.0\n\n## I. License\n\nx\n\nBLOCK\n",
    );
    inserts("# C\n\nno newline", "# C\n\nno newline\n\nBLOCK");
    inserts("", "BLOCK\n");
    inserts("\n\n", "BLOCK\n\n\n\n");
}

#[test]
fn an_open_fence_or_comment_swallows_no_block() {
    assert_eq!(insert_block("c.md", "# C\n\n```\ncode\n", &[("image.name", "a")]), []);
    assert_eq!(insert_block("c.md", "# C\n\n<!-- open\n", &[("image.name", "a")]), []);
}
