//! Prints how long the publication model takes for one workflow of 500 lines:
//! `cargo run --release -p xtask-tests --example publication_time`.
//!
//! Two shapes: a release pipeline as people write it, with scripts, tests and remarks
//! around two jobs that publish; and the densest that fits, sixteen publishing jobs with a
//! matrix each.

use std::fmt::Write;
use std::time::Instant;

use prodproof_publication::{model, Input, Memory};
use prodproof_syntax::snapshot::{Facts, Snapshot};

const LINES: usize = 500;

fn main() {
    time("typical", &typical());
    time("dense", &dense());
}

fn time(shape: &str, text: &str) {
    let today = time::Date::from_calendar_date(2026, time::Month::January, 1).expect("a date");
    let path = ".github/workflows/build.yml";
    let snapshot = Snapshot::of(&[(path, text)], Facts::unknown("widget", today));
    let input = Input {
        snapshot: &snapshot,
        default_branch: "main",
        repository: Some("acme/widget"),
        vars: Default::default(),
        secrets: Default::default(),
        inputs: Default::default(),
        release_tags: "v*",
    };
    let mut times: Vec<f64> = Vec::new();
    let mut found = 0;
    for _ in 0..100 {
        let start = Instant::now();
        found = model(&input, &Memory::default()).publications.len();
        times.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    println!(
        "{shape}: {} lines, {found} publications: median {:.2} ms, best {:.2} ms",
        text.lines().count(),
        times[times.len() / 2],
        times[0]
    );
}

const HEAD: &str = "name: build
on:
  push:
    branches: [main]
    tags: ['v*']
  pull_request:
  schedule:
    - cron: '30 4 * * 1'
  workflow_dispatch:
env:
  REGISTRY: quay.io
jobs:
";

/// Jobs that test, in between two that publish, until there are enough lines.
fn typical() -> String {
    let mut text = String::from(HEAD);
    text.push_str(
        "  # Every merge is an image, and every tag a version.
  image:
    runs-on: ubuntu-latest
    permissions:
      contents: read
      packages: write
    strategy:
      matrix:
        image: [api, web]
    steps:
      - uses: actions/checkout@v4
      - uses: docker/setup-buildx-action@v3
      - uses: docker/login-action@v3
        with:
          registry: ${{ env.REGISTRY }}
          username: ${{ secrets.USER }}
          password: ${{ secrets.PASSWORD }}
      - id: meta
        uses: docker/metadata-action@v5
        with:
          images: ${{ env.REGISTRY }}/acme/${{ matrix.image }}
          tags: |
            type=raw,value=latest,enable={{is_default_branch}}
            type=semver,pattern={{version}}
            type=sha
      - uses: docker/build-push-action@v6
        with:
          push: ${{ github.event_name != 'pull_request' }}
          tags: ${{ steps.meta.outputs.tags }}
          labels: ${{ steps.meta.outputs.labels }}
          cache-from: type=gha
  tools:
    needs: image
    if: github.event_name != 'pull_request'
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - name: Name the image
        run: |
          set -euo pipefail
          IMG=${REGISTRY}/Acme/Tools
          echo \"IMG=${IMG,,}\" >> \"$GITHUB_ENV\"
          if [[ \"$GITHUB_REF_TYPE\" == tag ]]; then
            echo \"TAG=${GITHUB_REF_NAME#v}\" >> \"$GITHUB_ENV\"
          else
            echo \"TAG=latest\" >> \"$GITHUB_ENV\"
          fi
      - run: podman build -t \"$IMG:$TAG\" tools
      - run: podman push \"$IMG:$TAG\"
",
    );
    let mut job = 0;
    while text.lines().count() < LINES {
        job += 1;
        let _ = write!(
            text,
            "  # What the team agreed on in the review of release {job}.
  test{job}:
    name: Tests, part {job}
    runs-on: ubuntu-latest
    services:
      database:
        image: docker.io/library/postgres:17
        env:
          POSTGRES_PASSWORD: test
        ports: ['5432:5432']
    env:
      DATABASE_URL: postgres://postgres:test@localhost/test
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
          cache: npm
      - run: npm ci
      - name: Wait for the database
        run: |
          for attempt in $(seq 1 30); do
            if pg_isready -h localhost; then
              exit 0
            fi
            sleep 1
          done
          exit 1
      - name: Test
        run: |
          npm run test -- --shard={job}/9 \\
            --reporter=junit \\
            --output=report.xml
      - uses: actions/upload-artifact@v4
        if: always()
        with:
          name: report-{job}-${{{{ github.run_number }}}}
          path: report.xml
"
        );
    }
    text
}

fn dense() -> String {
    let mut text = String::from(HEAD);
    let mut job = 0;
    while text.lines().count() < LINES - 20 {
        job += 1;
        let _ = write!(
            text,
            "  build{job}:
    runs-on: ubuntu-latest
    if: github.event_name != 'pull_request' || github.actor != 'x'
    strategy:
      matrix:
        image: [api, web]
    steps:
      - uses: actions/checkout@v4
      - uses: docker/login-action@v3
        with:
          registry: ${{{{ env.REGISTRY }}}}
          username: ${{{{ secrets.USER }}}}
          password: ${{{{ secrets.PASSWORD }}}}
      - id: meta
        uses: docker/metadata-action@v5
        with:
          images: ${{{{ env.REGISTRY }}}}/acme/${{{{ matrix.image }}}}
          tags: |
            type=raw,value=latest,enable={{{{is_default_branch}}}}
            type=semver,pattern={{{{version}}}}
            type=sha
      - name: Name
        run: |
          IMG=${{REGISTRY}}/acme/tool{job}
          echo \"IMG=${{IMG,,}}\" >> \"$GITHUB_ENV\"
      - uses: docker/build-push-action@v6
        with:
          push: ${{{{ github.event_name != 'pull_request' }}}}
          tags: ${{{{ steps.meta.outputs.tags }}}}
          labels: ${{{{ steps.meta.outputs.labels }}}}
      - run: podman push \"$IMG:${{{{ github.sha }}}}\"
"
        );
    }
    text
}
