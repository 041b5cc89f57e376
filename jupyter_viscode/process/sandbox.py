"""The kernel's own walls around a child: Landlock for the file system, seccomp for everything else.

A folder enters; after `close_sandbox` this process and all that it starts can write there and nowhere else, reach no
network, start no program and touch no other process. `sandbox_report` says what this machine enforces. Nothing here needs
privileges, and nothing can be undone by the process itself.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import functools
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

_READABLE_DEVICES = ("null", "zero", "full", "random", "urandom")

_NETWORK = "socket connect bind listen accept accept4 sendmsg sendmmsg"
_PROCESSES = (
    "execve execveat fork vfork ptrace tkill rt_sigqueueinfo rt_tgsigqueueinfo pidfd_open pidfd_send_signal pidfd_getfd "
    "process_vm_readv process_vm_writev process_madvise process_mrelease kcmp setpriority ioprio_set sched_setscheduler "
    "sched_setparam sched_setattr migrate_pages move_pages"
)
_METADATA = (
    "chmod fchmod fchmodat fchmodat2 chown lchown fchown fchownat utime utimes utimensat futimesat setxattr lsetxattr "
    "fsetxattr removexattr lremovexattr fremovexattr setxattrat removexattrat file_setattr"
)
_SHARED_MEMORY = (
    "shmget shmat shmctl semget semop semctl semtimedop msgget msgsnd msgrcv msgctl mq_open mq_unlink mq_timedsend "
    "mq_timedreceive mq_notify"
)
_SYSTEM = (
    "io_uring_setup io_uring_enter io_uring_register mount umount2 pivot_root chroot unshare setns swapon swapoff reboot "
    "sethostname setdomainname init_module finit_module delete_module kexec_load kexec_file_load bpf perf_event_open "
    "userfaultfd keyctl add_key request_key acct quotactl quotactl_fd settimeofday clock_settime adjtimex clock_adjtime "
    "syslog iopl ioperm name_to_handle_at open_by_handle_at fanotify_init fanotify_mark lookup_dcookie move_mount open_tree "
    "open_tree_attr fsopen fsmount fsconfig fspick mount_setattr personality vhangup nfsservctl uselib ustat sysfs "
    "mknod mknodat"
)
_CHANGES = "creat truncate rename renameat renameat2 unlink unlinkat rmdir mkdir mkdirat link linkat symlink symlinkat openat2"
"""Refused only where Landlock cannot tell a permitted folder from the rest."""

_NUMBERS = {
    "pidfd_send_signal": 424, "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427, "open_tree": 428,
    "move_mount": 429, "fsopen": 430, "fsconfig": 431, "fsmount": 432, "fspick": 433, "pidfd_open": 434, "openat2": 437,
    "pidfd_getfd": 438, "process_madvise": 440, "mount_setattr": 442, "quotactl_fd": 443, "process_mrelease": 448,
    "fchmodat2": 452, "setxattrat": 463, "removexattrat": 466, "open_tree_attr": 467, "file_setattr": 469,
}  # fmt: skip
"""Calls younger than the installed libseccomp may be; one number on every architecture."""

_PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 22, 38
_INSTRUCTION = 8
"""Bytes of one BPF instruction."""
_CLONE_THREAD = 0x10000
_TERMINAL_FAMILY = 0x5400
"""The only ioctl requests that are left: among the others are those that set a file's flags through a reading descriptor."""
_TERMINAL_REQUESTS = (0x540E, 0x5410, 0x5412, 0x541C, 0x541D, 0x5423)
"""ioctl: take over a terminal, or push characters into it (TIOCSTI, TIOCLINUX)."""
_OWNER_REQUESTS = (8, 10, 15, 1024, 1026)
"""fcntl F_SETOWN, F_SETSIG, F_SETOWN_EX: they send any signal to any process of the user; leases hold up other processes."""


@dataclass(frozen=True)
class Guarantee:
    """One thing that a trial cannot do here, or can."""

    name: str
    enforced: bool
    detail: str = ""
    """How it is enforced, or what is missing and the line that installs it."""


def close_sandbox(folder: str) -> None:
    """Confine the calling process for good: writes go to `folder` only. The process must have one thread."""
    if _landlock_version():
        _restrict_files(folder)
    if _has_seccomp():
        _restrict_calls()


def load_sandbox() -> None:
    """Make ready what `close_sandbox` needs, in the parent: finding libraries and building the filter take their time."""
    _landlock_version()
    if _has_seccomp():
        _filter()


def sandbox_report() -> tuple[Guarantee, ...]:
    """What is enforced on this machine, for `viscode doctor` and the docs."""
    landlock, seccomp = _landlock_version(), _has_seccomp()
    linux = sys.platform == "linux"
    missing = "Linux only" if not linux else "install it with: apt-get install libseccomp2 && pip install pyseccomp"
    files = f"Landlock ABI {landlock}" if landlock else "no Landlock in this kernel" if linux else "Linux only"
    if not landlock and seccomp:
        files += "; seccomp refuses every opening of a file for writing"
    calls = "seccomp" if seccomp else missing
    return (
        Guarantee("the user's files are not written, changed or deleted", bool(landlock) or seccomp, files),
        Guarantee("modes, owners, times and attributes of files stay", seccomp, calls),
        Guarantee("no network connection is opened", seccomp, calls),
        Guarantee("no other program is started", seccomp, calls),
        Guarantee("no other process is signalled, read or written", seccomp, calls),
        Guarantee("Python code that writes, connects or starts programs is refused and named", True, "audit hook"),
        Guarantee("a trial ends at its time limit", True, "the child is killed with its process group"),
        Guarantee("memory is limited", linux, "RLIMIT_AS and observed growth" if linux else "Linux only"),
        Guarantee("the user's objects stay as they are", True, "copy-on-write fork" if linux else "copies in a clean process"),
    )


@functools.cache
def _landlock_version() -> int:
    if sys.platform != "linux":
        return 0
    try:
        import landlock

        return int(landlock.landlock_abi_version())
    except (ImportError, OSError):
        return 0


@functools.cache
def _has_seccomp() -> bool:
    if sys.platform != "linux":
        return False
    try:
        import pyseccomp

        pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    except (ImportError, OSError, RuntimeError):
        return False
    return True


def _restrict_files(folder: str) -> None:
    from landlock import FSAccess, Ruleset

    version = _landlock_version()
    read = FSAccess.READ_FILE | FSAccess.READ_DIR | FSAccess.EXECUTE
    rules = Ruleset()
    for entry in os.scandir("/"):
        # Devices are left out: reading a terminal would steal what the user types.
        if entry.name == "dev" or entry.is_symlink():
            continue
        if entry.is_dir():
            rules.allow(entry.path, rules=read)
        elif entry.is_file():
            rules.allow(entry.path, rules=FSAccess.READ_FILE)
    with contextlib.suppress(OSError):  # a working directory that is gone
        here = Path.cwd()
        if here.is_relative_to("/dev"):
            rules.allow(str(here), rules=FSAccess.READ_FILE | FSAccess.READ_DIR)
    for name in _READABLE_DEVICES:
        device = Path("/dev", name)
        if device.exists():
            rules.allow(str(device), rules=FSAccess.READ_FILE | FSAccess.WRITE_FILE)
    # Plain files and folders only: whoever clears up afterwards shall meet no pipe, device or link.
    special = FSAccess.MAKE_CHAR | FSAccess.MAKE_BLOCK | FSAccess.MAKE_SOCK | FSAccess.MAKE_FIFO | FSAccess.MAKE_SYM
    inside = FSAccess.all() & ~(special | FSAccess.EXECUTE)
    if version >= 5:
        inside &= ~FSAccess.IOCTL_DEV
    rules.allow(folder, rules=inside)
    rules.apply()


def _restrict_calls() -> None:
    import pyseccomp as sc

    own = sc.SyscallFilter(sc.ALLOW)
    for name in ("kill", "tgkill"):
        _refuse(own, sc.ERRNO(errno.EPERM), name, sc.Arg(0, sc.NE, os.getpid()))
    own.load()
    _install(_filter())


def _install(program: bytes) -> None:
    """Load a BPF program as this thread's system call filter."""
    buffer = ctypes.create_string_buffer(program, len(program))
    described = _FilterProgram(len(program) // _INSTRUCTION, ctypes.cast(buffer, ctypes.c_void_p))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(_PR_SET_SECCOMP, 2, ctypes.byref(described), 0, 0):
        code = ctypes.get_errno()
        raise OSError(code, f"the system call filter was not accepted: {os.strerror(code)}")


class _FilterProgram(ctypes.Structure):
    _fields_: ClassVar = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


@functools.cache
def _filter() -> bytes:
    """The filter as a BPF program; the same for every child, so that it is built once."""
    import pyseccomp as sc

    calls = sc.SyscallFilter(sc.ALLOW)
    refuse = sc.ERRNO(errno.EPERM)
    for name in f"{_NETWORK} {_PROCESSES} {_METADATA} {_SHARED_MEMORY} {_SYSTEM}".split():
        _refuse(calls, refuse, name)
    # glibc tries clone3 first; "not implemented" makes it fall back to clone, whose flags a filter can read.
    _refuse(calls, sc.ERRNO(errno.ENOSYS), "clone3")
    _refuse(calls, refuse, "clone", sc.Arg(0, sc.MASKED_EQ, _CLONE_THREAD, 0))
    # A socket pair is needed by event loops; with an address, its end could reach any socket of the machine.
    _refuse(calls, refuse, "sendto", sc.Arg(4, sc.NE, 0))
    _refuse(calls, refuse, "socketpair", sc.Arg(0, sc.NE, 1))
    for name in ("prlimit64", "sched_setaffinity"):
        _refuse(calls, refuse, name, sc.Arg(0, sc.NE, 0))
    for bit in (1 << place for place in range(8, 32)):
        # One rule for each bit: a request whose family differs in any of them is refused.
        _refuse(calls, refuse, "ioctl", sc.Arg(1, sc.MASKED_EQ, bit, bit & ~_TERMINAL_FAMILY))
    for request in _TERMINAL_REQUESTS:
        _refuse(calls, refuse, "ioctl", sc.Arg(1, sc.MASKED_EQ, 0xFFFFFFFF, request))
    for request in _OWNER_REQUESTS:
        _refuse(calls, refuse, "fcntl", sc.Arg(1, sc.MASKED_EQ, 0xFFFFFFFF, request))
    _refuse_openings(calls, refuse, _landlock_version())
    with tempfile.TemporaryFile() as file:
        calls.export_bpf(file)
        file.seek(0)
        return file.read()


def _refuse_openings(calls: Any, refuse: int, landlock: int) -> None:
    """Close what a Landlock too old, or absent, leaves open."""
    import pyseccomp as sc

    access = os.O_RDONLY | os.O_WRONLY | os.O_RDWR
    openings = (("open", 1), ("openat", 2))
    if landlock < 3:
        for name, index in openings:
            _refuse(calls, refuse, name, sc.Arg(index, sc.MASKED_EQ, access | os.O_TRUNC, os.O_TRUNC))
        _refuse(calls, refuse, "truncate")
    if landlock:
        return
    for name in _CHANGES.split():
        _refuse(calls, refuse, name)
    for name, index in openings:
        for mode in (os.O_WRONLY, os.O_RDWR):
            _refuse(calls, refuse, name, sc.Arg(index, sc.MASKED_EQ, access, mode))


def _refuse(calls: Any, action: int, name: str, *arguments: Any) -> None:
    """Add one rule; a call that this architecture does not have needs none."""
    import pyseccomp as sc

    number = sc.resolve_syscall(sc.Arch.NATIVE, name)
    if number < 0:
        if name not in _NUMBERS:
            return
        number = _NUMBERS[name]
    calls.add_rule(action, number, *arguments)
