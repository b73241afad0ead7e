"""What is mailed when hours that a place gives in kind stand unused and somebody looks for just that."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from bookings.forms.periods import said
from facilities.models import Facility, FacilityState
from hub.kit import saying
from hub.kit.periods import Period
from region.models import Need, NeedState

Words = tuple[str, tuple[str, ...], str, str]


def open_door(need: Need, payload: Mapping[str, Any], *, for_hub: bool) -> Words | None:
    """Subject, texts, button and path; none for what is not so any more. The times are in an address: the basket, or
    the offer, is filled in with them."""
    facility = (
        Facility.objects.select_related("hub", "kind")
        .filter(pk=payload["facility"], state=FacilityState.LIVE)
        .first()
    )
    if facility is None or need.state != NeedState.OPEN:
        return None
    period = Period(datetime.fromisoformat(payload["start"]), datetime.fromisoformat(payload["end"]))
    hub = facility.hub
    words = {
        "title": need.title,
        "facility": facility.name,
        "hub": hub.name,
        "who": need.organisation.name,
        "when": saying.period(period.start, period.end, hub.zone),
        "left": saying.length(payload["left"]),
    }
    asked = {name: value for name, value in said(period, hub.zone).items() if value}
    query = urlencode({**asked, "quantity": need.quantity})
    return _to_hub(need, facility, words, query) if for_hub else _to_maker(facility, words, query)


def _to_hub(need: Need, facility: Facility, words: dict[str, str], query: str) -> Words:
    path = reverse("region:offer_new", args=[need.uuid, facility.hub.slug])
    return (
        _("Your open door fits what somebody looks for: %(title)s") % words,
        (
            _("%(facility)s still has %(left)s this month that you give in kind.") % words,
            _("%(who)s looks for “%(title)s”; it is free %(when)s. We told them, too.") % words,
        ),
        _("Offer it"),
        f"{path}?{query}&facility={facility.pk}",
    )


def _to_maker(facility: Facility, words: dict[str, str], query: str) -> Words:
    path = reverse("bookings:start", args=[facility.hub.slug, facility.slug])
    return (
        _("An open door for: %(title)s") % words,
        (
            _("%(hub)s gives hours of %(facility)s in kind, and %(left)s of this month are left.") % words,
            _("It is free %(when)s. Nothing is held for you: look at the price, and book it if it fits.")
            % words,
        ),
        _("Look at it"),
        f"{path}?{query}",
    )
