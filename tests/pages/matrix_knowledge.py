"""Knowledge that is live is for everybody."""

from tests.factories import knowledge
from tests.pages.matrix import Entry, Stage, everybody


def how_to(stage: Stage) -> dict[str, str]:
    return {"slug": knowledge.how_to().slug}


def experiment(stage: Stage) -> dict[str, str]:
    return {"slug": knowledge.experiment().slug}


def result(stage: Stage) -> dict[str, str]:
    above = knowledge.experiment()
    return {"experiment": above.slug, "slug": knowledge.result(above).slug}


def toolbox(stage: Stage) -> dict[str, str]:
    return {"slug": knowledge.toolbox().slug}


def drawn(stage: Stage) -> dict[str, str]:
    return {"name": str(knowledge.picture().small.name).split("/")[1].removesuffix(".jpg")}


ENTRIES = [
    # What editors write: news and pages of words.
    Entry("wagtail_serve", everybody(200), kwargs=lambda stage: {"path": "news/"}),
    *[
        Entry(f"knowledgebase:{name}", everybody(200))
        for name in ("knowledge", "how_tos", "experiments", "toolboxes")
    ],
    Entry("knowledgebase:how_to", everybody(200), kwargs=how_to),
    Entry("knowledgebase:experiment", everybody(200), kwargs=experiment),
    Entry("knowledgebase:result", everybody(200), kwargs=result),
    Entry("picture", everybody(200), kwargs=drawn),
    Entry("knowledgebase:toolbox", everybody(200), kwargs=toolbox),
]
