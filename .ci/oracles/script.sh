#!/bin/bash
# Control flow of `run:` scripts: which commands a real bash reaches, against ours.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
source "$here/../lab/parts.sh"
command -v python3 >/dev/null || packages python3
python3 "$here/script.py"
