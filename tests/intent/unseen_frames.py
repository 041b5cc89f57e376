"""Invented tables of four walks of life, with keys, link tables, codes and roles, for questions nobody tuned the engine to."""

from __future__ import annotations

from functools import cache
from random import Random
from typing import Any

import pandas as pd

FIRST = "Anna Ben Cleo Dan Eva Finn Gus Hana Ivy Jon Kim Leo".split()
LAST = "Adams Brown Clark Diaz Evans Ford Green Hill Irwin Jones Klein Lopez".split()


class _Maker:
    """Columns of random values, always the same."""

    def __init__(self, seed: int, rows: int) -> None:
        self.random = Random(seed)
        self.rows = rows

    def of(self, *values: Any) -> list[Any]:
        """Some of the values."""
        return [self.random.choice(values) for _ in range(self.rows)]

    def between(self, low: int, high: int, step: int = 1) -> list[int]:
        """Whole numbers."""
        return [self.random.randint(low, high) * step for _ in range(self.rows)]

    def dates(self, first: int, last: int) -> list[str]:
        """Days as text."""
        days = zip(self.between(first, last), self.between(1, 12), self.between(1, 28), strict=True)
        return [f"{year}-{month:02d}-{day:02d}" for year, month, day in days]

    def people(self) -> list[str]:
        """Full names, each once."""
        return [f"{first} {last} {i}" for i, (first, last) in enumerate(zip(self.of(*FIRST), self.of(*LAST), strict=True))]


@cache
def animals() -> dict[str, Any]:
    """Vets, clinics, owners, their animals, visits and drugs."""
    vet, owner, pet, visit, dose, drug = (_Maker(i, n) for i, n in enumerate((12, 20, 40, 120, 80, 10)))
    return {
        "vets": pd.DataFrame({
            "vet_id": range(1, 13), "first_name": FIRST, "last_name": LAST, "clinic_id": vet.between(1, 4),
            "speciality": vet.of("Surgery", "Dental", "Exotics", "General"), "hired_on": vet.dates(2001, 2015), "salary": vet.between(40, 120, 1000),
        }),
        "clinics": pd.DataFrame({
            "clinic_id": [1, 2, 3, 4, 5], "clinic_name": ["Paws", "Tails", "Whiskers", "Feathers", "Hooves"],
            "town": ["Bergen", "Lund", "Bergen", "Turku", "Aarhus"], "opened_year": [1990, 2001, 2005, 1987, 2012], "beds": [12, 30, 22, 8, 15],
        }),
        "owners": pd.DataFrame({"owner_id": range(1, 21), "owner_name": owner.people(), "town": owner.of("Bergen", "Lund", "Turku", "Aarhus")}),
        "animals": pd.DataFrame({
            "animal_id": range(1, 41), "animal_name": [f"Rex{i}" for i in range(40)], "species": pet.of("dog", "cat", "parrot", "rabbit"),
            "weight_kg": pet.between(1, 60), "owner_id": pet.between(1, 15),
        }),
        "visits": pd.DataFrame({
            "visit_id": range(1, 121), "animal_id": visit.between(1, 32), "vet_id": visit.between(1, 10), "visit_date": visit.dates(2015, 2021),
            "fee": visit.between(20, 300), "reason_code": visit.of("CHK", "VAC", "INJ"),
        }),
        "ref_reasons": pd.DataFrame({"reason_code": ["CHK", "VAC", "INJ", "OTH"], "reason_description": ["Checkup", "Vaccination", "Injury", "Other"]}),
        "prescriptions": pd.DataFrame({"visit_id": dose.between(1, 120), "drug_id": dose.between(1, 8), "dose": dose.between(1, 9)}),
        "drugs": pd.DataFrame({
            "drug_id": range(1, 11), "drug_name": [f"Drug{c}" for c in "ABCDEFGHIJ"], "maker": drug.of("Bayr", "Pfz", "Nov"), "price": drug.between(5, 90),
        }),
    }  # fmt: skip


@cache
def harbour() -> dict[str, Any]:
    """Ports, vessels and who owns them, voyages with two ports each, crews, inspections."""
    vessel, voyage, crew, look = (_Maker(i, n) for i, n in ((7, 10), (8, 80), (9, 50), (10, 40)))
    return {
        "ports": pd.DataFrame({
            "port_code": ["BGO", "ROT", "SIN", "SYD", "RIO"], "port_name": ["Bergen", "Rotterdam", "Singapore", "Sydney", "Rio"],
            "country": ["Norway", "Netherlands", "Singapore", "Australia", "Brazil"], "depth_m": [20, 24, 18, 15, 12],
        }),
        "vessels": pd.DataFrame({
            "vessel_id": range(1, 11), "vessel_name": [f"MV {x}" for x in "Aurora Borea Castor Delta Echo Fram Gaia Helios Iris Juno".split()],
            "tonnage": vessel.between(5, 90, 1000), "built": vessel.between(1985, 2018), "vessel_type": vessel.of("tanker", "bulk", "container"),
            "owner_company_id": vessel.between(1, 4),
        }),
        "companies": pd.DataFrame({
            "company_id": [1, 2, 3, 4, 5], "company_name": ["Nordline", "Pacifica", "Harbor Co", "Seatrans", "Blue Star"],
            "headquarters": ["Oslo", "Sydney", "Singapore", "Oslo", "Athens"], "employees": [200, 900, 550, 120, 80],
        }),
        "voyages": pd.DataFrame({
            "voyage_id": range(1, 81), "vessel_id": voyage.between(1, 8), "from_port": voyage.of("BGO", "ROT", "SIN", "SYD"),
            "to_port": voyage.of("BGO", "ROT", "SIN", "RIO"), "depart_date": voyage.dates(2015, 2021), "cargo_tons": voyage.between(100, 9000),
        }),
        "crew_members": pd.DataFrame({
            "crew_id": range(1, 51), "full_name": crew.people(), "rank": crew.of("captain", "mate", "engineer", "cook"),
            "nationality": crew.of("Norwegian", "Filipino", "Greek"), "age": crew.between(19, 65), "vessel_id": crew.between(1, 7),
            "joined": crew.dates(2000, 2020),
        }),
        "inspections": pd.DataFrame({
            "inspection_id": range(1, 41), "vessel_id": look.between(1, 6), "inspector": look.of(*LAST), "result": look.of("pass", "fail", "conditional"),
            "inspected_on": look.dates(2015, 2021), "score": look.between(1, 100),
        }),
    }  # fmt: skip


@cache
def gym() -> dict[str, Any]:
    """Members of a gym, its branches, trainers, courses, bookings and payments."""
    member, trainer, course, booking, payment = (_Maker(i, n) for i, n in ((11, 40), (12, 8), (13, 15), (14, 150), (15, 100)))
    titles = ("Yoga", "Spin", "Boxing", "Pilates")
    return {
        "Members": pd.DataFrame({
            "Member_ID": range(1, 41), "Member_Name": member.people(), "Gender": member.of("F", "M"), "Age": member.between(16, 70),
            "Membership_Type": member.of("Gold", "Silver", "Basic"), "Join_Date": member.dates(2015, 2021), "Home_Branch_ID": member.between(1, 3),
        }),
        "Branches": pd.DataFrame({
            "Branch_ID": [1, 2, 3, 4], "Branch_Name": ["Downtown", "Riverside", "Hilltop", "Airport"], "City": ["Lyon", "Lyon", "Nice", "Paris"],
            "Opening_Year": [2001, 2008, 2011, 2016], "Number_of_Machines": [120, 80, 60, 200],
        }),
        "Trainers": pd.DataFrame({
            "Trainer_ID": range(1, 9), "Trainer_Name": [f"T {x}" for x in LAST[:8]], "Branch_ID": trainer.between(1, 3),
            "Hourly_Rate": trainer.between(20, 80), "Certified": trainer.of("Y", "N"),
        }),
        "Courses": pd.DataFrame({
            "Course_ID": range(1, 16), "Course_Title": [f"{titles[i % 4]} {i}" for i in range(15)], "Trainer_ID": course.between(1, 6),
            "Weekday": course.of("Monday", "Tuesday", "Friday"), "Max_Places": course.between(8, 30),
        }),
        "Bookings": pd.DataFrame({
            "Member_ID": booking.between(1, 30), "Course_ID": booking.between(1, 12), "Booked_On": booking.dates(2015, 2021),
            "Attended": booking.between(0, 1),
        }),
        "Payments": pd.DataFrame({
            "Payment_ID": range(1, 101), "Member_ID": payment.between(1, 35), "Amount": payment.between(10, 200),
            "Paid_At": payment.dates(2015, 2021), "Method": payment.of("card", "cash", "transfer"),
        }),
    }  # fmt: skip


@cache
def stage() -> dict[str, Any]:
    """Actors, plays, their authors and roles, performances at venues; names in one word, as many databases have them."""
    actor, play, role, show = (_Maker(i, n) for i, n in ((16, 25), (17, 12), (18, 60), (19, 80)))
    return {
        "Actor": pd.DataFrame({
            "ActID": range(1, 26), "Fname": actor.of(*FIRST), "Lname": actor.of(*LAST), "Sex": actor.of("M", "F"), "Age": actor.between(20, 70),
            "city_code": actor.of("OSL", "BGO", "TRD"),
        }),
        "City": pd.DataFrame({
            "city_code": ["OSL", "BGO", "TRD", "STV"], "city_name": ["Oslo", "Bergen", "Trondheim", "Stavanger"], "state": ["East", "West", "Mid", "West"],
        }),
        "Play": pd.DataFrame({
            "PlayID": range(1, 13), "Play_Name": [f"Play {c}" for c in "ABCDEFGHIJKL"], "Genre": play.of("comedy", "tragedy", "musical"),
            "AuthorID": play.between(1, 5), "Premiere": play.dates(1990, 2020), "Acts": play.between(1, 5),
        }),
        "Author": pd.DataFrame({
            "AuthorID": range(1, 7), "Author_Name": ["Ibsen", "Fosse", "Lygre", "Nilsen", "Holberg", "Skram"],
            "Nationality": ["NO", "NO", "NO", "SE", "DK", "NO"], "Year_Born": [1828, 1959, 1968, 1970, 1684, 1846],
        }),
        "Role_In": pd.DataFrame({
            "ActID": role.between(1, 20), "PlayID": role.between(1, 10), "Character": role.of("lead", "support", "extra"),
            "Salary": role.between(1, 9, 1000),
        }),
        "Performance": pd.DataFrame({
            "Perf_ID": range(1, 81), "PlayID": show.between(1, 9), "Venue_ID": show.between(1, 3), "Perf_Date": show.dates(2015, 2021),
            "Attendance": show.between(50, 900), "Sold_Out": show.of("T", "F"),
        }),
        "Venue": pd.DataFrame({
            "Venue_ID": [1, 2, 3, 4], "Venue_Name": ["Main Stage", "Studio", "Open Air", "Cellar"], "Seats": [900, 200, 700, 60],
            "city_code": ["OSL", "BGO", "OSL", "STV"],
        }),
    }  # fmt: skip


@cache
def crew() -> dict[str, Any]:
    """Workers, some the mentors of others, and their jobs of one year."""
    worker, job = _Maker(31, 12), _Maker(32, 70)
    return {
        "workers": pd.DataFrame({
            "id": range(1, 13), "surname": LAST, "mentor_id": [None, None, None, 1, 1, 2, 2, 3, 3, 1, 2, 1],
            "trade": worker.of("painter", "tiler", "roofer"), "wage": worker.between(18, 40), "licensed": worker.of("yes", "no"),
        }),
        "jobs": pd.DataFrame({
            "id": range(1, 71), "worker_id": job.between(1, 12), "done_on": job.dates(2022, 2022), "hours": job.between(1, 9),
            "fee": job.between(50, 900), "grade": job.of("A", "B", "C"),
        }),
    }  # fmt: skip
