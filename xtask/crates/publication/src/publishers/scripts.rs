//! Scripts with what their commands push, case by case.

use std::collections::BTreeMap;
use std::rc::Rc;

use prodproof_script::doubt::ScriptDoubt;
use prodproof_script::sh::{run, Pushed, ScriptEffects, ScriptRemarkKind, ScriptStep, World};

use super::tests::spelled;
use super::Publishers;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::value::{Symbolic, ValueSet};

pub(super) fn env(of: &[(&str, &str)]) -> BTreeMap<String, ValueSet> {
    let standard = [
        ("GITHUB_REPOSITORY", "acme/Widget"),
        ("GITHUB_REF", "refs/heads/main"),
        ("GITHUB_REF_NAME", "main"),
        ("GITHUB_EVENT_NAME", "push"),
    ];
    let mut out: BTreeMap<String, ValueSet> =
        standard.iter().chain(of).map(|(name, value)| (name.to_string(), ValueSet::known(value))).collect();
    out.insert("GITHUB_SHA".into(), ValueSet::one(Symbolic::hole("sha")));
    out.insert("UNKNOWN".into(), ValueSet::unknown());
    out
}

pub(super) fn effects_with(script: Symbolic, of: &[(&str, &str)], files: &[(&str, &str)]) -> ScriptEffects {
    let lookup = |path: &str| files.iter().find(|(name, _)| *name == path).map(|(_, text)| text.to_string());
    run(&ScriptStep {
        script: &script,
        shell: None,
        env: &Rc::new(env(of)),
        files: &lookup,
        programs: &Publishers,
        world: World::Runner,
    })
}

pub(super) fn effects(script: &str) -> ScriptEffects {
    effects_with(spelled(script), &[], &[])
}

pub(super) fn spell(push: &Pushed) -> String {
    let name = push.reference.as_ref().map_or("?".to_string(), Symbolic::to_string);
    format!("{name}{}", if push.certainty.is_yes() { "" } else { "?" })
}

/// References in order, `?` behind those that are only possible.
#[track_caller]
pub(super) fn pushes(script: &str, expected: &str) {
    let found: Vec<String> = effects(script).pushes.iter().map(spell).collect();
    assert_eq!(found.join(" "), expected, "{script}");
}

#[track_caller]
pub(super) fn output(script: &str, expected: &str) {
    let effects = effects(script);
    let found = effects
        .outputs
        .get("x")
        .map_or("-".to_string(), |values| values.iter().map(Symbolic::to_string).collect::<Vec<_>>().join(" | "));
    assert_eq!(found, expected, "{script}");
}

#[track_caller]
pub(super) fn opaque(script: &str, expected: &str) {
    let effects = effects(script);
    let found: Vec<String> = effects
        .opaque
        .iter()
        .map(|one| format!("{}{}", one.command, if one.certainty.is_yes() { "" } else { "?" }))
        .collect();
    assert_eq!(found.join(" "), expected, "{script}");
}

#[test]
fn plain_pushes() {
    pushes("docker push quay.io/a/b:c", "quay.io/a/b:c");
    pushes("docker push quay.io/a/b:c # a comment\n\n# docker push x", "quay.io/a/b:c");
    pushes("docker push \\\n  quay.io/a/b:c", "quay.io/a/b:c");
    pushes("docker push a; docker push b && docker push c", "a b c");
    pushes("docker push a & docker push b & wait", "a b");
    pushes("echo docker push a", "");
    pushes("echo 'docker push a'", "");
    pushes("{ docker push a; }; (docker push b)", "a b");
    pushes("docker build . && docker push a", "a");
    pushes("sudo docker push a", "a");
    pushes("time docker push a", "a");
    pushes("\r\ndocker push a\r\ndocker push b\r\n", "a b");
}

#[test]
fn variables() {
    pushes("IMG=quay.io/a/b\nTAG=c\ndocker push $IMG:$TAG", "quay.io/a/b:c");
    pushes("IMG=\"quay.io/a/b\"; docker push \"${IMG}:c\"", "quay.io/a/b:c");
    pushes("export IMG=quay.io/a/b\ndocker push $IMG", "quay.io/a/b");
    pushes("IMG=ghcr.io/${GITHUB_REPOSITORY,,}; docker push $IMG", "ghcr.io/acme/widget");
    pushes("docker push x:$GITHUB_SHA", "x:<sha>");
    pushes("docker push x:${GITHUB_SHA::7}", "x:<sha:7>");
    pushes("docker push x:${GITHUB_SHA:0:8}", "x:<sha:8>");
    pushes("docker push x:${GITHUB_REF#refs/heads/}", "x:main");
    pushes("docker push x:${GITHUB_REF##*/}", "x:main");
    pushes("V=v1.2.3; docker push x:${V#v}", "x:1.2.3");
    pushes("V=v1.2.3; docker push x:${V%.*}", "x:v1.2");
    pushes("V=v1.2.3; docker push x:${V%%.*}", "x:v1");
    pushes("V=a/b/c; docker push x:${V//\\//-}", "x:a-b-c");
    pushes("V=a/b/c; docker push x:${V/\\//-}", "x:a-b/c");
    pushes("docker push x:${tag:-latest}", "x:latest");
    pushes("docker push x:${UNKNOWN:-latest}", "x:<?>? x:latest?");
    pushes("docker push x:${TAG}", "x:<?>");
    pushes("A=one; A+=two; docker push $A", "onetwo");
    pushes("X=$UNKNOWN; docker push q/${X##*/}:v1", "q/<?>:v1");
    pushes("docker push q/${UNKNOWN,,}:v1", "q/<?>:v1");
}

#[test]
fn command_substitutions() {
    pushes("docker push x:$(git rev-parse --short HEAD)", "x:<sha:7>");
    pushes("docker push x:`git rev-parse HEAD`", "x:<sha>");
    pushes("docker push x:$(date +%Y%m%d)", "x:<date>");
    pushes("docker push x:$(date '+%Y-%m-%d')-$(git rev-parse --short=8 HEAD)", "x:<date>-<sha:8>");
    pushes("R=$(echo $GITHUB_REPOSITORY | tr A-Z a-z); docker push ghcr.io/$R", "ghcr.io/acme/widget");
    pushes(
        "R=$(echo \"$GITHUB_REPOSITORY\" | tr '[:upper:]' '[:lower:]'); docker push ghcr.io/$R",
        "ghcr.io/acme/widget",
    );
    pushes("V=$(echo v1.2.3 | sed 's/^v//'); docker push x:$V", "x:1.2.3");
    pushes("V=$(echo $GITHUB_REF | sed -e 's,.*/\\(.*\\),\\1,'); docker push x:$V", "x:main");
    pushes("V=$(echo v1.2.3 | sed -E 's/v([0-9]+)\\.([0-9]+).*/\\1.\\2/'); docker push x:$V", "x:1.2");
    pushes("V=$(echo a/b_c | sed 's/[^[:alnum:]]/-/g'); docker push x:$V", "x:a-b-c");
    pushes("V=$(echo $GITHUB_REPOSITORY | sed -e 's/.*/\\L&/'); docker push x/$V", "x/acme/widget");
    pushes(
        "V=$(echo $GITHUB_REF | rev | cut -d/ -f1 | rev)-$(echo $GITHUB_SHA | head -c7); docker push x:$V",
        "x:main-<sha:7>",
    );
    pushes("docker build .; if [ $? -ne 0 ]; then exit; fi; docker push x", "x");
    pushes("docker push x:$(git rev-parse --short \"$GITHUB_SHA\")", "x:<sha:7>");
    pushes("docker buildx build --push $(echo \"q/a:$GITHUB_SHA\" | sed 's/^/-t /') .", "q/a:<sha>");
    pushes("T=$(printf 'q/a:1\\nq/a:2\\n' | xargs -I{} echo -t {}); docker buildx build --push $T .", "q/a:1 q/a:2");
    pushes("V=$(echo \"$GITHUB_REF\" | sed -e 's,.*/,,'); docker push x:$V", "x:main");
    pushes("V=$(echo a:b | cut -d: -f2); docker push x:$V", "x:b");
    pushes("V=$(echo $GITHUB_SHA | cut -c1-7); docker push x:$V", "x:<sha:7>");
    pushes("V=$(basename $GITHUB_REF); docker push x:$V", "x:main");
    pushes("V=$(cat VERSION); docker push x:$V", "x:<?>");
    pushes("V=$(./version.sh); docker push x:$V", "x:<?>");
    pushes("echo 1.2 > version; docker push x:$(cat version)", "x:1.2");
}

#[test]
fn conditions_that_are_decided() {
    pushes("if [ \"$GITHUB_REF\" = refs/heads/main ]; then docker push a; else docker push b; fi", "a");
    pushes("if [[ $GITHUB_REF == refs/tags/* ]]; then docker push a; else docker push b; fi", "b");
    pushes("if [[ $GITHUB_REF == refs/tags/* ]]; then docker push a; elif [[ $GITHUB_REF_NAME == main ]]; then docker push b; fi", "b");
    pushes("[ $GITHUB_EVENT_NAME = push ] && docker push a", "a");
    pushes("[ $GITHUB_EVENT_NAME != push ] && docker push a", "");
    pushes("[ $GITHUB_EVENT_NAME != push ] || docker push a", "a");
    pushes("if ! [ -z \"$GITHUB_REF\" ]; then docker push a; fi", "a");
    pushes("if [ -n \"\" ]; then docker push a; fi", "");
    pushes("if [[ \"$GITHUB_REF_NAME\" =~ ^(main|master)$ ]]; then docker push a; fi", "a");
    pushes(
        "T=v1.2.3; if [[ $T =~ ^v([0-9]+)\\.([0-9]+) ]]; then docker push x:${BASH_REMATCH[1]}.${BASH_REMATCH[2]}; fi",
        "x:1.2",
    );
    pushes("case $GITHUB_REF in refs/heads/main) docker push a;; *) docker push b;; esac", "a");
    pushes(
        "case \"$GITHUB_REF_NAME\" in\n  dev|test)\n    docker push a\n    ;;\n  ma*)\n    docker push b\n    ;;\nesac",
        "b",
    );
    pushes("test $GITHUB_REF_NAME = main && T=latest || T=dev; docker push x:$T", "x:latest");
    pushes(
        "[[ $GITHUB_REF == refs/heads/* && ( $GITHUB_REF_NAME == x || $GITHUB_REF_NAME == main ) ]] && docker push a",
        "a",
    );
    pushes("[ 2 -gt 1 -a \"a\" = \"a\" ] && docker push a", "a");
}

#[test]
fn conditions_that_are_not() {
    pushes("if [ \"$UNKNOWN\" = x ]; then docker push a; else docker push b; fi; docker push c", "a? b? c");
    pushes("T=dev; if [ $UNKNOWN = x ]; then T=latest; fi; docker push x:$T", "x:latest? x:dev?");
    pushes("if grep -q x y; then docker push a; fi", "a?");
    pushes("if docker manifest inspect x; then docker push a; fi", "a?");
    pushes("grep -q x y && docker push a; docker push b", "a? b");
    pushes("docker pull a || docker push b", "b?");
    pushes(
        "case $UNKNOWN in a) docker push a;; b) docker push b;; *) docker push c;; esac; docker push d",
        "a? b? c? d",
    );
    pushes("for i in $UNKNOWN; do docker push x:$i; done", "x:<?>?");
    pushes("T=a; [ $UNKNOWN = x ] && T=b; docker push x:$T", "x:a? x:b?");
    let effects = effects("if [ \"$UNKNOWN\" = x ]; then docker push a; fi");
    assert_eq!(effects.pushes[0].conditions, [ScriptDoubt::If("`[ \"$UNKNOWN\" = x ]`".into())]);
}

#[test]
fn the_end_of_a_script() {
    pushes("docker push a; exit 0; docker push b", "a");
    pushes("if [ $UNKNOWN = x ]; then exit 0; fi; docker push a", "a?");
    pushes("if [ $UNKNOWN = x ]; then exit 1; fi; docker push a", "a");
    pushes("[ $UNKNOWN = x ] || exit 1\ndocker push a", "a");
    pushes("[ -n \"$UNKNOWN\" ] || exit 0\ndocker push a", "a?");
    pushes("[ a = b ]\ndocker push a", "");
    pushes("set +e\n[ a = b ]\ndocker push a", "a");
    pushes("if [ $GITHUB_REF_NAME = main ]; then exit 0; fi; docker push a", "");
    pushes("(exit 0); docker push a", "a");
    assert_eq!(effects("exit 1").fails, Some(Answer::Yes));
    assert_eq!(effects("[ a = b ] && docker push x").fails, Some(Answer::Yes));
    assert_eq!(effects("if [ a = b ]; then docker push x; fi").fails, Some(Answer::No));
}

#[test]
fn loops() {
    pushes("for t in latest 1.2; do docker push x:$t; done", "x:latest x:1.2");
    pushes("for t in {a,b} c; do docker push x:$t; done", "x:a x:b x:c");
    pushes("TAGS=\"a b\"; for t in $TAGS; do docker push x:$t; done", "x:a x:b");
    pushes("TAGS=(a b); TAGS+=(c)\nfor t in \"${TAGS[@]}\"; do\n docker push x:$t\ndone", "x:a x:b x:c");
    pushes("for i in 1 2 3; do docker push x && break; sleep 5; done; docker push y", "x y");
    pushes("echo 'x:a\nx:b' | while read -r t; do docker push \"$t\"; done", "x:a x:b");
    pushes("while IFS= read -r t; do docker push $t; done <<< \"$(printf 'x:a\\nx:b')\"", "x:a x:b");
    pushes("while read -r a b; do docker push $a:$b; done <<EOF\nx 1\ny 2\nEOF\ndocker push z", "x:1 y:2 z");
    pushes("until docker push x; do sleep 1; done", "x");
    pushes("n=0; while [ $n -lt 3 ]; do docker push x && break; n=$((n+1)); done", "x");
    pushes("while true; do docker push x && break; done; docker push y", "x y");
    pushes("echo x:a x:b | xargs -n1 docker push", "x:a x:b");
    pushes("printf '%s\\n' a b | xargs -I{} docker push x:{}", "x:a x:b");
    pushes("declare -a L=\"($(x))\"; for l in \"${L[@]}\"; do docker push x:$l; done", "x:<?>?");
    pushes("declare -a L=(a b); for l in \"${L[@]}\"; do docker push x:$l; done", "x:a x:b");
    pushes("mapfile -t L < <(printf 'a\\nb\\n'); for l in \"${L[@]}\"; do docker push x:$l; done", "x:a x:b");
    pushes("IFS=, read -ra L <<< \"a,b\"; for l in \"${L[@]}\"; do docker push x:$l; done", "x:a x:b");
}

#[test]
fn functions_and_inner_shells() {
    pushes("publish() { docker push \"$1:$2\"; }\npublish x 1\npublish y 2", "x:1 y:2");
    pushes("function publish { for t in \"$@\"; do docker push $t; done; }; publish a b", "a b");
    pushes("f() { return 0; docker push x; }; f; docker push y", "y");
    pushes("bash -c 'docker push x'", "x");
    pushes("bash -euxc \"docker push $GITHUB_REF_NAME\"", "main");
    pushes("eval \"docker push x\"", "x");
    pushes("f() { f; }; f; docker push y", "y");
    pushes("retry 3 docker push x; timeout 5m docker push y; env A=b docker push z", "x y z");
    pushes("DOCKER=podman; $DOCKER push quay.io/a/b", "quay.io/a/b");
    pushes("CMD=\"docker push\"; $CMD x:1", "x:1");
}

#[test]
fn outputs_and_variables_for_later_steps() {
    output("echo x=1 >> $GITHUB_OUTPUT", "1");
    output("echo \"x=$GITHUB_REF_NAME\" >> \"$GITHUB_OUTPUT\"", "main");
    output("echo \"x=1\" | tee -a $GITHUB_OUTPUT", "1");
    output("{ echo a=b; echo x=1; } >> \"$GITHUB_OUTPUT\"", "1");
    output("echo \"::set-output name=x::1\"", "1");
    output("echo -n '::set-output name=x::'\nV=1\necho q:$V\necho y", "q:1");
    output("echo -n ::set-output; printf ' name=x::'; if [ $UNKNOWN = y ]; then echo a; else echo b; fi", "a | b");
    output("printf '::set-output name=x::%s' 1; printf 2; echo; echo 3", "12");
    output("echo -n '::set-output name=x::1'", "1");
    output("echo -n '::set-output name=x::'; git describe", "<?>");
    output("echo -n '::set-output name=x::q:'; make version; echo '::set-output name=y::1'", "q:<?>");
    output("if [ $UNKNOWN = y ]; then V=a; else V=b; fi; echo \"::set-output name=x::$V\"", "a | b");
    output("(echo -n '::set-output name=x::'); echo 1", "1");
    output("echo '::set-output name=x::1'; echo -n a; echo b", "1");
    output("{ echo 'x<<EOF'; echo a; echo b; echo EOF; } >> $GITHUB_OUTPUT", "a\nb");
    output("cat >> $GITHUB_OUTPUT <<END\nx=${GITHUB_REF_NAME}-1\nEND", "main-1");
    output("cat <<'END' >> $GITHUB_OUTPUT\nx=${GITHUB_REF_NAME}\nEND", "${GITHUB_REF_NAME}");
    output("O=$GITHUB_OUTPUT; echo x=1 >> $O", "1");
    output("printf 'x=%s\\n' 1 >> $GITHUB_OUTPUT", "1");
    output("echo x=$(cut -d= -f2 file) >> $GITHUB_OUTPUT", "<?>");
    let env = effects("echo \"IMG=ghcr.io/${GITHUB_REPOSITORY,,}\" >> $GITHUB_ENV; docker push $IMG");
    assert_eq!(env.env["IMG"].as_known(), Some("ghcr.io/acme/widget"));
    assert_eq!(spell(&env.pushes[0]), "<?>", "only the next step sees it");
}

#[test]
fn blocks_that_are_written_line_by_line() {
    output("echo 'x<<EOF' >> $GITHUB_OUTPUT\necho a >> $GITHUB_OUTPUT\necho b >> $GITHUB_OUTPUT\necho EOF >> $GITHUB_OUTPUT", "a\nb");
    output(
        "D=$(openssl rand -hex 8)\necho \"x<<$D\" >> $GITHUB_OUTPUT\nfor t in 1 2; do echo q:$t >> $GITHUB_OUTPUT; done\necho \"$D\" >> $GITHUB_OUTPUT",
        "q:1\nq:2",
    );
    output("E=$(cmd)\n{ echo \"x<<$E\"; cat foo; echo \"$E\"; } >> $GITHUB_OUTPUT", "<?>");
    output(
        "E=$(cmd)\necho \"x<<$E\" >> $GITHUB_OUTPUT; cat foo >> $GITHUB_OUTPUT; echo \"$E\" >> $GITHUB_OUTPUT",
        "<?>",
    );
    output(
        "echo 'x<<EOF' >> $GITHUB_OUTPUT\n[ $UNKNOWN = y ] && echo a >> $GITHUB_OUTPUT\necho b >> $GITHUB_OUTPUT\necho EOF >> $GITHUB_OUTPUT\necho y=1 >> $GITHUB_OUTPUT",
        "b | a\nb",
    );
}

#[test]
fn patterns_for_file_names_are_unknown() {
    pushes("for f in */Dockerfile; do docker push q/$(dirname $f); done", "q/<?>?");
    pushes("F=(*.tar); docker push q/${F[0]}", "q/<?>");
}

#[test]
fn an_output_that_some_branches_write_can_be_empty() {
    output("test $UNKNOWN = x && echo x=1 >> $GITHUB_OUTPUT", " | 1");
    output("if [ $UNKNOWN = x ]; then echo x=1 >> $GITHUB_OUTPUT; fi", "1 | ");
    output("if [ $UNKNOWN = x ]; then echo x=1 >> $GITHUB_OUTPUT; else echo x=2 >> $GITHUB_OUTPUT; fi", "1 | 2");
    output("[ $UNKNOWN = x ] && exit 0\necho x=1 >> $GITHUB_OUTPUT", "1 | ");
    output("[ $UNKNOWN = x ] && exit 1\necho x=1 >> $GITHUB_OUTPUT", "1");
    output("{ if [ $UNKNOWN = x ]; then echo x=1; fi; } >> $GITHUB_OUTPUT", "1 | ");
}

#[test]
fn the_metadata_of_an_earlier_step() {
    let json = r#"{"tags":["q/a:1","q/a:latest"],"labels":{"org.opencontainers.image.version":"1"}}"#;
    let run = |script: &str, expected: &str| {
        let effects = effects_with(Symbolic::known(script), &[("DOCKER_METADATA_OUTPUT_JSON", json)], &[]);
        assert_eq!(effects.pushes.iter().map(spell).collect::<Vec<_>>().join(" "), expected, "{script}");
    };
    run(
        "docker buildx imagetools create $(jq -cr '.tags | map(\"-t \" + .) | join(\" \")' <<< \"$DOCKER_METADATA_OUTPUT_JSON\") $(printf 'x@sha256:%s ' *)",
        "q/a:1 q/a:latest",
    );
    for (filter, expected) in [
        // As jq 1.7 answers them.
        (".tags | map(select(startswith(\"q/a:l\"))) | map(\"-t \" + .) | join(\" \")", "q/a:latest"),
        (".tags | map(select(startswith(\"q/a:l\") | not)) | map(\"-t \" + .) | join(\" \")", "q/a:1"),
        (".tags | map(select(endswith(\"1\")) | \"-t \" + .) | join(\" \")", "q/a:1"),
        (".tags | map(select(contains(\"|\")|not) | \"-t \\(.)\") | join(\" \")", "q/a:1 q/a:latest"),
        (".tags[] | select(endswith(\"latest\")) | \"-t \\(.)\"", "q/a:latest"),
        (".tags | map( select( startswith( \"x\" ) | not | not ) ) | join(\" \")", ""),
        (".tags[] | select(test(\"late\")) | \"-t \\(.)\"", "?"),
    ] {
        let script = format!(
            "docker buildx imagetools create $(jq -r '{filter}' <<< \"$DOCKER_METADATA_OUTPUT_JSON\") x@sha256:1"
        );
        run(&script, expected);
    }
    run("for t in $(echo $DOCKER_METADATA_OUTPUT_JSON | jq -r '.tags[]'); do docker push $t; done", "q/a:1 q/a:latest");
    run(
        "docker push x:$(jq -r '.labels[\"org.opencontainers.image.version\"]' <<< $DOCKER_METADATA_OUTPUT_JSON)",
        "x:1",
    );
    run(
        "echo \"$DOCKER_METADATA_OUTPUT_JSON\" | jq -r '.tags[]' | while read t; do docker push $t; done",
        "q/a:1 q/a:latest",
    );
}

#[test]
fn remarks() {
    let kinds = |script: &str| effects(script).remarks.iter().map(|remark| remark.kind.clone()).collect::<Vec<_>>();
    let ignored = |source: &str| ScriptRemarkKind::FailureIgnored(source.into());
    assert_eq!(kinds("docker push x || true"), [ignored("`docker push x || true`")]);
    assert_eq!(kinds("docker push x || echo failed"), [ignored("`docker push x || echo failed`")]);
    assert_eq!(kinds("docker rmi x || true"), []);
    assert_eq!(kinds("docker push x || exit 1"), []);
    assert_eq!(kinds("echo '::set-env name=A::b'"), [ScriptRemarkKind::DisabledCommand("set-env".into())]);
    assert_eq!(kinds("echo '::set-output name=a::b'"), [ScriptRemarkKind::DeprecatedCommand]);
    let found = effects("docker push x || true").remarks;
    assert_eq!(found[0].span, 0..21);
}

#[test]
fn places_in_the_script() {
    let script = "echo a\n  docker push x\n";
    let effects = effects(script);
    assert_eq!(&script[effects.pushes[0].span.clone()], "docker push x");
}
