//! Tests of what starts a workflow.

use super::*;
use prodproof_syntax::yaml::Yaml;

#[track_caller]
fn runs(on: &str, event: Event) -> (Answer, RunReason) {
    let yaml = Yaml::read(on);
    let run = Triggers::read(yaml.root().unwrap()).unwrap().run(&event, "main");
    (run.answer, run.why)
}

fn main() -> Event {
    Event::Push("main".into())
}

fn tag() -> Event {
    Event::Tag("v1.2.3".into())
}

#[test]
fn forms_of_on() {
    for on in ["on: push", "on: [push]", "on:\n- push\n", "on: {push: }", "\"on\": {push: {}}", "true: push"] {
        assert_eq!(runs(on, main()).0, Answer::Yes, "{on}");
        assert_eq!(runs(on, tag()).0, Answer::Yes, "{on}");
        assert_eq!(runs(on, Event::Schedule), (Answer::No, RunReason::NoTrigger), "{on}");
    }
}

#[test]
fn branch_and_tag_filters() {
    assert_eq!(runs("on: {push: {tags: ['v*']}}", main()), (Answer::No, RunReason::OnlyTags));
    assert_eq!(runs("on: {push: {tags: ['v*']}}", tag()).0, Answer::Yes);
    assert_eq!(runs("on: {push: {branches: main}}", tag()), (Answer::No, RunReason::OnlyBranches));
    assert_eq!(runs("on: {push: {branches: [dev]}}", main()), (Answer::No, RunReason::Filtered));
    assert_eq!(runs("on: {push: {branches-ignore: [ma*]}}", main()), (Answer::No, RunReason::Filtered));
    assert_eq!(runs("on: {push: {branches-ignore: [dev]}}", main()).0, Answer::Yes);
    assert_eq!(runs("on: {push: {branches: ['**', '!main']}}", main()).0, Answer::No);
    assert_eq!(runs("on: {push: {branches: ['!main', '**']}}", main()).0, Answer::Yes);
    assert_eq!(runs("on: {push: {branches: ['!dev']}}", main()).0, Answer::No);
    assert_eq!(runs("on: {push: {branches: [$default-branch]}}", main()).0, Answer::No);
    assert_eq!(runs("on: {push: {branches: ['[']}}", main()).0, Answer::Unknown);
    assert_eq!(runs("on: {push: {branches: [main], tags: ['v*']}}", tag()).0, Answer::Yes);
    assert_eq!(runs("on: {push: {tags: }}", main()).0, Answer::Unknown);
    assert_eq!(runs("on: {push: {tags: }}", tag()).0, Answer::Unknown);
    assert_eq!(runs("on: {push: {branches: , tags: ['v*']}}", tag()).0, Answer::Yes);
    assert_eq!(runs("on: {push: {branches: , tags: ['v*']}}", main()).0, Answer::Unknown);
}

#[test]
fn paths_are_a_condition_on_branches_and_none_on_tags() {
    let yaml = Yaml::read("on: {push: {paths: ['src/**']}}");
    let triggers = Triggers::read(yaml.root().unwrap()).unwrap();
    let asked = |run: Run| match &run.conditions[..] {
        [StartCondition::Paths { ignore, patterns, .. }] => (*ignore, patterns.join(" ")),
        other => panic!("{other:?}"),
    };
    assert_eq!(asked(triggers.run(&main(), "main")), (false, "src/**".into()));
    assert_eq!(triggers.run(&tag(), "main").conditions, []);
    let yaml = Yaml::read("on: {push: {paths-ignore: ['docs/**', '*.md']}}");
    let triggers = Triggers::read(yaml.root().unwrap()).unwrap();
    let run = triggers.run(&main(), "main");
    assert_eq!(asked(run), (true, "docs/** *.md".into()));
}

#[test]
fn activity_types() {
    assert_eq!(runs("on: {release: {types: [edited]}}", Event::Release), (Answer::No, RunReason::Types));
    assert_eq!(runs("on: release", Event::Release).0, Answer::Yes);
    assert_eq!(runs("on: {pull_request: {branches: [dev]}}", Event::PullRequest).0, Answer::No);
    assert_eq!(runs("on: pull_request_target", Event::PullRequest).0, Answer::Yes);
}

#[test]
fn numbers_are_the_text_that_github_sees() {
    let yaml = Yaml::read("on: {push: {branches: [2.0]}}");
    let triggers = Triggers::read(yaml.root().unwrap()).unwrap();
    let pattern = &triggers.list[0].branches.as_ref().unwrap().patterns[0];
    assert_eq!((pattern.text.as_str(), pattern.number.as_deref()), ("2", Some("2.0")));
}
