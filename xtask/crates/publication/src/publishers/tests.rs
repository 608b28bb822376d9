//! Push commands, case by case.

use std::collections::BTreeMap;

use super::*;
use prodproof_syntax::value::ValueSet;

/// Effects of a command line; words are split at blanks, `«x»` is a hole.
fn effects(line: &str, files: &[(&str, &str)]) -> Vec<String> {
    let arguments: Vec<Symbolic> = line.split_whitespace().map(spelled).collect();
    let env = BTreeMap::from([("KO_DOCKER_REPO".to_string(), ValueSet::known("ghcr.io/acme"))]);
    let lookup = |path: &str| files.iter().find(|(name, _)| *name == path).map(|(_, text)| text.to_string());
    read(&arguments, &Context { env: &env, files: &lookup })
        .into_iter()
        .filter(|effect| !matches!(effect, Effect::Named(_)))
        .map(|effect| match effect {
            Effect::Named(name) => format!("named {name}"),
            Effect::Push(push) => {
                let name = push.reference.map_or("?".to_string(), |text| text.to_string());
                format!("{name}{}", if push.certain { "" } else { "?" })
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
fn good(line: &str, expected: &str) {
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
    let file = "services:\n  app: {build: ., image: 'a/b:${TAG:-latest}'}\n  db: {image: postgres}\n";
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
fn names_that_smell() {
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

#[test]
fn builds_elsewhere() {
    good("depot build --push -t a/b:1 -t a/b:2 .", "a/b:1, a/b:2");
    good("depot build --project p -o type=registry -t a/b:1 .", "a/b:1");
    good("depot build --save -t a/b:1 .", "");
    good("depot push --project p -t a/b:1 id", "a/b:1");
    let hcl = "target \"default\" {\n  tags = [\"a/b:1\"]\n}";
    assert_eq!(effects("depot bake --push", &[("docker-bake.hcl", hcl)]), ["a/b:1"]);
    good(
        "devcontainer build --workspace-folder . --push true --image-name q/a/b:1 --image-name q/a/b:2",
        "q/a/b:1, q/a/b:2",
    );
    good("devcontainer build --workspace-folder . --image-name q/a/b:1", "");
    good("devcontainer build --output type=registry --image-name q/a/b:1", "q/a/b:1");
    good("devcontainer up --workspace-folder .", "");
    good("cosign copy --force a/b:1 q/a/b:1", "q/a/b:1");
    good("cosign load --dir x q/a/b:1", "q/a/b:1");
    good("cosign sign --yes q/a/b@sha256:0", "");
    good("bluebuild build --push --registry quay.io --registry-namespace Acme recipe.yml", "quay.io/acme/<?>:<?>");
    good("bluebuild build recipe.yml", "");
    good("ctr -n k8s.io images push ghcr.io/a/b:1", "ghcr.io/a/b:1");
    good("ctr i push --platform linux/amd64 ghcr.io/a/b:1 local", "ghcr.io/a/b:1");
    good("ctr images pull a/b", "");
    good("jib build --target=q/a/b:1 --additional-tags=2", "q/a/b:1, q/a/b:2");
    good("jib build --target=docker://a/b", "");
}

#[test]
fn clouds() {
    good(
        "aws ecr put-image --repository-name a/b --image-tag 1 --image-manifest x --region eu-west-1",
        "<aws-account>.dkr.ecr.eu-west-1.amazonaws.com/a/b:1",
    );
    good(
        "aws --region cn-north-1 ecr put-image --registry-id 12 --repository-name a --image-tag 1",
        "12.dkr.ecr.cn-north-1.amazonaws.com.cn/a:1",
    );
    good("aws ecr put-image --repository-name a/b --image-manifest x", "");
    good("aws ecr describe-images --repository-name a", "");
    good("aws codebuild start-build --project-name x", "opaque codebuild start-build");
    good(
        "gcloud artifacts docker tags add eu-docker.pkg.dev/p/r/a:1 eu-docker.pkg.dev/p/r/a:latest",
        "eu-docker.pkg.dev/p/r/a:latest",
    );
    good("gcloud container images add-tag -q gcr.io/p/a:1 gcr.io/p/a:2 gcr.io/p/a:3", "gcr.io/p/a:2, gcr.io/p/a:3");
    good("gcloud beta artifacts docker tags add a/b:1 a/b:2", "a/b:2");
    good("gcloud artifacts docker tags list a/b", "");
}

#[test]
fn dotnet_containers() {
    let all = "-p:ContainerRegistry=ghcr.io -p:ContainerRepository=acme/widget";
    good(&format!("dotnet publish -c Release /t:PublishContainer {all}"), "ghcr.io/acme/widget:latest");
    good(&format!("dotnet publish -t:PublishContainer {all} -p:ContainerImageTag=1.2"), "ghcr.io/acme/widget:1.2");
    good(
        &format!("dotnet publish --target:PublishContainer {all} -p:ContainerImageTags=\"1;latest\""),
        "ghcr.io/acme/widget:1, ghcr.io/acme/widget:latest",
    );
    good(
        "dotnet publish /p:PublishProfile=DefaultContainer /p:ContainerRegistry=ghcr.io;ContainerRepository=a/b",
        "ghcr.io/a/b:latest",
    );
    good("dotnet publish /t:PublishContainer -p:ContainerRegistry=ghcr.io", "ghcr.io/<?>:latest");
    good("dotnet publish /t:PublishContainer", "opaque dotnet publish /t:PublishContainer");
    good("dotnet publish -c Release", "");
    good("dotnet test /t:PublishContainer", "");
}

#[test]
fn builds_of_java() {
    good("mvn -B compile com.google.cloud.tools:jib-maven-plugin:3.4.0:build -Dimage=q/a/b:1", "q/a/b:1");
    good("./mvnw package jib:build -Djib.to.image=q/a/b -Djib.to.tags=1,latest", "q/a/b, q/a/b:1, q/a/b:latest");
    good("mvn jib:build", "opaque mvn jib:build");
    good("mvn jib:dockerBuild -Dimage=a/b", "");
    good("mvn com.google.cloud.tools:jib-maven-plugin:dockerBuild -Dimage=a/b", "");
    good("mvn spring-boot:build-image -Dspring-boot.build-image.imageName=q/a/b:1 -Dspring-boot.build-image.publish=true", "q/a/b:1");
    good("mvn spring-boot:build-image -Dspring-boot.build-image.imageName=q/a/b:1", "");
    good("mvn dockerfile:push -Ddockerfile.repository=q/a/b -Ddockerfile.tag=2", "q/a/b:2");
    good("mvn io.fabric8:docker-maven-plugin:0.44.0:push", "opaque mvn io.fabric8:docker-maven-plugin:0.44.0:push");
    good("mvn verify", "");
    good("./gradlew :app:jib --image=q/a/b:1", "q/a/b:1");
    good("./gradlew jib -Djib.to.image=q/a/b:1 -Djib.to.tags=2", "q/a/b:1, q/a/b:2");
    good("gradle jibDockerBuild", "");
    good("./gradlew bootBuildImage --imageName=q/a/b:1 --publishImage", "q/a/b:1");
    good("./gradlew bootBuildImage --imageName q/a/b:1 --publishImage", "q/a/b:1");
    good("./gradlew bootBuildImage --imageName=a/b", "");
    good("./gradlew build", "");
    let quarkus = "-Dquarkus.container-image.push=true";
    good(&format!("mvn package {quarkus} -Dquarkus.container-image.image=q/a/b:1"), "q/a/b:1");
    good(&format!("./gradlew build {quarkus} -Dquarkus.container-image.registry=ghcr.io -Dquarkus.container-image.group=a -Dquarkus.container-image.name=b -Dquarkus.container-image.tag=1 -Dquarkus.container-image.additional-tags=latest"), "ghcr.io/a/b:1, ghcr.io/a/b:latest");
    good(&format!("mvn package {quarkus}"), &format!("opaque mvn package {quarkus}"));
    good("sbt docker:publish", "opaque sbt docker:publish");
    good("sbt Docker/publish", "opaque sbt Docker/publish");
    good("sbt core/Docker/publish", "opaque sbt core/Docker/publish");
    good("sbt Docker/publishLocal", "");
    good("sbt test", "");
    good("mill app.docker.push", "opaque mill app.docker.push");
    let pom = "<plugin><artifactId>jib-maven-plugin</artifactId><goals><goal>build</goal></goals></plugin>";
    assert_eq!(effects("mvn deploy", &[("pom.xml", pom)]), ["opaque mvn deploy"]);
    assert_eq!(effects("mvn test", &[("pom.xml", pom)]), [""; 0]);
}

#[test]
fn programs_of_flakes() {
    good("nix run .#image.copyTo -- docker://q/a/b:1", "command .#image.copyTo -- docker://q/a/b:1");
    good(".#image.copyTo docker://q/a/b:1", "q/a/b:1");
    good("github:acme/widget#image.copyTo docker://q/a/b:1", "q/a/b:1");
    good(".#image.copyTo docker-daemon:a/b:1", "");
    good(".#image.copyToRegistry", "opaque nix run .#image.copyToRegistry");
    good(".#image.copyToDockerDaemon", "");
    good("nixpkgs#skopeo -- copy a docker://b", "command skopeo copy a docker://b");
    good(".#push-image", "opaque nix run .#push-image");
    good(".#tests", "");
}

#[test]
fn the_repository_s_own_goreleaser() {
    let file = "dockers:\n  - image_templates: ['q/a/b:{{ .Tag }}-amd64', 'q/a/b:v{{ .Major }}']\n  - image_templates: [q/a/c]\n    skip_push: true\n\
                docker_manifests:\n  - name_template: q/a/b:{{ .Version }}\n  - {name_template: 'q/a/b:latest', skip_push: auto}\n\
                dockers_v2:\n  - {images: [q/a/v2], tags: ['{{.Version}}', latest]}\n\
                kos:\n  - {repositories: [q/a/ko], bare: true, tags: [latest]}\n";
    let of = |line: &str, tag: &str| -> Vec<String> {
        let arguments: Vec<Symbolic> = line.split_whitespace().map(spelled).collect();
        let pair = |name: &str, value: &str| (name.to_string(), ValueSet::known(value));
        let env = BTreeMap::from([pair("GITHUB_REF_TYPE", "tag"), pair("GITHUB_REF_NAME", tag)]);
        let lookup = |path: &str| (path == ".goreleaser.yaml").then(|| file.to_string());
        let told = |effect: Effect| match effect {
            Effect::Push(push) => {
                format!("{}{}", push.reference.unwrap_or_default(), if push.certain { "" } else { "?" })
            }
            other => format!("{other:?}"),
        };
        read(&arguments, &Context { env: &env, files: &lookup }).into_iter().map(told).collect()
    };
    let all = [
        "q/a/b:v1.2.3-amd64",
        "q/a/b:v1",
        "q/a/b:1.2.3",
        "q/a/b:latest",
        "q/a/v2:1.2.3",
        "q/a/v2:latest",
        "q/a/ko:latest",
    ];
    assert_eq!(of("goreleaser release --clean", "v1.2.3"), all);
    assert_eq!(of("goreleaser", "v1.2.3"), all);
    assert_eq!(of("goreleaser release", "v1.2.3-rc1").len(), all.len() - 1);
    assert_eq!(of("goreleaser release --skip=docker", "v1.2.3"), ["q/a/ko:latest"]);
    assert_eq!(of("goreleaser release --skip=docker,ko", "v1.2.3"), [""; 0]);
    for line in
        ["goreleaser release --snapshot", "goreleaser build", "goreleaser check", "goreleaser release --skip publish"]
    {
        assert_eq!(of(line, "v1.2.3"), [""; 0], "{line}");
    }
    // Without a tag under way nobody knows which it is.
    assert_eq!(
        effects("goreleaser", &[(".goreleaser.yml", "dockers: [{image_templates: ['q/a:{{ .Tag }}']}]")]),
        ["q/a:<?>?"]
    );
    assert_eq!(effects("goreleaser release", &[]), ["opaque goreleaser release"]);
    assert_eq!(effects("goreleaser release", &[(".goreleaser.yml", "builds: []")]), [""; 0]);
}

#[test]
fn scripts_of_package_json() {
    let file = r#"{"name": "x", "scripts": {"image": "docker build -t a/b . && docker push a/b", "predeploy": "echo a", "deploy": "sh push.sh", "test": "jest"}}"#;
    let of = |line: &str| effects(line, &[("package.json", file)]).join(", ");
    assert_eq!(of("npm run image"), "shell docker build -t a/b . && docker push a/b");
    assert_eq!(of("npm --silent run image -- --quiet"), "shell docker build -t a/b . && docker push a/b --quiet");
    assert_eq!(of("npm run deploy"), "shell echo a\nsh push.sh");
    assert_eq!(of("pnpm deploy"), "shell sh push.sh");
    assert_eq!(of("yarn image"), "shell docker build -t a/b . && docker push a/b");
    assert_eq!(of("npm run docker:push"), "opaque npm run docker:push");
    assert_eq!(of("npm run image --workspace x"), "opaque npm run image --workspace x");
    assert_eq!(of("npm ci"), "");
    assert_eq!(of("yarn install"), "");
}

#[test]
fn semantic_release_pushes_by_a_plugin_only() {
    let of = |line: &str, files: &[(&str, &str)]| effects(line, files).join(", ");
    let package = ("package.json", "{}");
    assert_eq!(of("npx semantic-release@24", &[package]), "");
    assert_eq!(of("npx semantic-release", &[]), "opaque semantic-release");
    assert_eq!(of("semantic-release", &[package, (".releaserc", "plugins: ['@semantic-release/github']")]), "");
    let docker = (".releaserc.json", "{\"plugins\": [\"@semantic-release-plus/docker\"]}");
    assert_eq!(of("npx -y semantic-release", &[package, docker]), "opaque semantic-release");
    assert_eq!(of("semantic-release version", &[]), "");
    assert_eq!(of("npx semantic-release --dry-run", &[docker]), "");
}
