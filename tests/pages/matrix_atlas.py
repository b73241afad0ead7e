"""The atlas is for everybody."""

from tests.factories.atlas import an_entry
from tests.pages.matrix import Entry, Stage, everybody


def entry(stage: Stage) -> dict[str, str]:
    return {"slug": an_entry("Lab aan de Dommel", town=stage.cast.effenaar.municipality).slug}


ENTRIES = [
    *[
        Entry(f"region:{name}", everybody(200))
        for name in ("atlas", "atlas_data", "atlas_csv", "atlas_geojson", "atlas_feed")
    ],
    Entry("region:entry", everybody(200), kwargs=entry),
    Entry("api:atlas", everybody(200)),
    Entry("api:atlas_entry", everybody(200), kwargs=entry),
]
