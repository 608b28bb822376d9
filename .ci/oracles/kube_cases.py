"""Makes Kubernetes manifests for `podman kube play`: where the label and annotations of
auto-update may stand, kind by kind, and how people write YAML.

Each container runs an image of its own, by which it is found again.
Everything comes from one seeded generator, so that a difference can be found again.
"""

import json
import random

AUTO = "io.containers.autoupdate"
AUTH = AUTO + ".authfile"
IMAGES = [f"quay.io/acme/w{n}:latest" for n in range(6)]
KINDS = ["Pod", "Deployment", "DaemonSet", "Job"]
OTHERS = ["ReplicaSet", "StatefulSet", "CronJob", "ConfigMap", "Service", "Secret", "PersistentVolumeClaim", "Ingress"]


def block(mapping, indent):
    """A mapping of scalars that are spelled already, as YAML lines."""
    return "".join(" " * indent + f"{key}: {value}\n" for key, value in mapping.items())


def pod_spec(containers, indent):
    pad = " " * indent
    lines = pad + "containers:\n"
    for name, image in containers:
        lines += f"{pad}- image: {image}\n" + (f"{pad}  name: {name}\n" if name is not None else "") + f"{pad}  imagePullPolicy: Never\n"
    return lines


def metadata(name, labels, annotations, indent):
    pad = " " * indent
    text = f"{pad}metadata:\n" + (f"{pad}  name: {name}\n" if name else f"{pad}  creationTimestamp: null\n")
    if labels:
        text += f"{pad}  labels:\n" + block(labels, indent + 4)
    if annotations:
        text += f"{pad}  annotations:\n" + block(annotations, indent + 4)
    return text


def manifest(kind, name, containers, own=None, template=None):
    """`own` and `template` are (labels, annotations) of the object and of its template."""
    own, template = own or ({}, {}), template or ({}, {})
    api = {"Pod": "v1", "ConfigMap": "v1", "Service": "v1", "Secret": "v1", "PersistentVolumeClaim": "v1", "Job": "batch/v1", "CronJob": "batch/v1"}.get(kind, "apps/v1")
    text = f"apiVersion: {api}\nkind: {kind}\n" + metadata(name, *own, 0)
    if kind == "Pod":
        return text + "spec:\n" + pod_spec(containers, 2)
    if kind in ("ConfigMap", "Secret"):
        return text + "data: {}\n"
    if kind == "PersistentVolumeClaim":
        return text + "spec:\n  accessModes: [ReadWriteOnce]\n"
    if kind in ("Service", "Ingress"):
        return text + "spec:\n  selector: {app: x}\n"
    if kind == "CronJob":
        return text + 'spec:\n  schedule: "* * * * *"\n  jobTemplate:\n    spec:\n      template:\n' + metadata("", *template, 8) + "        spec:\n" + pod_spec(containers, 10)
    selector = "" if kind == "Job" else "  selector:\n    matchLabels: {app: x}\n"
    return text + "spec:\n" + selector + "  template:\n" + metadata("", *template, 4) + "    spec:\n" + pod_spec(containers, 6)


def make(seed):
    r = random.Random(seed)
    cases = []

    def add(family, text, *flags):
        """`@NAME@` in the text becomes a name that only this case has."""
        name = f"k{len(cases)}x"
        cases.append({"id": f"{family}-{len(cases)}", "name": name, "flags": list(flags), "text": text.replace("@NAME@", name)})

    one = [("c", IMAGES[0])]
    two = [("c", IMAGES[0]), ("d", IMAGES[1])]
    policies = ["registry", "local", '"registry"', "'image'", "disabled", '""', "Registry"]
    places = [{}, {AUTO: "registry"}, {f"{AUTO}/c": "registry"}, {f"{AUTO}/other": "registry"}, {AUTO: "local", f"{AUTO}/c": "registry"}, {AUTO: "registry", AUTH: "/a.json"}, {f"{AUTH}/c": "/c.json", AUTO: "registry"}]
    # Every place, kind by kind: the object's own, and its template's.
    for kind in KINDS:
        for place in places:
            for containers in (one, two):
                add("own-annotation", manifest(kind, "@NAME@", containers, ({}, place)))
                if kind != "Pod":
                    add("template-annotation", manifest(kind, "@NAME@", containers, ({}, {}), ({}, place)))
        for place in places[1:3]:
            add("own-label", manifest(kind, "@NAME@", one, (place if "/" not in next(iter(place)) else {}, {})))
            if kind != "Pod":
                add("template-label", manifest(kind, "@NAME@", two, ({}, {}), ({AUTO: "registry"}, {})))
                add("template-label", manifest(kind, "@NAME@", two, ({AUTO: "disabled"}, {AUTO: "local"}), ({AUTO: "registry", "a": "b"}, {AUTO: "image"})))
        for policy in policies:
            add("policy", manifest(kind, "@NAME@", one, ({}, {AUTO: policy})))
            add("policy", manifest(kind, "@NAME@", two, ({AUTO: policy}, {AUTO: "registry"}), ({AUTO: policy}, {AUTO: "registry"})))
        for flag in [f"{AUTO}=registry", f"{AUTO}/c=registry", f"{AUTO}/other=registry", f"{AUTO}=local"]:
            add("flag", manifest(kind, "@NAME@", two), f"--annotation={flag}")
            add("flag", manifest(kind, "@NAME@", two, ({}, {AUTO: "disabled"})), "--annotation", flag)
            add("flag", manifest(kind, "@NAME@", two, ({AUTO: "disabled"}, {}), ({AUTO: "image"}, {})), f"--annotation={flag}", "--annotation=a=b")
    # Kinds that podman skips, alone and beside one that it plays.
    for kind in OTHERS:
        text = manifest(kind, "@NAME@-o", two, ({AUTO: "registry"}, {AUTO: "registry"}), ({AUTO: "registry"}, {AUTO: "registry"}))
        add("other", text)
        add("other", text + "---\n" + manifest("Pod", "@NAME@", one, ({}, {AUTO: "registry"})))
        add("other", manifest(r.choice(["Pod", "Deployment"]), "@NAME@", one, ({}, {AUTO: "registry"})) + "---\n" + text)
    # Several pods in one file, each with its own annotations.
    for first in KINDS[:2]:
        for second in KINDS[:2]:
            a = manifest(first, "@NAME@-a", one, ({}, {AUTO: "registry"}))
            b = manifest(second, "@NAME@-b", [("e", IMAGES[2])], ({}, {AUTO: "local"}), ({"l": "1"}, {}))
            add("several", a + "---\n" + b)
            add("several", "---\n" + a + "---\n---\n" + b, f"--annotation={AUTO}=image")
    # How YAML may be written.
    flow = '{apiVersion: v1, kind: Pod, metadata: {name: "@NAME@", annotations: {io.containers.autoupdate: registry}}, spec: {containers: [{name: c, image: "quay.io/acme/w0:latest", imagePullPolicy: Never}]}}\n'
    plain = manifest("Pod", "@NAME@", one, ({"a": "b"}, {AUTO: "registry"}))
    add("yaml", flow)
    add("yaml", json.dumps({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "@NAME@", "annotations": {AUTO: "registry"}}, "spec": {"containers": [{"name": "c", "image": IMAGES[0], "imagePullPolicy": "Never"}]}}))
    for old, new in [
        (f"{AUTO}: registry", f'"{AUTO}": "registry"'), (f"{AUTO}: registry", f"? {AUTO}\n    : registry"), (f"{AUTO}: registry", f"{AUTO}: >-\n      registry"), (f"{AUTO}: registry", f"{AUTO}: |\n      registry"), (f"{AUTO}: registry", f"{AUTO}: registry # daily"),
        (f"{AUTO}: registry", f"{AUTO}: &p registry"), ("kind: Pod", "kind: &k Pod"), ("kind: Pod", 'kind: "Pod"'), ("kind: Pod", "kind: pod"), ("apiVersion: v1\n", ""), ("apiVersion: v1", "# head\napiVersion: v1"), ("\n", "\r\n"), (f"{AUTO}: registry", f"{AUTO}: true"), (f"{AUTO}: registry", f"{AUTO}: 1"), (f"{AUTO}: registry", f"{AUTO}:"), (f"{AUTO}: registry", f"{AUTO}: ~"),
        (f"{AUTO}: registry", f"{AUTO}: registry\n    {AUTO}: local"), ("  name: @NAME@\n", ""), ("  - image", "  - ports: []\n    image"), ("metadata:", "metadata: &m"), ("a: b", f"{AUTO}: disabled"), ("a: b", "a: 1"), ("spec:\n", "spec:\n  restartPolicy: Never\n"), ("spec:\n", "spec:\n  hostNetwork: true\n"), ("kind: Pod\n", ""), ("  - image: quay.io/acme/w0:latest\n    name: c\n", "  - image: quay.io/acme/w0:latest\n"),
        (IMAGES[0], '"quay.io/acme/w0"'), (f"    {AUTO}: registry\n", f"    <<: {{{AUTO}: registry}}\n"), ("spec:\n", "unknown: {a: [1]}\nspec:\n"), ("metadata:\n", "metadata:\n  generateName: x\n"), ("annotations:", "Annotations:"), ("    name: c\n", "    name: c\n    args: [sh, -c, x]\n"), ("metadata:\n", "status: {}\nmetadata:\n"),
    ]:
        add("yaml", plain.replace(old, new))
    init = plain.replace("spec:\n", f"spec:\n  initContainers:\n  - image: {IMAGES[3]}\n    name: i\n    imagePullPolicy: Never\n")
    add("init", init)
    add("init", init.replace(f"{AUTO}:", f"{AUTO}/i:"))
    add("replicas", manifest("Deployment", "@NAME@", one, ({}, {AUTO: "registry"})).replace("spec:\n  selector", "spec:\n  replicas: 2\n  selector"))
    add("replicas", manifest("Deployment", "@NAME@", one, ({}, {AUTO: "registry"})).replace("spec:\n  selector", "spec:\n  replicas: 1\n  selector"))
    for text in ["", "---\n", "# nothing\n", "a: b\n", "- a\n", "kind: Pod\n", "kind: [Pod]\n", "kind: Pod\nmetadata: {name: @NAME@}\n", "kind: Pod\nmetadata: {name: @NAME@}\nspec: {containers: []}\n", "{\n", "kind: List\nitems: []\n"]:
        add("broken", text)
    # Everything together.
    for _ in range(120):
        def some():
            labels = {k: v for k, v in {AUTO: r.choice(["registry", "disabled", "local"]), "a": "b", "io.containers.other": "x"}.items() if r.random() < 0.25}
            return labels, dict(r.choice(places))
        docs = []
        for n in range(r.choice([1, 1, 1, 2])):
            containers = [(name, IMAGES[2 * n + at]) for at, name in enumerate(r.sample(["c", "d"], r.choice([1, 2])))]
            docs.append(manifest(r.choice(KINDS + ["Pod", "Deployment"] + OTHERS[:2]), f"@NAME@-{n}", containers, some(), some()))
        flags = [f"--annotation={AUTO}{r.choice(['', '/c'])}={r.choice(['registry', 'local'])}"] * (r.random() < 0.3)
        add("mixed", "---\n".join(docs), *flags)
    return cases
