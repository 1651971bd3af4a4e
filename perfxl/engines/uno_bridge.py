"""The far side of the LibreOffice connection, and the wire format both sides speak.

LibreOffice's Python binding (`uno`) is built for one interpreter only: the system's, or the one
LibreOffice ships. This file therefore runs as a script of its own under whichever Python can
`import uno`, starts and owns one soffice (or visits one that is running, and never ends it), and lets
`perfxl.engines.office` call UNO objects over its standard input and output. It imports nothing but
the standard library and stays readable by Python 3.8, which some LibreOffice builds still carry.

Wire format: four bytes of length, then `marshal` version 2 (unchanged since Python 2.5; holds plain
data only, so nothing received can execute). A payload without UNO objects travels as it is, marked
`PLAIN`; otherwise every value is tagged `(VAL, x)`, `(SEQ, [...])` or `(REF, number)`, marked `MIXED`. Towards
LibreOffice also go `(STRUCT, ...)`, a struct made on arrival, and in scripts `(EARLIER, n)`, what step n gave.

When standard input ends, the caller has closed or gone (however it died): soffice is ended and the
working directory removed before this process leaves.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import marshal
import os
import queue
import shutil
import signal
import struct
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:  # under Python 3.8 not a thing to import at run time
    from collections.abc import Callable

PLAIN, MIXED = "plain", "mixed"
VAL, SEQ, REF, ENUM, STRUCT, EARLIER = "val", "seq", "ref", "enum", "struct", "earlier"
VISIT = "--visit"  # in the place of the program: the URL of a soffice that is running follows
RESTART_STATUS = 81  # soffice asks to be started again after it has made a fresh profile
MARSHAL_VERSION = 2
STOPPING = 30.0  # seconds
LETTING_PAINT = 3.0
PLAIN_TYPES = (type(None), bool, int, float, str, bytes)


class Earlier(int):
    """In a script: the number of the step, from 0, whose result is meant."""


def send(stream: BinaryIO, message: tuple[Any, ...]) -> None:
    """Write one message; raises ValueError when it holds anything but plain data."""
    body = marshal.dumps(message, MARSHAL_VERSION)
    stream.write(struct.pack(">I", len(body)))
    stream.write(body)
    stream.flush()


def receive(stream: BinaryIO) -> tuple[Any, ...] | None:
    """Read one message; None at the end of the stream, also when it ends in mid-message."""
    head = stream.read(4)
    if len(head) < 4:
        return None
    size: int = struct.unpack(">I", head)[0]
    body = stream.read(size)
    return marshal.loads(body) if len(body) == size else None


def pack(value: Any, name_of: Callable[[Any], tuple[str, Any]]) -> tuple[str, Any]:
    """Tag a value for a `MIXED` message; `name_of` tags whatever is not plain data."""
    if type(value) in PLAIN_TYPES:
        return (VAL, value)
    if type(value) in (tuple, list):
        return (SEQ, [pack(item, name_of) for item in value])
    return name_of(value)


def unpack(tagged: tuple[str, Any], object_of: Callable[[str, Any], Any]) -> Any:
    """The value behind a tag; sequences come back as tuples, which is what UNO wants."""
    tag, content = tagged
    if tag == VAL:
        return content
    if tag == SEQ:
        return tuple(unpack(item, object_of) for item in content)
    return object_of(tag, content)


class Bridge:
    """One soffice and the UNO objects handed out so far, by number."""

    def __init__(self, uno: Any, soffice: list[str], pipe: str, out: BinaryIO) -> None:
        self.uno = uno
        self.soffice = soffice
        self.pipe = pipe
        self.out = out
        self.process: subprocess.Popen[bytes] | None = self.launch()
        self.objects: dict[int, Any] = {}
        self.last = 0
        self.still: list[Any] = []

    def launch(self) -> subprocess.Popen[bytes] | None:
        """Start soffice as leader of a group of its own and tell the caller its process id."""
        process = subprocess.Popen(
            self.soffice, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True
        )
        send(self.out, ("started", process.pid))
        return process

    def resolve(self, url: str) -> Any:
        """The component context behind a UNO URL, or an exception."""
        local = self.uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        return resolver.resolve(url)

    def connect(self) -> Any:
        """Wait for soffice to answer; the component context. The caller holds the deadline."""
        url = f"uno:pipe,name={self.pipe};urp;StarOffice.ComponentContext"
        restarts = 0
        while True:
            try:
                return self.resolve(url)
            except Exception:
                status = self.process.poll() if self.process is not None else 0
                if status == RESTART_STATUS and restarts < 3:
                    restarts += 1
                    self.process = self.launch()
                elif status is not None:
                    raise RuntimeError(f"soffice ended with status {status} before it answered") from None
            time.sleep(0.05)

    def end(self, desktop: Any) -> None:
        """Ask soffice to end and wait for it a little."""
        with contextlib.suppress(Exception):  # the connection breaks while soffice goes
            desktop.terminate()
        if self.process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(5)

    def name_of(self, value: Any) -> tuple[str, Any]:
        if isinstance(value, self.uno.Enum):
            return (ENUM, (value.typeName, value.value))
        self.last += 1
        self.objects[self.last] = value
        return (REF, self.last)

    def object_of(self, tag: str, content: Any) -> Any:
        if tag == ENUM:
            return self.uno.Enum(*content)
        if tag == EARLIER:
            return Earlier(content)
        return self.struct(*content) if tag == STRUCT else self.objects[content]

    def struct(self, kind: str, members: Any) -> Any:
        """A UNO struct with some members set."""
        made = self.uno.createUnoStruct(kind)
        for key, value in members:
            setattr(made, key, unpack(value, self.object_of))
        return made

    def run(self, verb: str, number: int, name: str, arguments: tuple[Any, ...]) -> Any:
        """Carry out one request. Verbs: get, set, call, chains, gather, script, struct, print, still, forget."""
        if verb == "forget":
            for gone in arguments:
                self.objects.pop(gone, None)
            return None
        if verb == "struct":
            made = self.uno.createUnoStruct(name)
            for key, value in arguments:
                setattr(made, key, value)
            return made
        if verb == "script":
            return self.script(arguments)
        if verb == "gather":
            return tuple(walk(target, chain) for target, chain in arguments)
        target = self.objects[number]
        if verb == "get":
            return getattr(target, name)
        if verb == "set":
            return setattr(target, name, arguments[0])
        if verb == "call":
            return getattr(target, name)(*arguments)
        if verb == "chains":
            return tuple(walk(target, chain) for chain in arguments)
        if verb == "still":
            return self.hold(target) if arguments[0] else self.let_paint()
        if verb == "print":
            parser, addresses = arguments
            cells = (target.getCellByPosition(column, row) for column, row in addresses)
            return tuple(parser.printFormula(cell.getTokens(), cell.CellAddress) for cell in cells)
        raise ValueError(f"unknown verb {verb!r}")

    def hold(self, document: Any) -> None:
        """Let a document not be painted and measured anew with every change, until `let_paint`."""
        document.lockControllers()
        self.still.append(document)

    def let_paint(self) -> None:
        while self.still:
            self.still.pop().unlockControllers()

    def script(self, steps: tuple[Any, ...]) -> tuple[Any, ...]:
        """Take steps `(target, chain)` one after the other; `Earlier(n)` stands for what step n gave.

        The answer has the results that are data; in the place of an object stands None, and it is let go.
        """
        results: list[Any] = []

        def meant(value: Any) -> Any:
            return results[value] if isinstance(value, Earlier) else value

        for target, chain in steps:
            told = tuple((name, None if given is None else tuple(map(meant, given))) for name, given in chain)
            results.append(walk(meant(target), told))
        return tuple(result if self.is_data(result) else None for result in results)

    def is_data(self, value: Any) -> bool:
        if type(value) in (tuple, list):
            return all(map(self.is_data, value))
        return type(value) in PLAIN_TYPES or isinstance(value, self.uno.Enum)

    def answer(self, request: tuple[Any, ...]) -> None:
        """Run one request and send its result or its exception."""
        verb, number, name, kind, arguments = request
        try:
            if kind == MIXED:
                arguments = tuple(unpack(item, self.object_of) for item in arguments)
            result = self.run(verb, number, name, arguments)
        except Exception as problem:
            text = getattr(problem, "Message", None) or str(problem)
            return send(self.out, ("error", type(problem).__name__, text))
        try:
            send(self.out, ("ok", PLAIN, result))
        except ValueError:
            send(self.out, ("ok", MIXED, pack(result, self.name_of)))


class Visit(Bridge):
    """A soffice somebody else runs: found, used, and left as it is."""

    def launch(self) -> None:
        """Nothing to start; the process id told is this one's, since UNO does not tell that of soffice."""
        send(self.out, ("started", os.getpid()))

    def connect(self) -> Any:
        try:
            return self.resolve(self.soffice[0])
        except Exception as problem:
            text = getattr(problem, "Message", None) or str(problem)
            raise RuntimeError(f"no soffice answers at {self.soffice[0]} ({text})") from None

    def end(self, desktop: Any) -> None:
        pass


def walk(target: Any, chain: tuple[Any, ...]) -> Any:
    """Follow `((name, arguments or None), …)` from a target: a call, or a property where None.

    A tuple of names gives the tuple of these properties; of a sequence, for each in it.
    """
    for name, arguments in chain:
        if isinstance(name, tuple):
            many = isinstance(target, tuple)
            target = tuple(properties(each, name) for each in target) if many else properties(target, name)
        else:
            target = getattr(target, name) if arguments is None else getattr(target, name)(*arguments)
    return target


def properties(target: Any, names: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(getattr(target, name) for name in names)


def adopt_orphans() -> None:
    """On Linux: processes soffice leaves behind become ours, so that `leave` can see them end."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER


def sockets(pipe: str, profile_url: str) -> list[str]:
    """Where soffice keeps its two sockets on Unix; it leaves them when it is killed.

    They are in /tmp whatever TMPDIR says. The second is named after the profile: MD5 of its URL in
    UTF-16, bytes in hex without padding (LibreOffice's source, officeipcthread.cxx; checked on 7.4).
    """
    digest = hashlib.md5(profile_url.encode("utf-16-le")).digest()  # a file name, not a secret
    single = "SingleOfficeIPC_" + "".join(f"{byte:x}" for byte in digest)
    return [f"/tmp/OSL_PIPE_{os.getuid()}_{name}" for name in (pipe, single)]


def remove_files(work: str, pipe: str, profile_url: str) -> None:
    """Remove the working directory and the sockets; whatever is gone already is fine."""
    shutil.rmtree(work, ignore_errors=True)
    if hasattr(os, "getuid"):
        for path in sockets(pipe, profile_url):
            with contextlib.suppress(OSError):
                os.unlink(path)


def leave(work: str, pipe: str, profile_url: str, bridge: Bridge) -> None:
    """End our soffice, see it gone, remove its files, end this process. Does not return.

    One that is somebody else's paints again, whatever our caller died of.
    """
    process = bridge.process
    if process is None:
        letting = threading.Thread(target=bridge.let_paint, daemon=True)  # a soffice that hangs is not waited for
        letting.start()
        letting.join(LETTING_PAINT)
        shutil.rmtree(work, ignore_errors=True)
        os._exit(0)
    if hasattr(os, "killpg"):
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
        until = time.monotonic() + 3
        with contextlib.suppress(ChildProcessError):
            while time.monotonic() < until:
                if os.waitpid(-1, os.WNOHANG)[0] == 0:
                    time.sleep(0.01)
    else:
        process.kill()
        process.wait(3)
    remove_files(work, pipe, profile_url)
    os._exit(0)


def main() -> None:
    """`uno_bridge.py WORK PIPE PROFILE_URL SOFFICE ARGUMENT…`, or `uno_bridge.py WORK PIPE PROFILE_URL --visit URL`"""
    work, pipe, profile_url, soffice = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that prints may garble the wire
    import uno  # type: ignore[import-not-found]  # the one import that decides which Python can run this file

    if soffice[0] == VISIT:
        bridge: Bridge = Visit(uno, soffice[1:], pipe, out)
    else:
        adopt_orphans()
        bridge = Bridge(uno, soffice, pipe, out)
    requests: queue.Queue[tuple[Any, ...]] = queue.Queue()

    def listen() -> None:
        while True:
            request = receive(sys.stdin.buffer)
            if request is None:
                leave(work, pipe, profile_url, bridge)
            else:
                requests.put(request)

    threading.Thread(target=listen, daemon=True).start()
    with contextlib.suppress(OSError):  # nobody listens any more
        talk(bridge, requests)
    time.sleep(STOPPING)  # our standard input ends now, and `leave` follows


def talk(bridge: Bridge, requests: queue.Queue[tuple[Any, ...]]) -> None:
    """Connect, then answer requests one after the other. Raises OSError when the caller is gone."""
    try:
        context = bridge.connect()
    except RuntimeError as problem:
        return send(bridge.out, ("error", "RuntimeError", str(problem)))
    manager = context.ServiceManager
    desktop = manager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    references = [bridge.name_of(thing)[1] for thing in (context, manager, desktop)]
    send(bridge.out, ("ready", references))
    while True:
        request = requests.get()
        if request[0] == "stop":
            bridge.end(desktop)
            return send(bridge.out, ("ok", PLAIN, None))
        bridge.answer(request)


if __name__ == "__main__":
    main()
