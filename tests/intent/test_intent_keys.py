"""Keys between invented tables: which column points where by its name, its values and its part; what is counted through them."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from asked import best_reading

from jupyter_viscode.context.build import build
from jupyter_viscode.intent import readings
from jupyter_viscode.intent.schema.catalogue import catalogue_of
from jupyter_viscode.spec import JoinTransform


def post() -> dict[str, Any]:
    """Letters between households, carried by postmen of an office."""
    offices = pd.DataFrame(
        {"office_code": ["N1", "S2", "W3"], "office_nm": ["North", "South", "West"], "opened": [1950, 1971, 1988]}
    )
    postmen = pd.DataFrame(
        {
            "postmanid": [11, 12, 13, 14],
            "first_name": ["Ada", "Bo", "Cy", "Di"],
            "age": [30, 41, 52, 28],
            "home_cd": ["N1", "S2", "S2", "N1"],
            "chief_id": [None, 11, 11, 12],
        }
    )
    households = pd.DataFrame(
        {
            "house_no": range(1, 9),
            "surname": ["Abel", "Brandt", "Cole", "Dorn", "Ende", "Fink", "Gast", "Hahn"],
            "street": ["Elm", "Elm", "Oak", "Oak", "Oak", "Ash", "Ash", "Fir"],
        }
    )
    letters = pd.DataFrame(
        {
            "letter_no": range(900, 912),
            "sender_no": [1, 1, 2, 3, 3, 4, 5, 5, 6, 1, 2, 3],
            "recipient_no": [2, 3, 4, 5, 6, 7, 8, 1, 2, 8, 7, 6],
            "postman_ref": [11, 12, 13, 14, 11, 12, 13, 14, 11, 12, 13, 11],
            "grams": [20, 40, 15, 50, 22, 31, 70, 12, 18, 25, 33, 41],
        }
    )
    return {"office": offices, "postman": postmen, "household": households, "letter": letters}


@pytest.mark.parametrize(
    ("left", "left_on", "right", "right_on"),
    [
        ("letter", "sender_no", "household", "house_no"),
        ("letter", "recipient_no", "household", "house_no"),
        ("letter", "postman_ref", "postman", "postmanid"),
        ("postman", "home_cd", "office", "office_code"),
    ],
)
def test_pointers_without_the_name_of_their_key_are_found(left: str, left_on: str, right: str, right_on: str) -> None:
    frames = post()
    found = {frozenset(((e.left, e.left_on), (e.right, e.right_on))) for e in catalogue_of(build(frames, ""), frames).edges}
    assert frozenset(((left, left_on), (right, right_on))) in found


def test_a_pointer_at_its_own_table_is_no_key_to_another() -> None:
    frames = post()
    edges = catalogue_of(build(frames, ""), frames).edges
    assert not any(("postman", "chief_id") in ((e.left, e.left_on), (e.right, e.right_on)) for e in edges)


@pytest.mark.parametrize(
    ("question", "sentence", "key"),
    [
        ("Number of letters sent per street, bar chart.", "number of rows by street (bar), with household", "sender_no"),
        (
            "How many letters did recipients in each street get? bars",
            "number of rows by street (bar), with household",
            "recipient_no",
        ),
        (
            "Bar chart of letter counts by office name.",
            "number of rows by office_nm (bar), with postman, with office",
            "postman_ref",
        ),
        ("Mean grams by office name, bars.", "mean of grams by office_nm (bar), with postman, with office", "postman_ref"),
    ],
)
def test_rows_are_joined_by_the_part_that_is_spoken_of(question: str, sentence: str, key: str) -> None:
    frames = post()
    best = best_reading(question, frames)
    assert best.sentence == sentence
    assert key in repr(best.chart.transforms)


def test_absent_rows_are_looked_for_by_the_part_that_is_spoken_of() -> None:
    question = "How many households per street have never sent a letter? bar chart"
    frames = post()
    best = best_reading(question, frames)
    assert best.sentence == "number of rows by street (bar), where house_no is not in letter"
    assert "sender_no" in repr(best.chart.transforms)


def test_a_number_of_rows_is_no_size_of_a_key() -> None:
    question = "Which households have three or more letters? Bar chart of the number of letters by surname, as sender."
    frames = post()
    best = best_reading(question, frames)
    assert "where rows >= 3" in best.sentence


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Count households per street that were never the recipient of a letter, bars.", "recipient_no"),
        ("Number of households per street, excluding those who are senders, bar chart.", "sender_no"),
    ],
)
def test_who_plays_no_part_is_looked_for_by_its_key(question: str, sentence: str) -> None:
    frames = post()
    chart = best_reading(question, frames).chart
    assert chart.frame == "household"
    assert sentence in repr(chart.transforms)
    assert "negate=True" in repr(chart.transforms)


def test_how_often_a_name_appears_is_a_number_of_rows_elsewhere() -> None:
    question = "How often does each office name appear in the letters? bar chart"
    frames = post()
    best = best_reading(question, frames)
    assert best.sentence == "number of rows by office_nm (bar), with postman, with office"


def debates() -> dict[str, Any]:
    """Debates with a chairman and maybe a judge, in rooms on floors; prizes that patrons gave."""
    people = pd.DataFrame(
        {
            "person_id": range(1, 9),
            "full_name": ["Eva Lund", "Ole Berg", "Ida Holm", "Per Dahl", "Liv Moe", "Jon Vik", "Siv Aas", "Kai Ness"],
            "age": [30, 41, 52, 28, 61, 45, 39, 50],
            "town": ["Moss", "Voss", "Moss", "Bodo", "Voss", "Bodo", "Moss", "Bodo"],
        }
    )
    held = pd.DataFrame(
        {
            "debate_no": range(100, 112),
            "speaker": [1, 2, 3, 4, 5, 6, 1, 2, 3, 1, 2, 7],
            "judge": [8, None, 7, 5, None, 8, 6, 4, None, 7, 8, 2],
            "floor": [1, 2, 3, 1, 2, 3, 1, 2, 3, 4, 5, 6],
            "minutes": [20, 40, 15, 50, 22, 31, 70, 12, 18, 25, 33, 41],
        }
    )
    return {"debate": held, "person": people}


@pytest.mark.parametrize(("column", "pointing"), [("speaker", True), ("judge", True), ("floor", False), ("minutes", False)])
def test_numbers_called_by_the_part_of_a_person_point_at_persons(column: str, pointing: bool) -> None:
    frames = debates()
    edges = catalogue_of(build(frames, ""), frames).edges
    assert any(
        {("debate", column), ("person", "person_id")} == {(e.left, e.left_on), (e.right, e.right_on)} for e in edges
    ) is (pointing)


@pytest.mark.parametrize(("part", "key"), [("speaker", "speaker"), ("judge", "judge")])
def test_rows_are_joined_by_a_part_without_the_tail_of_a_key(part: str, key: str) -> None:
    frames = debates()
    question = f"Number of debates for each town of the {part}, bar chart."
    best = best_reading(question, frames)
    assert best.sentence == "number of rows by town (bar), with person"
    assert f"left_on='{key}'" in repr(best.chart.transforms)


def test_rows_that_are_called_by_what_persons_do_and_have_their_names_are_persons() -> None:
    question = "Total weight of the loads by the home of the lorry's owner, bars."
    drivers = pd.DataFrame(
        {"driver_id": range(1, 7), "driver_name": ["Eva Lund", "Ole Berg", "Ida Holm", "Per Dahl", "Liv Moe", "Jon Vik"],
         "home": ["Moss", "Voss", "Moss", "Bodo", "Voss", "Bodo"]}
    )  # fmt: skip
    lorries = pd.DataFrame({"lorry_id": range(1, 8), "axles": [2, 3, 2, 4, 3, 2, 4], "owner_id": [6, 2, 1, 3, 4, 5, 6]})
    loads = pd.DataFrame({"load_id": range(1, 15), "lorry_id": [*range(1, 8)] * 2, "weight": range(30, 44)})
    frames = {"drivers": drivers, "lorries": lorries, "loads": loads}
    best = best_reading(question, frames)
    assert best.sentence == "sum of weight by home (bar), with lorries, with drivers"
    assert "left_on='owner_id'" in repr(best.chart.transforms)


def races() -> dict[str, Any]:
    """Boat races whose crews are numbered as the members are, in columns that do not say so."""
    names = ["Eva Lund", "Ole Berg", "Ida Holm", "Per Dahl", "Liv Moe", "Jon Vik", "Siv Aas", "Kai Ness", "Una Foss", "Bo Lie"]
    countries = ["NO", "SE", "NO", "DK", "NO", "SE", "DK", "NO", "SE", "NO"]
    ages = [30, 41, 52, 28, 61, 45, 39, 50, 33, 27]
    members = pd.DataFrame({"Member_ID": range(1, 11), "Name": names, "Country": countries, "Age": ages})
    held = pd.DataFrame({"Race": ["R1", "R2", "R3", "R4", "R5"], "Helm": [3, 5, 1, 9, 7], "Bow": [2, 4, 2, 8, 4],
                         "Miles": [120, 80, 45, 200, 60], "Rank": [1, 2, 3, 4, 5], "Buoys": [9, 8, 5, 10, 6]})  # fmt: skip
    return {"race": held, "member": members}


@pytest.mark.parametrize(
    ("question", "sentence", "key"),
    [
        ("Show the number of races for each bow's name, bars.", "number of rows by Name (bar), with member", "Bow"),
        ("Total miles by the country of the helm, bar chart", "sum of Miles by Country (bar), with race", "Helm"),
    ],
)
def test_frames_that_nothing_ties_are_joined_by_the_values_of_a_part(question: str, sentence: str, key: str) -> None:
    frames = races()
    best = best_reading(question, frames)
    assert best.sentence == sentence
    assert best.certain
    assert best.unread == ()
    assert best.remarks == (f"{key} of race taken as Member_ID of member",)
    assert {key, "Member_ID"} in [{t.left_on, t.right_on} for t in best.chart.transforms if isinstance(t, JoinTransform)]


def test_figures_are_no_keys_although_they_could_be() -> None:
    frames = races()
    ends = {e.left_on for e in catalogue_of(build(frames, ""), frames).edges}
    assert ends == {"Helm", "Bow"}


def test_rows_that_are_called_the_same_are_the_same_things() -> None:
    towns = pd.DataFrame({"Place": ["Moss", "Voss", "Bodo", "Hamar"], "People": [30, 14, 52, 28]})
    weather = pd.DataFrame({"Station": ["Bodo", "Hamar", "Moss", "Voss"], "Rain": [1020, 610, 800, 2250]})
    frames = {"towns": towns, "weather": weather}
    edges = catalogue_of(build(frames, ""), frames).edges
    assert [{e.left_on, e.right_on} for e in edges] == [{"Place", "Station"}]


def test_small_figures_do_not_point_at_the_rows_of_another_frame() -> None:
    gears = pd.DataFrame({"mpg": [21.0, 22.8, 18.7, 14.3, 24.4], "gear": [4, 4, 3, 3, 5], "carb": [4, 1, 2, 4, 3]})
    frames = {"cars": gears, **{k: v for k, v in races().items() if k == "member"}}
    assert catalogue_of(build(frames, ""), frames).edges == ()
    question = "mean mpg by country, bars"
    assert not any(r.sure for r in readings(question, build(frames, question), frames))


def farm() -> dict[str, Any]:
    """Crops by code, harvested on the fields of farms."""
    crops = pd.DataFrame({"crop_cd": ["WH", "BA", "PO"], "crop_name": ["wheat", "barley", "potato"],
                          "kind": ["cereal", "cereal", "root"]})  # fmt: skip
    farms = pd.DataFrame({"FarmNo": [1, 2, 3], "FarmName": ["Oakhill", "Birchend", "Longmead"]})
    fields = pd.DataFrame({"field_id": range(11, 19), "farm_no": [1, 1, 1, 2, 2, 3, 3, 3],
                           "area_ha": [12.5, 8, 20, 15, 9, 30, 25, 18]})  # fmt: skip
    harvests = pd.DataFrame({"harvest_id": range(1, 13), "field": [*range(11, 19), 11, 13, 15, 17],
                             "crop": ["WH", "BA", "PO", "WH"] * 3, "tonnes": [20.5, 33, 41, 52, 28, 61, 45, 39, 50, 33, 27, 44],
                             "harvest_date": pd.date_range("2021-07-03", periods=12, freq="80D")})  # fmt: skip
    return {"Crop": crops, "Farm": farms, "Field": fields, "Harvest": harvests}


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Show the total tonnes per crop name in a pie chart.", "pie of sum of tonnes by crop_name, with Crop"),
        (
            "Show the number of harvests per year, one line per kind of crop.",
            "number of rows by year of harvest_date (line), one line per kind, with Crop",
        ),
        (
            "Give the name of each farm and the number of its fields larger than 15 ha in a bar chart.",
            "number of rows by FarmName (bar), with Farm, where area_ha > 15",
        ),
        (
            "How many different crops did each farm grow? bar chart",
            "number of different crop by FarmName (bar), with Field, with Farm",
        ),
    ],
)
def test_names_and_kinds_are_those_of_what_a_key_points_at(question: str, sentence: str) -> None:
    frames = farm()
    best = best_reading(question, frames)
    assert best.sentence == sentence
    assert best.certain


def test_conditions_beyond_what_was_done_are_kept() -> None:
    """Who picked is said by a key of the harvests; what was picked stands a table further on."""
    frames = farm()
    frames["Harvest"] = frames["Harvest"].assign(picked_by=[1, 2, 3, 1, 2, 3, 1, 1, 2, 3, 3, 2])
    frames["Worker"] = pd.DataFrame({"worker_id": [1, 2, 3, 4], "full_name": ["Ann Kay", "Bob Low", "Cat May", "Dan Orr"],
                                     "wage": [14, 15.5, 13, 16]})  # fmt: skip
    question = "Average wage of workers who picked wheat, by full name"
    best = best_reading(question, frames)
    assert best.sentence.endswith("where worker_id is in Harvest where crop is in Crop where crop_name = 'wheat'")
    for listed in ("wheat and barley", "wheat, barley and potato"):
        question = f"What is the average wage of the workers who picked {listed} respectively? bar"
        best = best_reading(question, frames)
        crops = listed.replace(" and ", ", ")
        assert best.sentence == f"mean of wage by crop_name (bar), with Harvest, with Crop, where crop_name in {crops}"


def test_rows_of_a_table_are_no_figures_of_the_key_that_is_called_like_it() -> None:
    frames = farm()
    frames["Field"] = frames["Field"].assign(soil=["clay", "loam", "sand", "clay", "loam", "sand", "clay", "loam"])
    question = "For fields with clay or loam, total tonnes per farm name, highest first."
    best = best_reading(question, frames)
    assert best.sentence.startswith("sum of tonnes by FarmName (bar), with Field, with Farm, where soil in clay, loam")


def league() -> dict[str, Any]:
    """Matches of clubs at home and away, goals that players scored in them."""
    clubs = pd.DataFrame({"club_id": range(1, 7), "club_name": ["Lions", "Hawks", "Bears", "Foxes", "Owls", "Crows"]})
    players = pd.DataFrame(
        {"player_id": range(1, 21), "surname": [f"S{i:02d}" for i in range(20)], "club": [1, 2, 3, 4, 5] * 4}
    )
    matches = pd.DataFrame({"match_no": range(1, 13), "home": [1, 2, 3, 4, 5, 6] * 2, "away": [2, 3, 4, 5, 6, 1] * 2,
                            "home_goals": [0, 1, 2, 3, 2, 1] * 2, "attendance": range(2000, 26000, 2000)})  # fmt: skip
    goals = pd.DataFrame({"goal_id": range(1, 19), "match_no": [1, 2, 3, 4, 5, 6] * 3, "scorer": [1, 5, 9, 13, 17, 20] * 3})
    return {"clubs": clubs, "players": players, "matches": matches, "goals": goals}


@pytest.mark.parametrize(
    ("question", "sentence", "key"),
    [
        ("Average attendance at home matches of each club name.", "mean of attendance by club_name (bar), with clubs", "home"),
        ("How many matches did each club play away? bars", "number of rows by club_name (bar), with clubs", "away"),
        ("Home goals total per club name of the home club", "sum of home_goals by club_name (bar), with clubs", "home"),
    ],
)
def test_opposite_parts_point_at_what_they_are_parts_of(question: str, sentence: str, key: str) -> None:
    frames = league()
    best = best_reading(question, frames)
    assert best.sentence == sentence
    assert [t.left_on for t in best.chart.transforms if isinstance(t, JoinTransform)] == [key]


def test_numbers_of_things_are_no_keys_of_them() -> None:
    frames = league()
    ends = {(e.left, e.left_on) for e in catalogue_of(build(frames, ""), frames).edges}
    assert ("matches", "home_goals") not in ends
