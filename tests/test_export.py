"""Charts as files: what a trial described loads nothing from anywhere."""

from __future__ import annotations

import html
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from jupyter_viscode import export
from jupyter_viscode.errors import InputError
from jupyter_viscode.types import Attempt, Code, Outcome, Result

SPEC = {"mark": "bar", "encoding": {"x": {"field": "a", "type": "nominal"}, "y": {"field": "b", "type": "quantitative"}}}


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """The address of a server, and the paths that it was asked for."""
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"a,b\nx,1\n")

        def log_message(self, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", paths
    server.shutdown()
    thread.join()
    server.server_close()


def result(spec: object) -> Result:
    code = Code("chart")
    outcome = Outcome("ok", outputs=({"application/vnd.vegalite.v6+json": spec},))
    return Result("ok", code=code, attempts=(Attempt(0, code, outcome),))


@pytest.mark.needs("vl_convert", 'pip install "jupyter_viscode[altair]"')
def test_a_described_chart_loads_nothing(asked: tuple[str, list[str]]) -> None:
    address, paths = asked
    with pytest.raises(InputError, match="loads data from an address"):
        export.png(result({**SPEC, "data": {"url": f"{address}/secret.csv"}}))
    assert paths == []


@pytest.mark.needs("vl_convert", 'pip install "jupyter_viscode[altair]"')
def test_a_chart_with_its_data_is_drawn_and_its_page_may_load_nothing() -> None:
    drawn = result({**SPEC, "data": {"values": [{"a": "x", "b": 1}]}})
    assert export.png(drawn).startswith(b"\x89PNG")
    assert "default-src &#x27;none&#x27;" in export.page("t", drawn, "chart")


@pytest.mark.needs("vl_convert", 'pip install "jupyter_viscode[altair]"')
def test_a_value_that_ends_a_script_stays_a_value() -> None:
    hostile = "</script><img src=x onerror=alert(1)>"
    page = export.page("t", result({**SPEC, "data": {"values": [{"a": hostile, "b": 1}]}}), "chart")
    inner = html.unescape(page.partition('srcdoc="')[2].partition('"')[0])
    assert "vegaEmbed(" in inner and "onerror=alert(1)" in inner
    assert "</script><img" not in inner
