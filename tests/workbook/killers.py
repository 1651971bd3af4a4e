"""Hostile and odd workbooks, made by hand: the corpus of the reading tests, with what must become of each.

``KILLERS`` maps a name to its maker and its outcome. An outcome is a refusal code, or what is read of the
first sheet: ``A1=text B2=1.5`` (at most six cells, then ``+n`` for the rest), ``…`` where it was truncated.

Run as a program it reads every file of a folder, each in a process of its own, and prints one JSON object:
name → outcome, processor seconds, peak memory in MiB.
"""

import json
import os
import sys
import time
from pathlib import Path

from tests.workbook import killers_files, killers_sheets

KILLERS = killers_files.killer | killers_sheets.killer


def outcome(path: Path) -> str:
    """What becomes of a file, in the words of the table."""
    from perfxl.findings import Refused
    from perfxl.workbook.cells import load

    try:
        grid = load(path).sheets[0]
    except Refused as refusal:
        return refusal.code
    cells = [f"{cell.ref}={cell.value}" for cell in grid.cells.values()]
    shown = [cell.replace("\r", "\\r").replace("\n", "\\n") for cell in cells[:6]]
    more = [f"+{len(cells) - 6}"] if len(cells) > 6 else []
    return " ".join(shown + more + ["…"] * grid.truncated)


def measured(path: Path) -> dict[str, object]:
    """The outcome of a file read in a process of its own, with processor seconds and peak memory (MiB)."""
    import resource  # POSIX only, like fork

    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        started = time.process_time()
        try:
            said = outcome(path)
        except BaseException as error:
            said = f"{type(error).__name__}: {error}"
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        peak /= 1024**2 if sys.platform == "darwin" else 1024
        line = json.dumps({"outcome": said, "seconds": time.process_time() - started, "mib": peak})
        os.write(writer, line.encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        line = pipe.read()
    os.waitpid(child, 0)
    return json.loads(line) if line else {"outcome": "crash", "seconds": 0.0, "mib": 0.0}


if __name__ == "__main__":
    import perfxl.workbook.cells  # noqa: F401 - once for all children

    print(json.dumps({file.name: measured(file) for file in sorted(Path(sys.argv[1]).iterdir())}))
