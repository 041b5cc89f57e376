"""Which of the session's variables a program needs."""

import pytest

from jupyter_viscode.runtimes.names import mentioned_names, needed_names, program_names


@pytest.mark.parametrize(
    ("source", "needed"),
    [
        ("df.plot()", {"df"}),
        ("fig = 1\nfig.show()", set()),
        ("x = x + 1", {"x"}),
        ("x += 1", {"x"}),
        ("del x", {"x"}),
        ("import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot(df)", {"df"}),
        ("for ax in axes:\n    ax.plot(df)", {"axes", "df"}),
        ("[n for n in names]", {"names"}),
        ("def f(a):\n    b = a + c\n    return b\nf(d)", {"c", "d"}),
        ("if x:\n    df = 1\ndf", {"x", "df"}),
        ("with a as b:\n    b.c(d)", {"a", "d"}),
        ("(y := z)\ny", {"z"}),
        ("lambda q: q + w", {"w"}),
        ("broken (", set()),
    ],
)
def test_needed(source, needed):
    assert needed_names(source) == needed


def test_used_and_mentioned():
    assert program_names("import os.path\nfrom a.b import c\ndf") == {"os", "a", "df"}
    assert {"sales", "x"} <= mentioned_names("sql('SELECT x FROM sales')")
