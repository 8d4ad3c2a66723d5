"""packaging/ holds scripts, not a package: its modules are found the way `python packaging/dev.py` finds them."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "packaging"))
