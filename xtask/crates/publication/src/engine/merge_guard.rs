//! Guards that hang on the merge alone: on who made it, from which branch, what its message
//! says and which labels it has, and on what kind of repository it is made in. Whatever else
//! they ask for is known, so that the answer is decided once the merge is. Must not know what is published.

use crate::context::Names;
use prodproof_syntax::answer::Answer;
use prodproof_workflow::expression::{value, Expr, IfCondition as Guard};

/// Whether an undecided guard asks for nothing unknown but facts of the merge.
pub(super) fn asks_the_merge_alone(guard: &Guard, names: &Names) -> bool {
    let Some(expr) = guard.expr() else { return false };
    if names.success == Answer::Unknown || names.failure == Answer::Unknown || calls_the_disk(expr) {
        return false;
    }
    let all = expr.paths();
    // `github.event` of `github.event.head_commit` is no question of its own.
    let whole = |path: &&Vec<String>| !all.iter().any(|other| other.len() > path.len() && other.starts_with(path));
    let mut asked = all.iter().filter(whole).filter(|path| !is_known(path, names)).peekable();
    asked.peek().is_some() && asked.all(|path| is_fact(path))
}

/// Who, what message, which labels, in a fork or not: github/docs `contexts.md` and `webhook-events-and-payloads.md`.
fn is_fact(path: &[String]) -> bool {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    match path.as_slice() {
        ["github", "actor" | "actor_id" | "triggering_actor" | "head_ref"] => true,
        ["github", "event", "sender" | "pusher" | "head_commit" | "commits", ..] => true,
        ["github", "event", "pull_request", what, ..] => {
            matches!(*what, "labels" | "title" | "body" | "user" | "head" | "milestone" | "assignees")
        }
        // Only the forge knows these; its files and remotes do not tell.
        ["github", "event", "repository", "fork" | "private" | "visibility"] => true,
        _ => false,
    }
}

fn is_known(path: &[String], names: &Names) -> bool {
    value(&format!("${{{{ {} }}}}", path.join(".")), names).to_values().as_known().is_some()
}

/// `hashFiles` asks the checkout.
fn calls_the_disk(expr: &Expr) -> bool {
    let mut found = false;
    expr.walk(&mut |expr| found |= matches!(expr, Expr::Call(name, ..) if name.eq_ignore_ascii_case("hashFiles")));
    found
}
