"""Several tables at once: things tied by pairs, things that have both or none of a kind, parts that those pointed at play."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from asked import best_reading

from jupyter_viscode.chart.figures import marks
from jupyter_viscode.context.build import build
from jupyter_viscode.intent.schema.catalogue import catalogue_of

SAILORS = pd.DataFrame({
    "id": range(1, 13),
    "name": "Ada Bo Cy Dan Eva Finn Gus Han Ida Jon Kim Lea".split(),
    "rank": ["mate", "cook", "mate", "engineer"] * 3,
    "pay": [50, 20, 60, 40, 55, 25, 65, 45, 52, 28, 61, 33],
    "ship_id": [1, 1, 2, 2, 3, 3, 4, 4, 1, 2, 3, 4],
    "mentor_id": [None, 1, 1, 3, None, 5, 3, 2, 5, None, 7, 1],
})  # fmt: skip
SHIPS = pd.DataFrame({
    "id": range(1, 5),
    "name": ["Lark", "Swan", "Heron", "Tern"],
    "built": [1988, 2004, 2011, 2015],
    "harbour": ["Oslo", "Pula", "Oslo", "Cork"],
    "captain_id": [3, 5, 7, 12],
})  # fmt: skip
FLEET = {"sailors": SAILORS, "ships": SHIPS}
CREW = pd.DataFrame({"ship_id": [1, 1, 1, 2, 2, 3, 4, 4], "sailor_id": [1, 2, 3, 3, 4, 5, 6, 1]})
MANNED = {"sailors": SAILORS.drop(columns="ship_id"), "ships": SHIPS, "crew": CREW}
FARMERS = pd.DataFrame({
    "farmer_id": range(1, 9),
    "farmer": "Alm Berg Dahl Eng Foss Haug Lie Moen".split(),
    "age": [31, 64, 45, 52, 28, 39, 70, 47],
    "town": ["Moss", "Voss", "Moss", "Voss", "Moss", "Voss", "Moss", "Voss"],
})  # fmt: skip
BARNS = pd.DataFrame({
    "barn_id": range(1, 12),
    "farmer_id": [1, 1, 1, 2, 2, 3, 4, 5, 5, 6, 7],
    "type": "wood wood stone stone wood steel wood stone steel wood stone".split(),
    "area": [90, 310, 120, 400, 80, 150, 350, 60, 95, 210, 330],
})  # fmt: skip
FARMS = {"farmers": FARMERS, "barns": BARNS}


def _drawn(instruction: str, frames: dict[str, Any]) -> dict[Any, float]:
    """What is drawn, by name; the chart must be one that is drawn as sure."""
    best = best_reading(instruction, frames)
    drawn = marks(best.chart, frames)
    assert best.sure, f"{best.sentence}: {best.doubts}"
    assert drawn is not None, best.sentence
    return dict(drawn[["x", "y"]].to_numpy().tolist())


def _owners(kind: str) -> set[int]:
    return set(BARNS[BARNS["type"] == kind]["farmer_id"])


def _by_town(numbers: set[int]) -> dict[str, int]:
    return FARMERS[FARMERS["farmer_id"].isin(numbers)]["town"].value_counts().to_dict()


@pytest.mark.parametrize(
    "asked",
    [
        "farmers who own both wood and stone barns, count by town",
        "farmers with both a wood barn and a stone barn by town",
        "number of farmers who own a wood barn and a stone barn by town",
    ],
)
def test_who_has_one_of_each_kind(asked: str) -> None:
    assert _drawn(asked, FARMS) == _by_town(_owners("wood") & _owners("stone"))


@pytest.mark.parametrize(
    "asked",
    [
        "farmers who own no barns of wood, count by town",
        "number of farmers without wood barns by town",
        "number of farmers by town who do not own barns of type wood",
    ],
)
def test_who_has_none_of_a_kind_may_have_others(asked: str) -> None:
    assert _drawn(asked, FARMS) == _by_town(set(FARMERS["farmer_id"]) - _owners("wood"))


@pytest.mark.parametrize(
    "asked",
    [
        "farmers with neither wood nor stone barns by town",
        "number of farmers who own neither a wood nor a stone barn by town",
        "number of farmers who built neither wood nor stone by town",
    ],
)
def test_who_has_neither_may_have_none_at_all(asked: str) -> None:
    assert _drawn(asked, FARMS) == _by_town(set(FARMERS["farmer_id"]) - _owners("wood") - _owners("stone"))


def _built_in(year: int) -> dict[str, Any]:
    return {"farmers": FARMERS, "barns": BARNS.assign(built=[pd.Timestamp(2018 + n * n % 3, 3, 5) for n in range(len(BARNS))])}


@pytest.mark.parametrize(
    ("said", "wood", "stone"),
    [
        ("with both wood and stone barns", True, True),
        ("with wood but no stone barns", True, False),
        ("who built in wood but not in stone", True, False),
        ("without stone barns", None, False),
    ],
)
def test_a_year_is_that_of_each_kind(said: str, wood: bool | None, stone: bool) -> None:
    frames = _built_in(2019)
    recent = frames["barns"][frames["barns"]["built"].dt.year == 2019]
    kept = set(FARMERS["farmer_id"])
    for kind, wanted in (("wood", wood), ("stone", stone)):
        owners = set(recent[recent["type"] == kind]["farmer_id"])
        kept = kept if wanted is None else kept & owners if wanted else kept - owners
    assert kept and _drawn(f"number of farmers {said} in 2019 by town", frames) == _by_town(kept)


def test_things_that_are_neither_are_there() -> None:
    steel = BARNS[BARNS["type"] == "steel"].merge(FARMERS)["town"].value_counts().to_dict()
    assert _drawn("number of barns that are neither wood nor stone by town", FARMS) == steel


def test_who_has_one_kind_and_not_the_other() -> None:
    asked = "farmers who own a wood barn but no stone barn, by town"
    assert _drawn(asked, FARMS) == _by_town(_owners("wood") - _owners("stone"))


def test_those_that_lead_the_sentence_are_counted_once() -> None:
    assert _drawn("farmers with a wood barn by town", FARMS) == _by_town(_owners("wood"))


def test_a_number_in_area_is_no_kind_of_chart() -> None:
    large = set(BARNS[BARNS["area"] > 300]["farmer_id"])
    assert _drawn("farmers without any barn over 300 in area, by town", FARMS) == _by_town(set(range(1, 9)) - large)


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("number of sailors without a mentor by rank", SAILORS["mentor_id"].isna()),
        ("number of sailors who have no mentor by rank", SAILORS["mentor_id"].isna()),
        ("number of sailors with a mentor by rank", SAILORS["mentor_id"].notna()),
    ],
)
def test_a_key_to_rows_of_the_same_table_is_empty_or_not(asked: str, kept: Any) -> None:
    assert _drawn(asked, FLEET) == SAILORS[kept]["rank"].value_counts().to_dict()


@pytest.mark.parametrize("said", ["who report to nobody", "reporting to no one", "that don't report to anyone"])
def test_who_reports_to_nobody_has_no_boss(said: str) -> None:
    frames = {"sailors": SAILORS.rename(columns={"mentor_id": "boss_id"}), "ships": SHIPS}
    alone = SAILORS[SAILORS["mentor_id"].isna()]["rank"].value_counts().to_dict()
    assert _drawn(f"number of sailors {said} by rank", frames) == alone


@pytest.mark.parametrize(("said", "is_one"), [("is a captain", True), ("is not a captain", False)])
def test_those_whose_mentor_plays_a_part(said: str, is_one: bool) -> None:
    known = SAILORS[SAILORS["mentor_id"].notna()]
    kept = known[known["mentor_id"].isin(SHIPS["captain_id"]) == is_one]
    assert _drawn(f"mean pay of sailors whose mentor {said} by rank", FLEET) == kept.groupby("rank")["pay"].mean().to_dict()


@pytest.mark.parametrize("said", ["who have a mentor but are no captain", "with a mentor but who are not a captain"])
def test_who_has_a_mentor_is_asked_after_a_but(said: str) -> None:
    kept = SAILORS[SAILORS["mentor_id"].notna() & ~SAILORS["id"].isin(SHIPS["captain_id"])]
    assert _drawn(f"number of sailors {said} by rank", FLEET) == kept["rank"].value_counts().to_dict()


def test_a_part_that_is_not_played_denies_no_groups() -> None:
    others = SAILORS[~SAILORS["id"].isin(SAILORS["mentor_id"])].merge(SHIPS, left_on="ship_id", right_on="id")
    asked = "number of sailors who are not a mentor by harbour"
    assert _drawn(asked, FLEET) == others["harbour"].value_counts().to_dict()


def test_who_ordered_by_phone_does_not_sort() -> None:
    orders = BARNS.assign(type=BARNS["type"].map({"wood": "web", "stone": "phone", "steel": "desk"}))
    frames = {"customers": FARMERS, "orders": orders}
    best = best_reading("number of farmers who ordered by phone by town", frames)
    assert "ascending" not in best.sentence and "phone" in best.sentence, best.sentence


def test_another_table_has_its_own_manager() -> None:
    frames = {
        "sailors": SAILORS.rename(columns={"mentor_id": "boss_id"}),
        "ships": SHIPS.rename(columns={"captain_id": "manager_id"}),
    }
    best = best_reading("number of ships without a manager by harbour", frames)
    assert "boss_id" not in best.sentence and not best.sure, best.sentence


def test_a_figure_of_those_who_play_a_part_is_one() -> None:
    best = best_reading("average pay of ship captains", FLEET)
    drawn = marks(best.chart, FLEET)
    captains = SAILORS[SAILORS["id"].isin(SHIPS["captain_id"])]
    assert drawn is not None and drawn["y"].tolist() == [captains["pay"].mean()], best.sentence


def test_names_are_those_of_who_plays_no_part() -> None:
    others = SAILORS[~SAILORS["id"].isin(SHIPS["captain_id"])]
    drawn = _drawn("names and pay of sailors who are not the captain of any ship", FLEET)
    assert drawn == dict(others[["name", "pay"]].to_numpy().tolist())


def test_a_table_of_pairs_ties_before_a_part_that_nobody_said() -> None:
    joined = CREW.merge(SHIPS, left_on="ship_id", right_on="id")
    assert _drawn("number of sailors on each ship", MANNED) == joined["name"].value_counts().to_dict()
    captains = SHIPS.merge(SAILORS, left_on="captain_id", right_on="id", suffixes=("", "_sailor"))
    assert _drawn("pay of the captain by ship", MANNED) == dict(captains[["name", "pay"]].to_numpy().tolist())


def test_things_are_counted_of_which_a_year_is_known() -> None:
    late = SHIPS[SHIPS["built"] > 2000]["harbour"].value_counts().to_dict()
    assert _drawn("the number of ships built after 2000 in each harbour", FLEET) == late


def test_codes_of_different_things_are_no_key() -> None:
    frames = {
        "pilots": pd.DataFrame({"code": ["P1", "P2", "P3"], "name": ["Ann", "Ben", "Cho"]}),
        "gliders": pd.DataFrame({"code": ["G1", "G2", "G3"], "name": ["Fox", "Twin", "Duo"]}),
        "flights": pd.DataFrame({"id": range(1, 7), "pilot_code": ["P1", "P1", "P1", "P2", "P2", "P3"],
                                 "glider_code": ["G1", "G2", "G2", "G1", "G3", "G1"]}),
    }  # fmt: skip
    ends = {frozenset((e.left, e.right)) for e in catalogue_of(build(frames, ""), frames).edges}
    assert ends == {frozenset(("flights", "pilots")), frozenset(("flights", "gliders"))}
    assert _drawn("number of different gliders flown by each pilot", frames) == {"Ann": 2, "Ben": 2, "Cho": 1}


@pytest.mark.parametrize(("said", "key"), [("destination", "to_port_id"), ("departure", "from_port_id")])
def test_the_ends_of_a_way_have_other_names(said: str, key: str) -> None:
    ports = pd.DataFrame({"id": range(1, 4), "name": ["Lima", "Kobe", "Pula"]})
    trips = pd.DataFrame({"id": range(1, 8), "from_port_id": [1, 1, 2, 3, 1, 2, 3], "to_port_id": [2, 3, 3, 1, 2, 1, 2],
                          "cargo": [5, 9, 4, 7, 3, 8, 6]})  # fmt: skip
    frames = {"ports": ports, "trips": trips}
    best = best_reading(f"total cargo by {said} port", frames)
    drawn = marks(best.chart, frames)
    wanted = trips.merge(ports, left_on=key, right_on="id").groupby("name")["cargo"].sum().to_dict()
    assert drawn is not None and dict(zip(drawn["x"], drawn["y"], strict=True)) == wanted, best.sentence


def test_the_year_in_a_list_is_of_what_is_drawn() -> None:
    frames = {
        "players": pd.DataFrame({"player_id": range(1, 9), "full_name": [f"P {c}" for c in "abcdefgh"],
                                 "birth_year": range(1980, 1988)}),
        "shows": pd.DataFrame({"show_id": range(1, 13), "hall": ["Dome", "Barn", "Aula"] * 4,
                               "held_on": pd.date_range("2019-01-05", periods=12, freq="95D"), "tickets": range(50, 62)}),
        "casts": pd.DataFrame({"player_id": [1, 2, 3, 4, 5, 6, 7, 8] * 2, "show_id": [*range(1, 13), 1, 2, 3, 4]}),
    }  # fmt: skip
    sentence = best_reading("total tickets per hall and year", frames).sentence
    assert "year of held_on" in sentence and "birth" not in sentence


_STUDIOS = pd.DataFrame({"studio_id": [1, 2, 3], "studio": ["Axo", "Bolt", "Cyan"], "country": ["Japan", "Peru", "Japan"]})
_GAMES = pd.DataFrame({"game_id": range(1, 7), "title": list("ABCDEF"), "studio_id": [1, 2, 3, 1, 2, 3]})
_USERS = pd.DataFrame({"user_id": range(1, 5), "nick": ["ul", "vi", "wu", "xo"], "region": ["EU", "Asia", "EU", "Asia"]})
_RATINGS = pd.DataFrame({
    "rating_id": range(1, 13),
    "user_id": [1, 2, 3, 4, 2, 4, 1, 2, 3, 4, 2, 4],
    "game_id": [1, 2, 3, 4, 5, 6, 2, 1, 4, 6, 3, 5],
    "score": [7, 2, 9, 4, 6, 1, 8, 3, 5, 10, 2, 6],
})  # fmt: skip
RATED = {"studios": _STUDIOS, "games": _GAMES, "users": _USERS, "ratings": _RATINGS}
_JOINED = _RATINGS.merge(_GAMES, on="game_id").merge(_STUDIOS, on="studio_id").merge(_USERS, on="user_id")


def test_a_column_of_that_very_name_comes_before_one_alike_that_is_nearer() -> None:
    assert _drawn("average score by country", RATED) == _JOINED.groupby("country")["score"].mean().to_dict()


@pytest.mark.parametrize(
    "asked",
    ["number of ratings by users from Asia by studio", "x axis studio, y axis number of ratings by users from Asia"],
)
def test_who_did_it_is_no_group_where_another_follows(asked: str) -> None:
    assert _drawn(asked, RATED) == _JOINED[_JOINED["region"] == "Asia"]["studio"].value_counts().to_dict()


def test_frames_called_lines_are_no_line_chart() -> None:
    frames = {
        "lines": pd.DataFrame({"line_no": [1, 2, 3], "line_name": ["Coast", "Valley", "Summit"]}),
        "trips": pd.DataFrame({"trip_no": range(1, 7), "line_no": [1, 1, 2, 3, 3, 3], "passengers": [5, 8, 4, 9, 2, 7]}),
    }
    assert _drawn("number of trips by line", frames) == {"Coast": 2, "Valley": 1, "Summit": 3}
    assert best_reading("passengers by trip no as lines", frames).chart.mark == "line"


PLATFORMS = pd.DataFrame({"platform_id": [1, 2, 3], "platform": ["Orbit", "Nova", "Zed"]})
ON = pd.DataFrame({"game_id": [1, 1, 2, 3, 3, 4, 5], "platform_id": [1, 2, 1, 2, 3, 3, 1], "units": [5, 8, 3, 9, 2, 7, 4]})
PLAYED = {"games": _GAMES.assign(price=[9, 20, 35, 12, 28, 40]), "platforms": PLATFORMS, "game_platforms": ON}


def _on(platform: str) -> set[int]:
    return set(ON.merge(PLATFORMS, on="platform_id").query("platform == @platform")["game_id"])


@pytest.mark.parametrize(
    ("said", "numbers"),
    [
        ("that are not on Orbit", {1, 2, 3, 4, 5, 6} - _on("Orbit")),
        ("that are on Nova but not on Orbit", _on("Nova") - _on("Orbit")),
        ("on both Orbit and Nova", _on("Orbit") & _on("Nova")),
    ],
)
def test_what_is_denied_of_things_is_denied_of_all_their_rows(said: str, numbers: set[int]) -> None:
    games = PLAYED["games"]
    wanted = dict(games[games["game_id"].isin(numbers)][["title", "price"]].to_numpy().tolist())
    assert _drawn(f"titles and prices of games {said}", PLAYED) == wanted


def test_ratings_are_rows_where_they_have_a_table() -> None:
    often = set(_RATINGS["game_id"].value_counts().loc[lambda n: n > 1].index)
    wanted = _GAMES[_GAMES["game_id"].isin(often)].merge(_STUDIOS, on="studio_id")["studio"].value_counts().to_dict()
    assert _drawn("number of games with more than 1 rating by studio", RATED) == wanted


def test_who_did_nothing_is_no_row_of_what_is_done() -> None:
    few = {**RATED, "ratings": _RATINGS[_RATINGS["user_id"] != 3]}
    assert _drawn("users who rated no game, by region", few) == {"EU": 1}


def test_a_verb_called_like_its_subject_lacks_no_subject() -> None:
    frames = {
        "drivers": pd.DataFrame(
            {"driver_no": range(1, 5), "driver_name": ["Ann", "Ben", "Cho", "Dov"], "age": [31, 44, 52, 28]}
        ),
        "lines": pd.DataFrame(
            {"line_no": [1, 2, 3], "line_name": ["Coast", "Valley", "Summit"], "colour": ["red", "blue", "red"]}
        ),
        "trips": pd.DataFrame({"trip_no": range(1, 7), "line_no": [1, 2, 2, 3, 2, 2], "driver_no": [1, 1, 2, 3, 2, 2]}),
    }
    assert _drawn("names and ages of drivers who never drove on a red line", frames) == {"Ben": 44, "Dov": 28}


def test_those_at_whom_a_key_points_are_counted() -> None:
    mentors = SAILORS[SAILORS["id"].isin(SAILORS["mentor_id"])]
    assert _drawn("number of mentors by rank", {"sailors": SAILORS}) == mentors["rank"].value_counts().to_dict()


_ART = {
    "Artist": pd.DataFrame({"ArtistID": range(1, 13), "Name": [f"{c}ova" for c in "ABCDEFGHIJKL"]}),
    "Museum": pd.DataFrame({"MuseumID": [1, 2, 3], "Museum": ["Rijn", "Bode", "Luva"], "Director_ID": [2, 9, 11]}),
    "Staff": pd.DataFrame({
        "StaffID": range(1, 13),
        "StaffName": [f"{c}ko" for c in "ABCDEFGHIJKL"],
        "Salary": range(100, 112),
        "MuseumID": [1, 1, 2, 2, 3, 3] * 2,
    }),
    "Painting": pd.DataFrame({
        "PaintingID": range(1, 9),
        "Title": [f"Study {n}" for n in range(1, 9)],
        "ArtistID": [1, 2, 3, 1, 2, 3, 1, 12],
        "MuseumID": [1, 2, 3] * 2 + [1, 2],
        "Width": [20, 70, 45, 90, 35, 60, 15, 80],
        "Price": [9, 4, 7, 3, 8, 2, 6, 5],
    }),
    "Exhibit_Painting": pd.DataFrame({"ExhibitionID": [1, 1, 2, 2], "PaintingID": [1, 3, 3, 5]}),
}  # fmt: skip


def test_who_belongs_to_a_thing_directs_it() -> None:
    staff, museums = _ART["Staff"], _ART["Museum"]
    directors = museums.merge(staff, left_on="Director_ID", right_on="StaffID")
    assert _drawn("salary of the director of each museum", _ART) == dict(directors[["Museum", "Salary"]].to_numpy().tolist())


def test_few_that_point_far_are_not_of_the_same_table() -> None:
    teachers = pd.DataFrame({"tid": range(1, 7), "tname": ["Ann Ek", "Bo Lie", "Cy Moe", "Di Ness", "Ed Os", "Flo Ry"]})
    advisors = [None, 1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6, 1, 2, None, 3, 4]
    students = pd.DataFrame({"sid": range(1, 19), "sname": [f"S{c}" for c in "abcdefghijklmnopqr"], "advisor_id": advisors})
    sentence = best_reading("number of students per advisor", {"teachers": teachers, "students": students}).sentence
    assert "by tname" in sentence and "with teachers" in sentence


def test_what_was_never_done_names_its_table_by_a_part() -> None:
    paintings = _ART["Painting"]
    shown = _ART["Exhibit_Painting"]["PaintingID"]
    wanted = dict(paintings[~paintings["PaintingID"].isin(shown)][["Title", "Price"]].to_numpy().tolist())
    assert _drawn("titles and prices of paintings that were never exhibited", _ART) == wanted


@pytest.mark.parametrize(
    ("asked", "column", "how"),
    [
        ("widest painting of each artist", "Width", "max"),
        ("price of the most expensive painting of each artist", "Price", "max"),
        ("show the least expensive painting of every artist", "Price", "min"),
    ],
)
def test_the_utmost_of_each_is_a_figure(asked: str, column: str, how: str) -> None:
    joined = _ART["Painting"].merge(_ART["Artist"], on="ArtistID")
    assert _drawn(asked, _ART) == joined.groupby("Name")[column].agg(how).to_dict()


def test_the_first_few_are_those_of_the_things() -> None:
    assert _drawn("top 3 sailors by pay", FLEET) == {"Gus": 65.0, "Kim": 61.0, "Cy": 60.0}
    best = best_reading("top 2 artists by price", _ART)
    assert "sum of Price by Name" in best.sentence and "top 2" in best.sentence


def test_the_biggest_has_not_the_greatest_number() -> None:
    frames = {
        "growers": pd.DataFrame({"grower_no": [1, 2, 3], "grower": ["Ash", "Birch", "Elm"]}),
        "orchards": pd.DataFrame({"orchard_no": range(1, 7), "orchard": list("UVWXYZ"), "grower_no": [1, 1, 2, 2, 3, 3]}),
    }
    best = best_reading("biggest orchard of each grower", frames)
    assert not best.sure and "max of orchard_no" not in best.sentence


def test_presidents_are_persons() -> None:
    frames = {
        "Member": SAILORS[["id", "name", "pay"]].rename(columns={"id": "MemberID", "name": "MemberName", "pay": "Age"}),
        "Club": pd.DataFrame({"ClubID": [1, 2, 3], "ClubName": ["Chess", "Judo", "Choir"], "PresidentID": [4, 9, 11]}),
        "Membership": pd.DataFrame({"MemberID": [1, 2, 3, 4, 5, 9, 11], "ClubID": [1, 1, 2, 2, 3, 3, 1]}),
    }
    assert _drawn("age of the president of each club", frames) == {"Chess": 40, "Judo": 52, "Choir": 61}
