"""``python -m perfxl`` is ``perfxl``."""

import sys

from perfxl.cli import main

if __name__ == "__main__":
    sys.exit(main())
