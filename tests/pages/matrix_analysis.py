"""A region's figures are for its quartermaster and for who administers the site."""

from tests.pages.matrix import LOGIN, Entry, Stage, each

ITS_QUARTERMASTER = each(404, anonymous=LOGIN, quartermaster=200, site_admin=200)
PAGES = (
    "analysis",
    "analysis_country",
    "analysis_use",
    "analysis_field",
    "analysis_change",
    "analysis_pdf",
    "analysis_csv",
)


def brabant(stage: Stage) -> dict[str, str]:
    return {"slug": stage.cast.brabant.slug}


def studios(stage: Stage) -> dict[str, str]:
    return {**brabant(stage), "kind": stage.cast.studio.kind.slug}


ENTRIES = [
    *[Entry(f"region:{name}", ITS_QUARTERMASTER, kwargs=brabant) for name in PAGES],
    Entry("region:white_spot", ITS_QUARTERMASTER, kwargs=studios),
]
