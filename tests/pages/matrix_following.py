"""What anybody signed in may follow, what programs read, and which articles are joined by their editors."""

from typing import Any

from tests.factories import knowledge
from tests.factories.following import followed, published
from tests.pages.matrix import LOGIN, Entry, Stage, each, everybody

ANYBODY_SIGNED_IN = each(200, anonymous=LOGIN)
PRESSES = each(302, anonymous=LOGIN)
EDITS = each(404, anonymous=LOGIN, site_admin=200)


def effenaar(stage: Stage) -> dict[str, Any]:
    return {"kind": "hub", "pk": stage.cast.effenaar.pk}


def followed_before(stage: Stage) -> dict[str, Any]:
    for name in ("bo", "zoe"):
        followed(getattr(stage.cast, name), stage.cast.effenaar)
    return effenaar(stage)


def theme(stage: Stage) -> dict[str, str]:
    return {"slug": knowledge.theme().slug}


def experiment(stage: Stage) -> dict[str, str]:
    return {"slug": knowledge.experiment().slug}


def article(stage: Stage) -> dict[str, int]:
    stage.kept["english"] = knowledge.how_to("Streaming", "en")
    return {"pk": knowledge.how_to("Streamen").pk}


def cited(stage: Stage) -> dict[str, Any]:
    return {"pk": knowledge.how_to().pk, "form": "bib"}


def part(stage: Stage) -> dict[str, Any]:
    knowledge.how_to(**published())
    return {"section": "how-tos", "number": 1}


ENTRIES = [
    Entry("knowledgebase:following", ANYBODY_SIGNED_IN),
    Entry("knowledgebase:follow", ANYBODY_SIGNED_IN, kwargs=effenaar),
    Entry("knowledgebase:follow", PRESSES, "POST", kwargs=effenaar),
    Entry("knowledgebase:unfollow", PRESSES, "POST", kwargs=followed_before),
    Entry("knowledgebase:theme", everybody(200), kwargs=theme),
    Entry("knowledgebase:feed", everybody(200)),
    Entry("knowledgebase:theme_feed", everybody(200), kwargs=theme),
    Entry("knowledgebase:experiment_feed", everybody(200), kwargs=experiment),
    Entry("knowledgebase:hub_feed", everybody(200), kwargs=lambda stage: {"slug": "effenaar"}),
    Entry(
        "knowledgebase:facility_feed",
        everybody(200),
        kwargs=lambda stage: {"hub": "effenaar", "slug": stage.cast.studio.slug},
    ),
    Entry("knowledgebase:cite", everybody(200), kwargs=cited),
    Entry("knowledgebase:translations", EDITS, kwargs=article),
    Entry(
        "knowledgebase:translations",
        each(404, anonymous=LOGIN, site_admin=302),
        "POST",
        kwargs=article,
        data=lambda stage: {"other": stage.kept["english"].pk},
    ),
    Entry("robots", everybody(200)),
    Entry("sitemap", everybody(200)),
    Entry("sitemap_part", everybody(200), kwargs=part),
]
