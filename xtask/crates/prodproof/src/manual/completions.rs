//! Completions for bash, zsh and fish, for `cargo xtask …` as well as for the bare
//! binary. The completion of cargo itself goes on working.

use clap::Command;

use super::pages::{pages, Page, Param};
use super::Shell;
use prodproof_rules::rules;

/// The script, to be sourced. `alias` is cargo's alias and the binary's name: `xtask`.
pub fn completions(shell: Shell, command: &Command, alias: &str) -> String {
    let pages = pages(command);
    match shell {
        Shell::Bash => bash(&pages, alias),
        Shell::Zsh => zsh(&pages, alias),
        Shell::Fish => fish(&pages, alias),
    }
}

/// A name that a shell function may have.
fn function(alias: &str) -> String {
    alias.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
}

/// What a parameter may be set to: a list, files, or something nobody can guess.
enum Choice {
    Words(Vec<String>),
    Files,
    Any,
}

fn choice(param: &Param) -> Choice {
    if matches!(param.id.as_str(), "rule" | "select" | "ignore") {
        return Choice::Words(rules::all().flat_map(|rule| [rule.code.to_string(), rule.name.to_string()]).collect());
    }
    if !param.values.is_empty() {
        Choice::Words(param.values.clone())
    } else if param.is_path {
        Choice::Files
    } else {
        Choice::Any
    }
}

/// Subcommands and options of a page, with a word on each.
fn words(page: &Page) -> Vec<(String, String)> {
    let mut out = page.subcommands.clone();
    for param in &page.params {
        out.extend(param.long.iter().map(|long| (format!("--{long}"), param.help.clone())));
    }
    out
}

/// The branches `path)` of a shell's `case`, which set `path` to the command so far.
fn steps(pages: &[Page]) -> String {
    let mut out = String::new();
    for page in pages.iter().filter(|page| !page.subcommands.is_empty()) {
        for (name, _) in &page.subcommands {
            let before = page.path.join(" ");
            let after = [before.as_str(), name].join(if before.is_empty() { "" } else { " " });
            out.push_str(&format!("      '{before}|{name}') path='{after}' ;;\n"));
        }
    }
    out
}

fn bash(pages: &[Page], alias: &str) -> String {
    let name = function(alias);
    let mut cases = String::new();
    for page in pages {
        let path = page.path.join(" ");
        for param in &page.params {
            let (Some(long), Some(_)) = (&param.long, &param.value) else { continue };
            cases.push_str(&match choice(param) {
                Choice::Words(words) => format!("    '{path}|--{long}') words='{}' ;;\n", words.join(" ")),
                Choice::Files => format!("    '{path}|--{long}') COMPREPLY=($(compgen -f -- \"$cur\")); return ;;\n"),
                Choice::Any => format!("    '{path}|--{long}') return ;;\n"),
            });
        }
        let mut all: Vec<String> = words(page).into_iter().map(|(word, _)| word).collect();
        let mut files = "";
        for param in page.params.iter().filter(|param| param.long.is_none() && param.short.is_none()) {
            match choice(param) {
                Choice::Words(words) => all.extend(words),
                Choice::Files => files = " files=1",
                Choice::Any => {}
            }
        }
        cases.push_str(&format!("    '{path}|'*) words='{}'{files} ;;\n", all.join(" ")));
    }
    format!(
        "# Completions of {alias} for bash: source <(cargo {alias} completions bash)
_{name}_from() {{
  local cur=${{COMP_WORDS[COMP_CWORD]}} prev=${{COMP_WORDS[COMP_CWORD-1]}} path='' words='' files='' i
  for ((i = $1; i < COMP_CWORD; i++)); do
    case \"$path|${{COMP_WORDS[i]}}\" in
{}    esac
  done
  case \"$path|$prev\" in
{cases}  esac
  COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))
  if [[ -n $files && $cur != -* ]]; then COMPREPLY+=($(compgen -f -- \"$cur\")); fi
}}
_{name}() {{ _{name}_from 1; }}
_cargo_or_{name}() {{
  if [[ ${{COMP_WORDS[1]}} == {alias} && $COMP_CWORD -gt 1 ]]; then
    _{name}_from 2
  elif declare -F _cargo >/dev/null; then
    _cargo \"$@\"
  fi
}}
if declare -F _completion_loader >/dev/null; then _completion_loader cargo 2>/dev/null; fi
complete -o default -F _cargo_or_{name} cargo
complete -o default -F _{name} {alias}
",
        steps(pages)
    )
}

/// Single-quoted for zsh and fish. Both take a quote in double quotes beside it.
fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\"'\"'"))
}

fn zsh(pages: &[Page], alias: &str) -> String {
    let name = function(alias);
    let mut cases = String::new();
    let list = |words: &[(String, String)]| -> String {
        let words = words.iter().map(|(word, about)| {
            if about.is_empty() {
                quote(&word.replace(':', "\\:"))
            } else {
                quote(&format!("{}:{about}", word.replace(':', "\\:")))
            }
        });
        words.collect::<Vec<_>>().join(" ")
    };
    let bare = |words: Vec<String>| words.into_iter().map(|word| (word, String::new())).collect::<Vec<_>>();
    for page in pages {
        let path = page.path.join(" ");
        for param in &page.params {
            let (Some(long), Some(_)) = (&param.long, &param.value) else { continue };
            cases.push_str(&match choice(param) {
                Choice::Words(words) => format!("    '{path}|--{long}') all=({}) ;;\n", list(&bare(words))),
                Choice::Files => format!("    '{path}|--{long}') _files; return ;;\n"),
                Choice::Any => format!("    '{path}|--{long}') return ;;\n"),
            });
        }
        let mut all = words(page);
        let mut files = "";
        for param in page.params.iter().filter(|param| param.long.is_none() && param.short.is_none()) {
            match choice(param) {
                Choice::Words(words) => all.extend(bare(words)),
                Choice::Files => files = " files=1",
                Choice::Any => {}
            }
        }
        cases.push_str(&format!("    '{path}|'*) all=({}){files} ;;\n", list(&all)));
    }
    format!(
        "#compdef {alias}
# Completions of {alias} for zsh: source <(cargo {alias} completions zsh)
_{name}_from() {{
  local at='' files='' i
  local -a all
  for ((i = $1; i < CURRENT; i++)); do
    case \"$at|${{words[i]}}\" in
{}    esac
  done
  case \"$at|${{words[CURRENT-1]}}\" in
{cases}  esac
  _describe -V {alias} all
  if [[ -n $files && $PREFIX != -* ]]; then _files; fi
}}
_{name}() {{ _{name}_from 2; }}
_cargo_or_{name}() {{
  if [[ ${{words[2]}} == {alias} && $CURRENT -gt 2 ]]; then
    _{name}_from 3
  elif (( $+functions[_cargo] )); then
    _cargo \"$@\"
  else
    _default
  fi
}}
compdef _cargo_or_{name} cargo
compdef _{name} {alias}
",
        // `path` is tied to PATH in zsh.
        steps(pages).replace(" path=", " at=")
    )
}

fn fish(pages: &[Page], alias: &str) -> String {
    let name = function(alias);
    let mut out = format!(
        "# Completions of {alias} for fish: cargo {alias} completions fish | source
function __{name}_at
  set -l tokens (commandline -opc)
  if test (count $tokens) -gt 0; and string match -q -- '*cargo' $tokens[1]
    test (count $tokens) -gt 1; and test $tokens[2] = {alias}; or return 1
    set -e tokens[1]
  end
  set -e tokens[1]
  set -l at ''
  for token in $tokens
    switch \"$at|$token\"
"
    );
    for page in pages.iter().filter(|page| !page.subcommands.is_empty()) {
        for (word, _) in &page.subcommands {
            let before = page.path.join(" ");
            let after = [before.as_str(), word].join(if before.is_empty() { "" } else { " " });
            out.push_str(&format!("      case '{before}|{word}'\n        set at '{after}'\n"));
        }
    }
    out.push_str("    end\n  end\n  test \"$at\" = \"$argv[1]\"\nend\n");
    for tool in ["cargo", alias] {
        for page in pages {
            let head = format!("complete -c {tool} -n \"__{name}_at '{}'\"", page.path.join(" "));
            for (word, about) in &page.subcommands {
                out.push_str(&format!("{head} -f -a {} -d {}\n", quote(word), quote(about)));
            }
            for param in &page.params {
                let mut line = head.clone();
                match choice(param) {
                    Choice::Words(words) => line.push_str(&format!(" -f -a {}", quote(&words.join(" ")))),
                    Choice::Files => line.push_str(" -F"),
                    Choice::Any => line.push_str(" -f"),
                }
                if let Some(long) = &param.long {
                    line.push_str(&format!(" -l {long}"));
                }
                if let Some(short) = param.short {
                    line.push_str(&format!(" -s {short}"));
                }
                if param.value.is_some() && (param.long.is_some() || param.short.is_some()) {
                    line.push_str(" -r");
                }
                out.push_str(&format!("{line} -d {}\n", quote(&param.help)));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manual::pages::tests::command;

    #[track_caller]
    fn has(shell: Shell, parts: &[&str]) {
        let out = completions(shell, &command(), "xtask");
        for part in parts {
            assert!(out.contains(part), "{part}\nin\n{out}");
        }
    }

    #[test]
    fn bash_completes_commands_values_files_and_rules() {
        has(
            Shell::Bash,
            &[
                "      'hook|status') path='hook status' ;;\n",
                "    '|'*) words='verify hook --help --version' ;;\n",
                "    'verify|--format') words='text json' ;;\n",
                " C200 unknown-waived-rule C201 unused-waiver ",
                "    'verify|'*) words='--format --select --quiet --help' files=1 ;;\n",
                "complete -o default -F _cargo_or_xtask cargo\n",
            ],
        );
    }

    #[test]
    fn zsh_shows_what_each_word_is_for() {
        has(Shell::Zsh, &["'verify:Checks it' 'hook:The hook'", "'--format:How it'\"'\"'s printed [default: text]'"]);
        assert!(!completions(Shell::Zsh, &command(), "xtask").contains("path="), "`path` is zsh's own");
    }

    #[test]
    fn fish_knows_where_it_is() {
        has(
            Shell::Fish,
            &[
                "      case 'hook|status'\n        set at 'hook status'\n",
                "complete -c cargo -n \"__xtask_at 'verify'\" -f -a 'text json' -l format -r -d 'How it'\"'\"'s printed [default: text]'\n",
                "complete -c xtask -n \"__xtask_at 'hook'\" -f -a 'status' -d 'Shows it'\n",
                "complete -c cargo -n \"__xtask_at 'verify'\" -f -l quiet -s q -d 'Say: [nothing]'\n",
            ],
        );
    }

    #[test]
    fn another_alias_makes_other_functions() {
        let out = completions(Shell::Bash, &command(), "my-task");
        assert!(
            out.contains("_cargo_or_my_task") && out.contains("complete -o default -F _my_task my-task\n"),
            "{out}"
        );
    }
}
