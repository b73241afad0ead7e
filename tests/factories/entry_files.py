"""Files of entries, chosen, read and written as by a quartermaster and a worker."""

import json
from datetime import datetime
from typing import Any
from uuid import uuid4

from members.models import Region
from region.actions.ask_entry_file import ask_entry_file
from region.actions.read_entry_file import read_entry_file
from region.actions.take_back_entries import take_back_entries
from region.actions.take_in_entries import take_in_entries
from region.actions.write_entry_file import write_entry_file
from region.models import EntryFile
from region.models.undoing import undoing
from tests.cast import NOW

HEAD = ("Naam", "Soort", "Plaats", "Website")


def geojson_file(*features: tuple[dict[str, Any], Any], **more: Any) -> bytes:
    """Each feature its properties and its geometry; a pair of degrees is a point."""
    found = [
        {
            "type": "Feature",
            "properties": properties,
            "geometry": {"type": "Point", "coordinates": list(where)} if isinstance(where, tuple) else where,
        }
        for properties, where in features
    ]
    return json.dumps({"type": "FeatureCollection", "features": found, **more}).encode()


def chosen(region: Region, content: bytes, actor: Any, **facts: Any) -> EntryFile:
    """No worker has come to it."""
    facts = {"file_name": "labs.csv", **facts}
    return take_in_entries(uuid=uuid4(), region=region, content=content, actor=actor, now=NOW, **facts)


def seen(region: Region, content: bytes, actor: Any, **facts: Any) -> EntryFile:
    """With its preview."""
    found = read_entry_file(uuid=chosen(region, content, actor, **facts).uuid, now=NOW)
    assert found is not None
    return found


def taken_over(
    region: Region, content: bytes, actor: Any, for_all: str = "", for_rows: Any = None, **facts: Any
) -> EntryFile:
    found = seen(region, content, actor, **facts)
    assert found.state == "read", found.preview["problems"]
    ask_entry_file(
        found=found,
        seen=found.preview["digest"],
        for_all=for_all,
        for_rows=for_rows,
        actor=actor,
        now=NOW,
    )
    done = write_entry_file(uuid=found.uuid, now=NOW)
    assert done is not None
    return done


def codes(found: EntryFile) -> list[tuple[int, str, str]]:
    """Row, column and what is wrong there."""
    return [(row, column, code) for row, column, code, _facts in found.preview["problems"]]


def undone(file: EntryFile, actor: Any, now: datetime = NOW) -> EntryFile:
    """As its page shows it, by who looks after the region."""
    return take_back_entries(found=file, seen=undoing(file).digest, actor=actor, now=now)
