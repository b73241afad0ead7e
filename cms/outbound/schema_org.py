"""Places and what they have, as schema.org has them: https://schema.org/Place, /Product, /Service, /Event."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from typing import Any, Protocol

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.models.news import NewsItem
from facilities.models import Facility, Hub, HubKind, KindFamily
from facilities.rules.week import Hours, together
from funding.models import RateUnit
from hub.kit.machines import Feed, Machines, Node, breadcrumbs, without_empty
from knowledgebase.models.articles import address_of
from knowledgebase.models.followables import Followable, facility_followed, hub_followed
from members.models import Region

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SORTS: dict[str, str] = {HubKind.VENUE: "EventVenue", HubKind.MUSEUM: "Museum"}
# UN/CEFACT's codes for units of time; four hours have none.
UNITS: dict[str, tuple[str, int]] = {
    RateUnit.HOUR: ("HUR", 1),
    RateUnit.DAYPART: ("HUR", 4),
    RateUnit.DAY: ("DAY", 1),
    RateUnit.WEEK: ("WEE", 1),
}


class Priced(Protocol):
    """A rate as a page shows it: `cents` including VAT, `unit` in words."""

    @property
    def cents(self) -> int: ...
    @property
    def unit(self) -> str: ...
    @property
    def rate_unit(self) -> str: ...


def machines_of_hub(hub: Hub, week: Iterable[Hours], crumbs: Sequence[tuple[str, ...]]) -> Machines:
    followed = hub_followed(hub)
    return _machines(followed, hub.about, crumbs, [place(hub, week)], is_true=_is_true(hub))


def machines_of_facility(
    facility: Facility, prices: Iterable[Priced], crumbs: Sequence[tuple[str, ...]], node: Node | None = None
) -> Machines:
    """`node` where it is more than a thing that is lent."""
    followed = facility_followed(facility)
    photo = next(iter(facility.photos.all()), None)
    image = settings.SITE_URL + photo.image.url if photo else ""
    node = node or offered(facility, prices, image)
    return _machines(
        followed,
        facility.about,
        crumbs,
        [node],
        is_true=_is_true(facility.hub),
        title=f"{facility.name}, {facility.hub.name}",
        image=image,
        image_alt=photo.alt if photo else "",
    )


def machines_of_region(region: Region, crumbs: Sequence[tuple[str, ...]]) -> Machines:
    path = reverse("cms:region", args=[region.slug])
    url = settings.SITE_URL + path
    node = without_empty(
        {
            "@type": "AdministrativeArea",
            "@id": url,
            "url": url,
            "name": region.name,
            "description": region.about,
        }
    )
    steps = [*((crumb[0], crumb[1]) for crumb in crumbs), (region.name, path)]
    said = region.about or _("What can be booked in %(region)s.") % {"region": region.name}
    return Machines(
        region.name, said, url, get_language() or "nl", nodes=[node, breadcrumbs(settings.SITE_URL, steps)]
    )


def machines_of_home() -> Machines:
    url = settings.SITE_URL + reverse("cms:home")
    said = _(
        "Venues, museums and labs open their studios, gear and experts. Makers book them at the rate they can carry, "
        "and see who carries the rest."
    )
    organisation = {"@type": "Organization", "@id": url + "#who", "name": "Vliegwiel", "url": url}
    site = {"@type": "WebSite", "@id": url, "url": url, "name": "Vliegwiel", "description": said}
    site |= {"inLanguage": get_language() or "nl", "publisher": {"@id": url + "#who"}}
    feed = Feed(_("New on Vliegwiel"), reverse("knowledgebase:feed"))
    return Machines("Vliegwiel", said, url, get_language() or "nl", nodes=[organisation, site], feeds=[feed])


def machines_of_news(item: NewsItem) -> Machines:
    language = str(item.locale.language_code)
    url = settings.SITE_URL + address_of(language, item.url_path)
    image = settings.SITE_URL + item.picture.file.url if item.picture else ""
    at = item.first_published_at
    node = {
        "@type": "NewsArticle",
        "@id": url,
        "url": url,
        "headline": item.title,
        "description": item.summary,
        "inLanguage": language,
        "datePublished": at.isoformat(timespec="seconds") if at else item.on.isoformat(),
        "image": image,
        "publisher": {"@type": "Organization", "name": "Vliegwiel", "url": settings.SITE_URL + "/"},
    }
    nodes = [without_empty(node)]
    return Machines(item.title, item.summary, url, language, "article", image, item.picture_alt, nodes)


def machines_of_page(page: Page) -> Machines:
    language = str(page.locale.language_code)
    url = settings.SITE_URL + address_of(language, page.url_path)
    said = page.search_description or page.title
    node = {"@type": "WebPage", "@id": url, "url": url, "name": page.title, "inLanguage": language}
    return Machines(page.title, said, url, language, nodes=[node])


def place(hub: Hub, week: Iterable[Hours] = ()) -> Node:
    url = settings.SITE_URL + reverse("cms:hub", args=[hub.slug])
    step_free = {"@type": "LocationFeatureSpecification", "name": _("step-free"), "value": hub.step_free}
    return without_empty(
        {
            "@type": SORTS.get(hub.kind, "Place"),
            "@id": url,
            "url": url,
            "name": hub.name,
            "description": hub.about,
            "address": without_empty(
                {
                    "@type": "PostalAddress",
                    "streetAddress": hub.street,
                    "postalCode": hub.postcode,
                    "addressLocality": hub.municipality.name,
                    "addressRegion": hub.region.name,
                    "addressCountry": hub.holidays_of[:2] or "NL",
                }
            ),
            "geo": {
                "@type": "GeoCoordinates",
                "latitude": float(hub.latitude),
                "longitude": float(hub.longitude),
            },
            "telephone": hub.phone,
            "publicAccess": True,
            "amenityFeature": [step_free],
            "openingHoursSpecification": [
                {
                    "@type": "OpeningHoursSpecification",
                    "dayOfWeek": [f"https://schema.org/{DAYS[day]}" for day in days],
                    "opens": _clock(opens),
                    "closes": _closing(opens, closes),
                }
                for (opens, closes), days in together(week).items()
            ],
        }
    )


def offered(facility: Facility, prices: Iterable[Priced], image: str = "") -> Node:
    """An expert is a service; everything else is a thing that is lent, with an offer for each of its list prices."""
    url = settings.SITE_URL + reverse("cms:facility", args=[facility.hub.slug, facility.slug])
    seller = {"@type": "Organization", "name": facility.hub.operator.name}
    node = {
        "@id": url,
        "url": url,
        "name": facility.name,
        "description": facility.about,
        "category": facility.kind.name,
        "image": image,
        "offers": [_offer(facility, price, url, seller) for price in prices],
    }
    if facility.kind.family == KindFamily.EXPERT:
        where = {
            "provider": seller,
            "areaServed": facility.hub.region.name,
            "serviceType": facility.kind.name,
        }
        return without_empty({"@type": "Service", **node, **where})
    return without_empty({"@type": "Product", **node})


def event(
    *,
    name: str,
    about: str,
    path: str,
    hub: Hub,
    start: datetime,
    end: datetime,
    seats: int,
    seats_left: int,
    cents: int | None,
    is_cancelled: bool = False,
) -> Node:
    """A training session: a facility whose seats are its units. `path` on this site; instants are aware; `cents` a
    seat, including VAT, None where it has no price yet."""
    url = settings.SITE_URL + path
    availability = "InStock" if seats_left else "SoldOut"
    node: dict[str, Any] = {
        "@type": "EducationEvent",
        "@id": url,
        "url": url,
        "name": name,
        "description": about,
        "startDate": start.astimezone(hub.zone).isoformat(timespec="minutes"),
        "endDate": end.astimezone(hub.zone).isoformat(timespec="minutes"),
        "eventStatus": f"https://schema.org/{'EventCancelled' if is_cancelled else 'EventScheduled'}",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": place(hub),
        "organizer": {"@type": "Organization", "name": hub.operator.name},
        "maximumAttendeeCapacity": seats,
        "remainingAttendeeCapacity": seats_left,
    }
    if cents is not None:
        offer = {"@type": "Offer", "url": url, "price": _euros(cents), "priceCurrency": "EUR"}
        node["offers"] = offer | {"availability": f"https://schema.org/{availability}"}
    return without_empty(node)


def _offer(facility: Facility, price: Priced, url: str, seller: Node) -> Node:
    code, count = UNITS.get(price.rate_unit, ("", 1))
    unit = {
        "@type": "UnitPriceSpecification",
        "price": _euros(price.cents),
        "priceCurrency": "EUR",
        "valueAddedTaxIncluded": True,
        "unitText": price.unit,
        "referenceQuantity": without_empty({"@type": "QuantitativeValue", "value": count, "unitCode": code}),
    }
    return {
        "@type": "Offer",
        "url": url,
        "price": _euros(price.cents),
        "priceCurrency": "EUR",
        "priceSpecification": unit,
        "businessFunction": "http://purl.org/goodrelations/v1#LeaseOut",
        "seller": seller,
        "availableAtOrFrom": {"@id": settings.SITE_URL + reverse("cms:hub", args=[facility.hub.slug])},
    }


def _machines(
    followed: Followable,
    about: str,
    crumbs: Sequence[tuple[str, ...]],
    nodes: list[Node],
    *,
    is_true: bool,
    title: str = "",
    **picture: str,
) -> Machines:
    steps = [*((crumb[0], crumb[1]) for crumb in crumbs), (followed.name, followed.path)]
    return Machines(
        title=title or followed.name,
        description=about or followed.name,
        url=settings.SITE_URL + followed.path,
        language=get_language() or "nl",
        nodes=[*(nodes if is_true else []), breadcrumbs(settings.SITE_URL, steps)],
        feeds=[Feed(followed.name, followed.feed)],
        **picture,
    )


def _is_true(hub: Hub) -> bool:
    """What a hub of the demonstration asks is made up: on a site that is none, no search engine is told so."""
    return bool(settings.DEMONSTRATION) or not hub.is_demo


def _euros(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def _clock(at: time) -> str:
    return f"{at:%H:%M}"


def _closing(opens: time, closes: time) -> str:
    """A whole day ends a minute before midnight, as search engines read it."""
    return "23:59" if closes == time() or opens == closes else _clock(closes)
