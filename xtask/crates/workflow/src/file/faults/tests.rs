//! Faults of workflow files, each with a text that has it.

use super::*;

#[track_caller]
fn refused(text: &str, place: &str, why: &str) {
    let file = WorkflowFile::read("w.yml", text);
    let fault = file.refused().unwrap_or_else(|| panic!("not refused:\n{text}"));
    assert_eq!(fault.span.text(text), place);
    let cause = format!("{:?}", fault.cause);
    assert!(cause.contains(why), "{cause}");
}

#[track_caller]
fn good(text: &str) {
    assert_eq!(WorkflowFile::read("w.yml", text).faults, [], "{text}");
}

const JOBS: &str = "jobs: {a: {runs-on: x, steps: []}}\n";

#[test]
fn what_github_takes() {
    good(&format!(
        "\
name: x
on: push
env: {{A: '${{{{ github.sha }}}}'}}
{JOBS}"
    ));
    good(
        r#"on: push
jobs:
  b: {runs-on: x, steps: []}
  a: {runs-on: x, needs: b, if: "success('b')", steps: []}
"#,
    );
    good(
        "\
on: push
jobs:
  a: {runs-on: x, steps: [{if: env.X != '', run: 'echo ${{ matrix.x }}'}]}
  b: {needs: A, uses: ./x}
",
    );
}

#[test]
fn what_github_refuses() {
    refused("", "", "Empty");
    refused("on: push\n", "", "NoJobs");
    refused(JOBS, "", "NoOn");
    refused(&format!("on: {{push: {{push: {{}}}}}}\n{JOBS}"), "push", "owner: OnPush");
    refused(&format!("on: push\njob: x\n{JOBS}"), "job", "owner: Workflow");
    refused(&format!("on: push\non: push\n{JOBS}"), "on", "DuplicateKey");
    refused("on: push\njobs: {a: {needs: b, runs-on: x, steps: []}}\n", "b", "UnknownNeed");
    refused("on: push\njobs: {a: {needs: a, runs-on: x, steps: []}}\n", "a", "NeedCircle");
    refused(
        "on: push\njobs: {a: {runs-on: x, steps: [{run: 'x ${{ REGISTRY }}'}]}}\n",
        "REGISTRY",
        "UnknownContext(\"REGISTRY\")",
    );
    refused("on: push\njobs: {a: {runs-on: x, if: env.X, steps: []}}\n", "env", "ContextElsewhere");
    refused("on: push\njobs: {a: {runs-on: x, steps: [{if: secrets.X, run: y}]}}\n", "secrets", "ContextElsewhere");
    refused("on: push\njobs: {a: {runs-on: x, steps: [{if: 'a ==', run: y}]}}\n", "", "UnreadExpression");
    refused(
        "on: push\njobs: {a: {runs-on: x, steps: [{run: '${{ always() }}'}]}}\n",
        "always",
        "FunctionElsewhere(\"always\")",
    );
    refused("on: push\njobs: {a: {runs-on: x, name: '${{ env.X }}', steps: []}}\n", "env", "ContextElsewhere");
    // Such a list never matches, and the file is taken: public repositories have run so for months.
    good(&format!("on: {{push: {{branches: ['!x']}}}}\n{JOBS}"));
    refused(&format!("on: {{push: {{tags: ['[']}}}}\n{JOBS}"), "'['", "BrokenPattern");
    refused(&format!("on: push\nenv:\n{JOBS}"), "", "BlankEnv");
    refused("on: push\njobs: {a: {runs-on: x, env: , steps: []}}\n", "", "BlankEnv");
    refused("on: push\njobs: {a: {runs-on: x, steps: [{run: x, env: }]}}\n", "", "BlankEnv");
}

#[test]
fn a_bad_job_is_told_but_does_not_refuse_the_file() {
    let file = WorkflowFile::read("w.yml", "on: push\njobs: {a: oops, b: {runs-on: x, steps: []}}\n");
    assert_eq!(file.refused(), None);
    assert_eq!(file.faults.len(), 1);
}
