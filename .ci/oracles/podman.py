"""`podman run` lines: what podman itself makes of them, against what our tool says.

Usage: podman.py SCRATCH_DIR
"""

import concurrent.futures
import json
import os
import pathlib
import queue
import re
import sys

import common
import podman_lines
from podman_store import Store

# Another one, to look further: ORACLE_SEED=7.
SEED = int(os.environ.get("ORACLE_SEED", "4301"))
WORKERS = 2
LEAST = 300

# How a word on the line is named in the store: nothing else is in there.
TAGS = [
    "quay.io/acme/widget:latest", "quay.io/acme/widget:1.2.3", "docker.io/library/nginx:latest", "docker.io/acme/api:latest",
    "localhost/app:latest", "localhost:5000/app:latest", "registry.example.com:443/team/app:v1", "ghcr.io/acme/a-b_c/d.e:edge",
    "localhost/nginx:latest", "localhost/nginx:1", "localhost/library/nginx:latest", "localhost/acme/widget:latest",
    "localhost/false:latest", "localhost/0:latest", "localhost/k:latest",
]


# What podman refuses for reasons that our model leaves to podman, and why it may.
LEFT_TO_PODMAN = {
    r'invalid argument ".*" for ".*" flag: strconv\.Parse(Float|Int|Uint)': "numbers: each flag's own grammar of values is podman's",
    r"invalid value for memory: invalid size": "sizes: each flag's own grammar of values is podman's",
    r"unsupported pull policy|Log Level .* is not supported": "names of policies and levels are podman's",
    r"the --rm option conflicts with --restart|cannot set multiple networks|must specify pod value with init-ctr": "flags that exclude or need each other are podman's",
    r"no command or entrypoint provided": "--rootfs has no image, so nothing is ever updated",
    r"unable to process labels: (open|name|invalid environment variable)": "a label file is the host's; the verdict is never yes",
}


def real_answers(cases, everything):
    """Every case's real answer, with the case as it was run (paths filled in)."""
    stores = queue.Queue()
    for store in everything:
        stores.put(store)

    def one(case):
        store = stores.get()
        try:
            ran = dict(case, argv=store.expand(case["argv"]), files={store.expand([p])[0]: t for p, t in case["files"].items()})
            container, said = store.try_line(ran["argv"], ran["env"], ran["files"])
            return ran, container, said
        finally:
            stores.put(store)

    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(one, cases))


class Image:
    """What podman makes of an image word by itself, asked once a word."""

    def __init__(self, store):
        self.store, self.known = store, {}

    def alone(self, word, policy):
        if word is None:
            return None, ""
        key = (word, policy)
        if key not in self.known:
            label = [] if policy is None else ["--label", f"{podman_lines.AUTO}={policy}"]
            self.known[key] = self.store.try_line(["podman", "create", *label, "--", word], {}, {})
        return self.known[key]


def last_line(said):
    lines = [line for line in said.splitlines() if line.startswith("Error")]
    return re.sub(r"\s+", " ", lines[-1]) if lines else ""


def compare(tally, case, real, said, ours, images, image_labels):
    argv = " ".join(case["argv"])
    spelled = real or f"refused: {last_line(said)}"
    shown = f"{case['id']}: {argv} {case['env'] or ''} {case['files'] or ''}"
    deployment = (ours["deployments"] + [{"labels": {}, "verdict": "none", "rules": []}])[0]
    call = (ours["calls"] + [{"nothing": True}])[0]

    # The verdict first: a yes needs a container with both labels.
    if deployment["verdict"] == "yes":
        labels = real["labels"] if real else {}
        if labels.get(podman_lines.AUTO) not in ("registry", "image") or labels.get(podman_lines.UNIT) != "web.service":
            return tally.differs(shown, spelled, deployment)

    if deployment["rules"] == ["opaque-command"] and "nothing" in call:
        return tally.because("the model says that it can't read the command, which is never wrong")
    if "refused" in call or "nothing" in call:
        return tally.same() if real is None else tally.differs(shown, spelled, ours)
    labels = {**image_labels, **deployment["labels"]}
    alone, alone_said = images.alone(call["image"], labels.get(podman_lines.AUTO))
    if call["rootfs"]:
        # A folder is no image: podman names none, and image labels there are none.
        labels, alone = deployment["labels"], {"image": ""}
    if real is None:
        if alone is None and last_line(alone_said) == last_line(said):
            return tally.same()
        for pattern, reason in LEFT_TO_PODMAN.items():
            if re.search(pattern, said):
                return tally.because(reason)
        return tally.differs(shown, spelled, ours)
    arguments = call["arguments"]
    right_image = alone is not None and alone["image"] == real["image"]
    right_args = real["args"] is None or (real["args"][-len(arguments) :] == arguments if arguments else True)
    theirs = real["labels"]
    if "opaque-label-file" in deployment["rules"]:
        # What the file says is the host's; what the line says must still be right.
        theirs = {key: value for key, value in theirs.items() if key in labels}
    if labels == theirs and right_image and right_args:
        tally.same()
    else:
        tally.differs(shown, spelled, ours)


def main():
    scratch = pathlib.Path(sys.argv[1])
    everything = [Store(scratch / f"store{n}", TAGS) for n in range(WORKERS)]
    try:
        first = everything[0]
        # To work on our side alone, the real answers can be kept in a file.
        saved = pathlib.Path(os.environ.get("ORACLE_SAVED", "/nonexistent/saved"))
        if saved.exists():
            answers = [tuple(row) for row in json.loads(saved.read_text())]
        else:
            answers = real_answers(podman_lines.make(SEED, first.digest, first.image_id), everything)
            if saved.parent.exists():
                saved.write_text(json.dumps(answers))
        ours = common.ask_ours([dict(case, ask="run") for case, _, _ in answers])
        tally = common.Tally("podman run lines")
        images = Image(first)
        for case, real, said in answers:
            compare(tally, case, real, said, ours[case["id"]], images, first.image_labels)
    finally:
        for store in everything:
            store.close()
    sys.exit(0 if tally.close(LEAST) else 1)


if __name__ == "__main__":
    main()
