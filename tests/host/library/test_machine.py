"""What the machine has: this one's, and what other systems' programs and files say."""

import os

import pytest

from jupyter_viscode.host.library import machine
from jupyter_viscode.host.library.machine import GIB, Gpu, Machine


def test_this_machine():
    found = machine.look()
    assert 0 < found.free <= found.memory
    assert 1 <= found.cores <= (os.cpu_count() or 1)
    assert all(gpu.free <= gpu.memory for gpu in found.gpus)
    assert machine.gib(found.memory) in str(found)


def test_it_agrees_with_another_reader():
    psutil = pytest.importorskip("psutil")
    assert machine.look().memory <= psutil.virtual_memory().total


def linux(root, group="0::/user"):
    (root / "proc/self").mkdir(parents=True)
    (root / "proc/meminfo").write_text("MemTotal: 16777216 kB\nMemFree: 1048576 kB\nMemAvailable: 8388608 kB\nHugePages: 0\n")
    (root / "proc/self/cgroup").write_text(group + "\n")
    return machine._linux_memory(root)


def test_linux_without_limits(tmp_path):
    assert linux(tmp_path) == (16 * GIB, 8 * GIB)


@pytest.mark.parametrize("place", ["", "user/", "user/inner/"])
def test_a_container_has_what_its_control_group_allows(tmp_path, place):
    folder = tmp_path / "sys/fs/cgroup" / place
    folder.mkdir(parents=True)
    (folder / "memory.max").write_text(f"{4 * GIB}\n")
    (folder / "memory.current").write_text(f"{3 * GIB}\n")
    (folder / "memory.stat").write_text(f"anon 5\ninactive_file {GIB}\n")
    assert linux(tmp_path, group="0::/user/inner") == (4 * GIB, 2 * GIB)


def test_a_control_group_without_limit(tmp_path):
    folder = tmp_path / "sys/fs/cgroup/user"
    folder.mkdir(parents=True)
    (folder / "memory.max").write_text("max\n")
    (folder / "memory.current").write_text("5\n")
    assert linux(tmp_path) == (16 * GIB, 8 * GIB)


def test_control_groups_of_the_first_version(tmp_path):
    folder = tmp_path / "sys/fs/cgroup/memory/job"
    folder.mkdir(parents=True)
    (folder / "memory.limit_in_bytes").write_text(str(2 * GIB))
    (folder / "memory.usage_in_bytes").write_text(str(GIB))
    assert linux(tmp_path, group="5:cpu,memory:/job\n3:pids:/x") == (2 * GIB, GIB)


def test_nvidia():
    said = "NVIDIA H200, 143771, 143200\nTesla T4, 15360, 100\nNVIDIA GB10, [N/A], [N/A]\n"
    cards = machine._read_nvidia(said)
    assert [card.name for card in cards] == ["NVIDIA H200", "Tesla T4"]
    assert (cards[1].memory, cards[1].free) == (15360 << 20, 100 << 20)
    assert machine._read_nvidia("NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.") == ()


@pytest.mark.parametrize(
    ("chosen", "names"), [(None, "ab"), ("", ""), ("-1", ""), ("1", "b"), ("1,0", "ba"), ("GPU-x", "ab"), ("7", "")]
)
def test_cards_that_are_hidden(monkeypatch, chosen, names):
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    if chosen is not None:
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", chosen)
    cards = tuple(Gpu(name, "cuda", GIB, GIB) for name in "ab")
    assert "".join(card.name for card in machine._visible(cards)) == names


def test_amd():
    said = '{"card0": {"Card Series": "RX 7900", "VRAM Total Memory (B)": "25753026560", "VRAM Total Used Memory (B)": "1000"}, "system": {}}'
    (card,) = machine._read_amd(said)
    assert (card.name, card.kind, card.memory, card.free) == ("RX 7900", "rocm", 25753026560, 25753025560)
    assert machine._read_amd("not json") == machine._read_amd("") == machine._read_amd("[]") == ()


def test_a_program_that_hangs_or_fails_says_nothing(monkeypatch, tmp_path):
    monkeypatch.setattr(machine, "_PATIENCE", 0.2)
    assert machine._said("sleep", "5") == ""
    assert machine._said("false") == ""
    assert machine._said("no-such-program") == ""


def test_mac(monkeypatch):
    pages = "Mach Virtual Memory Statistics: (page size of 16384 bytes)\nPages free:   100.\nPages inactive:  50.\nPages active: 900.\n"
    said = {"sysctl": str(16 * GIB), "vm_stat": pages}
    monkeypatch.setattr(machine, "_said", lambda *command: said[command[0]])
    assert machine._darwin_memory() == (16 * GIB, 150 * 16384)


def test_disk(tmp_path):
    free = machine.disk_free(tmp_path / "not" / "yet" / "there")
    assert free == pytest.approx(machine.disk_free(tmp_path), rel=0.1)


@pytest.mark.parametrize(("size", "text"), [(0, "0 MiB"), (5 << 20, "5 MiB"), (GIB, "1.0 GiB"), (7.56 * GIB, "7.6 GiB")])
def test_sizes_in_words(size, text):
    assert machine.gib(size) == text


def test_gpus_add_up():
    both = Machine(GIB, GIB, (Gpu("a", "cuda", 2 * GIB, GIB), Gpu("b", "cuda", 3 * GIB, GIB)), 4)
    assert (both.gpu_memory, both.gpu_free) == (5 * GIB, 2 * GIB)


def test_processes_on_the_gpu():
    assert machine._read_processes("71, 4096\n71, 10\n9, [N/A]\n") == {71: 4106 << 20}
    assert machine._read_processes("No devices were found") == {}
