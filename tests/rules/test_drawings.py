"""The pictures of the demonstration's articles: each has one, says what is to be seen, and is always drawn the same."""

import tomllib
from pathlib import Path

import pytest
from PIL import Image

from hub.demo.drawings import DRAWINGS
from hub.demo.drawings.canvas import HEIGHT, OUT, WIDTH

FOLDER = Path(__file__).resolve().parents[2] / "hub" / "demo" / "data" / "knowledge"
WANTED = tomllib.loads((FOLDER / "pictures.toml").read_text())["pictures"]


def test_each_article_has_a_drawing_and_each_drawing_an_article():
    files = {file.stem for folder in ("how-tos", "experiments") for file in (FOLDER / folder).glob("*.toml")}
    assert set(WANTED) == files
    assert {drawing for drawing, _seen in WANTED.values()} == set(DRAWINGS)


def test_what_is_to_be_seen_is_said_once_and_within_its_column():
    said = [seen for _drawing, seen in WANTED.values()]
    assert len(set(said)) == len(said)
    assert all(20 < len(seen) <= 200 for seen in said)


@pytest.mark.parametrize("name", ["caught", "captions"])
def test_a_drawing_is_the_same_each_time_and_fills_its_sheet(name):
    first, second = (Image.open(DRAWINGS[name]().png()) for _ in range(2))
    assert first.size == (WIDTH * OUT, HEIGHT * OUT)
    assert first.tobytes() == second.tobytes()
    assert len(first.getcolors(2**20) or []) > 20
