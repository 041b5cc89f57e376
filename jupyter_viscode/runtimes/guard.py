"""What a trial was refused: recorded by an audit hook, and recognised in exceptions of native code.

Events of the interpreter and exceptions enter; short phrases leave that complete "the code wants to". The hook also refuses
by itself, so that the walls hold for Python code on platforms without a sandbox.
"""

from __future__ import annotations

import errno
import os
import re
import sys
from pathlib import Path
from typing import Any

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_TRUNC
_PATH_EVENTS = {
    "os.remove": "delete", "os.rmdir": "delete the folder", "os.rename": "rename", "os.truncate": "shorten",
    "os.mkdir": "make the folder", "os.link": "link", "os.symlink": "link", "os.chmod": "change the mode of",
    "os.chown": "change the owner of", "os.utime": "change the times of", "os.setxattr": "change attributes of",
    "os.removexattr": "change attributes of",
}  # fmt: skip
_PROGRAM_EVENTS = {
    "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "pty.spawn", "os.startfile", "webbrowser.open",
    "_winapi.CreateProcess",
}  # fmt: skip
_PROCESS_EVENTS = {"os.fork", "os.forkpty"}
_SIGNAL_EVENTS = {"os.kill", "os.killpg"}
_NETWORK_EVENTS = {"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo",
                   "socket.gethostbyname", "socket.gethostbyaddr", "http.client.connect"}  # fmt: skip

_NATIVE = re.compile(
    r"permission denied|operation not permitted|errno 13\b|errno = 13\b|errno 1\b|os error 13|os error 1\b", re.I
)
_DATABASE = re.compile(r"readonly database|unable to open database file|disk i/o error", re.I)
_CLOSED = re.compile(r"bad file descriptor", re.I)
_MOST = 20
_OWN = "refused in a trial"


class Guard:
    """Watches this process through audit events; install once, in a child that ends with the trial.

    Parameters
    ----------
    folder
        Where writing is allowed.
    """

    HELD = "use a file or connection that is open in the session"
    VAGUE = "do something that the sandbox refuses"

    def __init__(self, folder: str) -> None:
        self._folder = os.path.realpath(folder)
        self.refused: list[str] = []

    def install(self) -> None:
        """Begin; there is no end, Python cannot take an audit hook away."""
        sys.addaudithook(self._hook)

    def record(self, phrase: str) -> None:
        """Remember a refusal, once."""
        if phrase not in self.refused and len(self.refused) < _MOST:
            self.refused.append(phrase)

    def explain(self, error: BaseException) -> str | None:
        """The phrase for an exception that the sandbox caused in native code; None for the program's own errors."""
        for one in _chain(error):
            text = _said(one)
            if isinstance(one, OSError) and one.args[1:2] == (_OWN,):
                return None  # recorded when it was raised
            if (isinstance(one, OSError) and one.errno == errno.EBADF) or _CLOSED.search(text):
                return self.HELD
            if type(one).__module__.partition(".")[0] == "sqlite3" and _DATABASE.search(text):
                return "write to a database"
            refused = isinstance(one, PermissionError) or (isinstance(one, OSError) and _NATIVE.search(text))
            if refused or (type(one).__module__.partition(".")[0] not in ("builtins", "__main__") and _NATIVE.search(text)):
                name = getattr(one, "filename", None) or _quoted(text)
                if name and Path(name).exists() and not os.access(name, os.R_OK):
                    return None  # unreadable for this user, sandbox or not
                return f"write {_shown(name)}" if name else self.VAGUE
        return None

    def _hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        try:
            phrase = self._judge(event, arguments)
        except Exception:  # a strange argument is the program's problem, not the guard's
            phrase = None
        if phrase is not None:
            self.record(phrase)
            raise PermissionError(errno.EPERM, _OWN, phrase)

    def _judge(self, event: str, arguments: tuple[Any, ...]) -> str | None:
        if event == "open":
            path, mode, flags = arguments
            writes = bool(flags & _WRITING) if isinstance(flags, int) else any(c in (mode or "") for c in "wax+")
            return f"write {_shown(path)}" if writes and not self._free(path) else None
        if event in _PATH_EVENTS:
            if event == "os.mkdir" and Path(os.fsdecode(arguments[0])).is_dir():
                return None  # fails by itself, as makedirs(exist_ok=True) expects
            if event in ("os.remove", "os.rmdir", "os.rename") and not os.path.lexists(_located(event, arguments)):
                return None  # there is nothing: the program meets its own error
            paths = (_located(event, arguments), *arguments[1:2])
            free = all(self._free(path) for path in paths if isinstance(path, (str, bytes, os.PathLike)))
            return None if free else f"{_PATH_EVENTS[event]} {_shown(arguments[0])}"
        if event in _PROGRAM_EVENTS:
            return f"run another program ({_program(event, arguments)})"
        if event in _PROCESS_EVENTS:
            return "start another process"
        if event in _SIGNAL_EVENTS:
            return None if event == "os.kill" and arguments[0] == os.getpid() else "send a signal to another process"
        if event in _NETWORK_EVENTS:
            return _connection(event, arguments)
        return None

    def _free(self, path: Any) -> bool:
        if isinstance(path, int):
            return True  # a descriptor that this process already has
        text = os.path.realpath(os.fsdecode(path))
        return text == os.devnull or text == self._folder or text.startswith(self._folder + os.sep)


def _located(event: str, arguments: tuple[Any, ...]) -> Any:
    """The path of an event; one that is relative to an open folder (as rmtree gives it) joined to that folder's path."""
    index = {"os.remove": 1, "os.rmdir": 1, "os.mkdir": 2, "os.rename": 2}.get(event)
    folder = arguments[index] if index is not None and len(arguments) > index else -1
    if not isinstance(folder, int) or folder < 0 or sys.platform != "linux":
        return arguments[0]
    return Path(f"/proc/self/fd/{folder}").readlink() / os.fsdecode(arguments[0])


def _chain(error: BaseException) -> list[BaseException]:
    """The exception, its causes and contexts, and exceptions that it holds as arguments (URLError does)."""
    found: list[BaseException] = []
    waiting: list[Any] = [error]
    while waiting and len(found) < 20:
        one = waiting.pop(0)
        if isinstance(one, BaseException) and one not in found:
            found.append(one)
            waiting += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
    return found


def _said(error: BaseException) -> str:
    try:
        return str(error)
    except BaseException:  # the program's own exception class may be broken
        return ""


def _quoted(text: str) -> str | None:
    match = re.search(r"['\"]([^'\"]+)['\"]", text)
    return match.group(1) if match else None


def _shown(path: Any) -> str:
    text = str(path) if isinstance(path, int) else os.fsdecode(path)
    return text if len(text) <= 120 else f"…{text[-119:]}"


def _program(event: str, arguments: tuple[Any, ...]) -> str:
    first = arguments[1] if event == "subprocess.Popen" and arguments[1] else arguments[0]
    if event == "os.spawn":
        first = arguments[1]
    if isinstance(first, (list, tuple)):
        first = " ".join(os.fsdecode(part) for part in first[:6])
    return _shown(first)


def _connection(event: str, arguments: tuple[Any, ...]) -> str:
    if event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        address = arguments[0]
    else:
        address = arguments[1] if len(arguments) > 1 else ""
    host = address[0] if isinstance(address, tuple) and address else address
    name = host.decode(errors="replace") if isinstance(host, bytes) else str(host or "")
    return f"open a network connection{f' to {name:.100}' if name else ''}"
