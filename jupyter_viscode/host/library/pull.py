"""Bringing weights here: a name goes in, files in the Hugging Face cache and the model they make come out.

huggingface_hub tells what there is, signs the requests and keeps the cache, which other tools share. The bytes are fetched
here: its present versions throw a half-fetched file away, and a cut at 19 of 20 GB must not begin anew. A file gets its place
in the cache only when its checksum is right, so that nothing half or wrong is ever taken for a model.
"""

from __future__ import annotations

import errno
import hashlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_viscode.errors import DownloadError, MissingDependencyError, ViscodeError
from jupyter_viscode.host.library import catalogue, local
from jupyter_viscode.host.library.choice import RemoteFile, choose
from jupyter_viscode.host.library.machine import disk_free, gib

if TYPE_CHECKING:
    import httpx

INSTALL = 'pip install "jupyter_viscode[hub]"'
RETRIES = 5
"""Times that a cut connection is taken up again before the pull ends; what has come is kept."""
SPARE = 256 << 20
"""Bytes of disk that are left to others."""
_CHUNK = 1 << 20
_REPORT_SECONDS = 0.2


@dataclass(frozen=True)
class Progress:
    """How far a pull has come."""

    file: str
    done: int
    """Bytes of all files that are here."""
    total: int
    checking: bool = False
    """True while a file that is here in part is read again."""


Report = Callable[[Progress], None]


@dataclass(frozen=True)
class Plan:
    """What a pull would bring."""

    name: str
    repository: str
    revision: str
    """The commit: all files come from one state of the repository."""
    files: tuple[RemoteFile, ...]
    cache: Path
    """Where the cache keeps this repository."""

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)

    @property
    def missing(self) -> int:
        """Bytes that are still to come."""
        return sum(file.size - self.present(file) for file in self.files)

    def blob(self, file: RemoteFile) -> Path:
        """Where a whole file's content lies."""
        return self.cache / "blobs" / file.mark

    def present(self, file: RemoteFile) -> int:
        """Bytes of a file that are here, whole or in part."""
        if self.blob(file).exists():
            return file.size
        with suppress(OSError):
            return min(file.size, _part(self.blob(file)).stat().st_size)
        return 0


def pull(name: str, report: Report | None = None) -> local.Local:
    """Bring a model here; goes on where an earlier pull was cut.

    Parameters
    ----------
    name
        As `catalogue.find` takes it.
    report
        Called a few times a second with how far it has come.

    Raises
    ------
    MissingDependencyError
        huggingface_hub is not installed.
    ConfigError
        The name is not known.
    DownloadError
        It could not be brought; the message says why, and what to do.
    """
    wanted = catalogue.find(name)
    if _offline():
        found = local.find(name)
        if found is not None:
            return found
        raise DownloadError(
            f"{name} is not here, and HF_HUB_OFFLINE forbids to fetch it.", hint="Unset HF_HUB_OFFLINE and pull again."
        )
    order = plan(wanted)
    _need_space(order)
    done = _Count(order, report)
    for file in order.files:
        _fetch(order, file, done)
    with _translated(order.repository):
        paths = [_place(order, file) for file in order.files]
    return _model(order, paths)


def plan(wanted: catalogue.Named) -> Plan:
    """What a pull of that name would bring; asks the hub, fetches nothing."""
    hub = _hub()
    problem: ViscodeError | None = None
    for repository in (wanted.repository, *wanted.others):
        try:
            with _translated(repository):
                info = hub.HfApi(endpoint=_endpoint()).model_info(repository, files_metadata=True)
        except _NotThereError as error:
            problem = problem or error
            continue
        cache = local.hub_cache() / f"models--{repository.replace('/', '--')}"
        files = choose(_listed(info), wanted)
        return Plan(wanted.name, repository, str(info.sha), files, cache)
    assert problem is not None
    if wanted.entry is not None and wanted.repository != wanted.entry.repository:
        size = gib(wanted.entry.file_size("bf16"))
        problem.hint = f"The original weights ({size}) come with: viscode pull {wanted.entry.name}:bf16"
    raise problem


def _listed(info: Any) -> list[RemoteFile]:
    """The repository's files with their checksums: SHA-256 for large ones, git's own for small ones."""
    files = []
    for each in info.siblings or ():
        large = getattr(each, "lfs", None)
        mark = str(large["sha256"]) if large else str(each.blob_id or "")
        files.append(RemoteFile(each.rfilename, int(each.size or 0), mark, bool(large)))
    return files


def _model(order: Plan, paths: list[Path]) -> local.Local:
    # The last file is the one that makes it a model: config.json, or the GGUF file's first part.
    last = paths[-1]
    return local.in_cache(last if last.suffix == ".gguf" else last.parent, order.repository)


# -- one file ----------------------------------------------------------------------------------------------------------


@dataclass
class _Count:
    """Counts bytes and reports them, not too often."""

    order: Plan
    report: Report | None
    before: int = 0
    """Bytes of the files that are done."""
    last: float = field(default=0.0)

    def at(self, file: RemoteFile, done: int, checking: bool = False) -> None:
        now = time.monotonic()
        if self.report is None or (now - self.last < _REPORT_SECONDS and done < file.size):
            return
        self.last = now
        self.report(Progress(file.name, self.before + done, self.order.size, checking))

    def finished(self, file: RemoteFile) -> None:
        self.at(file, file.size)
        self.before += file.size


def _fetch(order: Plan, file: RemoteFile, count: _Count) -> None:
    """Bring one file and check it; keeps what has come when it is cut."""
    blob = order.blob(file)
    if not blob.exists():
        try:
            blob.parent.mkdir(parents=True, exist_ok=True)
            with _alone(blob, order.name):
                if not blob.exists():
                    _download(order, file, blob, count)
        except OSError as error:
            raise _disk_error(error, order, blob) from None
    count.finished(file)


def _download(order: Plan, file: RemoteFile, blob: Path, count: _Count) -> None:
    part = _part(blob)
    tries = 0
    while True:
        have = part.stat().st_size if part.exists() else 0
        if part.exists() and have >= file.size:
            break
        try:
            _transfer(order, file, part, have, count)
        except _CutError as cut:
            grown = part.exists() and part.stat().st_size > have
            tries = 0 if grown else tries + 1
            if tries >= RETRIES:
                raise DownloadError(
                    f"The connection to {_endpoint()} was cut ({cut}); {gib(part.stat().st_size if part.exists() else 0)} of "
                    f"{file.name} are kept.",
                    hint=f"'viscode pull {order.name}' goes on from there.",
                ) from None
            time.sleep(min(4.0, 0.25 * 2**tries))
    if _digest(part, file, count) != file.mark:
        part.unlink()
        raise DownloadError(
            f"{file.name} came with a wrong checksum and was deleted.",
            hint=f"Try again: viscode pull {order.name}. If it comes wrong again, a proxy on the way changes files.",
        )
    part.replace(blob)


def _transfer(order: Plan, file: RemoteFile, part: Path, have: int, count: _Count) -> None:
    """Append what is missing to the part; raises _CutError when the connection ends early."""
    import httpx

    hub = _hub()
    url = hub.hf_hub_url(order.repository, file.name, revision=order.revision, endpoint=_endpoint())
    headers = {**hub.utils.build_hf_headers(library_name="jupyter_viscode"), "Accept-Encoding": "identity"}
    if have:
        headers["Range"] = f"bytes={have}-"
    try:
        with httpx.stream("GET", url, headers=headers, follow_redirects=True, timeout=httpx.Timeout(30, connect=10)) as answer:
            _require_good(answer, order.repository)
            # A server that does not know ranges sends the whole file again.
            have = have if answer.status_code == 206 else 0
            with part.open("ab" if have else "wb") as out:
                for chunk in answer.iter_bytes(_CHUNK):
                    out.write(chunk)
                    have += len(chunk)
                    count.at(file, have)
    except httpx.HTTPError as error:
        raise _CutError(type(error).__name__) from None
    if have < file.size:
        raise _CutError("it ended early")


def _require_good(answer: httpx.Response, repository: str) -> None:
    if answer.status_code in (200, 206):
        return
    if answer.status_code == 429 or answer.status_code >= 500:
        raise _CutError(f"status {answer.status_code}")
    raise _refused(answer.status_code, repository)


def _digest(part: Path, file: RemoteFile, count: _Count) -> str:
    """The checksum of what has come, of the kind that the hub gives for this file."""
    digest = hashlib.sha256() if file.large else hashlib.sha1(f"blob {part.stat().st_size}\0".encode(), usedforsecurity=False)
    read = 0
    with part.open("rb") as content:
        while chunk := content.read(_CHUNK):
            digest.update(chunk)
            read += len(chunk)
            count.at(file, read, checking=True)
    return digest.hexdigest()


def _place(order: Plan, file: RemoteFile) -> Path:
    """Let huggingface_hub put a checked file where its cache wants it; it finds the content there and fetches nothing."""
    hub = _hub()
    cache = local.hub_cache()
    path = hub.hf_hub_download(
        order.repository, file.name, revision=order.revision, endpoint=_endpoint(), cache_dir=cache,
        library_name="jupyter_viscode",
    )  # fmt: skip
    return Path(path)


def _part(blob: Path) -> Path:
    return blob.with_name(f"{blob.name}.incomplete")


@contextmanager
def _alone(blob: Path, name: str) -> Iterator[None]:
    """Keep a second pull away from the same file."""
    from filelock import FileLock, Timeout

    lock = FileLock(f"{blob}.viscode.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise DownloadError(f"Another pull of {name} is at work.", hint="Wait for it, or stop it.") from None
    try:
        yield
    finally:
        lock.release()
        with suppress(OSError):
            Path(lock.lock_file).unlink()


# -- space, names, permission ------------------------------------------------------------------------------------------


def _need_space(order: Plan) -> None:
    free = disk_free(order.cache)
    if order.missing + (SPARE if order.missing else 0) > free:
        raise DownloadError(
            f"{order.name} needs {gib(order.missing)} more, and {order.cache.parent} has {gib(free)} free.",
            hint="Free some space, name a smaller quantization (NAME:q3_k_m), or set HF_HOME to a folder on a larger disk.",
        )


def _disk_error(error: OSError, order: Plan, blob: Path) -> ViscodeError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        part = _part(blob)
        kept = part.stat().st_size if part.exists() else 0
        return DownloadError(
            f"The disk is full; {gib(kept)} of {order.name} are kept in {part}.",
            hint=f"Free {gib(order.missing)} and pull again, which goes on from there; or delete that file.",
        )
    return DownloadError(f"{order.cache} cannot be written to: {error.strerror}.", hint="Set HF_HOME to a folder of your own.")


class _CutError(Exception):
    """A connection that ended before the file did."""


class _NotThereError(DownloadError):
    """A repository that is not there; another one may be."""


def _refused(status: int, repository: str) -> DownloadError:
    if status in (401, 403):
        return DownloadError(
            f"{repository} is only for those whom its owner lets in, or it does not exist (status {status}).",
            hint=f"Accept its terms on {_endpoint()}/{repository}, then: hf auth login (or set HF_TOKEN).",
        )
    if status == 404:
        return _NotThereError(
            f"There is no {repository} on {_endpoint()}.", hint="Check the name; 'viscode models' lists some."
        )
    return DownloadError(f"{_endpoint()} answered {status} for {repository}.", hint="Try again later.")


@contextmanager
def _translated(repository: str) -> Iterator[None]:
    """What huggingface_hub raises, as a sentence."""
    try:
        yield
    except ViscodeError:
        raise
    except Exception as error:  # its exceptions and its HTTP library change between versions
        raise _sentence(error, repository) from None


def _sentence(error: Exception, repository: str) -> ViscodeError:
    status = getattr(getattr(error, "response", None), "status_code", None)
    # Without a token the hub answers 401 for what does not exist as well as for what is private.
    if status is not None:
        return _refused(int(status), repository)
    if type(error).__name__ in ("HFValidationError", "ValueError"):
        return DownloadError(f"{repository!r} is no name of a repository.", hint="Write it as ORG/NAME.")
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DownloadError("The disk is full.", hint="Free some space, or set HF_HOME to a folder on a larger disk.")
    return DownloadError(
        f"{_endpoint()} cannot be reached ({type(error).__name__}).",
        hint="Check the network and HTTPS_PROXY; HF_ENDPOINT names a mirror.",
    )


def _hub() -> Any:
    """huggingface_hub, when it is installed."""
    try:
        import_module("huggingface_hub.utils")  # it is not loaded with the package
        return import_module("huggingface_hub")
    except ImportError:
        raise MissingDependencyError("huggingface_hub", INSTALL) from None


def _offline() -> bool:
    return any(
        os.environ.get(name, "").upper() in ("1", "ON", "YES", "TRUE") for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")
    )


def _endpoint() -> str:
    """The hub's address, or the mirror that ``HF_ENDPOINT`` names."""
    return (os.environ.get("HF_ENDPOINT") or "https://huggingface.co").rstrip("/")
