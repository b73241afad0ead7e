"""What a table of entries may say: its columns, by the headings that people write over them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bookings.rules.import_columns import Mapped, folded
from bookings.rules.import_columns import map_headings as mapped
from hub.kit.words import _


class Read(StrEnum):
    """How its cells are read."""

    TEXT = "text"
    KIND = "kind"
    SECTOR = "sector"
    PHASE = "phase"
    REACH = "reach"
    STAGE = "stage"
    TOWN = "town"
    DEGREES = "degrees"
    YEAR = "year"
    WEBSITE = "website"
    THEMES = "themes"
    PARTNERS = "partners"
    THINGS = "things"
    # It tells where the file comes from, and is not read.
    ASIDE = "aside"


@dataclass(frozen=True, slots=True)
class Column:
    """`most` bounds the length of a text. `nl` and `en` are what its heading is called in a file, `also` what others
    call it."""

    key: str
    nl: str
    en: str
    read: Read
    explained: object
    most: int = 0
    also: tuple[str, ...] = ()

    def heading(self, language: str) -> str:
        return self.nl if language.startswith("nl") else self.en


COLUMNS = (
    Column("name", "Naam", "Name", Read.TEXT, _("What it is called. Always needed."), 160,
        ("titel", "title", "organisatie", "organisation", "lab")),
    Column("slug", "Adres op de atlas", "Address on the atlas", Read.TEXT,
        _("The last part of its address here, as our own files have it. Empty for what is new."), 100),
    Column("kind", "Soort", "Kind", Read.KIND, _("One of the kinds below. Needed for what is new."),
        also=("type", "categorie", "category")),
    Column("sector", "Sector", "Sector", Read.SECTOR,
        _("culture, knowledge, business, government or citizens; culture when it is left empty for what is new.")),
    Column("phase", "Fase", "Phase", Read.PHASE, _("project, on its way to structural, or structural.")),
    Column("reach", "Waar", "Where", Read.REACH,
        _("at a place, the whole country, or online; at a place when it is left empty for what is new."),
        also=("bereik", "reach")),
    Column("town", "Plaats", "Town", Read.TOWN,
        _("A town of this region. Empty: the one nearest to its coordinates."),
        also=("gemeente", "woonplaats", "stad", "city", "municipality", "location")),
    Column("address", "Adres", "Address", Read.TEXT, _("Street and number."), 200, ("straat", "street")),
    Column("latitude", "Breedtegraad", "Latitude", Read.DEGREES,
        _("Degrees north, such as 51.44. Empty: the centre of the town."), also=("lat", "noorderbreedte", "y")),
    Column("longitude", "Lengtegraad", "Longitude", Read.DEGREES, _("Degrees east, such as 5.48."),
        also=("lon", "lng", "long", "oosterlengte", "x")),
    Column("about_nl", "Omschrijving (Nederlands)", "Description (Dutch)", Read.TEXT, _("For visitors to read."), 4_000,
        ("omschrijving", "beschrijving", "over")),
    Column("about_en", "Omschrijving (Engels)", "Description (English)", Read.TEXT, _("The same in English."), 4_000,
        ("description", "about")),
    Column("website", "Website", "Website", Read.WEBSITE, _("With or without https:// in front."),
        also=("url", "site", "webadres", "link")),
    Column("since", "Sinds", "Since", Read.YEAR, _("The year in which it began."),
        also=("jaar", "year", "opgericht", "founded")),
    Column("themes", "Thema's", "Themes", Read.THEMES, _("Themes that this site knows, with semicolons between them."),
        also=("thema", "theme", "onderwerpen", "tags")),
    Column("partners", "Partners", "Partners", Read.PARTNERS,
        _("One a line: name | sector | role in Dutch | role in English | since | source. An entry of the atlas is "
          "named by @ and its address: @v2 | culture."), also=("partner",)),
    Column("facilities", "Wat er is", "What is there", Read.THINGS,
        _("One a line: kind of facility | name | about it in Dutch | about it in English | website."),
        also=("faciliteiten", "voorzieningen")),
    Column("source", "Bron", "Source", Read.TEXT, _("Where you know it from. It stands on its page."), 300),
    Column("stage", "Stand", "Stage", Read.STAGE,
        _("heard of, contacted, visited or mapped, for what is new. What is there already stays where it is."),
        also=("status", "fase van het werk")),
    Column("region", "Regio", "Region", Read.ASIDE, _("Not read: it is that of the town."),
        also=("provincie", "province")),
    Column("verified_on", "Gecontroleerd op", "Checked on", Read.ASIDE,
        _("Not read: you check an entry on its own page."), also=("verified on",)),
    Column("changed_at", "Gewijzigd op", "Changed on", Read.ASIDE, _("Not read."), also=("changed at",)),
)  # fmt: skip
BY_KEY = {column.key: column for column in COLUMNS}
KNOWN = {folded(column.key): column.key for column in COLUMNS} | {
    folded(name): column.key for column in COLUMNS for name in (column.nl, column.en, *column.also)
}


def map_headings(head: Sequence[str]) -> Mapped:
    """By position the key of each column that is known."""
    return mapped(head, KNOWN)
