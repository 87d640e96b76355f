"""python3 -m plateau_torch train SPEC.json --out record.json --weights out.safetensors"""

import sys

from .command import main

sys.exit(main(sys.argv[1:]))
