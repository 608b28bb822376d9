//! Prints how long the publication model takes for one workflow of 500 lines:
//! `cargo run --release -p xtask-tests --example publication_time`.

use std::fmt::Write;
use std::time::Instant;

use xtask::snapshot::{Facts, Snapshot};
use xtask::workflow::{model, Input};

fn main() {
    let mut text = String::from(
        "name: build\non:\n  push:\n    branches: [main]\n    tags: ['v*']\n  pull_request:\n  schedule:\n    - cron: '30 4 * * 1'\n  workflow_dispatch:\nenv:\n  REGISTRY: quay.io\njobs:\n",
    );
    let mut job = 0;
    while text.lines().count() < 480 {
        job += 1;
        let _ = write!(
            text,
            "  build{job}:\n    runs-on: ubuntu-latest\n    if: github.event_name != 'pull_request' || github.actor != 'x'\n    strategy:\n      matrix:\n        image: [api, web]\n    steps:\n      - uses: actions/checkout@v4\n      - uses: docker/login-action@v3\n        with:\n          registry: ${{{{ env.REGISTRY }}}}\n          username: ${{{{ secrets.USER }}}}\n          password: ${{{{ secrets.PASSWORD }}}}\n      - id: meta\n        uses: docker/metadata-action@v5\n        with:\n          images: ${{{{ env.REGISTRY }}}}/acme/${{{{ matrix.image }}}}\n          tags: |\n            type=raw,value=latest,enable={{{{is_default_branch}}}}\n            type=semver,pattern={{{{version}}}}\n            type=sha\n      - name: Name\n        run: |\n          IMG=${{REGISTRY}}/acme/tool{job}\n          echo \"IMG=${{IMG,,}}\" >> \"$GITHUB_ENV\"\n      - uses: docker/build-push-action@v6\n        with:\n          push: ${{{{ github.event_name != 'pull_request' }}}}\n          tags: ${{{{ steps.meta.outputs.tags }}}}\n          labels: ${{{{ steps.meta.outputs.labels }}}}\n      - run: podman push \"$IMG:${{{{ github.sha }}}}\"\n"
        );
    }
    let today = time::Date::from_calendar_date(2026, time::Month::January, 1).expect("a date");
    let path = ".github/workflows/build.yml";
    let snapshot = Snapshot::of(&[(path, &text)], Facts::unknown("widget", today));
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
    for _ in 0..50 {
        let start = Instant::now();
        found = model(&input).publications.len();
        times.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    let (lines, jobs) = (text.lines().count(), job);
    println!("{lines} lines, {jobs} jobs, {found} publications: median {:.2} ms, best {:.2} ms", times[25], times[0]);
}
