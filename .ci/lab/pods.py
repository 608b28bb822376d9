"""Scenes with pods, Quadlet files and Kubernetes manifests, for podman 5; see incident.py."""

IMAGE = "quay.io/acme/widget:latest"
AUTO = "--label io.containers.autoupdate=registry"
UNIT = "Environment=PODMAN_SYSTEMD_UNIT=%n"
RUN = "/usr/bin/podman run --rm --replace --name widget"
ANNOTATION = "  annotations:\n    io.containers.autoupdate: registry\n"
LABEL = "  labels:\n    io.containers.autoupdate: registry\n"


def service(*body):
    return "[Unit]\nDescription=Widget\n[Service]\n" + "".join(line + "\n" for line in body)


def container(*lines, service=()):
    text = f"[Container]\nImage={IMAGE}\nNetwork=host\n" + "".join(line + "\n" for line in lines)
    return text + ("[Service]\n" + "".join(line + "\n" for line in service) if service else "")


def member(*lines):
    """A container that lives in a pod has no network of its own."""
    return container(*lines).replace("Network=host\n", "")


def indented(text, by):
    return "".join(" " * by + line + "\n" for line in text.splitlines())


def pod(own=""):
    return f"apiVersion: v1\nkind: Pod\nmetadata:\n  name: widget\n{own}spec:\n  hostNetwork: true\n  containers:\n  - name: app\n    image: {IMAGE}\n    imagePullPolicy: IfNotPresent\n"


def owner(kind, own="", template=""):
    meta = "    metadata:\n      creationTimestamp: null\n" + indented(template, 4)
    return f"apiVersion: apps/v1\nkind: {kind}\nmetadata:\n  name: widget\n{own}spec:\n  selector:\n    matchLabels: {{app: x}}\n  template:\n{meta}    spec:\n      hostNetwork: true\n      containers:\n      - name: app\n        image: {IMAGE}\n        imagePullPolicy: IfNotPresent\n"


def kube(yaml, *lines):
    return {"widget.kube": "[Kube]\nYaml=widget.yaml\nNetwork=host\n" + "".join(line + "\n" for line in lines), "widget.yaml": yaml}


def quadlet(files, **more):
    return [files, {"start": "widget.service", **more}]


POD = "[Pod]\nNetwork=host\n"
MADE = "ExecStartPre=/usr/bin/podman pod create --replace --network=host --name widgets"
BYHAND = "podman pod create --replace --network=host --name widgets"

SCENES = [
    ("a Quadlet container", *quadlet({"widget.container": container("AutoUpdate=registry")})),
    ("a Quadlet container without the key", *quadlet({"widget.container": container()})),
    ("a Quadlet container in a pod of Quadlet's", *quadlet({"widget.container": member("AutoUpdate=registry", "Pod=widgets.pod"), "widgets.pod": POD})),
    ("that pod has a key that Quadlet does not know", *quadlet({"widget.container": member("AutoUpdate=registry", "Pod=widgets.pod"), "widgets.pod": POD + "AutoUpdate=registry\n"})),
    ("PodmanArgs= puts it in a pod that was made by hand", *quadlet({"widget.container": member("AutoUpdate=registry", "PodmanArgs=--pod widgets")}, setup=BYHAND)),
    ("PodmanArgs= puts it in Quadlet's pod", *quadlet({"widget.container": "[Unit]\nRequires=widgets-pod.service\nAfter=widgets-pod.service\n" + member("AutoUpdate=registry", "PodmanArgs=--pod systemd-widgets"), "widgets.pod": POD})),
    ("PodmanArgs= makes the pod", *quadlet({"widget.container": member("AutoUpdate=registry", "PodmanArgs=--pod=new:widgets --network=host")})),
    ("a plain unit makes its pod", service(UNIT, MADE, f"ExecStart={RUN} --pod widgets {AUTO} {IMAGE}", "ExecStop=/usr/bin/podman pod rm -f -t 1 widgets")),
    ("a plain unit in a pod that was made by hand", service(UNIT, f"ExecStart={RUN} --pod widgets {AUTO} {IMAGE}"), {"setup": BYHAND}),
    ("a plain unit makes its pod without a name for podman", service(MADE, f"ExecStart={RUN} --pod widgets {AUTO} --label PODMAN_SYSTEMD_UNIT=%n {IMAGE}")),
    ("a volume's file that Quadlet refuses", *quadlet({"widget.container": container("AutoUpdate=registry", "Volume=data.volume:/data"), "data.volume": "[Volume]\nAutoUpdate=registry\n"})),
    ("a volume's file that is not there", *quadlet({"widget.container": container("AutoUpdate=registry", "Volume=data.volume:/data")})),
    ("a volume's file that is there", *quadlet({"widget.container": container("AutoUpdate=registry", "Volume=data.volume:/data"), "data.volume": "[Volume]\n"})),
    ("a manifest's pod with the annotation", *quadlet(kube(pod(ANNOTATION)))),
    ("a manifest's pod with the label", *quadlet(kube(pod(LABEL)))),
    ("a manifest's pod without either", *quadlet(kube(pod()))),
    ("the key of a .kube, and a pod", *quadlet(kube(pod(), "AutoUpdate=registry"))),
    ("the key of a .kube, and a Deployment", *quadlet(kube(owner("Deployment"), "AutoUpdate=registry"))),
    ("a Deployment's own annotation", *quadlet(kube(owner("Deployment", ANNOTATION)))),
    ("a Deployment's template's annotation", *quadlet(kube(owner("Deployment", "", ANNOTATION)))),
    ("a Deployment's own label", *quadlet(kube(owner("Deployment", LABEL)))),
    ("a Deployment's template's label", *quadlet(kube(owner("Deployment", "", LABEL)))),
    ("a label against the annotation", *quadlet(kube(pod(ANNOTATION + "  labels:\n    io.containers.autoupdate: disabled\n")))),
    ("a DaemonSet's own annotation", *quadlet(kube(owner("DaemonSet", ANNOTATION)))),
    ("a StatefulSet", *quadlet(kube(owner("StatefulSet", ANNOTATION, LABEL)))),
    ("storage that only the unit sees", *quadlet({"widget.container": container("AutoUpdate=registry", "GlobalArgs=--storage-opt=additionalimagestore=/var/lib/containers/more", "Pull=never")}, setup="mkdir -p /var/lib/containers/more && podman --root /var/lib/containers/more --runroot /run/more pull -q quay.io/acme/widget:latest && podman rmi -f quay.io/acme/widget:latest")),
    ("another user in [Service]", *quadlet({"widget.container": container("AutoUpdate=registry", service=["User=nobody"])})),
    ("root in [Service]", *quadlet({"widget.container": container("AutoUpdate=registry", service=["User=root"])})),
    ("a unit that is a oneshot and pulls", service("Type=oneshot", UNIT, f"ExecStart={RUN} --pull=newer {AUTO} {IMAGE} true")),
]

# What we must say of some of them, so that the scenes themselves can't fade away.
MUST = {
    "a Quadlet container in a pod of Quadlet's": "yes",
    "that pod has a key that Quadlet does not know": "no",
    "PodmanArgs= puts it in a pod that was made by hand": "no",
    "a Deployment's own annotation": "yes",
    "a Deployment's template's annotation": "no",
    "a Deployment's template's label": "yes",
    "another user in [Service]": "no",
}
