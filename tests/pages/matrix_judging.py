"""Booking what a how-to needs, and what readers say below one. The how-to is Zoë's, made at Effenaar."""

from typing import Any

from tests.factories import knowledge
from tests.factories.judging import answered, asked, by_zoe, flagged
from tests.pages.matrix import LOGIN, Entry, Stage, each, everybody

# Whoever is signed in says something; reading the address leads back to the how-to.
SAYS = each(302, anonymous=LOGIN)
# Its author, the people of its hub, the site's administrators.
BEHIND_IT = {"owner": 302, "hub_staff": 302, "hub_manager": 302, "site_admin": 302}


def how_to(stage: Stage) -> dict[str, Any]:
    return {"slug": by_zoe(stage.cast).slug}


def question(stage: Stage) -> dict[str, Any]:
    return {"pk": asked(by_zoe(stage.cast), stage.cast.bo).pk}


def reply(stage: Stage) -> dict[str, Any]:
    return {"pk": answered(asked(by_zoe(stage.cast), stage.cast.bo), stage.cast.ilse).pk}


def flag(stage: Stage) -> dict[str, Any]:
    return {"pk": flagged(by_zoe(stage.cast), stage.cast.bo).pk}


def words(stage: Stage) -> dict[str, Any]:
    return {"text": "Which cable?"}


def worked(stage: Stage) -> dict[str, Any]:
    return {"worked": "yes"}


def mended(stage: Stage) -> dict[str, Any]:
    return {"became": "mended", "text": ""}


def off(stage: Stage) -> dict[str, Any]:
    return {"kind": "question", "pk": str(question(stage)["pk"]), "reason": "Advertising."}


ENTRIES = [
    Entry("knowledgebase:book_needs", everybody(200), kwargs=lambda stage: {"slug": knowledge.how_to().slug}),
    *[
        Entry(f"knowledgebase:{name}", SAYS, method, kwargs=how_to, data=data)
        for name, data in (("verdict", worked), ("ask", words), ("outdated", words))
        for method in ("GET", "POST")
    ],
    *[Entry("knowledgebase:answer", SAYS, method, kwargs=question, data=words) for method in ("GET", "POST")],
    Entry("knowledgebase:accept", SAYS, kwargs=reply),
    Entry("knowledgebase:accept", each(403, anonymous=LOGIN, owner=302, booker=302), "POST", kwargs=reply),
    *[
        Entry(
            "knowledgebase:look",
            each(404, anonymous=LOGIN, **BEHIND_IT),
            method,
            kwargs=flag,
            data=mended,
        )
        for method in ("GET", "POST")
    ],
    Entry(
        "knowledgebase:take_off_said",
        each(403, anonymous=LOGIN, hub_staff=302, hub_manager=302, site_admin=302),
        "POST",
        data=off,
    ),
]
