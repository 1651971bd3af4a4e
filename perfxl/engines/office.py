"""One LibreOffice, of our own or one that is running, seen from this process.

`Office` starts `uno_bridge.py` under a Python that has `uno`; the bridge starts soffice with a
profile in a private directory, as a process group of its own. Every way out (normal end, error,
deadline, Ctrl-C, even SIGKILL of this process) ends that group and removes its files; no other
LibreOffice is ever touched. An `Office` with a connection string visits a soffice that is running: closing
it, or losing it, ends the bridge alone.
"""

from __future__ import annotations

import contextlib
import functools
import os
import signal
import subprocess
import sys
import tempfile
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from perfxl.engines import lo_words, trouble
from perfxl.engines import uno_bridge as wire
from perfxl.engines.lo_program import find_python, find_soffice, profile_settings
from perfxl.workbook.pour_table import DeadlineExceeded, EngineFailed

FORGET_AT_ONCE = 500  # objects no longer held here are told to the bridge in heaps: each telling is a journey
STOP_SECONDS = 10.0  # a healthy soffice ends within 0.1 s (measured); then it is killed

class UnoError(EngineFailed):
    """LibreOffice refused a call; `kind` is the name of the UNO exception."""

    def __init__(self, kind: str, message: str) -> None:
        what = f"{kind}: {message}" if message else kind
        super().__init__(lo_words.REFUSED.en.format(what=what), lo_words.REFUSED.zh.format(what=what))
        self.kind = kind


class Remote:
    """A UNO object living in LibreOffice.

    UNO's own habit tells methods from properties: `sheet.getCellByPosition(0, 0)` calls,
    `document.Sheets` reads, `cell.Value = 3` writes. Containers take `len`, iteration and `[index]` or
    `[name]`. Enum values arrive as `UnoEnum`. Use from one thread only.
    """

    __slots__ = ("__weakref__", "_link", "_number")
    _link: Office
    _number: int

    def __init__(self, link: Office, number: int) -> None:
        object.__setattr__(self, "_link", link)
        object.__setattr__(self, "_number", number)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if name[0].islower():
            return functools.partial(self._call, name)
        return self._link.request("get", self._number, name)

    def __setattr__(self, name: str, value: Any) -> None:
        self._link.request("set", self._number, name, (value,))

    def _call(self, name: str, *arguments: Any) -> Any:
        return self._link.request("call", self._number, name, arguments)

    def __len__(self) -> int:
        return int(self._call("getCount"))

    def __bool__(self) -> bool:
        return True

    def __getitem__(self, key: int | str) -> Any:
        return self._call("getByName" if isinstance(key, str) else "getByIndex", key)

    def __iter__(self) -> Iterator[Any]:
        return (self[index] for index in range(len(self)))

    def __repr__(self) -> str:
        return f"<UNO object {self._number}>"

    def __del__(self) -> None:
        self._link.forgotten.append(self._number)


class UnoEnum(str):
    """A UNO enum value, equal to its plain name ("FORMULA"); `kind` is the type it belongs to."""

    kind: str

    def __new__(cls, kind: str, name: str) -> UnoEnum:
        made = super().__new__(cls, name)
        made.kind = kind
        return made


class UnoStruct(NamedTuple):
    """A UNO struct as an argument, made on arrival: it costs no request of its own."""

    kind: str
    members: dict[str, Any]


def connection_url(connection: str) -> str:
    """A connection string as `soffice --accept` takes it ("pipe,name=x;urp;"), or a whole UNO URL, as that URL."""
    place, *rest = connection.strip().removeprefix("uno:").split(";")
    protocol = rest[0] if rest and rest[0] else "urp"
    return f"uno:{place};{protocol};StarOffice.ComponentContext"


Chain = tuple[tuple[str | tuple[str, ...], Any], ...]
Step = tuple[Remote | wire.Earlier, Chain]


class Office:
    """A soffice. Make a private one with `Office(start_deadline)`, end it with `close()`.

    Args:
        start_deadline: seconds it may take to answer first.
        connection: where a soffice that is running listens; it is visited, not started, and never ended.

    Attributes:
        pid: process id of soffice, 0 before it is started; of one visited, that of our connection to it.
        attached: whether it is somebody else's.
        work: the private directory.
        context, manager, desktop: the UNO component context, its service manager, the Desktop.

    Raises:
        EngineUnavailable: no soffice, or no Python with uno.
        DeadlineExceeded: no answer within `start_deadline` seconds.
    """

    def __init__(self, start_deadline: float = 60.0, connection: str = "") -> None:
        self.attached = bool(connection)
        self.forgotten: list[int] = []
        self._expired: DeadlineExceeded | None = None
        self._closed = False
        self._busy = False  # a request is out; stays so when Ctrl-C cuts it short
        self.pid = 0
        self._bridge: subprocess.Popen[bytes] | None = None
        soffice = find_soffice()
        python = find_python(soffice)
        self.work = Path(tempfile.mkdtemp(prefix="perfxl-lo-"))
        self._pipe = f"perfxl{uuid.uuid4().hex}"
        self._profile_url = (self.work / "profile").resolve().as_uri()
        try:
            self._start(python, start_deadline, self._visit(connection) if connection else self._own(soffice))
        except BaseException:
            self.close(kill=True)
            raise

    def _own(self, soffice: str) -> list[str]:
        """The command of a soffice with a profile in our private directory."""
        profile = self.work / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(profile_settings(), encoding="utf-8")
        return [
            soffice,
            "--headless", "--invisible", "--norestore", "--nologo", "--nodefault", "--nofirststartwizard",
            "--nolockcheck", f"-env:UserInstallation={self._profile_url}",
            f"--accept=pipe,name={self._pipe};urp;",
        ]  # fmt: skip

    @staticmethod
    def _visit(connection: str) -> list[str]:
        return [wire.VISIT, connection_url(connection)]

    def _start(self, python: str, start_deadline: float, soffice: list[str]) -> None:
        (self.work / "tmp").mkdir()
        command = [
            python, "-I", os.path.abspath(wire.__file__), str(self.work), self._pipe, self._profile_url, *soffice,
        ]  # fmt: skip
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
        environment |= {"TMPDIR": str(self.work / "tmp"), "SAL_USE_VCLPLUGIN": "svp"}
        with open(self.work / "messages", "wb") as messages:
            self._bridge = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=messages,
                env=environment,
                start_new_session=True,  # Ctrl-C is ours to handle, not the bridge's
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        with self.deadline(start_deadline, "start"):
            answer = self._receive()
            while answer[0] == "started":
                self.pid = answer[1]
                if self._expired:
                    self._kill()
                answer = self._receive()
            if answer[0] != "ready":
                words = lo_words.IS_NOT_THERE if self.attached else lo_words.DID_NOT_START
                raise trouble.failed(words, why=f"{answer[-1]} {self._messages()}".strip())
        self.context, self.manager, self.desktop = (Remote(self, number) for number in answer[1])

    @contextlib.contextmanager
    def deadline(self, seconds: float, what: str = "answer") -> Iterator[None]:
        """Stop LibreOffice if the block has not ended in time; the block then sees `DeadlineExceeded`."""
        expired = threading.Event()

        def expire() -> None:
            expired.set()
            did = lo_words.DOING.get(what, lo_words.DOING["finish"])
            self._expired = trouble.too_late(lo_words.TOOK_TOO_LONG, what=what, did=did, seconds=seconds)
            self._kill()

        timer = threading.Timer(seconds, expire)
        timer.daemon = True
        timer.start()
        try:
            yield
        except EngineFailed:
            if not expired.is_set():
                raise
        finally:
            timer.cancel()
        if expired.is_set() and self._expired is not None:
            raise self._expired

    def request(self, verb: str, number: int, name: str = "", arguments: tuple[Any, ...] = ()) -> Any:
        """One request to LibreOffice and its result.

        Raises:
            UnoError: LibreOffice raised an exception.
            DeadlineExceeded, EngineFailed: it was stopped, or it died.
        """
        if self._busy:
            raise trouble.failed(lo_words.WAS_INTERRUPTED)
        self._busy = True
        if len(self.forgotten) >= FORGET_AT_ONCE:
            gone, self.forgotten = tuple(self.forgotten), []
            self._send(("forget", 0, "", wire.PLAIN, gone))
            self._receive()
        try:
            self._send((verb, number, name, wire.PLAIN, arguments))
        except ValueError:
            try:
                packed = [wire.pack(item, self._name_of) for item in arguments]
            except TypeError:
                self._busy = False
                raise
            self._send((verb, number, name, wire.MIXED, packed))
        answer = self._receive()
        self._busy = False
        if self._expired:
            raise self._expired
        if answer[0] == "error":
            raise UnoError(answer[1], answer[2])
        return answer[2] if answer[1] == wire.PLAIN else wire.unpack(answer[2], self._object_of)

    @functools.cached_property
    def version(self) -> str:
        """The version of LibreOffice, such as "7.4.7.2"."""
        provider = self.manager.createInstanceWithContext(
            "com.sun.star.configuration.ConfigurationProvider", self.context
        )
        path = self.properties(nodepath="/org.openoffice.Setup/Product")
        access = provider.createInstanceWithArguments("com.sun.star.configuration.ConfigurationAccess", path)
        return str(access.getByName("ooSetupVersionAboutBox"))

    def chains(self, target: Remote, chains: tuple[Chain, ...]) -> tuple[Any, ...]:
        """Many small look-ups from one target in a single request; see `uno_bridge.walk`."""
        result: tuple[Any, ...] = self.request("chains", target._number, "", chains) if chains else ()
        return result

    def gather(self, *wanted: tuple[Remote, Chain]) -> tuple[Any, ...]:
        """Look-ups from many targets in a single request: (target, its chain) each."""
        result: tuple[Any, ...] = self.request("gather", 0, "", wanted) if wanted else ()
        return result

    def script(self, *steps: Step) -> tuple[Any, ...]:
        """Many calls in a single request, (target, its chain) each; see `uno_bridge.script`.

        Plain results come back; objects, which a later step means by `Earlier(n)`, do not. When a step fails those
        before it have been taken and those behind it have not.
        """
        result: tuple[Any, ...] = self.request("script", 0, "", steps) if steps else ()
        return result

    @contextlib.contextmanager
    def still(self, document: Remote) -> Iterator[None]:
        """Let a document rest for the block: no painting, no measuring of rows. It ends too when this process dies."""
        self.request("still", document._number, "", (True,))
        try:
            yield
        except BaseException:
            with contextlib.suppress(EngineFailed):
                self.request("still", document._number, "", (False,))
            raise
        self.request("still", document._number, "", (False,))

    def printed(self, target: Remote, parser: Remote, positions: tuple[tuple[int, int], ...]) -> tuple[str, ...]:
        """The formulas of some cells of a range, (column, row) from 0, as a FormulaParser writes them."""
        result: tuple[str, ...] = self.request("print", target._number, "", (parser, positions))
        return result

    def struct(self, kind: str, **members: Any) -> Any:
        """A UNO struct, such as `struct("com.sun.star.beans.PropertyValue", Name="Hidden", Value=True)`."""
        return self.request("struct", 0, kind, tuple(members.items()))

    def properties(self, **values: Any) -> tuple[Any, ...]:
        """Named values as a sequence of PropertyValue, as load and store calls take them."""
        kind = "com.sun.star.beans.PropertyValue"
        return tuple(UnoStruct(kind, {"Name": name, "Value": value}) for name, value in values.items())

    def _name_of(self, value: Any) -> tuple[str, Any]:
        if isinstance(value, Remote):
            return (wire.REF, value._number)
        if isinstance(value, UnoEnum):
            return (wire.ENUM, (value.kind, str(value)))
        if isinstance(value, wire.Earlier):
            return (wire.EARLIER, int(value))
        if isinstance(value, UnoStruct):
            members = [(key, wire.pack(each, self._name_of)) for key, each in value.members.items()]
            return (wire.STRUCT, (value.kind, members))
        raise TypeError(f"LibreOffice cannot take a {type(value).__name__}: {value!r}")

    def _object_of(self, tag: str, content: Any) -> Any:
        return UnoEnum(*content) if tag == wire.ENUM else Remote(self, content)

    def _send(self, message: tuple[Any, ...]) -> None:
        if self._bridge is None or self._bridge.stdin is None or self._closed:
            raise self._expired or trouble.failed(lo_words.IS_CLOSED)
        try:
            wire.send(self._bridge.stdin, message)  # type: ignore[arg-type]
        except OSError:
            self._gone()
        except ValueError:
            if not self._bridge.stdin.closed:
                raise  # not plain data
            self._gone()

    def _receive(self) -> tuple[Any, ...]:
        assert self._bridge is not None
        assert self._bridge.stdout is not None
        answer = wire.receive(self._bridge.stdout)  # type: ignore[arg-type]
        return self._gone() if answer is None else answer

    def _gone(self) -> NoReturn:
        if self._expired:
            raise self._expired
        raise trouble.failed(lo_words.IS_GONE, why=self._messages())

    def _messages(self) -> str:
        try:
            return (self.work / "messages").read_text(encoding="utf-8", errors="replace")[-500:].strip()
        except OSError:
            return ""

    def _kill(self) -> None:
        """End our soffice at once: its process group; on Windows the tree of the bridge.

        Of a visit the bridge, which leaves when its input ends, and puts right what must not stay in that soffice.
        """
        if self._bridge is None:
            return
        if self.attached and self._bridge.stdin is not None:
            with contextlib.suppress(OSError):
                self._bridge.stdin.close()
        elif sys.platform == "win32":
            tree = ["taskkill", "/F", "/T", "/PID", str(self._bridge.pid)]
            subprocess.run(tree, capture_output=True, check=False)
        elif self.pid:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
        else:
            self._bridge.kill()

    def close(self, kill: bool = False) -> None:
        """End soffice (politely unless `kill`), wait for it, remove everything it left. May be repeated."""
        if self._closed:
            return
        bridge = self._bridge
        try:
            if bridge is not None and not (kill or self._expired or self._busy):
                with contextlib.suppress(EngineFailed), self.deadline(STOP_SECONDS, "stop"):
                    self._send(("stop", 0, "", wire.PLAIN, ()))
                    self._receive()
        finally:
            self._closed = True
            if bridge is not None:
                self._kill()
                for stream in (bridge.stdin, bridge.stdout):
                    if stream is not None:
                        with contextlib.suppress(OSError):
                            stream.close()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    bridge.wait(STOP_SECONDS)  # the end of its input makes the bridge clear up and leave
                bridge.kill()
                bridge.wait()
            wire.remove_files(str(self.work), self._pipe, self._profile_url)
