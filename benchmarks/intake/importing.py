"""The real import of a heap, as a finance officer calls it, with what it cost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
LYING = "lying"
"""An engine that is wrong now and then: see :mod:`benchmarks.intake.lying`."""
_LOOK = 0.05  # seconds between two looks at the process


@dataclass(frozen=True)
class Cost:
    """Seconds and megabytes. ``parent`` is the process that was called; ``cpu`` counts its workers too."""

    workbooks: int
    wall: float
    cpu: float
    parent_cpu: float
    parent_peak: float
    load: tuple[float, float]

    def text(self) -> str:
        each = 1000 / max(1, self.workbooks)
        return (
            f"{self.workbooks} workbooks in {self.wall:.1f} s: each {self.wall * each:.1f} ms, "
            f"{self.cpu * each:.1f} ms of processors, {self.parent_cpu * each:.1f} ms of them the parent's; "
            f"its memory at most {self.parent_peak:.1f} MB; load {self.load[0]:.1f} before, {self.load[1]:.1f} after"
        )


def run(folder: Path, db: Path, *, roster: Path, jobs: int | None, engine: str) -> tuple[dict[str, Any], Cost]:
    """``perfxl import`` in a process of its own: what it says as JSON, and its cost. Linux only: it reads /proc."""
    program, engine = ("benchmarks.intake.lying", "embedded") if engine == LYING else ("perfxl", engine)
    words = [sys.executable, "-m", program, "import", str(folder), "--db", str(db), "--roster", str(roster)]
    words += ["--engine", engine, "--json", *(["--jobs", str(jobs)] if jobs else [])]
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    before, start = os.getloadavg()[0], time.perf_counter()
    peak = parent = 0.0
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(words, stdout=said, env=os.environ | {"PYTHONPATH": path})
        while (ended := os.wait4(process.pid, os.WNOHANG))[0] == 0:
            peak, parent = _seen(process.pid) or (peak, parent)
            time.sleep(_LOOK)
        wall, used = time.perf_counter() - start, ended[2]
        process.returncode = os.waitstatus_to_exitcode(ended[1])
        said.seek(0)
        answer = json.load(said)
    cpu = used.ru_utime + used.ru_stime
    return answer, Cost(answer["files"], wall, cpu, parent, peak, (before, os.getloadavg()[0]))


def _seen(pid: int) -> tuple[float, float] | None:
    """(most memory so far in MB, processor seconds so far) of a process; ``None`` once it has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
        times = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return None
    peak = next((line for line in status.splitlines() if line.startswith("VmHWM")), None)
    if peak is None:
        return None
    return int(peak.split()[1]) / 1024, (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK")
