"""Needs as schema.org has them: https://schema.org/Demand."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hub.kit.machines import Feed, Machines, breadcrumbs, without_empty
from region.models import Need, NeedState

SHORT = 300


def machines_of_needs() -> Machines:
    """The list, without what a reader has filtered it by."""
    url = settings.SITE_URL + reverse("region:needs")
    said = _(
        "What makers look for: places, equipment, experts, placements and partners. Hubs answer with an offer."
    )
    title = _("Wanted")
    node = {"@type": "CollectionPage", "@id": url, "url": url, "name": title, "description": said}
    return Machines(title, said, url, get_language() or "nl", nodes=[node], feeds=[feed_of_needs()])


def feed_of_needs() -> Feed:
    return Feed(_("Wanted on Vliegwiel"), reverse("region:needs_feed"))


def machines_of_need(need: Need) -> Machines | None:
    """What a public one says while it is open; nothing of any other."""
    if need.only_hubs or need.state != NeedState.OPEN:
        return None
    path = reverse("region:need", args=[need.uuid])
    url = settings.SITE_URL + path
    node = without_empty(
        {
            "@type": "Demand",
            "@id": url,
            "url": url,
            "name": need.title,
            "description": need.words[:SHORT],
            "inLanguage": need.language,
            "itemOffered": without_empty(
                {
                    "@type": "Service",
                    "name": str(need.kind or need.get_sort_display()),
                    "category": [each.name for each in need.themes.all()],
                }
            ),
            "eligibleQuantity": {"@type": "QuantitativeValue", "value": need.quantity},
            "areaServed": {"@type": "Place", "name": need.municipality.name},
            "availabilityStarts": need.from_date.isoformat(),
            "availabilityEnds": need.until_date.isoformat(),
            "validThrough": need.answer_by.isoformat(),
        }
    )
    crumbs = [(_("Wanted"), reverse("region:needs")), (need.title, path)]
    return Machines(
        title=need.title,
        description=need.words[:SHORT] or need.title,
        url=url,
        language=need.language,
        nodes=[node, breadcrumbs(settings.SITE_URL, crumbs)],
        feeds=[feed_of_needs()],
    )
