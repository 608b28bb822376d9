//! Push commands, case by case.

use std::collections::BTreeMap;

use super::*;
use prodproof_syntax::value::ValueSet;

/// Effects of a command line; words are split at blanks, `«x»` is a hole.
pub(super) fn effects(line: &str, files: &[(&str, &str)]) -> Vec<String> {
    let arguments: Vec<Symbolic> = line.split_whitespace().map(spelled).collect();
    let env = BTreeMap::from([("KO_DOCKER_REPO".to_string(), ValueSet::known("ghcr.io/acme"))]);
    let lookup = |path: &str| files.iter().find(|(name, _)| *name == path).map(|(_, text)| text.to_string());
    read(&arguments, &Context { env: &env, files: &lookup })
        .into_iter()
        .filter(|effect| !matches!(effect, Effect::Named(_) | Effect::Builds(_)))
        .map(|effect| match effect {
            Effect::Named(_) | Effect::Builds(_) => String::new(),
            Effect::Push(push) => {
                let name = push.reference.map_or("?".to_string(), |text| text.to_string());
                format!("{name}{}", if push.certainty.is_yes() { "" } else { "?" })
            }
            Effect::Opaque { command, .. } => format!("opaque {command}"),
            Effect::Fails(_) => "fails".to_string(),
            Effect::Script { path, .. } => format!("script {path}"),
            Effect::Shell(text) => format!("shell {text}"),
            Effect::Login(login) => match &login.user {
                Some(user) => format!("login {user} at {}", login.host),
                None => format!("login at {}", login.host),
            },
            Effect::Command { arguments } => {
                format!("command {}", arguments.iter().map(Symbolic::to_string).collect::<Vec<_>>().join(" "))
            }
        })
        .collect()
}

/// `«sha»` in a text stands for a hole.
pub(super) fn spelled(text: &str) -> Symbolic {
    let mut out = Symbolic::default();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('«') {
        out.push_known(before);
        let (name, after) = after.split_once('»').unwrap_or((after, ""));
        out.push(&Symbolic::hole(name));
        rest = after;
    }
    out.push_known(rest);
    out
}

#[track_caller]
pub(super) fn good(line: &str, expected: &str) {
    assert_eq!(effects(line, &[]).join(", "), expected, "{line}");
}

#[test]
fn docker_pushes() {
    good("docker push quay.io/a/b:c", "quay.io/a/b:c");
    good("docker push -q quay.io/a/b", "quay.io/a/b");
    good("docker --config /tmp/x push a/b", "a/b");
    good("docker image push a/b", "a/b");
    good("docker push --all-tags a/b", "a/b:<every local tag>");
    good("docker push -a a/b", "a/b:<every local tag>");
    good("docker manifest push --purge a/b:c", "a/b:c");
    good("docker pull a/b", "");
    good("docker tag a b", "");
    good("docker «?» push a/b", "a/b?");
    good("«?» push a/b", "a/b?");
    good("«?» build a/b", "");
    good("/usr/bin/docker push a", "a");
    good("docker push quay.io/«var:ORG»/b:«sha:7»", "quay.io/<var:ORG>/b:<sha:7>");
}

#[test]
fn docker_builds() {
    good("docker buildx build --push -t a/b:1 --tag=a/b:2 .", "a/b:1, a/b:2");
    good("docker buildx build --push=false -t a/b:1 .", "");
    good("docker buildx build -t a/b:1 .", "");
    good("docker buildx build -t a/b:1 --load .", "");
    good("docker build --push -ta/b:1 .", "a/b:1");
    good("docker buildx build --output type=registry -t a/b:1 .", "a/b:1");
    good("docker buildx build -o type=image,push=true -t a/b:1 .", "a/b:1");
    good("docker buildx build -o type=image,push=false -t a/b:1 .", "");
    good("docker buildx build -o type=docker -t a/b:1 .", "");
    good("docker buildx build --output=type=image,name=a/b:2,push=true .", "a/b:2");
    good("docker buildx build -o type=image,name=a/b,push-by-digest=true,push=true .", "a/b@<digest>");
    good("docker buildx build -o type=image,\"name=a/b,c/d\",push=true .", "a/b, c/d");
    good("docker buildx build --push .", "??");
    good("docker buildx build -o «?» -t a/b .", "a/b?");
    good("docker buildx build --push=«?» -t a/b .", "a/b?");
    good("docker buildx build «?» -t a/b .", "a/b?");
}

#[test]
fn imagetools_and_bake() {
    good("docker buildx imagetools create -t a/b:1 -t a/b:2 a/b@sha256:00", "a/b:1, a/b:2");
    good("docker buildx imagetools create --dry-run -t a/b:1 x", "");
    good("docker buildx imagetools create «?» x", "?");
    good("docker buildx imagetools inspect a", "");
    good("docker buildx bake", "");
    good("docker buildx bake --push", "?");
    let hcl = "target \"default\" {\n  tags = [\"a/b:1\"]\n}";
    assert_eq!(effects("docker buildx bake --push", &[("docker-bake.hcl", hcl)]), ["a/b:1"]);
    assert_eq!(effects("docker buildx bake -f ./x.hcl --push", &[("x.hcl", hcl)]), ["a/b:1"]);
    assert_eq!(effects("docker buildx bake -f y.hcl --push", &[("x.hcl", hcl)]), ["?"]);
    assert_eq!(effects("docker buildx bake", &[("docker-bake.hcl", hcl)]), [""; 0]);
    assert_eq!(effects("docker buildx bake --set *.tags=c/d:2 --push", &[("docker-bake.hcl", hcl)]), ["c/d:2"]);
}

#[test]
fn compose_pushes_what_is_built() {
    let file = "\
services:
  app: {build: ., image: 'a/b:${TAG:-latest}'}
  db: {image: postgres}
";
    assert_eq!(effects("docker compose push", &[("compose.yaml", file)]), ["a/b:latest"]);
    assert_eq!(effects("docker-compose -f x.yml push app", &[("x.yml", file)]), ["a/b:latest"]);
    assert_eq!(effects("docker compose build --push", &[("compose.yaml", file)]), ["a/b:latest"]);
    assert_eq!(effects("docker compose up -d", &[("compose.yaml", file)]), [""; 0]);
    assert_eq!(effects("docker compose push", &[]), ["?"]);
}

#[test]
fn podman_and_buildah() {
    good("podman push a/b:c", "a/b:c");
    good("podman push a/b quay.io/a/b:c", "quay.io/a/b:c");
    good("podman push --creds u:p a/b docker://quay.io/a/b:c", "login u at quay.io, quay.io/a/b:c");
    good("podman push -f v2s2 --digestfile=x a/b", "a/b");
    good("podman push --tls-verify=false a/b", "a/b");
    good("podman --log-level debug push a/b", "a/b");
    good("podman push a/b oci-archive:w.tar", "");
    good("podman push a/b dir:/tmp/x", "");
    good("podman push a/b docker-daemon:x:y", "");
    good("podman image push a/b", "a/b");
    good("podman manifest push --all l docker://quay.io/a/b:c", "quay.io/a/b:c");
    good("podman manifest push l", "l");
    good("buildah --storage-driver vfs push widget:latest docker://quay.io/a/w", "quay.io/a/w");
    good("buildah manifest push --all l docker://q/a", "q/a");
    good("buildah bud -t a/b .", "");
    good("podman build -t a/b .", "");
}

#[test]
fn copies() {
    good("skopeo copy docker://a/b:1 docker://q/a/b:2", "q/a/b:2");
    good("skopeo --override-os linux copy --all --dest-creds u:p docker://a docker://b/c", "login u at b, b/c");
    good("skopeo copy docker://a dir:/tmp/x", "");
    good("skopeo copy containers-storage:a docker://b:«sha»", "b:<sha>");
    good("skopeo inspect docker://a", "");
    good("skopeo sync --src docker --dest docker q.io/a/b:1 r.io/c", "r.io/c/b:1");
    good("skopeo sync --src yaml --dest docker x.yml r.io/c", "r.io/c/<?>:<?>");
    good("skopeo sync --src docker --dest dir a /tmp", "");
    good("crane push x.tar a/b", "a/b");
    good("crane cp a/b c/d:1", "c/d:1");
    good("crane tag q.io:5000/a/b:1 2", "q.io:5000/a/b:2");
    good("crane tag q.io/a/«?»:1 «sha:7»", "q.io/a/<?>:<sha:7>");
    good("crane append -f x -t a/b", "a/b");
    good("crane digest a", "");
    good("regctl image copy a/b c/d", "c/d");
    good("regctl image digest a/b", "");
    good("oras push a/b:1,latest x.txt:text/plain", "a/b:1, a/b:latest");
    good("oras tag a/b:1 2 3", "a/b:2, a/b:3");
    good("oras pull a/b", "");
}

#[test]
fn others() {
    good("ko build ./cmd/app", "ghcr.io/acme/app-<?>:latest");
    good("ko build -B ./cmd/app ko://example.com/m/web", "ghcr.io/acme/app:latest, ghcr.io/acme/web:latest");
    good("ko build -B", "ghcr.io/acme/<?>:latest");
    good("ko build -B ./...", "ghcr.io/acme/<?>:latest");
    good("ko build -P ./cmd/app", "ghcr.io/acme/<?>:latest");
    good("ko apply --bare -f config/", "ghcr.io/acme:latest");
    good("ko resolve -B -f config/ x", "ghcr.io/acme/<?>:latest");
    let module = [("go.mod", "// A comment\nmodule example.com/m // here\ngo 1.22\n")];
    assert_eq!(effects("ko build -B .", &module), ["ghcr.io/acme/m:latest"]);
    assert_eq!(effects("ko build -P ./cmd/app", &module), ["ghcr.io/acme/example.com/m/cmd/app:latest"]);
    good("ko build --bare -t 1,2 ./cmd/app", "ghcr.io/acme:1, ghcr.io/acme:2");
    good("ko build --base-import-paths ./cmd/app", "ghcr.io/acme/app:latest");
    good("ko build --push=false .", "");
    good("ko version", "");
    good("gcloud builds submit --tag gcr.io/p/i .", "gcr.io/p/i");
    good("gcloud builds submit --config x.yaml", "opaque gcloud builds submit");
    good("gcloud auth configure-docker", "login at <?>");
    good("gcloud auth configure-docker a.pkg.dev,b.pkg.dev", "login at a.pkg.dev, login at b.pkg.dev");
    good("az acr login -n acme", "login at acme.azurecr.io");
    good("doctl registry login", "login at registry.digitalocean.com");
    good("az acr build -r acme -t w:1 .", "acme.azurecr.io/w:1");
    good("pack build a/b --publish", "a/b");
    good("pack build a/b", "");
    good("apko publish apko.yaml q/a:1 q/a:2 --arch amd64", "q/a:1, q/a:2");
    good("heroku container:push web -a app", "registry.heroku.com/app/web");
    good("docker run --rm -v x:/x gcr.io/kaniko-project/executor:latest --destination=a/b:1", "a/b:1");
    good("docker run quay.io/skopeo/stable copy docker://a docker://b/c", "b/c");
    good("docker run --rm quay.io/acme/app push x", "");
}

#[test]
fn wrappers() {
    good("sudo -u root docker push a", "command docker push a");
    good("sudo -E A=b docker push a", "command docker push a");
    good("env -u X A=b docker push a", "command docker push a");
    good("timeout -k 5 30m docker push a", "command docker push a");
    good("nice -n 5 docker push a", "command docker push a");
    good("bash x.sh a", "script x.sh");
    good("bash -eu -o pipefail x.sh", "script x.sh");
    good("nix develop --command docker push a", "command docker push a");
}

#[test]
fn names_that_speak_of_publishing() {
    for name in
        ["push", "docker-push", "release", "image/deploy", "publish_images", "containers", "dockerize", "ci:publish"]
    {
        assert!(speaks_of_publishing(name), "{name}");
    }
    for name in ["test", "build", "lint", "all", "pushd-x", "shipment", "precise"] {
        assert!(!speaks_of_publishing(name), "{name}");
    }
}

#[test]
fn logins_to_docker_hub_name_its_user() {
    good("docker login -u «secret:U» -p «secret:P»", "login <secret:U> at ");
    good("docker login --username=me --password-stdin docker.io", "login me at docker.io");
    good("docker login --password-stdin -u me https://index.docker.io/v1/", "login me at https://index.docker.io/v1/");
    good("docker login -u me ghcr.io", "login me at ghcr.io");
    good("docker login -u me «var:REGISTRY»", "login me at <var:REGISTRY>");
    good("docker login", "login at ");
    good("crane auth login ghcr.io -u me -p x", "login me at ghcr.io");
    good("skopeo copy --dest-creds me:x docker://a/b docker://ghcr.io/a/b", "login me at ghcr.io, ghcr.io/a/b");
}
