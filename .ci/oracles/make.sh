#!/bin/bash
# Makefiles: which pushes GNU make would run for some goals (`make -n`), against ours.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
source "$here/../lab/parts.sh"
command -v make >/dev/null || packages make
command -v python3 >/dev/null || packages python3
python3 "$here/make.py"
