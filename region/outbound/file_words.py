"""What is wrong in a file of entries, in words that name the remedy; and what it would change."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.outbound.import_words import WORDS as OF_TABLES
from bookings.outbound.import_words import Said
from region.models import EntryKind, Stage
from region.rules import geojson
from region.rules.file_columns import BY_KEY

MEANT = gettext_lazy("“%(found)s” is not known here. Did you mean “%(meant)s”?")
WORDS: dict[str, Any] = {
    **OF_TABLES,
    **{
        each.code: each.message
        for each in (
            geojson.NotGeoJson,
            geojson.NotCollection,
            geojson.NotUtf8,
            geojson.TooDeep,
            geojson.OtherCoordinates,
        )
    },
    **{
        f"{code}_meant": MEANT
        for code in (
            "unknown_entry_kind", "unknown_sector", "unknown_phase", "unknown_reach", "unknown_stage", "unknown_theme",
            "unknown_thing", "unknown_town",
        )
    },
    "name_missing": gettext_lazy("No column has a heading “Name”. These stand there: %(found)s."),
    "a_formula": gettext_lazy("“%(found)s” is a formula. Put the value itself in the cell."),
    "unknown_entry_kind": gettext_lazy("The atlas knows no kind “%(found)s”. Our example lists them."),
    "unknown_sector": gettext_lazy("“%(found)s”: write culture, knowledge, business, government or citizens."),
    "unknown_phase": gettext_lazy("“%(found)s”: write project, on its way to structural, or structural."),
    "unknown_reach": gettext_lazy("“%(found)s”: write at a place, the whole country, or online."),
    "unknown_stage": gettext_lazy("“%(found)s”: write heard of, contacted, visited or mapped."),
    "unknown_theme": gettext_lazy("This site knows no theme “%(found)s”. Leave it out, or see our example."),
    "unknown_thing": gettext_lazy("This site knows no such facility: “%(found)s”. Our example lists them."),
    "unknown_town": gettext_lazy("This site knows no town “%(found)s”. Write the name of the nearest larger one."),
    "degrees": gettext_lazy("“%(found)s”: a point is meant, in degrees such as 51.44."),
    "half_a_point": gettext_lazy("This is empty and its other half is not. Fill in both degrees, or neither."),
    "year": gettext_lazy("“%(found)s”: give a year such as 2019."),
    "website": gettext_lazy("“%(found)s” is no address of a web site. Write it as https://example.org."),
    "too_many_lines": gettext_lazy("There are more than %(most)s lines in this cell. Keep the most important ones."),
    "too_many_parts": gettext_lazy("A line has at most %(most)s parts. Write \\| for a | in a text."),
    "line_without_name": gettext_lazy("A line says no name. Fill it in, or remove the line."),
    "line_twice": gettext_lazy("“%(found)s” stands in this cell twice. Remove one of the lines."),
    "outside": gettext_lazy("%(found)s is outside the country. Check both degrees."),
    "swapped": gettext_lazy("%(found)s is outside the country; the other way round it is not. Swap both."),
    "pin_elsewhere": gettext_lazy("This point is near %(town)s, in another region. Its quartermaster brings it along."),
    "far_from_town": gettext_lazy("This point is far from %(town)s. Check the degrees or the town."),
    "town_elsewhere": gettext_lazy("%(town)s is in another region. Its quartermaster brings it along."),
    "kind_needed": gettext_lazy("%(name)s is new. Say of which kind it is."),
    "town_needed": gettext_lazy("Say in which town %(name)s is, or that it is the whole country or online."),
    "unknown_partner": gettext_lazy("The atlas has no entry @%(found)s. Write the name without @."),
    "own_partner": gettext_lazy("Nobody is a partner of itself. Remove the line."),
    "partner_twice": gettext_lazy("Two lines name the same entry by now. Remove one of them."),
    "entry_elsewhere": gettext_lazy("The entry %(found)s is of another region. Remove the row."),
}  # fmt: skip
ENCODINGS = {"cp1252": "Windows-1252", "utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}
HOW = {
    "slug": gettext_lazy("the same address on the atlas"),
    "name": gettext_lazy("the same name and place"),
    "website": gettext_lazy("the same web site"),
}


def problems(preview: Mapping[str, Any], language: str) -> Iterator[Said]:
    for row, column, code, found in preview.get("problems", []):
        known = BY_KEY.get(column)
        words = str(WORDS.get(code, code))
        yield Said(row, known.heading(language) if known else column, words % found if found else words)


def new(preview: Mapping[str, Any]) -> list[tuple[int, str, str, str, str]]:
    """Row, name, kind, town and stage."""
    kinds, stages = dict(EntryKind.choices), dict(Stage.choices)
    return [
        (row, name, str(kinds.get(kind, kind)), town, str(stages.get(stage, stage)))
        for row, name, kind, town, stage in preview.get("new", [])
    ]


def asked(preview: Mapping[str, Any], language: str) -> list[dict[str, Any]]:
    """What is there already, each with why we think so and what would change."""
    return [
        each
        | {
            "why": _("Row %(row)s says the same") % {"row": each["like_row"]}
            if each["how"] == "twice"
            else HOW[each["how"]],
            "changes": ", ".join(BY_KEY[key].heading(language).lower() for key in each["changed"]),
        }
        for each in preview.get("asked", [])
    ]


def encoding(preview: Mapping[str, Any]) -> str:
    """Named where it is not the usual one."""
    return ENCODINGS.get(preview.get("encoding", ""), "")
