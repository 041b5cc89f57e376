"""The table of models, the line of a pull, and both through the doors."""

import io
import signal
import subprocess
import sys
import time
from html.parser import HTMLParser
from pathlib import Path

import numpy
import pytest

from jupyter_viscode.host.library import listing, progress
from jupyter_viscode.host.library.machine import GIB, Gpu, Machine
from jupyter_viscode.host.library.pull import Progress

sys.path.insert(0, str(Path(__file__).parent))
from fake_hub import FakeHub

LAPTOP = Machine(memory=16 * GIB, free=12 * GIB, gpus=(), cores=8)
STATION = Machine(memory=64 * GIB, free=60 * GIB, gpus=(Gpu("RTX 4090", "cuda", 24 * GIB, 23 * GIB),), cores=16)


@pytest.fixture
def places(tmp_path, monkeypatch):
    monkeypatch.setenv("VISCODE_MODELS", str(tmp_path / "models"))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    (tmp_path / "models").mkdir()
    return tmp_path


def row(name, here=LAPTOP):
    return next(each for each in listing.listing(here).rows if each.name == name)


def test_each_model_of_the_catalogue_has_a_row(places):
    found = listing.listing(LAPTOP)
    assert len(found.rows) == 18
    assert [each.name for each in found.rows if each.picked] == ["viscoder2-7b", "januscoderv-7b"]
    assert row("viscoder2-7b").cells() == (
        "→", "viscoder2-7b", "q4_k_m", "≈ 4.4 GiB", "≈ 5.8 GiB", "CPU", "16,384", "", "apache-2.0", "",
    )  # fmt: skip
    assert row("viscoder2-32b").cells()[5:7] == ("no", "")
    assert row("viscoder2-7b", STATION).cells()[5] == "GPU"
    assert row("qwen2.5-coder-32b", STATION).cells()[5:7] == ("GPU", "8,192")


def test_what_is_here_is_shown_with_its_true_size(places):
    snapshot = places / "hub/models--Qwen--Qwen2.5-Coder-7B-Instruct-GGUF/snapshots/c"
    snapshot.mkdir(parents=True)
    (snapshot / "qwen2.5-coder-7b-instruct-q8_0.gguf").write_bytes(b"GGUF" + b"\0" * (2 << 20))
    (places / "models/<b>own.gguf").write_bytes(b"GGUF")
    here = row("qwen2.5-coder-7b")
    assert (here.form, here.here, here.estimated) == ("q8_0", "q8_0", False)
    assert here.cells()[3] == "2 MiB"
    own = listing.listing(LAPTOP).rows[-1]
    assert (own.name, own.cells()[9]) == ("<b>own", "yes")


def test_a_file_of_ones_own_that_says_what_it_needs_is_placed(places):
    gguf = pytest.importorskip("gguf")
    writer = gguf.GGUFWriter(places / "models/own-Q8_0.gguf", "llama")
    for key, value in (("block_count", 4), ("context_length", 2048), ("embedding_length", 64), ("head_count", 4)):
        getattr(writer, f"add_{key}")(value)
    writer.add_head_count_kv(2)
    writer.add_tensor("token_embd.weight", numpy.zeros((32, 64), dtype=numpy.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    own = listing.listing(LAPTOP).rows[-1]
    assert (own.name, own.cells()[5:7]) == ("own-Q8_0", ("CPU", "2,048"))


def test_a_pick_that_is_here_is_not_to_be_fetched(places):
    snapshot = places / "hub/models--mradermacher--VisCoder2-7B-GGUF/snapshots/c"
    snapshot.mkdir(parents=True)
    assert "viscode pull viscoder2-7b" in listing.to_text(listing.listing(LAPTOP))
    (snapshot / "VisCoder2-7B.Q4_K_M.gguf").write_bytes(b"GGUF")
    text = listing.to_text(listing.listing(LAPTOP))
    assert "%viscode model viscoder2-7b" in text
    assert "viscode pull viscoder2-7b" not in text


def test_a_machine_too_small_for_all(places):
    text = listing.to_text(listing.listing(Machine(GIB, GIB, (), 1)))
    assert "No model of the catalogue fits this machine; the embedded engine needs none." in text


def test_a_licence_that_restricts_is_said(places):
    text = listing.to_text(listing.listing(Machine(4 * GIB, 4 * GIB, (), 4)))
    assert "Its licence, qwen-research, does not allow every use" in text


def test_the_terminal_form_is_a_table(places):
    lines = listing.to_text(listing.listing(STATION)).splitlines()
    head = lines[2]
    models = lines[3:21]
    for column in ("model", "fits here", "licence"):
        at = head.index(column)
        assert all(len(line) <= at or line[at - 1] == " " for line in models)
    assert max(map(len, lines[2:21])) < 120


@pytest.mark.parametrize("width", [72, 80, 100])
def test_a_narrow_terminal_gets_fewer_columns(places, width):
    lines = listing.to_text(listing.listing(STATION), width).splitlines()
    assert max(map(len, lines)) <= width
    table = "\n".join(lines)
    assert all(head in table for head in ("model", "memory", "fits here", "licence", "downloaded", "viscoder2-7b"))


def test_the_notebook_form_is_whole_and_escaped(places):
    (places / "models/<script>alert(1)<script>.gguf").write_bytes(b"GGUF")
    page = listing.to_html(listing.listing(STATION))
    opened = []

    class Check(HTMLParser):
        def handle_starttag(self, tag, attrs):
            assert tag in {"div", "table", "thead", "tbody", "tr", "th", "td"}
            opened.append(tag)

        def handle_endtag(self, tag):
            assert opened.pop() == tag

    Check().feed(page)
    assert opened == []
    assert "&lt;script&gt;alert(1)" in page


def test_a_line_that_moves_and_one_that_does_not():
    moving, still = io.StringIO(), io.StringIO()
    lines = [progress.Line(moving, moving=True), progress.Line(still)]
    for done in range(101):
        for line in lines:
            line(Progress("m.gguf", done * GIB // 100, GIB))
    for line in lines:
        line(Progress("m.gguf", GIB, GIB, checking=True))
        line.end()
    assert moving.getvalue().count("\r") == 102
    assert moving.getvalue().endswith("\n")
    assert "checking" in moving.getvalue()
    told = still.getvalue().splitlines()
    assert len(told) == 11
    assert told[0].startswith("░░░") and "  0%  0 MiB of 1.0 GiB" in told[0]
    assert told[-1].startswith("███") and "100%  1.0 GiB of 1.0 GiB" in told[-1]


def viscode(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "jupyter_viscode", *arguments], capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.needs("huggingface_hub", 'pip install "jupyter_viscode[hub]"')
def test_from_the_command_line(places, monkeypatch):
    hub = FakeHub()
    hub.add("org/tiny-GGUF", {"tiny-Q4_K_M.gguf": b"GGUF" + b"\0" * 5000})
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"):
        monkeypatch.delenv(name, raising=False)
    try:
        done = viscode("pull", "org/tiny-GGUF")
        assert done.returncode == 0, done.stderr
        assert "Use it with: %viscode model org/tiny-GGUF:tiny-Q4_K_M.gguf" in done.stdout
        assert "100%" in done.stderr
        missing = viscode("pull", "org/none")
        assert missing.returncode == 1
        assert missing.stderr.startswith("viscode: There is no org/none on http://127.0.0.1")
        assert "Traceback" not in missing.stderr
    finally:
        hub.close()
    listed = viscode("models")
    assert listed.returncode == 0
    assert "org/tiny-GGUF:tiny-Q4_K_M.gguf" in listed.stdout
    assert viscode("pull", "viscodr2-7b").stderr.startswith("viscode: There is no model called 'viscodr2-7b'. Did you mean")


@pytest.mark.needs("huggingface_hub", 'pip install "jupyter_viscode[hub]"')
def test_ctrl_c_in_a_shell_is_a_sentence_and_keeps_what_has_come(places, monkeypatch):
    hub = FakeHub()
    hub.add("org/tiny-GGUF", {"tiny-Q4_K_M.gguf": b"GGUF" + b"\0" * (30 << 20)})
    hub.slow = 0.05
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"):
        monkeypatch.delenv(name, raising=False)
    command = [sys.executable, "-m", "jupyter_viscode", "pull", "org/tiny-GGUF"]
    try:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        parts = places / "hub/models--org--tiny-GGUF/blobs"
        deadline = time.monotonic() + 30
        while not any(part.stat().st_size for part in parts.glob("*.incomplete")):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    finally:
        hub.close()
    assert process.returncode == 130
    assert said.rstrip().endswith("viscode: stopped; what has come is kept. Go on with: viscode pull org/tiny-GGUF")
    assert "Traceback" not in said
    assert any(part.stat().st_size for part in parts.glob("*.incomplete"))


def test_in_a_notebook(kernel):
    cell = kernel.run("%viscode models")
    (shown,) = [data for data in cell.displays if "text/html" in data]
    assert "viscoder2-7b" in shown["text/html"]
    assert "viscoder2-7b" in shown["text/plain"]
    wrong = kernel.run("%viscode pull viscodr2-7b")
    assert "Did you mean 'viscoder2-7b'" in wrong.stderr
    assert "has no name" in kernel.run("%viscode pull").stderr


def test_the_listing_imports_nothing_heavy():
    program = (
        "import sys; from jupyter_viscode.host.library import listing; listing.to_text(listing.listing());"
        "print([m for m in ('torch', 'transformers', 'pandas', 'matplotlib', 'huggingface_hub', 'httpx', 'llama_cpp')"
        " if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"
