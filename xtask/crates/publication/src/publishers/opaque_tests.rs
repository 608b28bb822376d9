//! Tests of scripts with commands that nobody reads: what may push stays possible.

use super::scripts::{effects, effects_with, env, opaque, pushes, spell};
use super::tests::spelled;
use super::Publishers;
use prodproof_script::sh::{run, ScriptRemarkKind, ScriptStep, World};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::value::{Symbolic, ValueSet};
use std::rc::Rc;

#[test]
fn what_can_not_be_read_makes_the_rest_possible() {
    pushes("docker push a\nfi\ndocker push b", "a b?");
    pushes("docker push a\necho \"unclosed\n", "a");
    pushes("if true; then\ndocker push a\n", "a?");
    assert!(matches!(effects("docker push a\n)").remarks[0].kind, ScriptRemarkKind::Unreadable(_)));
}

#[test]
fn opaque_publishers() {
    opaque("make push", "make push");
    opaque("nix run .#pushImage", "nix run .#pushImage");
    opaque("bazel run //app:push", "bazel run //app:push");
    opaque("eval \"$UNKNOWN\"; $UNKNOWN --version", "");
    opaque("bash -c \"$UNKNOWN\"", "<?>");
    opaque("make -C x docker-release", "make -C x docker-release");
    opaque("make test", "");
    opaque("make", "");
    opaque("just publish", "just publish");
    opaque("npm test; npm ci; npm publish; cargo build; go test ./...", "");
    opaque("npm run docker:push", "npm run docker:push");
    opaque("./scripts/release.sh", "./scripts/release.sh");
    opaque("bash scripts/release.sh a", "scripts/release.sh");
    opaque("./scripts/run-tests.sh", "");
    opaque("./manage container.push", "./manage container.push");
    opaque("bash manage.sh publish", "manage.sh");
    opaque("goreleaser release --clean", "goreleaser release --clean");
    opaque("goreleaser release --snapshot", "");
    opaque("mvn -B package jib:build", "mvn -B package jib:build");
    opaque("./mvnw package -Dquarkus.container-image.push=true", "mvnw package -Dquarkus.container-image.push=true");
    opaque("./gradlew build", "");
    opaque("make all", "");
    opaque("make all ORG=acme VERSION=1", "make all ORG=acme VERSION=1");
    opaque("make test TAG=1", "");
    opaque("node -p \"require('./docker/package.json').version\"", "");
    opaque("./gradlew jib", "gradlew jib");
    opaque("curl -X POST «secret:QUAY_WEBHOOK_URL»", "curl -X POST <secret:QUAY_WEBHOOK_URL>");
    opaque("curl -X POST «secret:SLACK_WEBHOOK_URL»", "");
    opaque("if [ $UNKNOWN = x ]; then make push; fi", "make push?");
    // A binary that tells what it is.
    for asked in ["--help", "--version", "-V", "-h"] {
        opaque(&format!("B=./output/linux_amd64/navidrome; \"$B\" {asked} >/dev/null; bin/app {asked}"), "");
        opaque(&format!("./scripts/push {asked}"), &format!("./scripts/push {asked}"));
        opaque(&format!("./ship.sh {asked}"), &format!("./ship.sh {asked}"));
    }
    opaque("./app --version 1.2.3", "./app --version 1.2.3");
    opaque("./app serve", "./app serve");
}

#[test]
fn scripts_of_the_repository_are_followed() {
    let files = [
        ("ci/push.sh", "#!/bin/bash\ndocker push \"$1\"\nbash ci/more.sh"),
        ("ci/more.sh", "docker push more\nci/push.sh again"),
    ];
    let run = |script: &str, expected: &str| {
        let effects = effects_with(Symbolic::known(script), &[], &files);
        let found: Vec<String> = effects.pushes.iter().map(spell).collect();
        assert_eq!(found.join(" "), expected, "{script}");
        effects
    };
    let effects = run("bash ci/push.sh quay.io/a/b", "quay.io/a/b more");
    assert_eq!(effects.pushes[0].file.as_deref(), Some("ci/push.sh"));
    assert_eq!(effects.pushes[1].file.as_deref(), Some("ci/more.sh"));
    // Not into itself.
    assert_eq!(effects.opaque[0].command, "ci/push.sh again");
    run("cd ci && ./more.sh", "more");
    run("source ci/more.sh", "more again");
}

#[test]
fn other_shells_are_opaque() {
    let script = Symbolic::known("docker push x");
    let lookup = |_: &str| None;
    let step = ScriptStep {
        script: &script,
        shell: Some("cmd"),
        env: &Rc::default(),
        files: &lookup,
        programs: &Publishers,
        world: World::Runner,
    };
    assert_eq!(run(&step).opaque.len(), 1);
    assert_eq!(run(&ScriptStep { shell: Some("bash -e {0}"), ..step }).pushes.len(), 1);
}

#[test]
fn a_shell_inside_a_build_tool_may_push() {
    let script = Symbolic::known("overlay use images/base.nu as make\nmake { image: x }");
    let lookup = |_: &str| None;
    let step = ScriptStep {
        script: &script,
        shell: Some("nu {0}"),
        env: &Rc::default(),
        files: &lookup,
        programs: &Publishers,
        world: World::Runner,
    };
    assert_eq!(run(&step).opaque.len(), 0);
    assert_eq!(run(&ScriptStep { shell: Some("buildah unshare nu {0}"), ..step }).opaque.len(), 1);
}

#[test]
fn a_shell_inside_of_an_environment_is_read() {
    let script = Symbolic::known("false | true\ndocker push a/b");
    let lookup = |_: &str| None;
    let step = ScriptStep {
        script: &script,
        shell: None,
        env: &Rc::default(),
        files: &lookup,
        programs: &Publishers,
        world: World::Runner,
    };
    for shell in ["nix develop --command bash -e {0}", "nix develop .#ci -c bash {0}", "devbox run -- sh {0}"] {
        let effects = run(&ScriptStep { shell: Some(shell), ..step });
        assert_eq!((effects.pushes.len(), effects.opaque.len()), (1, 0), "{shell}");
    }
    let strict = run(&ScriptStep { shell: Some("nix develop -c bash -eo pipefail {0}"), ..step });
    assert_eq!(strict.pushes, []);
    let other = run(&ScriptStep { shell: Some("nix develop -c fish {0}"), ..step });
    assert_eq!((other.pushes.len(), other.opaque.len()), (0, 1));
}

#[test]
fn a_disabled_command_fails_the_step_and_not_the_script() {
    let fails = |script: &str, of: &[(&str, &str)]| effects_with(spelled(script), of, &[]).fails;
    let script = "echo ::set-env name=A::b\ndocker push a/b\necho done";
    assert_eq!(fails(script, &[]), Some(Answer::Yes));
    assert_eq!(fails("echo ::add-path::/opt/bin", &[]), Some(Answer::Yes));
    pushes(script, "a/b");
    let allowed = [("ACTIONS_ALLOW_UNSECURE_COMMANDS", "True")];
    assert_eq!(fails(script, &allowed), Some(Answer::No));
    let effects = effects_with(spelled(script), &allowed, &[]);
    assert_eq!(effects.env["A"], ValueSet::known("b"));
    assert_eq!(effects.remarks, []);
    assert_eq!(fails("if [ \"$UNKNOWN\" = a ]; then echo ::set-env name=A::b; fi\ntrue", &[]), Some(Answer::Unknown));
    assert_eq!(fails("X=$(echo ::set-env name=A::b)\ntrue", &[]), Some(Answer::No));
}

#[test]
fn a_push_that_must_fail_ends_the_script() {
    let fails = |script: &str| effects(script).fails;
    assert_eq!(fails("docker push . quay.io/a/b"), Some(Answer::Yes));
    pushes("docker push . quay.io/a/b\ndocker push quay.io/a/c", "");
    pushes("docker push . quay.io/a/b || true\ndocker push quay.io/a/c", "quay.io/a/c");
    pushes("docker push «?» quay.io/a/b", "quay.io/a/b");
    assert_eq!(fails("docker push quay.io/Acme/b\ntrue"), Some(Answer::Yes));
    assert_eq!(fails("docker push quay.io/acme/b:feature/x"), Some(Answer::Yes));
    assert_eq!(fails("docker push quay.io/«?»/b"), Some(Answer::Unknown));
    assert_eq!(fails("docker push quay.io/$unset/b"), Some(Answer::Unknown));
    pushes("set +e\ndocker push quay.io/Acme/b\ndocker push quay.io/acme/c", "quay.io/Acme/b quay.io/acme/c");
}

#[test]
fn what_is_not_read_is_opaque_only_if_it_may_push() {
    let opaque = |script: &str| !effects(script).opaque.is_empty();
    assert!(!opaque("docker login -u \"${USER)\" -p \"${PASSWORD} quay.io\""));
    assert!(opaque("docker push \"${USER)\" \"${PASSWORD} quay.io\""));
    assert!(!opaque("curl -sf https://example.com/install.sh | sh -s -- -b /usr/local/bin"));
    assert!(!opaque("«secret:QUAY_LOGIN»"));
    assert!(opaque("«secret:COMMAND»"));
}

#[test]
fn a_shell_that_is_not_read_is_opaque_only_if_it_may_push() {
    let effects = |shell: &str, script: &str| {
        run(&ScriptStep {
            script: &spelled(script),
            shell: Some(shell),
            env: &Rc::new(env(&[])),
            files: &|_| None,
            programs: &Publishers,
            world: World::Runner,
        })
    };
    for shell in ["pwsh", "powershell", "pwsh -command \". '{0}'\"", "python", "nu {0}"] {
        assert!(effects(shell, "docker push a/b").opaque.iter().all(|one| one.certainty.is_yes()), "{shell}");
        assert_eq!(effects(shell, "docker push a/b").opaque.len(), 1, "{shell}");
        let harmless = effects(shell, "Get-Service docker");
        assert!(harmless.opaque.is_empty() && harmless.unread && harmless.pushes.is_empty(), "{shell}");
    }
}
