"""A tested answer as a file: a Result goes in, a PNG picture or a page that stands alone comes out.

What a trial drew is untrusted: descriptions of charts are drawn again by their own libraries, inside a frame without the
page's origin, and every text is escaped.
"""

from __future__ import annotations

import base64
import html
import json
from typing import Any

from jupyter_viscode.errors import InputError, MissingDependencyError
from jupyter_viscode.types import MimeBundle, Result

_ALONE = (
    "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'; img-src data: blob:; font-src data:; "
    "style-src 'unsafe-inline'; script-src 'unsafe-inline' 'unsafe-eval'\">"
)
"""A chart's description may name addresses; its frame may load from none."""
_VEGA, _PLOTLY = "application/vnd.vegalite", "application/vnd.plotly"


def png(result: Result) -> bytes:
    """The chart as a picture; raises InputError when it has none here."""
    for output in result.outputs:
        if "image/png" in output:
            return base64.b64decode(str(output["image/png"]))
        spec = _described(output, _VEGA)
        if spec is not None:
            return vega_png(spec)
    raise InputError("This chart has no PNG form here.", hint="Use -o chart.html, or --lib matplotlib.")


def vega_png(spec: Any) -> bytes:
    """A Vega-Lite description as a picture, with nothing loaded from anywhere; raises InputError when it cannot be drawn so."""
    try:
        return bytes(_vl_convert().vegalite_to_png(spec, scale=2, allowed_base_urls=[]))
    except ValueError as error:
        reason = "it loads data from an address" if "not allowed" in str(error) else "its description is not valid"
        raise InputError(f"This chart cannot be drawn as a picture: {reason}.", hint="Give it the data themselves.") from error


def page(title: str, result: Result, program: str) -> str:
    """The chart, how the instruction was read, and the program, as one HTML page that needs no network."""
    pictures = "".join(_figure(output) for output in result.outputs)
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{html.escape(title)}</title>'
        "<style>body{font:15px system-ui,sans-serif;max-width:960px;margin:24px auto;padding:0 16px;color:#222}"
        "img{max-width:100%}iframe{border:0;width:100%;height:520px}pre{background:#f6f6f6;padding:12px;overflow:auto}</style>"
        f"<h1>{html.escape(title)}</h1><p>{html.escape(result.reading)}</p>{pictures}"
        f"<pre>{html.escape(program)}</pre></html>"
    )


def _figure(output: MimeBundle) -> str:
    if "image/png" in output:
        return f'<img alt="chart" src="data:image/png;base64,{html.escape(str(output["image/png"]))}">'
    inner = ""
    if (spec := _described(output, _VEGA)) is not None:
        inner = _vega_html(spec)
    elif (figure := _described(output, _PLOTLY)) is not None:
        from plotly.io import to_html

        inner = to_html(figure, include_plotlyjs=True, full_html=True, validate=False)
    return f'<iframe sandbox="allow-scripts" srcdoc="{html.escape(_ALONE + inner, quote=True)}"></iframe>' if inner else ""


def _vega_html(spec: Any) -> str:
    """The chart and the scripts that draw it; values that look like the end of a script stay values."""
    quoted = json.dumps(spec).replace("<", "\\u003c")
    return (
        f'<!doctype html><meta charset="utf-8"><div id="chart"></div><script>{_vl_convert().javascript_bundle()}</script>'
        f'<script>vegaEmbed("#chart", {quoted}, {{"renderer": "svg"}}).catch(console.error)</script>'
    )


def _described(output: MimeBundle, kind: str) -> Any:
    found = next((data for name, data in output.items() if name.startswith(kind)), None)
    return json.loads(found) if isinstance(found, str) else found


def _vl_convert() -> Any:
    try:
        import vl_convert
    except ImportError:
        raise MissingDependencyError("vl-convert-python", 'pip install "jupyter_viscode[altair]"') from None
    return vl_convert
