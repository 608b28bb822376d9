//! One word of a workflow in order is exchanged: the finding stands at its line, whatever
//! else is written there. Of several words that would mend it the nearest is told.

use super::tests::{findings, shown, workflow, ON, PATH, TAGS};

#[track_caller]
fn told(text: &str, others: &[(&str, &str)], expected: &str) {
    let mut files = vec![(PATH, text)];
    files.extend_from_slice(others);
    let found = findings(&files);
    let lines: Vec<String> = found
        .iter()
        .flat_map(|one| {
            let of = files.iter().find(|(path, _)| *path == one.primary.path).map_or("", |(_, text)| text);
            shown(of, std::slice::from_ref(one))
        })
        .collect();
    assert!(lines.iter().any(|line| line == expected), "{expected}\n{lines:#?}\n{text}");
}

/// Each: the word, what it is exchanged for, what is told.
#[track_caller]
fn exchanged(text: &str, words: &[(&str, &str, &str)]) {
    assert!(findings(&[(PATH, text)]).iter().all(|one| one.rule.code == "B031"), "{text}");
    for (old, new, expected) in words {
        assert!(text.contains(old), "{old}");
        told(&text.replacen(old, new, 1), &[], expected);
    }
}

#[test]
fn attributes_of_a_line() {
    let text =
        workflow(ON, TAGS, "true").replace("          tags: |\n", "          flavor: latest=auto\n          tags: |\n");
    let line = "type=raw,value=latest,enable={{is_default_branch}}";
    exchanged(
        &text,
        &[
            ("value=latest", "value=edge", "unpublished-merge 17: edge"),
            ("enable={{is_default_branch}}", "enable=false", "unpublished-merge 17: enable=false"),
            (
                "{{is_default_branch}}",
                "${{ startsWith(github.ref, 'refs/tags/') }}",
                "unpublished-merge 17: enable=${{ startsWith(github.ref, 'refs/tags/') }}",
            ),
            ("latest=auto", "suffix=-rc", "unpublished-merge 15: suffix=-rc"),
            ("latest=auto", "prefix=x-", "unpublished-merge 15: prefix=x-"),
            (line, "type=edge", "latest-only-from-tags 17: type=edge"),
            (line, "type=sha", "latest-only-from-tags 17: type=sha"),
            ("quay.io/acme/widget", "quay.io/acme/gadget", "other-image-published 14: quay.io/acme/gadget"),
        ],
    );
}

const SCRIPT: &str = r#"on:
  push:
    branches: [main]
    tags: ['v*']
  workflow_dispatch:
env:
  IMAGE: quay.io/acme/widget
  TAG: latest
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - run: echo "${{ secrets.P }}" | docker login -u x --password-stdin quay.io
      - run: |
          docker build -t "$IMAGE:$GITHUB_SHA" .
          if [ "$GITHUB_REF" = refs/heads/main ]; then
            docker tag "$IMAGE:$GITHUB_SHA" "$IMAGE:$TAG"
            docker push "$IMAGE:$TAG"
          fi
          case "$GITHUB_REF" in
            refs/tags/v*) docker tag "$IMAGE:$GITHUB_SHA" "$IMAGE:${GITHUB_REF_NAME#v}"
              docker push "$IMAGE:${GITHUB_REF_NAME#v}" ;;
          esac
"#;

const JOBS: &str = r#"on:
  push:
    branches: [main]
    tags: ['v*']
  workflow_dispatch:
jobs:
  meta:
    runs-on: ubuntu-latest
    outputs:
      tag: ${{ steps.t.outputs.tag }}
    steps:
      - id: t
        run: |
          if [ "$GITHUB_REF_TYPE" = tag ]; then
            echo "tag=$GITHUB_REF_NAME" >> "$GITHUB_OUTPUT"
          else
            echo "tag=latest" >> "$GITHUB_OUTPUT"
          fi
  publish:
    needs: meta
    if: github.ref == 'refs/heads/main' || startsWith(github.ref, 'refs/tags/v')
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - uses: docker/login-action@v3
        with:
          registry: quay.io
          username: ${{ secrets.U }}
          password: ${{ secrets.P }}
      - uses: docker/build-push-action@v6
        with:
          push: ${{ github.event_name != 'pull_request' }}
          tags: quay.io/acme/widget:${{ needs.meta.outputs.tag }}
"#;

const MATRIX: &str = r#"on:
  push:
    branches: [main]
    tags: ['v*']
  workflow_dispatch:
jobs:
  publish:
    runs-on: ubuntu-latest
    strategy:
      matrix:
        include:
          - flavour: plain
            tag: latest
          - flavour: alpine
            tag: alpine
    steps:
      - uses: actions/checkout@v5
      - uses: docker/login-action@v3
        with:
          registry: quay.io
          username: ${{ secrets.U }}
          password: ${{ secrets.P }}
      - uses: docker/build-push-action@v6
        with:
          push: true
          tags: quay.io/acme/widget:${{ github.ref_type == 'tag' && matrix.flavour == 'plain' && github.ref_name || matrix.tag }}
"#;

const TERNARY: &str = r#"on:
  push:
    branches: [main]
    tags: ['v*']
  workflow_dispatch:
env:
  REGISTRY: quay.io
  NAME: acme/widget
  TAG: ${{ github.ref_type == 'tag' && github.ref_name || 'latest' }}
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - uses: docker/login-action@v3
        with:
          registry: ${{ env.REGISTRY }}
          username: ${{ secrets.U }}
          password: ${{ secrets.P }}
      - uses: docker/build-push-action@v6
        with:
          push: true
          tags: ${{ env.REGISTRY }}/${{ env.NAME }}:${{ env.TAG }}
"#;

const INDEX: &str = r#"on:
  push:
    branches: [main]
    tags: ['v*']
  workflow_dispatch:
jobs:
  build:
    runs-on: ubuntu-latest
    strategy:
      matrix:
        platform: [linux/amd64, linux/arm64]
    steps:
      - uses: docker/login-action@v3
        with:
          registry: quay.io
          username: ${{ secrets.U }}
          password: ${{ secrets.P }}
      - uses: docker/build-push-action@v6
        with:
          platforms: ${{ matrix.platform }}
          outputs: type=image,name=quay.io/acme/widget,push-by-digest=true,push=true
  merge:
    needs: build
    runs-on: ubuntu-latest
    steps:
      - uses: docker/login-action@v3
        with:
          registry: quay.io
          username: ${{ secrets.U }}
          password: ${{ secrets.P }}
      - uses: docker/metadata-action@v5
        id: meta
        with:
          images: quay.io/acme/widget
          tags: |
            type=raw,value=latest,enable=${{ github.ref == 'refs/heads/main' }}
            type=ref,event=tag
      - run: |
          docker buildx imagetools create $(jq -cr '.tags | map("-t " + .) | join(" ")' <<< "$DOCKER_METADATA_OUTPUT_JSON") \
            $(printf 'quay.io/acme/widget@sha256:%s ' *)
"#;

const BAKE: &str = r#"on:
  push:
    branches: [main]
    tags: ['v*']
  workflow_dispatch:
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - uses: docker/login-action@v3
        with:
          registry: quay.io
          username: ${{ secrets.U }}
          password: ${{ secrets.P }}
      - uses: docker/bake-action@v6
        if: github.ref == 'refs/heads/main'
        with:
          push: true
          targets: image
      - uses: docker/build-push-action@v6
        if: startsWith(github.ref, 'refs/tags/v')
        with:
          push: true
          tags: quay.io/acme/widget:${{ github.ref_name }}
"#;

const HCL: &str = r#"variable "IMAGE" {
  default = "quay.io/acme/widget"
}
variable "TAG" {
  default = "latest"
}
target "image" {
  tags = ["${IMAGE}:${TAG}"]
}
target "dev" {
  tags = ["${IMAGE}:dev"]
}
"#;

const CALLED: &str = r#"on:
  workflow_call:
    inputs:
      tag:
        type: string
        default: edge
jobs:
  p:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - uses: docker/login-action@v3
        with:
          registry: quay.io
          username: ${{ secrets.U }}
          password: ${{ secrets.P }}
      - uses: docker/build-push-action@v6
        with:
          push: true
          tags: quay.io/acme/widget:${{ inputs.tag }}
"#;

const CALLER: &str = r#"on:
  push:
    branches: [main]
    tags: ['v*']
  workflow_dispatch:
jobs:
  latest:
    if: github.ref == 'refs/heads/main'
    uses: ./.github/workflows/publish.yml
    secrets: inherit
    with:
      tag: latest
  release:
    if: startsWith(github.ref, 'refs/tags/')
    uses: ./.github/workflows/publish.yml
    secrets: inherit
    with:
      tag: ${{ github.ref_name }}
"#;

#[test]
fn scripts_and_variables() {
    exchanged(
        SCRIPT,
        &[
            ("TAG: latest", "TAG: edge", "unpublished-merge 8: edge"),
            ("= refs/heads/main", "!= refs/heads/main", "unpublished-merge 17: \"$GITHUB_REF\" != refs/heads/main"),
            ("refs/heads/main", "refs/heads/trunk", "tag-of-other-branch 17: trunk"),
            ("acme/widget", "acme/gadget", "other-image-published 7: quay.io/acme/gadget"),
        ],
    );
    exchanged(
        TERNARY,
        &[
            ("'latest'", "'edge'", "unpublished-merge 9: edge"),
            ("acme/widget", "acme/gadget", "other-image-published 8: acme/gadget"),
            ("REGISTRY: quay.io", "REGISTRY: ghcr.io", "other-image-published 7: ghcr.io"),
        ],
    );
}

#[test]
fn other_jobs_and_matrices() {
    exchanged(
        JOBS,
        &[
            ("tag=latest", "tag=edge", "unpublished-merge 17: edge"),
            ("= tag ]", "= branch ]", "unpublished-merge 14: \"$GITHUB_REF_TYPE\" = branch"),
            (
                "${{ needs.meta.outputs.tag }}",
                "${{ github.sha }}",
                "unpublished-merge 33: quay.io/acme/widget:${{ github.sha }}",
            ),
        ],
    );
    exchanged(MATRIX, &[("tag: latest", "tag: plain", "unpublished-merge 13: plain")]);
    exchanged(
        INDEX,
        &[
            ("value=latest", "value=edge", "unpublished-merge 36: edge"),
            (
                "images: quay.io/acme/widget",
                "images: quay.io/acme/gadget",
                "other-image-published 34: quay.io/acme/gadget",
            ),
            (
                "type=raw,value=latest",
                "type=ref,event=branch",
                "latest-only-from-tags 36: type=ref,event=branch,enable=${{ github.ref == 'refs/heads/main' }}",
            ),
        ],
    );
}

#[test]
fn other_files() {
    let bake = |old: &str, new: &str, expected: &str| {
        told(BAKE, &[("docker-bake.hcl", &HCL.replacen(old, new, 1))], expected);
    };
    bake("\"latest\"", "\"edge\"", "unpublished-merge 5: edge");
    bake("acme/widget", "acme/gadget", "other-image-published 2: quay.io/acme/gadget");
    let path = ".github/workflows/publish.yml";
    told(&CALLER.replace("tag: latest", "tag: edge"), &[(path, CALLED)], "unpublished-merge 12: edge");
    told(
        &CALLER.replace("refs/heads/main", "refs/heads/trunk"),
        &[(path, CALLED)],
        "merge-held-back 8: github.ref == 'refs/heads/trunk'",
    );
    told(
        CALLER,
        &[(path, &CALLED.replace("acme/widget", "acme/gadget"))],
        "other-image-published 20: quay.io/acme/gadget",
    );
}

#[test]
fn another_image_beside_it_is_no_cause() {
    // Releases publish both: each is an image of its own.
    let twice = SCRIPT
        .replace("docker push \"$IMAGE:$TAG\"", "docker push quay.io/acme/api:latest")
        .replace("          esac", "          esac\n          docker push quay.io/acme/api:latest");
    let found = findings(&[(PATH, &twice)]);
    assert!(found.iter().all(|one| one.rule.name != "other-image-published"), "{found:#?}");
}
