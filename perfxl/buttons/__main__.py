"""``python -m perfxl.buttons``: run a button of the ribbon."""

from perfxl.buttons.entry import main

if __name__ == "__main__":
    raise SystemExit(main())
