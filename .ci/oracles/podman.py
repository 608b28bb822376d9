"""`podman run` lines: what podman itself makes of them, against what our tool says.

Usage: podman.py SCRATCH_DIR
"""

import collections
import concurrent.futures
import json
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


def real_answers(cases, scratch):
    """Every case's real answer, with the case as it was run (paths filled in)."""
    stores = queue.Queue()
    everything = [Store(scratch / f"store{n}", TAGS) for n in range(WORKERS)]
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

    try:
        cases = cases(everything[0])
        with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
            return list(pool.map(one, cases)), everything[0].image_labels
    finally:
        for store in everything:
            store.close()


def main():
    scratch = pathlib.Path(sys.argv[1])
    answers, image_labels = real_answers(lambda store: podman_lines.make(SEED, store.digest, store.image_id), scratch)
    if len(sys.argv) > 2:
        pathlib.Path(sys.argv[2]).write_text("".join(json.dumps({"case": c, "real": a, "said": s}) + "\n" for c, a, s in answers))
    print(collections.Counter("created" if a else "refused" for _, a, _ in answers))


if __name__ == "__main__":
    main()
