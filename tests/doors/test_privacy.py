"""What leaves the process, read as bytes: values planted in frames, reprs and tracebacks must not be among them."""

from __future__ import annotations

from typing import Any

import pytest

PLANTED = ("Quetzalcoatl", "771177.25", "Zaphod", "1987-06-05")
SETUP = """
secret = pd.DataFrame({
    "name": ["Quetzalcoatl", "Zaphod"] * 40, "amount": [771177.25, 3.5] * 40,
    "born": pd.to_datetime(["1987-06-05", "2001-01-01"] * 40),
    "kind": pd.Categorical(["Quetzalcoatl", "Zaphod"] * 40),
})
class Loud:
    def __repr__(self): return "Quetzalcoatl 771177.25 Zaphod 1987-06-05"
loud = Loud()
"""
# Each way by which a value could get into a repair prompt: message, traceback, output, repr.
LEAKS = [
    "raise ValueError(secret['name'].iloc[0])",
    "secret['name'].astype(float)",
    "print(secret)\nprint(loud)\n1 / 0",
    "secret.set_index('name').loc['nobody']",
    "{secret['name'].iloc[0]: 1}[secret['name'].iloc[1]]",
    "raise KeyError(repr(loud))",
    "import warnings\nwarnings.warn(str(secret.iloc[0]))\n1 / 0",
    "f = lambda x: 1 / 0\nf(secret['amount'].max())",
    "assert secret['amount'].max() < 5, secret.to_dict()",
    "exec(f\"raise RuntimeError('{secret.name.iloc[0]}')\")",
]


@pytest.fixture(scope="module")
def secret_kernel(tmp_path_factory: Any) -> Any:
    from driving import SETUP as SALES
    from driving import Kernel

    kernel = Kernel(tmp_path_factory.mktemp("secret"))
    try:
        for code in (SALES, SETUP):
            assert not kernel.run(code).error
        yield kernel
    finally:
        kernel.stop()


@pytest.mark.parametrize("level", ["none", "schema"])
@pytest.mark.parametrize("leak", LEAKS)
def test_no_value_leaves(secret_kernel: Any, model_server: Any, level: str, leak: str) -> None:
    model_server.answers = [f"```python\n{leak}\n```", f"```python\nx = 1\n{leak}\n```"]
    cell = secret_kernel.run(f"%%viscode -d secret -m {model_server.url} --context {level} --regenerate\namount by kind")
    assert not cell.error
    assert len(model_server.bodies) >= 2, cell.card
    sent = b"".join(model_server.bodies).decode()
    assert [value for value in PLANTED if value in sent] == []


def test_column_names_stay_at_level_none(secret_kernel: Any, model_server: Any) -> None:
    model_server.answers = ["```python\n1 / 0\n```"]
    secret_kernel.run(f"%%viscode -d secret -m {model_server.url} --context none --regenerate\ndraw it")
    sent = b"".join(model_server.bodies).decode()
    assert sent
    assert '"born' not in sent
    assert "born\\" not in sent


def test_values_leave_when_asked(secret_kernel: Any, model_server: Any) -> None:
    """The check above can fail: at level sample the values are in the bytes."""
    model_server.answers = ["```python\n1 / 0\n```"]
    secret_kernel.run(f"%%viscode -d secret -m {model_server.url} --context sample --regenerate\namount by kind")
    assert "Quetzalcoatl" in b"".join(model_server.bodies).decode()


def test_history_holds_no_value(secret_kernel: Any, model_server: Any) -> None:
    for leak in LEAKS:
        model_server.answers = [f"```python\n{leak}\n```"]
        secret_kernel.run(f"%%viscode -d secret -m {model_server.url} --max-repairs 0 --regenerate\namount by kind")
    held = b"".join(path.read_bytes() for path in (secret_kernel.home / "data" / "viscode").rglob("*") if path.is_file())
    assert b"amount by kind" in held
    assert [value for value in PLANTED if value.encode() in held] == []


def test_the_embedded_engine_opens_no_socket(secret_kernel: Any) -> None:
    block = """
import socket
class Refused(socket.socket):
    def connect(self, *a): raise AssertionError("a socket was connected")
_socket = socket.socket
socket.socket = Refused
"""
    assert not secret_kernel.run(block).error
    cell = secret_kernel.run("%%viscode -d sales\nmean revenue by region as a bar chart")
    assert cell.card.startswith("✓"), cell.card + cell.stderr + cell.error
    secret_kernel.run("socket.socket = _socket")
