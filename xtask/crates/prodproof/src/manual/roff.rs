//! Man pages, in the macros of man(7).

use clap::Command;

use super::{pages, Page, Param};

/// The manual as one page, section 1. `name` is how it is called: `cargo-xtask`.
pub fn man(command: &Command, name: &str) -> String {
    let call = name.replace('-', " ");
    let version = command.get_version().unwrap_or_default();
    let mut out = format!(".TH {} 1 \"\" \"{name} {}\" \"\"\n", escape(&name.to_uppercase()), escape(version));
    for page in pages(command) {
        if page.path.is_empty() {
            out.push_str(&format!(".SH NAME\n{} \\- {}\n.SH SYNOPSIS\n", escape(name), line(&page.about)));
            out.push_str(&format!(".B {}\n[\\fIOPTIONS\\fR] \\fICOMMAND\\fR\n.SH DESCRIPTION\n", escape(&call)));
            paragraph(&mut out, &page.long);
            params(&mut out, &page);
            after(&mut out, &page.after, ".SH");
            out.push_str(".SH COMMANDS\n");
        } else if page.subcommands.is_empty() {
            out.push_str(&format!(".SS \"{} {}", escape(&call), page.path.join(" ")));
            for param in page.params.iter().filter(|param| param.long.is_none() && param.short.is_none()) {
                let value = param.value.as_deref().unwrap_or_default();
                out.push_str(&if param.required { format!(" {value}") } else { format!(" [{value}]") });
            }
            out.push_str("\"\n");
            paragraph(&mut out, &page.long);
            params(&mut out, &page);
            after(&mut out, &page.after, ".PP\n");
        }
    }
    out
}

fn params(out: &mut String, page: &Page) {
    // On the page of the whole they are told once.
    let told = |param: &&Param| !page.path.is_empty() && matches!(param.id.as_str(), "help" | "version");
    for Param { long, short, value, values, help, .. } in page.params.iter().filter(|param| !told(param)) {
        let mut names: Vec<String> = Vec::new();
        names.extend(short.map(|short| format!("\\fB\\-{short}\\fR")));
        names.extend(long.as_deref().map(|long| format!("\\fB{}\\fR", escape(&format!("--{long}")))));
        let mut head = names.join(", ");
        if let Some(value) = value {
            head.push_str(&format!("{}\\fI{}\\fR", if head.is_empty() { "" } else { " " }, escape(value)));
        }
        let values = match values.iter().any(|value| !help.contains(value.as_str())) {
            true => format!(" [{}]", values.join(", ")),
            false => String::new(),
        };
        out.push_str(&format!(".TP\n{head}\n{}\n", line(&format!("{help}{values}"))));
    }
}

/// Examples and exit codes: paragraphs with a head become sections or stay as typed.
fn after(out: &mut String, text: &str, macro_: &str) {
    for part in text.split("\n\n").filter(|part| !part.trim().is_empty()) {
        match part.split_once(":\n") {
            Some((head, body)) => {
                out.push_str(&if macro_ == ".SH" {
                    format!(".SH {}\n", head.to_uppercase())
                } else {
                    format!(".PP\n{}:\n", line(head))
                });
                out.push_str(".nf\n");
                for one in body.lines() {
                    out.push_str(&line(one));
                    out.push('\n');
                }
                out.push_str(".fi\n");
            }
            None => paragraph(out, part),
        }
    }
}

fn paragraph(out: &mut String, text: &str) {
    out.push_str(".PP\n");
    for one in text.lines() {
        out.push_str(&line(one));
        out.push('\n');
    }
}

/// A line of text; one that starts like a request is protected.
fn line(text: &str) -> String {
    let text = escape(text);
    if text.starts_with(['.', '\'']) {
        format!("\\&{text}")
    } else {
        text
    }
}

fn escape(text: &str) -> String {
    text.replace('\\', "\\e").replace('-', "\\-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manual::tests::command;

    #[test]
    fn a_man_page_has_every_option_and_no_stray_request() {
        let out = man(&command(), "cargo-xtask");
        assert!(
            out.starts_with(
                ".TH CARGO\\-XTASK 1 \"\" \"cargo-xtask 1.2.3\" \"\"\n.SH NAME\ncargo\\-xtask \\- Proves things\n"
            ),
            "{out}"
        );
        for part in [
            ".SS \"cargo xtask verify [DIR]\"\n.PP\nChecks it all.\n\\&.Dots and 'quotes' stay.\n",
            ".TP\n\\fB\\-\\-format\\fR \\fIFORMAT\\fR\nHow it's printed [default: text] [text, json]\n",
            ".TP\n\\fB\\-q\\fR, \\fB\\-\\-quiet\\fR\nSay: [nothing]\n",
            ".PP\nExamples:\n.nf\n  cargo xtask verify \\-q     quietly\n.fi\n.PP\nExit codes: 0 clean, 1 findings.\n",
            ".SS \"cargo xtask hook status\"\n",
        ] {
            assert!(out.contains(part), "{part}\nin\n{out}");
        }
        let requests = [".TH", ".SH", ".SS", ".PP", ".TP", ".B", ".nf", ".fi"];
        for one in out.lines().filter(|line| line.starts_with(['.', '\''])) {
            assert!(requests.contains(&one.split(' ').next().unwrap()), "{one}");
        }
    }
}
