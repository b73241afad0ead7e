"""The styles of every page come in one file."""

import re
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.finders import get_finder

from hub.kit.styles import FOLDER, NAME, PARTS, StylesFinder


def test_a_page_asks_once_for_what_all_pages_share(client, db):
    page = client.get("/nl/").content.decode()
    asked = re.findall(r'<link rel="stylesheet" href="/static/([^"]+)"', page)
    assert asked.count(NAME) == 1
    assert [each for each in asked if Path(each).stem in PARTS] == []


def test_the_one_file_is_all_of_its_parts_in_order(tmp_path, settings):
    settings.STYLES_ROOT = tmp_path
    finder = StylesFinder()
    text = Path(finder.find(NAME)).read_text()
    places = [text.index((FOLDER / f"{part}.css").read_text()) for part in PARTS]
    assert places == sorted(places)
    assert [name for name, _storage in finder.list(None)] == [NAME]


def test_what_was_made_before_a_part_changed_is_made_anew(tmp_path, settings):
    settings.STYLES_ROOT = tmp_path
    finder = StylesFinder()
    made = Path(finder.find(NAME))
    made.write_text("of before")
    assert Path(finder.find(NAME)).read_text().startswith((FOLDER / "tokens.css").read_text()[:40])
    assert list(made.parent.iterdir()) == [made]


def test_other_files_are_found_as_ever():
    assert isinstance(get_finder("hub.kit.styles.StylesFinder"), StylesFinder)
    assert StylesFinder().find("css/tokens.css") == []
    assert finders.find("css/tokens.css") == str(FOLDER / "tokens.css")
    assert finders.find(NAME, find_all=True) == [finders.find(NAME)]
