"""Questions over several tables: which tables are joined, whose name is meant, what is counted and what is measured."""

from __future__ import annotations

import pandas as pd
import pytest
from asked import best_reading


def trade() -> dict[str, pd.DataFrame]:
    """Three tables in a row, all of them numbered by ``code`` and named by ``name``."""
    country = ["Italy", "Spain", "Spain", "Italy", "Chile"]
    regions = {"code": range(1, 6), "name": ["Mosel", "Rioja", "Douro", "Napa", "Tokaj"], "country": country}
    wineries = {"code": range(1, 9), "name": ["Silva", "Keller", "Hahn", "Costa", "Ferro", "Lang", "Ruiz", "Papp"]}
    wineries |= {"region": [1, 1, 2, 3, 3, 3, 4, 5], "staff": [4, 9, 30, 12, 7, 7, 22, 15]}
    wines = {
        "code": range(1, 41),
        "name": [f"{first} {last}" for first in ("Alta", "Bella", "Casa", "Vieja") for last in "ABCDEFGHIJ"],
        "winery": [1 + (i * i) % 8 for i in range(40)],
        "grape": [["merlot", "syrah", "malbec"][i % 3] for i in range(40)],
        "pages": [5 + i % 7 for i in range(40)],
        "price": [4.5 + (i * 7) % 23 for i in range(40)],
    }
    return {"region": pd.DataFrame(regions), "winery": pd.DataFrame(wineries), "wine": pd.DataFrame(wines)}


def league() -> dict[str, pd.DataFrame]:
    """Tables that share column names, and verbs that resemble a table's name; one beside has "group" in a column's name."""
    names = ["Falcons", "Comets", "Wolves", "Giants", "Saints"]
    clubs = {
        "id": range(1, 6),
        "name": names,
        "city": ["Lyon", "Graz", "Lyon", "Porto", "Graz"],
        "budget": [90, 40, 75, 60, 30],
    }
    players = {"id": range(1, 31), "name": [f"Player {chr(65 + i % 26)}{i}" for i in range(30)]}
    players |= {"club_id": [1 + (i * i) % 4 for i in range(30)], "age_group": [["junior", "senior"][i % 2] for i in range(30)]}
    games = {"id": range(1, 41), "club_id": [1 + (i * 3) % 4 for i in range(40)], "points": [i % 9 for i in range(40)]}
    games |= {"result": [["win", "loss", "draw"][i % 3] for i in range(40)]}
    games |= {"game_day": pd.date_range("2020-01-05", periods=40, freq="23D"), "fee_paid": [100 + 7 * i for i in range(40)]}
    return {"clubs": pd.DataFrame(clubs), "players": pd.DataFrame(players), "games": pd.DataFrame(games)}


def lending() -> dict[str, pd.DataFrame]:
    """A key that is called like a part of another table's name: tools beside tool categories."""
    categories = {"id": range(1, 4), "label": ["Garden", "Wood", "Metal"]}
    tools = {"id": range(1, 13), "name": [f"Tool {chr(65 + i)}" for i in range(12)]}
    tools |= {"category_id": [1 + (i * i) % 3 for i in range(12)]}
    loans = {"id": range(1, 41), "tool_id": [1 + (i * 5) % 12 for i in range(40)], "days": [1 + i % 9 for i in range(40)]}
    return {"tool_category": pd.DataFrame(categories), "tool": pd.DataFrame(tools), "loan": pd.DataFrame(loans)}


LENDING = [
    (
        "What is the total days of loans for each category? Show bar chart",
        "sum of days by label (bar), with tool, with tool_category",
    ),
]
TRADE = [
    ("Find the average price for each winery name using a bar graph", "mean of price by name_winery (bar), with winery"),
    (
        "Visualize the mean price over all wines of each winery name as a bar chart",
        "mean of price by name_winery (bar), with winery",
    ),
    (
        "How many wines are there for each region name? Bar chart",
        "number of rows by name_region (bar), with winery, with region",
    ),
    (
        "Show each winery's name with the maximum price of its wines in a bar chart",
        "max of price by name_winery (bar), with winery",
    ),
    ("For every winery find the largest price among its wines, bar chart", "max of price by name_winery (bar), with winery"),
    (
        "Show the names of the top 3 regions with the largest number of wineries in a bar chart",
        "number of rows by name_region (bar), with region, top 3, descending by value",
    ),
    (
        "Group the wines by winery name and show how many there are in a bar chart",
        "number of rows by name_winery (bar), with winery",
    ),
    (
        "Show winery name and minimum number of pages as a bar chart",
        "min of pages by name_winery (bar), with winery",
    ),
    (
        "Show the names of wineries that make wines with number of pages more than 8, and count them by a bar chart",
        "number of rows by name_winery (bar), with winery, where pages > 8",
    ),
]
LEAGUE = [
    (
        "For clubs with more than 4 players, show the name and the number of players in a bar chart",
        "rows by name_clubs (bar), with clubs, for each name_clubs, where rows > 4",
    ),
    (
        "How many games does each club have? Show a bar chart grouping by club name",
        "number of rows by name (bar), with clubs",
    ),
    (
        "What are the results of games played by clubs with budget higher than 50, and count them by a bar chart",
        "number of rows by result (bar), with clubs, where budget > 50",
    ),
    (
        "Show the names of clubs that have games with fee paid more than 165, and count them by a bar chart",
        "number of rows by name (bar), with clubs, where fee_paid > 165",
    ),
    (
        "Show the names of clubs that have games with points more than 5, and count them by a bar chart",
        "number of rows by name (bar), with clubs, where points > 5",
    ),
    (
        "Show the names of clubs that play more than 5 games and how many games each plays, with a bar chart",
        "rows by name (bar), with clubs, for each name, where rows > 5",
    ),
    ("Group the games by club name and show how many there are as a bar chart", "number of rows by name (bar), with clubs"),
    ("Show the name and budget of the clubs that have any game as a bar chart", "budget by name (bar), where id is in games"),
    (
        "How did the number of games change over the years for each club city? Line chart",
        "number of rows by year of game_day (line), one line per city, with clubs",
    ),
    (
        "Number of players by club name, sorted by the value in ascending order, bar chart",
        "number of rows by name_clubs (bar), with clubs, ascending by value",
    ),
]
ASKED = [
    *(("trade", *case) for case in TRADE),
    *(("league", *case) for case in LEAGUE),
    *(("lending", *case) for case in LENDING),
]


@pytest.mark.parametrize(("frames", "question", "sentence"), ASKED)
def test_what_is_joined_counted_and_measured(frames, question, sentence):
    tables = {"trade": trade, "league": league, "lending": lending}[frames]()
    best = best_reading(question, tables)
    assert best.sentence == sentence
    assert best.sure
