"""What a table of facilities and units may say: its columns, by the headings that people write over them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from hub.kit.words import _


class Of(StrEnum):
    """Whose a column is."""

    FACILITY = "facility"
    RATE = "rate"
    # The facility's too, and kept beside it: its own hours, and its VAT.
    BESIDE = "beside"
    UNIT = "unit"


class Read(StrEnum):
    """How its cells are read."""

    TEXT = "text"
    NUMBER = "number"
    YES_NO = "yes_no"
    EUROS = "euros"
    PERCENT = "percent"
    HOURS = "hours"
    KIND = "kind"
    FEATURES = "features"
    STATE = "state"
    UNIT_STATE = "unit_state"


@dataclass(frozen=True, slots=True)
class Column:
    """`least` and `most` bound a number, or the length of a text. `nl` and `en` are what its heading is called in a
    file, `also` what others call it."""

    key: str
    nl: str
    en: str
    of: Of
    read: Read
    explained: object
    least: int = 0
    most: int = 0
    also: tuple[str, ...] = ()

    def heading(self, language: str) -> str:
        return self.nl if language.startswith("nl") else self.en


DAY = 24 * 60
MOST_EUROS_CENTS = 100_000_000
F, R, B, U = Of.FACILITY, Of.RATE, Of.BESIDE, Of.UNIT

COLUMNS = (
    Column("name", "Naam", "Name", F, Read.TEXT,
        _("What the facility is called, the same on each row of its units. Always needed."),
        1, 120, ("faciliteit", "facility", "ruimte", "room", "studio", "object")),
    Column("kind", "Soort", "Kind", F, Read.KIND,
        _("One of the kinds that this site knows. Needed for a facility that is new."),
        also=("type", "categorie", "category")),
    Column("about_nl", "Omschrijving (Nederlands)", "Description (Dutch)", F, Read.TEXT,
        _("For visitors to read: size, equipment, what makes it good."),
        0, 5_000, ("omschrijving", "beschrijving", "specificaties", "specs")),
    Column("about_en", "Omschrijving (Engels)", "Description (English)", F, Read.TEXT,
        _("The same in English."), 0, 5_000, ("description", "specifications")),
    Column("features", "Kenmerken", "Features", F, Read.FEATURES,
        _("What it has, by names that this site knows, with commas between them."), also=("eigenschappen",)),
    Column("capacity_people", "Aantal personen", "People", F, Read.NUMBER,
        _("For how many people there is room."), 1, 30_000, ("capaciteit", "capacity", "personen")),
    Column("grid_minutes", "Stappen (minuten)", "Steps (minutes)", F, Read.NUMBER,
        _("Bookings start and end every so many minutes: 5, 10, 15, 30 or 60."), 5, DAY, ("raster", "grid")),
    Column("min_minutes", "Kortste boeking (minuten)", "Shortest booking (minutes)", F, Read.NUMBER,
        _("In minutes; 60 when it is left empty for a new facility."), 5, 366 * DAY),
    Column("max_minutes", "Langste boeking (minuten)", "Longest booking (minutes)", F, Read.NUMBER,
        _("In minutes; a week (10080) when it is left empty for a new facility."), 5, 366 * DAY),
    Column("notice_minutes", "Vooraf boeken (minuten)", "Notice (minutes)", F, Read.NUMBER,
        _("How long before its start a booking is made at the latest."), 0, 366 * DAY),
    Column("horizon_days", "Dagen vooruit", "Days ahead", F, Read.NUMBER,
        _("How many days ahead people can book."), 1, 9_999),
    Column("turnaround_minutes", "Wisseltijd (minuten)", "Turnaround (minutes)", F, Read.NUMBER,
        _("The time you need after each guest."), 0, DAY, ("wisseltijd", "turnaround")),
    Column("asks_approval", "Op aanvraag", "On request", F, Read.YES_NO,
        _("Yes: you look at each booking first, and say yes or no.")),
    Column("options_until_days", "Optie (dagen)", "Option (days)", F, Read.NUMBER,
        _("An option lasts at most so many days; 0: you give none."), 0, 9_999),
    Column("options_notice_hours", "Optie eindigt vooraf (uren)", "Option ends before (hours)", F, Read.NUMBER,
        _("An option ends so many hours before the start."), 0, 9_999),
    Column("fixed_fee", "Vast tarief", "Fixed fee", F, Read.YES_NO,
        _("Yes: no rate reduces the price, since it goes to an expert.")),
    Column("state", "Zichtbaarheid", "Visibility", F, Read.STATE,
        _("“draft” or “live”, for a facility that is new. Empty: a draft, which nobody sees yet."),
        also=("zichtbaar", "visible")),
    Column("hours", "Openingstijden", "Opening hours", B, Read.HOURS,
        _("Its own, for a facility that is new, such as “mo-fr 10:00-22:00; sa 12:00-18:00” or “ma-vr 10:00-22:00”. "
          "Empty: those of your house."),
        also=("openingsuren", "open", "geopend", "opening times")),
    Column("hour", "Prijs per uur", "Price per hour", R, Read.EUROS,
        _("In euros with VAT, of one unit, from today on."),
        0, MOST_EUROS_CENTS, ("uurprijs", "uurtarief", "hourly rate")),
    Column("daypart", "Prijs per dagdeel", "Price per daypart", R, Read.EUROS, _("The same for a daypart."),
        0, MOST_EUROS_CENTS, ("dagdeelprijs", "dagdeeltarief")),
    Column("day", "Prijs per dag", "Price per day", R, Read.EUROS, _("The same for a day."),
        0, MOST_EUROS_CENTS, ("dagprijs", "dagtarief", "daily rate")),
    Column("week", "Prijs per week", "Price per week", R, Read.EUROS, _("The same for a week."),
        0, MOST_EUROS_CENTS, ("weekprijs", "weektarief", "weekly rate")),
    Column("vat", "Btw (%)", "VAT (%)", B, Read.PERCENT,
        _("The rate that is in these prices, such as 21 or 9, from today on. Empty: that of your house."),
        also=("btw", "btw tarief", "btw-tarief", "vat", "vat rate")),
    Column("vat_reason", "Reden zonder btw", "Why without VAT", B, Read.TEXT,
        _("Where the rate is 0: the article of the law that exempts it. It stands on quotes and invoices."),
        0, 200, ("vrijstelling", "exemption")),
    Column("count", "Aantal", "How many", B, Read.NUMBER,
        _("How many there are of it in all, where they have no labels: we number them. Not together with labels."),
        1, 500, ("stuks", "aantal stuks", "aantal exemplaren", "quantity", "qty", "number of units")),
    Column("label", "Exemplaar", "Unit", U, Read.TEXT,
        _("The label of one unit: the room itself, this microphone, that person. A row for each. "
          "A facility without any cannot be booked yet."),
        1, 40, ("label", "nummer", "number")),
    Column("serial_number", "Serienummer", "Serial number", U, Read.TEXT, _("Of the unit on this row."),
        0, 80, ("serienr", "serial")),
    Column("unit_state", "Staat van het exemplaar", "Unit's state", U, Read.UNIT_STATE,
        _("“in service” or “in repair”, for a unit that is new."), also=("staat", "state", "conditie", "condition")),
    Column("note", "Notitie", "Note", U, Read.TEXT, _("About the unit, for the staff alone."),
        0, 2_000, ("opmerking", "opmerkingen", "remark", "notes")),
)  # fmt: skip
BY_KEY = {column.key: column for column in COLUMNS}


def folded(text: str) -> str:
    """How names and headings are compared: no capitals, no spaces at the ends, one between words."""
    return re.sub(r"[\s_]+", " ", text).strip().casefold()


KNOWN = {folded(column.key): column.key for column in COLUMNS} | {
    folded(name): column.key for column in COLUMNS for name in (column.nl, column.en, *column.also)
}


@dataclass(frozen=True, slots=True)
class Mapped:
    """By position the key of each column that is known. `unknown` headings are not read, `doubled` say the same
    twice."""

    keys: dict[int, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()


def map_headings(head: Sequence[str], known: Mapping[str, str] = KNOWN) -> Mapped:
    """`known`: key of a column by its folded names; those of a hub's spreadsheet, unless another file's are given."""
    keys: dict[int, str] = {}
    unknown, doubled = [], []
    for position, heading in enumerate(head):
        # What stands in brackets behind a heading explains it: "Prijs per uur (incl. btw)".
        key = known.get(folded(heading)) or known.get(folded(re.sub(r"[\(\[*].*$", "", heading)))
        if not heading.strip():
            continue
        if key is None:
            unknown.append(heading)
        elif key in keys.values():
            doubled.append(heading)
        else:
            keys[position] = key
    return Mapped(keys, tuple(unknown), tuple(doubled))
