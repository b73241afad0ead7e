"""The files in `data/`, as they are."""

import csv
import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
SOURCE = "Digitalisering als kans, Raad voor Cultuur, 2022"


def toml(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / f"{name}.toml").read_text())


def places() -> dict[str, dict[str, str]]:
    """The rows of places.csv by name."""
    with (DATA / "places.csv").open(newline="") as file:
        return {row["name"]: row for row in csv.DictReader(file)}


def monday_of(day: date) -> date:
    """The demonstration is laid around this week's Monday, so that it looks the same all week."""
    return day - timedelta(days=day.weekday())
