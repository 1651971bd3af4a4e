"""Where the data files are: templates and example workbooks.

They stand at the top level of a checkout, which an editable install uses too. A wheel carries them inside the
package, under ``_data/``.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def templates_dir() -> Path:
    """The folder of form definitions and text templates."""
    return _data_dir("templates")


def workbooks_dir() -> Path:
    """The folder of example workbooks."""
    return _data_dir("workbooks")


def _data_dir(name: str) -> Path:
    candidates = (_PACKAGE / "_data" / name, _PACKAGE.parent / name)
    for candidate in candidates:
        if candidate.is_dir():
            return candidate
    looked = " or ".join(str(candidate) for candidate in candidates)
    raise FileNotFoundError(f"perfxl is not installed completely: no folder {looked}; install it again")
