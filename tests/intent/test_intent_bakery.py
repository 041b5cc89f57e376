"""Questions on the tables of some bakeries: orders, conditions and measures that are said in words of their own."""

from __future__ import annotations

import pandas as pd
import pytest
from asked import sure_sentence

SHOP = pd.DataFrame(
    {
        "shop_id": range(1, 7),
        "shop_name": ["Crumb", "Oven Door", "Rye Corner", "Salt Street", "Daily Loaf", "Hearth"],
        "quarter": ["Old Town", "Harbour", "Harbour", "Hill", "Hill", "Station"],
        "opened_year": [2009, 2011, 1998, 2015, 2003, 1987],
        "floor_area_sqm": [80, 120, 65, 210, 95, 60],
    }
)
BAKER = pd.DataFrame(
    {
        "baker_id": range(1, 13),
        "last_name": "Abel Brand Cerny Dorn Ertl Fuchs Graf Hahn Illes Jung Kern Lang".split(),
        "shop_id": [1 + n % 6 for n in range(12)],
        "hourly_wage": [14.5 + n for n in range(12)],
        "years_experience": [3 * n % 17 for n in range(12)],
    }
)
RECIPE = pd.DataFrame(
    {
        "recipe_id": range(1, 9),
        "title": ["Dark Rye", "Baguette", "Brioche", "Pretzel", "Challah", "Bagel", "Stollen", "Babka"],
        "category": ["bread", "bread", "sweet", "snack", "sweet", "snack", "sweet", "sweet"],
        "bake_minutes": [55, 25, 30, 15, 35, 18, 60, 40],
        "min_oven_temp": [210, 240, 180, 220, 185, 225, 170, 175],
        "price_each": [4.2, 2.1, 3.5, 1.2, 4.4, 1.5, 12.0, 9.5],
    }
)
BATCH = pd.DataFrame(
    {
        "batch_id": range(1, 91),
        "recipe_id": [1 + n * 7 % 7 for n in range(90)],
        "mixed_by": [1 + n * 5 % 11 for n in range(90)],
        "baked_by": [1 + n * 3 % 10 for n in range(90)],
        "bake_date": [f"2022-{1 + n % 12:02d}-{1 + n * 11 % 28:02d}" for n in range(90)],
        "loaves": [5 + n * 13 % 70 for n in range(90)],
        "sold_flg": ["Y", "Y", "N"] * 30,
        "outcome": ["fine", "burnt", "fine", "raw", "fine"] * 18,
    }
)
FRAMES = {"shop": SHOP, "baker": BAKER, "recipe": RECIPE, "batch": BATCH}


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (
            "Count the batches per recipe category in a bar chart and put the categories in descending order.",
            "number of rows by category (bar), with recipe, descending by category",
        ),
        (
            "Give a bar chart of the number of bakers per shop; the shop names should appear in ascending order.",
            "number of rows by shop_name (bar), with shop, ascending by shop_name",
        ),
        (
            "How many loaves were baked on each weekday? Bar chart from Sunday to Saturday.",
            "sum of loaves by weekday of bake_date (bar), ascending by bake_date",
        ),
        (
            "Show the total loaves of each recipe title in a bar chart, from most loaves to fewest loaves.",
            "sum of loaves by title (bar), with recipe, descending by value",
        ),
        ("Plot the name and opening year of every shop as bars, from newest to oldest.",
         "opened_year by shop_name (bar), descending by value"),
        (
            "Which recipes have the most batches? Bars of the title and the number of batches, sorted by the batches descending.",
            "number of rows by title (bar), with recipe, descending by value",
        ),
        (
            "How many batches of each outcome does every category have? Stacked bars with the category on the x axis, ascending.",
            "number of rows by category (bar), one colour per outcome, with recipe, ascending by category",
        ),
    ],
)  # fmt: skip
def test_an_order_is_of_what_is_named_beside_it(asked: str, sentence: str) -> None:
    assert sure_sentence(asked, FRAMES) == sentence
