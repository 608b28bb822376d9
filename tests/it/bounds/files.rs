//! Files of which several bombs are made.

use super::workflow;

/// A step that runs this in a checkout.
pub(super) fn running(line: &str) -> Vec<(String, String)> {
    workflow(&format!(
        "\
jobs:
  b:
    runs-on: x
    steps:
      - uses: actions/checkout@v4
      - run: {line}
"
    ))
}

/// A manifest of so many containers.
pub(super) fn pod(containers: usize) -> String {
    let containers: String =
        (0..containers).map(|n| format!("  - name: c{n}\n    image: quay.io/acme/c{n}:latest\n")).collect();
    format!(
        "\
apiVersion: v1
kind: Pod
metadata:
  name: p
spec:
  containers:
{containers}"
    )
}
