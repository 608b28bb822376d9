//! Makefiles, calls of make, and the scripts that they are.

use std::collections::BTreeMap;

use super::*;
use prodproof_syntax::value::ValueSet;

/// The script of a call, a line each, without the shells context them.
fn lines(makefile: &str, call: &str) -> Option<Vec<String>> {
    let arguments: Vec<Symbolic> = call.split_whitespace().map(argument).collect();
    let env = BTreeMap::from([("REGISTRY".to_string(), ValueSet::known("ghcr.io"))]);
    let files = |path: &str| match path {
        "Makefile" | "sub/Makefile" => Some(makefile.to_string()),
        "common.mk" => Some("IMG = quay.io/acme/common\n".to_string()),
        "README" => Some(String::new()),
        _ => None,
    };
    let script = script(&arguments, &Context { env: &env, files: &files })?.to_string();
    Some(script.lines().filter(|line| !matches!(*line, "(" | ")")).map(str::to_string).collect())
}

/// `<sha>` is a hole.
fn argument(word: &str) -> Symbolic {
    match word.split_once("<sha>") {
        Some((before, after)) => {
            let mut text = Symbolic::known(before);
            text.push(&Symbolic::hole("sha"));
            text.push_known(after);
            text
        }
        None => Symbolic::known(word),
    }
}

#[track_caller]
fn runs(makefile: &str, call: &str, expected: &[&str]) {
    assert_eq!(lines(makefile, call).expect("it is read"), expected, "make {call}\n{makefile}");
}

#[track_caller]
fn is_not_read(makefile: &str, call: &str) {
    assert_eq!(lines(makefile, call), None, "make {call}\n{makefile}");
}

#[test]
fn a_variable_that_a_recipe_defines_is_unknown() {
    let recipe = |name: &str| format!("A = a\nb:\n\t$(eval {name} := $(shell date))\n\tpodman push x:$({name})\n");
    // Also one that has a value elsewhere, or would have none.
    for name in ["NEW", "A", "lower"] {
        runs(&recipe(name), "b", &["podman push x:<?>"]);
    }
}

#[test]
fn goals_and_what_they_need() {
    let makefile = "
.PHONY: push build
all: push
build: ; podman build -t x .
push: build | login
\t@podman push x
\t# said and done
\t-podman push y
login:
\tpodman login quay.io
";
    let all = ["podman build -t x .", "podman login quay.io", "podman push x", "podman push y", ") || true"];
    runs(makefile, "", &all);
    runs(makefile, "push", &all);
    runs(makefile, "-j 4 --silent login", &["podman login quay.io"]);
    runs(makefile, "-n push", &[]);
    runs(makefile, "-C sub login", &["cd sub", "podman login quay.io"]);
    is_not_read(makefile, "nothing");
    is_not_read(makefile, "-e push");
    is_not_read("README:\n\ttouch README\n", "README");
    is_not_read("a:: b\n\techo b\na:: c\n\techo c\n", "a");
    is_not_read("SHELL := python3\na:\n\tprint()\n", "a");
    runs("SHELL = /usr/bin/env bash -o pipefail\na:\n\techo\n", "a", &["echo"]);
}

#[test]
fn variables() {
    let push = "push:\n\tpodman push $(IMG)\n";
    let with = |head: &str, call: &str, image: &str| {
        runs(&format!("{head}\n{push}"), call, &[&format!("podman push {image}")])
    };
    with("IMG = quay.io/acme/x", "push", "quay.io/acme/x");
    with("NAME = x\nIMG = ${NAME}:1\nNAME = y", "push", "y:1");
    with("NAME = x\nIMG := $(NAME):1\nNAME = y", "push", "x:1");
    with("IMG ?= $(REGISTRY)/x", "push", "ghcr.io/x");
    with("REGISTRY ?= quay.io\nIMG = $(REGISTRY)/x", "push", "ghcr.io/x");
    with("REGISTRY = quay.io\nIMG = $(REGISTRY)/x", "push", "quay.io/x");
    with("IMG = a\nIMG += b # c", "push", "a b");
    with("IMG = x:$$TAG", "push", "x:$TAG");
    with("IMG = x:$(shell git describe)", "push", "x:$(git describe)");
    with("IMG = $(UNKNOWN)/x", "push", "<?>/x");
    with("IMG = x$(EXTRA_ARGS)", "push", "x");
    with("IMG = $(Q)x", "push", "x");
    with("include common.mk", "push", "quay.io/acme/common");
    with("push: IMG = own", "push", "own");
    with("all: IMG = own\nall: push", "all", "own");
    with("define IMG\nx\nendef", "push", "<?>");
    runs(
        &format!("IMG = a\n{push}"),
        "push IMG=quay.io/acme/x:<sha>",
        &["export IMG='quay.io/acme/x:<sha>'", "podman push quay.io/acme/x:<sha>"],
    );
    runs(&format!("export IMG = a\n{push}"), "push", &["export IMG='a'", "podman push a"]);
    runs("push:\n\tpodman push \\\n\t  x $@\n", "push", &["podman push \\", "  x push"]);
}

#[test]
fn functions() {
    let gives = |value: &str, expected: &str| {
        runs(&format!("A = a.c b.c\nIMG = {value}\npush:\n\techo $(IMG)\n"), "push", &[&format!("echo {expected}")]);
    };
    gives("$(A:.c=.o)", "a.o b.o");
    gives("$(patsubst %.c,x/%,$(A))", "x/a x/b");
    gives("$(subst c,d,$(A))", "a.d b.d");
    gives("$(addprefix -t ,$(A))", "-t a.c -t b.c");
    gives("$(or $(NO_ARGS),z)", "z");
    gives("$(if $(A),yes,no)", "yes");
    gives("$(foreach t,$(A),-t q/$(t))", "-t q/a.c -t q/b.c");
    gives("$(firstword $(A)) $(lastword $(A))", "a.c b.c");
    gives("$(call template,x)", "<?>");
    gives("$(lastword $(shell date) x)", "<?>");
}

#[test]
fn conditions() {
    let makefile = "
ifeq ($(REGISTRY),ghcr.io)
A = yes
else ifdef B
A = b
else
A = no
endif
ifneq \"$(UNKNOWN)\" \"x\"
C = c
endif
push:
\techo $(A) $(C)
ifdef UNKNOWN
unsure:
\techo
endif
";
    runs(makefile, "push", &["echo yes <?>"]);
    runs(makefile, "push REGISTRY=quay.io B=1", &["export B='1'", "export REGISTRY='quay.io'", "echo b <?>"]);
    is_not_read(makefile, "unsure");
    // A value is not expanded to see whether there is one; what a shell gave may be none.
    let defined = |value: &str| format!("A {value}\nifdef A\nB = set\nelse\nB = unset\nendif\npush:\n\techo $(B)\n");
    runs(&defined("= $(NO_ARGS)"), "push", &["echo set"]);
    runs(&defined(":= $(NO_ARGS)"), "push", &["echo unset"]);
    runs(&defined(":= $(shell date)"), "push", &["echo <?>"]);
}

#[test]
fn patterns_and_calls_of_itself() {
    let makefile = "
.PHONY: push-all
push-all: push-api push-web
push-%: build-%
\tdocker push q/$*
build-%:
\tdocker build -t q/$* $<
again:
\t$(MAKE) push-api
";
    let api = ["docker build -t q/api ", "docker push q/api"].map(str::trim_end);
    runs(makefile, "push-api", &api);
    runs(makefile, "push-all", &[&api[..], &["docker build -t q/web", "docker push q/web"]].concat());
    runs(makefile, "again TAG=1", &["export TAG='1'", "make TAG='1' push-api"]);
}

#[test]
fn targets_that_only_a_run_names() {
    let makefile = "
NAMES := $(shell ls images)
all: $(addprefix push-,$(NAMES))
each: $(foreach I, $(shell ls images), push-$(I))
push-%:
\tdocker push q/$*
named: $(NAMES:%=tag-%) push-api
tag-a tag-b:
\tdocker tag q/$@
sources: $(shell ls *.go)
\tgo build
";
    let perhaps = |lines: &[&'static str]| [&["for _ in <?>", "do", ":"][..], lines, &["done"]].concat();
    runs(makefile, "all", &perhaps(&["docker push q/<?>"]));
    runs(makefile, "each", &perhaps(&["docker push q/<?>"]));
    let tags = perhaps(&["docker tag q/tag-a", "docker tag q/tag-b"]);
    runs(makefile, "named", &[&tags[..], &["docker push q/api"]].concat());
    runs(makefile, "sources", &["go build"]);
}

#[test]
fn nothing_goes_on_for_ever() {
    runs("A = $(B)\nB = $(A)\npush:\n\techo $(A)\n", "push", &["echo <?>"]);
    let doubled: String = (1..40).map(|n| format!("A{n} = $(A{})$(A{})\n", n - 1, n - 1)).collect();
    assert!(lines(&format!("A0 = x\n{doubled}push:\n\techo $(A39)\n"), "push").is_none_or(|all| all[0].contains("<?>")));
    let doubled = "A := $(A)$(A)\n".repeat(60);
    runs(&format!("A := x\n{doubled}push:\n\techo $(A)\n"), "push", &["echo <?>"]);
    runs("a: b\n\techo a\nb: a\n\techo b\n", "a", &["echo b", "echo a"]);
    let nested = format!("push:\n\techo {}x{}\n", "$(strip ".repeat(5000), ")".repeat(5000));
    runs(&nested, "push", &["echo <?>"]);
    for broken in ["push:\n\techo $(", "push:\n\techo $", "endif\nelse\npush:\n\techo\n", "ifeq (a\npush:\n", "define"]
    {
        let _ = lines(broken, "push");
    }
}
