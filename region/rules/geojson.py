"""GeoJSON (RFC 7946) as a table: a feature is a row, its properties are columns, its point the degrees."""

import json
import re
from collections.abc import Mapping
from typing import Any

from hub.kit.errors import Refusal
from hub.kit.tables import (
    MOST_BYTES,
    MOST_COLUMNS,
    MOST_IN_A_CELL,
    MOST_ROWS,
    CellTooLong,
    FileTooLarge,
    NothingInIt,
    Table,
    TableRow,
    TooManyColumns,
    TooManyRows,
    encoding_of,
)
from hub.kit.words import _

# What a file may call the degrees that GPS gives.
WGS_84 = ("crs84", "4326", "wgs84", "wgs 84")
AS_LINES = ("partners", "facilities")
# What an escape may spell and no text has: a NUL, half of a pair of UTF-16.
NO_LETTER = re.compile("[\x00\ud800-\udfff]")


class NotGeoJson(Refusal):
    code = "not_geojson"
    status = 400
    message = _("This is no GeoJSON that we can read: something is wrong near line %(row)s. Export it again.")


class NotCollection(Refusal):
    code = "not_a_collection"
    status = 400
    message = _("We read a “FeatureCollection” with features; this file has something else at its head.")


class NotUtf8(Refusal):
    code = "not_utf8"
    status = 400
    message = _(
        "GeoJSON is written in UTF-8; this file is in %(found)s. Save it as UTF-8, and choose it again."
    )


class TooDeep(Refusal):
    code = "too_deep"
    status = 400
    message = _("In this file things stand within each other without end. Export it again, as points alone.")


class OtherCoordinates(Refusal):
    code = "other_coordinates"
    status = 400
    message = _(
        "The coordinates in this file are of another system (%(found)s). Save it in WGS 84 (EPSG:4326), as degrees."
    )


def is_geojson(data: bytes) -> bool:
    """By what it begins with: no table of ours does."""
    return data.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1] == b"{"


def read_geojson(data: bytes) -> Table:
    """Raises the refusals above, and those of tables. A feature that has no point says so in its cell of degrees."""
    if len(data) > MOST_BYTES:
        raise FileTooLarge(most=MOST_BYTES // 1_000_000)
    try:
        return _read(_parsed(data))
    except RecursionError as error:
        raise TooDeep() from error


def _read(whole: Any) -> Table:
    if not isinstance(whole, dict) or whole.get("type") != "FeatureCollection":
        raise NotCollection()
    _demand_degrees(whole.get("crs"))
    features = whole.get("features")
    if not isinstance(features, list) or not all(isinstance(each, dict) for each in features):
        raise NotCollection()
    if not features:
        raise NothingInIt()
    if len(features) > MOST_ROWS:
        raise TooManyRows(most=MOST_ROWS)
    return _table([_cells(number, each) for number, each in enumerate(features, start=1)])


def _parsed(data: bytes) -> Any:
    encoding = encoding_of(data)
    if encoding != "utf-8-sig":
        raise NotUtf8(found="Windows-1252" if encoding == "cp1252" else "UTF-16")
    try:
        return json.loads(data.decode(encoding), parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise NotGeoJson(row=error.lineno) from error
    except ValueError as error:
        # NaN, Infinity, or a number of thousands of figures.
        raise NotGeoJson(row="?") from error


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _demand_degrees(crs: Any) -> None:
    """The standard knows one system; older files name theirs."""
    if crs is None:
        return
    named = crs.get("properties", {}) if isinstance(crs, dict) else {}
    name = str(named.get("name", "") if isinstance(named, dict) else "")
    if not any(each in name.casefold() for each in WGS_84):
        raise OtherCoordinates(found=_letters(name)[:60] or "?")


def _cells(number: int, feature: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    properties = feature.get("properties")
    for key, value in (properties if isinstance(properties, dict) else {}).items():
        text = _as_text(str(key), value)
        if len(text) > MOST_IN_A_CELL:
            raise CellTooLong(row=number, most=MOST_IN_A_CELL)
        found[_letters(str(key))[:100]] = _letters(text)
    return found | _point(feature.get("geometry"))


def _letters(text: str) -> str:
    return NO_LETTER.sub("", text)


def _point(geometry: Any) -> dict[str, str]:
    if geometry is None:
        return {}
    kind = geometry.get("type") if isinstance(geometry, dict) else "?"
    where = geometry.get("coordinates") if kind == "Point" else None
    if not isinstance(where, list) or len(where) not in (2, 3) or not all(map(_is_number, where)):
        # No degrees: the cell is named as wrong, with what stands there.
        return {"latitude": f"geometry: {_letters(str(kind))[:20]}", "longitude": ""}
    longitude, latitude = where[:2]
    return {"latitude": _plain(latitude), "longitude": _plain(longitude)}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _plain(degrees: float) -> str:
    return f"{degrees:.7f}" if abs(degrees) < 1e9 else "999"


def _as_text(key: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return (
            "\n".join(_line(key, each) for each in value)
            if key in AS_LINES
            else ";".join(_as_text("", each) for each in value)
        )
    return str(value).strip()


def _line(key: str, value: Any) -> str:
    if not isinstance(value, dict):
        return str(value)
    names = {
        "partners": ("name", "sector", "role_nl", "role_en", "since", "source"),
        "facilities": ("kind", "name", "about_nl", "about_en", "website"),
    }[key]
    parts = [str(value.get(name) or "").replace("|", "\\|") for name in names]
    if key == "partners" and value.get("slug"):
        parts[0] = f"@{value['slug']}"
    return " | ".join(" ".join(part.split()) for part in parts)


def _table(rows: list[dict[str, str]]) -> Table:
    head = tuple(dict.fromkeys(key for row in rows for key in row))
    if len(head) > MOST_COLUMNS:
        raise TooManyColumns(most=MOST_COLUMNS)
    found = [TableRow(n, tuple(row.get(key, "") for key in head)) for n, row in enumerate(rows, start=1)]
    return Table(head, tuple(found))
