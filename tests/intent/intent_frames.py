"""Small tables of their own for the intent tests: staff and projects of a firm, and sales of a shop."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd

FIRST = ["Anna", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gus", "Hana", "Ivy", "Jon"]
LAST = ["Adams", "Brown", "Clark", "Diaz", "Evans", "Ford", "Green", "Hill", "Irwin", "Jones", "Klein", "Lopez"]


@cache
def firm() -> dict[str, Any]:
    """Four tables with keys among them."""
    count = 60
    departments = pd.DataFrame(
        {
            "dept_id": range(1, 7),
            "dept_name": ["Sales", "Engineering", "Marketing", "Finance", "Support", "Legal"],
            "city": ["Oslo", "Paris", "Rome", "Oslo", "Lima", "Paris"],
            "budget": [100, 250, 90, 300, 80, 60],
            "founded": [1990, 1985, 2001, 1999, 2010, 1977],
        }
    )
    employees = pd.DataFrame(
        {
            "emp_id": range(100, 100 + count),
            "first_name": [FIRST[(i * 7) % 10] for i in range(count)],
            "last_name": [LAST[(i * 5) % 12] for i in range(count)],
            "gender": ["MF"[(i * i) % 3 % 2] for i in range(count)],
            "age": [20 + (i * 13) % 45 for i in range(count)],
            "salary": [2000 + (i * 1777) % 13000 for i in range(count)],
            "commission_pct": [None if i % 3 else 0.1 for i in range(count)],
            "hire_date": pd.date_range("2005-01-01", periods=count, freq="37D").strftime("%Y-%m-%d"),
            "job_title": [["Clerk", "Analyst", "Manager", "Engineer"][(i * 3) % 4] for i in range(count)],
            "dept_id": [1 + (i * 5) % 6 for i in range(count)],
            "manager_id": [100 + (i * 11) % 60 for i in range(count)],
            "is_remote": ["YN"[i % 2] for i in range(count)],
        }
    )
    projects = pd.DataFrame(
        {
            "project_id": range(1, 9),
            "project_name": ["Apollo", "Borealis", "Cirrus", "Dorado", "Eridani", "Fornax", "Gemini", "Hydra"],
            "status": ["open", "closed"] * 4,
            "start_date": pd.date_range("2020-01-01", periods=8, freq="90D"),
        }
    )
    works_on = pd.DataFrame(
        {
            "emp_id": [100 + (i * 7) % 40 for i in range(50)],
            "project_id": [1 + (i * 3) % 7 for i in range(50)],
            "hours": [1 + (i * 17) % 39 for i in range(50)],
        }
    )
    return {"employees": employees, "departments": departments, "projects": projects, "works_on": works_on}


@cache
def shop() -> dict[str, Any]:
    """One table of sales."""
    count = 400
    sales = pd.DataFrame(
        {
            "order_date": pd.date_range("2023-01-01", periods=count, freq="2D"),
            "region": [["North", "South", "East", "West"][(i * 3 + i // 7) % 4] for i in range(count)],
            "product": ["ABCDEFGHIJ"[(i * 3) % 10] for i in range(count)],
            "unit_price": [5.0 + (i * 37) % 91 for i in range(count)],
            "quantity": [1 + (i * 7) % 19 for i in range(count)],
            "revenue": [10.0 + (i * 53) % 890 for i in range(count)],
        }
    )
    return {"sales": sales}
