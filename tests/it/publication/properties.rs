//! What holds for any text that is called a workflow.

use super::*;

/// Parts of workflows, whole and broken, for texts that no person would write.
fn scrap() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("on: push\n".to_string()),
        Just("on:\n  push: {branches: [main], tags: ['v*'], paths: [x]}\n".to_string()),
        Just(
            "\
jobs:
  b:
    runs-on: x
    steps:
"
            .to_string()
        ),
        Just("      - uses: docker/build-push-action@v6\n        with: {push: true, tags: x}\n".to_string()),
        Just(
            "      - id: m
        uses: docker/metadata-action@v5
        with:
          tags: |
"
            .to_string()
        ),
        Just("            type=raw,value=${{ github.sha }},enable={{is_default_branch}}\n".to_string()),
        Just("      - run: |\n          X=$(echo \"${Y,,}\" | tr a b); docker push \"$X\"\n".to_string()),
        Just("        if: ${{ x && ( y || fromJSON('{') ) }}\n".to_string()),
        Just("    strategy: {matrix: {a: [1, *x], include: [{a: 2}, 3]}}\n".to_string()),
        Just("    needs: [b, c]\n".to_string()),
        Just("  call: &x {uses: ./.github/workflows/w.yml, with: {a: *x}}\n".to_string()),
        "[ -~]{0,30}\n",
        "\\PC{0,20}",
        "[\\[\\]{}:,&*!|>'\"%@`#?\\- \n\t]{0,12}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Any makefile is read: no panic, no endless loop.
    #[test]
    fn any_makefile_is_read(
        parts in prop::collection::vec(
            prop_oneof![
                Just("A = $(B)$(A)\n".to_string()),
                Just("A := $(subst a,b,$(A) $(shell x $(B)))\n".to_string()),
                Just("ifeq ($(A),x)\n".to_string()),
                Just("else\n".to_string()),
                Just("endif\n".to_string()),
                Just("x: y %.o | z ; docker push $@\n".to_string()),
                Just("y %: x\n\t@docker push $(foreach i,$(A),$i) $(if $(B),$<)\n".to_string()),
                Just("\t-$(MAKE) -C x y A='$(A)'\n".to_string()),
                Just("include Makefile\n".to_string()),
                Just("define A\n".to_string()),
                "[ -~]{0,20}\n",
                "[$(){}:=,#%|;\\\\\t@A-C \n]{0,16}",
            ],
            0..14,
        )
    ) {
        let makefile = parts.concat();
        let workflow = "on: push\njobs: {b: {runs-on: x, steps: [{run: 'make x y B=1'}]}}\n";
        build("main", &[(".github/workflows/w.yml", workflow), ("Makefile", &makefile)]);
    }

    /// Any text is read: no panic, no endless loop, spans inside of the text.
    #[test]
    fn any_text_is_read(parts in prop::collection::vec(scrap(), 0..14)) {
        let text = parts.concat();
        let found = build("main", &[(".github/workflows/w.yml", &text), ("x/action.yml", &text)]);
        for publication in &found.publications {
            prop_assert!(text.get(publication.span.range()).is_some(), "{:?}", publication.span);
        }
        for file in &found.files {
            for fault in &file.faults {
                prop_assert!(text.get(fault.span.range()).is_some(), "{:?}", fault);
            }
        }
    }

    /// Any expression is read.
    #[test]
    fn any_expression_is_read(text in "[a-z0-9.'\"()\\[\\]*!<>=&|, -]{0,40}") {
        let file = format!("\
on: push
jobs:
  b:
    runs-on: x
    if: |-
      {text}
    steps: [{{run: docker push a/b}}]
");
        build("main", &[(".github/workflows/w.yml", &file)]);
    }

    /// A literal reference in a pushed position is never lost, whatever stands around it.
    #[test]
    fn a_literal_reference_is_never_lost(
        name in "[a-z]{1,8}(/[a-z0-9]{1,6}){1,2}",
        tag in "[a-z0-9]{1,8}",
        form in 0usize..9,
        guard in 0usize..6,
        on in 0usize..5,
        noise in prop::collection::vec(0usize..7, 0..4),
    ) {
        let reference = format!("quay.io/{name}:{tag}");
        let on = [
            "push",
            "[push, workflow_dispatch]",
            "{push: {branches: [main]}}",
            "{push: {branches: ['*', '!x'], paths: ['src/**']}}",
            "{push: {branches-ignore: [dev]}, schedule: [{cron: '0 0 * * *'}]}",
        ][on];
        let guard = [
            "",
            "if: github.actor != 'x'",
            "if: ${{ github.event_name == 'push' }}",
            "if: github.event.head_commit.message == 'x' || vars.X",
            "if: always()",
            "if: ${{ false }} text",
        ][guard];
        let noise: String = noise
            .iter()
            .map(|index| [
                "      - uses: actions/checkout@v4\n",
                "      - {id: a, run: 'echo \"x=$(date)\" >> $GITHUB_OUTPUT'}\n",
                "      - run: |\n          for t in a b; do echo \"T=$t\" >> \"$GITHUB_ENV\"; done\n",
                "      - run: case \"$X\" in a) exit 0;; *) true;; esac\n",
                "      - run: if [ -n \"${{ github.head_ref }}\" ]; then exit 0; fi\n",
                "      - {if: failure(), run: exit 1}\n",
                "      - uses: docker/metadata-action@v5\n        with: {images: '${{ vars.I }}', tags: '${{ vars.T }}'}\n",
            ][*index])
            .collect();
        let step = match form {
            0 => format!("      - uses: docker/build-push-action@v6\n        with: {{push: true, tags: {reference}}}\n"),
            1 => format!("      - uses: docker/build-push-action@v6
        with:
          push: true
          tags: |
            quay.io/x/y:${{{{ vars.Z }}}}
            {reference}
"),
            2 => format!("      - run: docker push {reference}\n"),
            3 => format!("      - run: |\n          echo \"${{{{ vars.X }}}}\"\n          podman push x docker://{reference}\n"),
            4 => format!("      - run: skopeo copy --all docker://a/b \"docker://{reference}\"\n"),
            5 => format!("      - run: |\n          set -e\n          docker buildx build --push \\\n            -t {reference} .\n"),
            6 => format!("      - uses: redhat-actions/push-to-registry@v2\n        with: {{image: {name}, registry: quay.io, tags: '{tag}'}}\n"),
            7 => format!("      - run: if [ \"$A\" = b ]; then docker push {reference}; fi\n        env: {{A: '${{{{ vars.A }}}}'}}\n"),
            _ => format!("      - run: IMG={reference} && sudo buildah push \"$IMG\"\n"),
        };
        let text = format!("\
on: {on}
jobs:
  b:
    runs-on: ubuntu-latest
    {guard}
    steps:
{noise}{step}");
        let found = build("main", &[(".github/workflows/w.yml", &text)]);
        let kept = found.publications.iter().any(|publication| {
            publication.event.to_string() == "push:main"
                && publication.reference.as_ref().is_some_and(|own| own.to_string() == reference)
        });
        prop_assert!(kept, "{text}\n{:#?}", lines(&found));
    }
}
