#!/bin/bash
# Generated Quadlet files: accepted or refused, and the service, image and labels that
# Quadlet's own generator makes of them, against ours. Needs no root.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
source "$here/../lab/parts.sh"
generator=$(quadlet_generator)
rm -rf "$PARTS/quadlet-cases"
mkdir -p "$PARTS/quadlet-cases"
python3 "$here/quadlet.py" "$generator" "$PARTS/quadlet-cases"
