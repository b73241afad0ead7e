"""Pages of a region to show: the atlas and its desk, the analysis, needs and offers, pilots."""

from dataclasses import dataclass

import psycopg

from hub.dev.demo_found import HANNA, KARIM, NOOR
from hub.dev.demo_pages import Shot

OURS = "region/noord-brabant/"
DESK, ANALYSIS = f"{OURS}desk/", f"{OURS}analysis/"
# Of `hub/demo/data`: heard of and spoken to, and two that may be one.
SPOKEN_TO = "klankkast-peelland-verzonnen"
ONE, OTHER = "beeldwerf-maasoever-verzonnen", "stichting-beeld-werf-maasoever-verzonnen"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What addresses need that is different in every database: Noor's need with an offer for it, and one that Effenaar
    could meet."""

    need: str
    offer: str
    near: str


def of_region(environment: dict[str, str]) -> list[Shot]:
    with psycopg.connect(environment["DATABASE_URL"].replace("postgres:", "postgresql:")) as connection:
        wanted = _wanted(connection)
    return [*_atlas(), *_desk(), *_coming_in(), *_analysis(), *_needs(wanted), *_pilots()]


def _atlas() -> list[Shot]:
    return [
        Shot("atlas", "atlas/"),
        Shot("atlas-none", "atlas/?q=walvis"),
        Shot("atlas-region", "atlas/?region=noord-brabant"),
        Shot("atlas-entry", "atlas/effenaar/"),
        Shot("atlas-network", "atlas/sensorenhuis-kempen-verzonnen/"),
        Shot("atlas-suggest", "atlas/suggest/"),
        Shot("atlas-suggest-change", "atlas/suggest/?entry=effenaar"),
        Shot("atlas-claim", "atlas/a-lab/claim/", NOOR),
    ]


def _desk() -> list[Shot]:
    entry = f"region/entries/{SPOKEN_TO}/"
    return [
        Shot("atlas-desk", DESK, KARIM),
        Shot("atlas-pipeline", f"{DESK}entries/", KARIM),
        Shot("atlas-new", f"{DESK}new/", KARIM),
        Shot("atlas-mapped", entry, KARIM),
        Shot("atlas-edit", f"{entry}edit/", KARIM),
        Shot("atlas-history", f"{entry}history/", KARIM),
        Shot("atlas-take-off", f"{entry}take-off/", KARIM),
        Shot("atlas-duplicates", f"{DESK}duplicates/", KARIM),
        Shot("atlas-merge", f"region/entries/{ONE}/merge/{OTHER}/", KARIM),
        Shot("atlas-forget", f"{DESK}forget/", KARIM),
    ]


def _coming_in() -> list[Shot]:
    return [
        Shot("atlas-import", f"{OURS}import/", KARIM),
        Shot("atlas-export", f"{OURS}export/", KARIM),
        Shot("atlas-suggestions", f"{OURS}suggestions/", KARIM),
        Shot("atlas-claims", f"{OURS}claims/", KARIM),
    ]


def _analysis() -> list[Shot]:
    pages = ("country", "use", "field", "change", "white-spots/recording-studio")
    return [
        Shot("analysis", ANALYSIS, KARIM),
        *(Shot(f"analysis-{page.partition('/')[0]}", f"{ANALYSIS}{page}/", KARIM) for page in pages),
    ]


def _needs(wanted: Wanted) -> list[Shot]:
    need = f"needs/{wanted.need}/"
    return [
        Shot("needs", "needs/"),
        Shot("needs-none", "needs/?sort=gear&town=maastricht"),
        Shot("need", need),
        Shot("need-own", need, NOOR),
        Shot("need-new", "needs/new/", NOOR),
        Shot("need-change", f"{need}change/", NOOR),
        Shot("needs-mine", "needs/mine/", NOOR),
        Shot("need-offer", f"needs/offers/{wanted.offer}/", NOOR),
        Shot("needs-hub", "desk/effenaar/needs/", HANNA),
        Shot("need-offer-new", f"needs/{wanted.near}/offer/effenaar/", HANNA),
    ]


def _pilots() -> list[Shot]:
    ours = "pilots/dansen-zonder-zaal/"
    return [
        Shot("pilots", "pilots/"),
        Shot("pilot", ours),
        Shot("pilot-own", ours, NOOR),
        Shot("pilot-new", "pilots/new/", NOOR),
        Shot("pilot-edit", f"{ours}edit/", NOOR),
        Shot("pilot-partner", f"{ours}partners/", NOOR),
        Shot("pilot-milestone", f"{ours}milestones/", NOOR),
        Shot("pilot-budget", f"{ours}budget/", NOOR),
        Shot("pilot-finish", f"{ours}finish/", NOOR),
    ]


def _wanted(connection: psycopg.Connection) -> Wanted:
    noors = (
        "FROM region_offer f JOIN region_need n ON n.id = f.need_id"
        " JOIN members_organisation o ON o.id = n.organisation_id AND o.name = 'Collectief Zout'"
        " WHERE f.state = 'open' AND n.state = 'open' ORDER BY f.id"
    )
    near = "SELECT uuid FROM region_need WHERE state = 'open' AND sort = 'expert' ORDER BY id"

    def one(statement: str) -> str:
        row = connection.execute(statement).fetchone()
        assert row is not None, statement
        return str(row[0])

    return Wanted(need=one(f"SELECT n.uuid {noors}"), offer=one(f"SELECT f.uuid {noors}"), near=one(near))
