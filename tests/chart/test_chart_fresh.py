"""Generated code leaves the user's names alone."""

from __future__ import annotations

from jupyter_viscode.chart.write.fresh import with_fresh_names


def test_assigned_names_of_the_user_are_renamed() -> None:
    source = 'data = sales.copy()\nplot(data=data, title="data", x=data.data)\nfor é, data in []: print(é, data)\n'
    expected = source.replace("data = sales", "plot_data = sales").replace("data=data", "data=plot_data")
    expected = expected.replace("x=data.data", "x=plot_data.data").replace("é, data in", "é, plot_data in")
    expected = expected.replace("(é, data)", "(é, plot_data)")
    assert with_fresh_names(source, {"data", "sales"}) == expected


def test_names_that_are_free_stay() -> None:
    source = "data = sales.copy()\n"
    assert with_fresh_names(source, {"sales", "other"}) is source


def test_the_new_name_is_free_too() -> None:
    assert with_fresh_names("data = 1\n", {"data", "plot_data"}) == "plot_data_2 = 1\n"
