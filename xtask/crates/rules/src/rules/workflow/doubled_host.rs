//! B022: the registry's host stands twice in the reference.

use super::remarks;
use crate::repo::Repo;
use prodproof_publication::Remark;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    /// Reports a push whose reference names the registry's host twice: a command's, or an
    /// `image` with the host in it, given to an action that puts `registry` before it.
    ///
    /// ## Why is this bad?
    /// The push goes to `ghcr.io/ghcr.io/acme/widget`, without an error.
    ///
    /// ## Example
    /// ```yaml
    /// with:
    ///   registry: ghcr.io
    ///   image: ghcr.io/acme/widget
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// with:
    ///   registry: ghcr.io/acme
    ///   image: widget
    /// ```
    B022 DOUBLED_HOST "doubled-host" Error "the registry's host stands twice in the reference"
}

pub(super) fn of(repo: &Repo, remark: &Remark) -> Finding {
    remarks::on_events(&DOUBLED_HOST, repo, remark)
        .help("name the host once: leave it out of the image, or of the variable before it")
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{everything, PATH};

    fn doubled(step: &str) -> bool {
        let text = format!(
            "\
on: {{push: {{branches: [main]}}}}
env: {{REGISTRY: ghcr.io}}
jobs:
  b:
    runs-on: x
    steps:
      - {step}
"
        );
        everything(&[(PATH, &text)]).iter().any(|one| one.rule.name == "doubled-host")
    }

    #[test]
    fn whoever_pushes() {
        assert!(doubled("run: docker push ghcr.io/ghcr.io/acme/widget:latest"));
        assert!(doubled("{run: 'podman push x $REGISTRY/$IMAGE:latest', env: {IMAGE: ghcr.io/acme/widget}}"));
        assert!(doubled("run: skopeo copy docker://a/b docker://docker.io/ghcr.io/acme/widget:latest"));
        assert!(doubled(
            "{uses: docker/build-push-action@v6, with: {push: true, tags: 'quay.io/quay.io/acme/widget:latest'}}"
        ));
        assert!(doubled("run: docker push ghcr.io/acme/ghcr.io/acme/widget:latest"));
        assert!(!doubled("run: docker push ghcr.io/acme/docker.io/library/alpine:1"));
        assert!(!doubled("run: docker push ghcr.io/acme/widget:latest"));
        // A mirror that is sorted by hosts.
        assert!(!doubled("run: docker push mirror.example.com/ghcr.io/acme/widget:latest"));
        assert!(!doubled("run: docker push acme/ghcr.io:latest"));
    }
}
