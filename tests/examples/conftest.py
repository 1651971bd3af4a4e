"""The makers of the example workbooks are scripts: they import one another from their own directory."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts" / "examples"))
