//! What `init` makes of `--image` and `--unit` where images and units are there already.

use super::*;

const BUILD_TWO: &str = "on: {push: {branches: [main], tags: ['v*']}, workflow_dispatch: }
jobs:
  b:
    runs-on: ubuntu-latest
    permissions: {contents: read, packages: write}
    strategy: {matrix: {app: [api, web]}}
    steps:
      - uses: actions/checkout@v4
      - uses: docker/login-action@v3
        with: {registry: ghcr.io, username: x, password: '${{ github.token }}'}
      - uses: docker/build-push-action@v6
        with: {push: true, tags: 'ghcr.io/acme/${{ matrix.app }}:latest'}
";

fn unit(name: &str) -> String {
    format!(
        "\
[Container]
Image=ghcr.io/acme/{name}:latest
AutoUpdate=registry
[Install]
WantedBy=default.target
"
    )
}

/// The contract that `init` writes with these options, and the units beside those two.
fn contract(words: &[&str]) -> (String, Vec<String>) {
    let sandbox = Sandbox::git(&[
        ("Containerfile", "FROM scratch\n"),
        (".github/workflows/build.yml", BUILD_TWO),
        ("deploy/api.container", &unit("api")),
        ("deploy/web.container", &unit("web")),
    ]);
    sandbox.sh("git remote add origin https://github.com/acme/widget.git").expect(0);
    sandbox.xtask(&[&["init"], words].concat());
    let text = sandbox.read(".specify/memory/constitution.md");
    let (_, block) = text.split_once("```toml contract\n").expect("a contract");
    let (block, _) = block.split_once("```").expect("its end");
    let images = block.split_once("[[image]]").map_or(block, |(_, images)| images);
    let known = ["deploy/api.container", "deploy/web.container"];
    let units =
        sandbox.files().into_keys().filter(|path| path.starts_with("deploy/") && !known.contains(&path.as_str()));
    (images.replace("[[image]]\n", "").trim().to_string(), units.collect())
}

const API: &str = "name = \"ghcr.io/acme/api\"\nunits = [\"deploy/api.container\"]";
const WEB: &str = "name = \"ghcr.io/acme/web\"\nunits = [\"deploy/web.container\"]";

#[test]
fn the_image_or_unit_that_was_asked_for_stands_first_and_the_others_stay() {
    for (words, first, second) in [
        (&[][..], API, WEB),
        (&["--image", "ghcr.io/acme/api"], API, WEB),
        (&["--image", "ghcr.io/acme/web"], WEB, API),
        (&["--unit", "deploy/web.container"], WEB, API),
        (&["--unit", "deploy/api.container"], API, WEB),
        (&["--image", "ghcr.io/acme/web", "--unit", "deploy/web.container"], WEB, API),
    ] {
        let (images, invented) = contract(words);
        assert_eq!(images, format!("{first}\n{second}"), "{words:?}");
        assert_eq!(invented, [""; 0], "{words:?}");
    }
}
