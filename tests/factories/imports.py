"""Files of a hub, as a spreadsheet writes them."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from openpyxl import Workbook

from bookings.actions.ask_import import ask_import
from bookings.actions.read_import import read_import
from bookings.actions.take_in_file import take_in_file
from bookings.actions.write_import import write_import
from bookings.models import Import, ImportOf
from facilities.models import Hub
from tests.cast import NOW

Row = Sequence[Any]
HEAD = ("Naam", "Soort", "Exemplaar", "Serienummer", "Prijs per uur")


def csv_file(*rows: Row, encoding: str = "utf-8", separator: str = ";") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue().encode(encoding)


def xlsx_file(*rows: Row) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def taken_in(hub: Hub, content: bytes, actor: Any, now: datetime = NOW, **facts: Any) -> Import:
    """Chosen by somebody; no worker has come to it."""
    facts = {"of": ImportOf.FACILITIES, "file_name": "zalen.csv", **facts}
    return take_in_file(uuid=uuid4(), hub=hub, content=content, actor=actor, now=now, **facts)


def read(hub: Hub, content: bytes, actor: Any, now: datetime = NOW, **facts: Any) -> Import:
    """With its preview."""
    found = read_import(uuid=taken_in(hub, content, actor, now, **facts).uuid, now=now)
    assert found is not None
    return found


def asked(hub: Hub, content: bytes, actor: Any, now: datetime = NOW, **facts: Any) -> Import:
    """Somebody said yes to its preview; no worker has come to it."""
    found = read(hub, content, actor, now, **facts)
    assert found.preview["problems"] == [], found.preview["problems"]
    return ask_import(found=found, seen=found.preview["digest"], actor=actor, now=now)


def written(hub: Hub, content: bytes, actor: Any, now: datetime = NOW, **facts: Any) -> Import:
    done = write_import(uuid=asked(hub, content, actor, now, **facts).uuid, now=now)
    assert done is not None and done.state == "written"
    return done
