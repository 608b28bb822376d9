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

SEED = 4301
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
    case = f"{case['id']}: {argv} {case['env'] or ''} {case['files'] or ''}"
    spelled = real or f"refused: {last_line(said)}"
    if "refused" in ours or ours.get("help") or ours.get("nothing"):
        return tally.same() if real is None else tally.differs(case, spelled, ours)
    labels = {**image_labels, **ours["labels"]}
    policy = labels.get(podman_lines.AUTO)
    alone, alone_said = images.alone(ours["image"], policy)
    if ours["rootfs"]:
        # A folder is no image: podman names none, and image labels there are none.
        labels, alone = ours["labels"], {"image": ""}
    if real is None:
        if alone is None and last_line(alone_said) == last_line(said):
            return tally.same()
        for pattern, reason in LEFT_TO_PODMAN.items():
            if re.search(pattern, said):
                return tally.because(reason)
        return tally.differs(case, spelled, ours)
    arguments = ours["arguments"]
    right_image = alone is not None and alone["image"] == real["image"]
    right_args = real["args"] is None or (real["args"][-len(arguments) :] == arguments if arguments else True)
    if labels == real["labels"] and right_image and right_args:
        tally.same()
    else:
        tally.differs(case, spelled, ours)


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
