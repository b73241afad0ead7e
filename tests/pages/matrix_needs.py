"""What is looked for and what hubs offer. The need is Collectief Zout's, public unless said otherwise; the offer
Effenaar's, of the studio on Thursday."""

from typing import Any

from region.models import Offer
from tests.factories.needs import a_need, an_offer
from tests.pages.matrix import LOGIN, Entry, Stage, each, everybody

OURS = {"member": 200, "booker": 200, "owner": 200}
CHANGES = {"member": 302, "booker": 302, "owner": 302}
DESK = {"hub_staff": 200, "hub_manager": 200, "site_admin": 200}


def need(stage: Stage) -> dict[str, Any]:
    return {"uuid": a_need(stage.cast).uuid}


def at_effenaar(stage: Stage) -> dict[str, Any]:
    return {**need(stage), "hub": "effenaar"}


def offer(stage: Stage) -> dict[str, Any]:
    return {"uuid": an_offer(stage.cast, a_need(stage.cast)).uuid}


def hub(stage: Stage) -> dict[str, Any]:
    return {"hub": "effenaar"}


def posted(stage: Stage) -> dict[str, Any]:
    return {
        "sort": "place",
        "title": "A room",
        "quantity": "1",
        "language": "nl",
        "daypart": "any",
        "town": "Eindhoven",
        "radius_km": "25",
        "from_date": "2026-11-30",
        "until_date": "2026-12-04",
        "answer_by": "2026-11-30",
        "version": "1",
    }


def offered(stage: Stage) -> dict[str, Any]:
    return {
        "line0-facility": str(stage.cast.studio.pk),
        "line0-quantity": "1",
        "line0-date": "2026-11-26",
        "line0-from": "13:00",
        "line0-to": "17:00",
        "message": "Welcome",
        "valid_on": "2026-11-25",
    }


def why(stage: Stage) -> dict[str, Any]:
    return {"reason": "Because.", "became": "met"}


def price(stage: Stage) -> dict[str, Any]:
    return {"price": Offer.objects.latest("pk").price_digest}


def mine(**more: Any) -> dict[str, Any]:
    """Whoever is of no organisation is sent to register one."""
    return each(302, anonymous=LOGIN, stranger=200, **OURS, **more)


ENTRIES = [
    Entry("region:needs", everybody(200)),
    Entry("region:needs_feed", everybody(200)),
    Entry("region:need", everybody(200), kwargs=need),
    Entry("api:needs", everybody(200)),
    Entry("api:need", everybody(200), kwargs=need),
    Entry("region:my_needs", mine()),
    Entry("region:post_need", mine()),
    Entry("region:post_need", each(302, anonymous=LOGIN), "POST", data=posted),
    Entry("region:change_need", each(404, anonymous=LOGIN, **OURS), kwargs=need),
    Entry("region:change_need", each(404, anonymous=LOGIN, **CHANGES), "POST", kwargs=need, data=posted),
    *[
        Entry("region:close_need", each(404, anonymous=LOGIN, **CHANGES), method, kwargs=need, data=why)
        for method in ("GET", "POST")
    ],
    *[
        Entry("region:report_need", each(302, anonymous=LOGIN), method, kwargs=need, data=why)
        for method in ("GET", "POST")
    ],
    *[
        Entry(
            "region:take_off_need",
            each(403, anonymous=LOGIN, quartermaster=302),
            method,
            kwargs=need,
            data=why,
        )
        for method in ("GET", "POST")
    ],
    Entry("region:keep_need", each(403, anonymous=LOGIN, quartermaster=302), "POST", kwargs=need),
    Entry("region:hub_needs", each(404, anonymous=LOGIN, **DESK), kwargs=hub),
    Entry("region:offer_new", each(404, anonymous=LOGIN, **DESK), kwargs=at_effenaar),
    Entry(
        "region:offer_new",
        each(404, anonymous=LOGIN, hub_staff=302, hub_manager=302, site_admin=302),
        "POST",
        kwargs=at_effenaar,
        data=offered,
    ),
    Entry("region:offer", each(404, anonymous=LOGIN, **OURS), kwargs=offer),
    Entry("region:accept_offer", each(404, anonymous=LOGIN, **CHANGES), kwargs=offer),
    Entry(
        "region:accept_offer",
        each(404, anonymous=LOGIN, member=403, booker=302, owner=302),
        "POST",
        kwargs=offer,
        data=price,
    ),
    Entry("region:decline_offer", each(404, anonymous=LOGIN, **CHANGES), kwargs=offer),
    Entry(
        "region:decline_offer",
        each(404, anonymous=LOGIN, member=403, booker=302, owner=302),
        "POST",
        kwargs=offer,
        data=why,
    ),
    *[
        Entry(
            "region:withdraw_offer",
            each(404, anonymous=LOGIN, hub_staff=302, hub_manager=302, site_admin=302),
            method,
            kwargs=offer,
            data=why,
        )
        for method in ("GET", "POST")
    ],
]
