#!/bin/bash
# Generated Quadlet files, alone and in sets that refer to each other: accepted or refused,
# which of the services could start, and the image and labels that Quadlet's own generator
# makes of them, against ours. Needs no root.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
source "$here/../lab/parts.sh"
generator=$(quadlet_generator)
rm -rf "$PARTS/quadlet-cases"
mkdir -p "$PARTS/quadlet-cases"
python3 "$here/quadlet.py" "$generator" "$PARTS/quadlet-cases"
generator=$(newest_quadlet)
python3 "$here/quadlet_sets.py" "$generator" "$PARTS/quadlet-cases"
