"""Setting up a site for a region: what it needs, in order, and the lists that come with it. For site administrators."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_POST, require_safe

from facilities.actions.load_kinds import load_kinds
from facilities.models import Hub, Kind
from funding.models import Fund, RateBand, Tranche
from funding.models.choosing import bands_on
from funding.models.limits import COUNTRY
from funding.rules.time import local_day
from hub.kit import clock
from knowledgebase.actions.load_themes import load_themes
from members.actions.load_places import load_places
from members.models import Grant, Municipality, Organisation, Region
from members.views.admins import for_site_admins


@dataclass(frozen=True, slots=True)
class Words:
    """What is said of a need: its name, what for, how many there are, and the way to more."""

    title: str | Promise
    why: str | Promise
    stands: str | Promise
    action: str | Promise


@dataclass(frozen=True, slots=True)
class Need:
    """Something a region needs: whether it is there, how it stands, and where it is seen to."""

    words: Words
    stands: str
    is_there: bool
    url: str
    # A button that does it, rather than a page.
    posts: bool = False


LISTS = Words(
    gettext_lazy("Provinces, towns and kinds of facilities"),
    gettext_lazy("So that hubs and organisations can say where they are, and facilities what they are."),
    gettext_lazy("%(regions)s provinces, %(towns)s towns, %(kinds)s kinds."),
    gettext_lazy("Load them"),
)
ORGANISATIONS = Words(
    gettext_lazy("Organisations"),
    gettext_lazy("Whoever runs a hub or pays into a fund is registered first, by themselves or by you."),
    ngettext_lazy("%(count)s organisation.", "%(count)s organisations.", "count"),
    gettext_lazy("Register one"),
)
BANDS = Words(
    gettext_lazy("Rate bands"),
    gettext_lazy("Without them everybody pays the full price."),
    gettext_lazy("Today: %(codes)s."),
    gettext_lazy("Rate bands"),
)
HUBS = Words(
    gettext_lazy("Hubs"),
    gettext_lazy("Each has somebody who manages it: facilities, hours, prices, VAT and house rules."),
    ngettext_lazy(
        "%(count)s hub, %(managed)s with a manager.", "%(count)s hubs, %(managed)s with a manager.", "count"
    ),
    gettext_lazy("Add a hub"),
)
ROLES = Words(
    gettext_lazy("People with roles"),
    gettext_lazy("Managers and staff of hubs, funders, quartermasters, reviewers, administrators."),
    ngettext_lazy("%(count)s person.", "%(count)s people.", "count"),
    gettext_lazy("Roles"),
)
FUNDS = Words(
    gettext_lazy("Funds"),
    gettext_lazy("They carry what an organisation does not. A fund gives once a payment is in."),
    ngettext_lazy(
        "%(count)s open fund; payments due: %(due)s.", "%(count)s open funds; payments due: %(due)s.", "count"
    ),
    gettext_lazy("Agreements and funds"),
)


@require_safe
@for_site_admins
def setup(request: HttpRequest) -> HttpResponse:
    today = local_day(clock.now(), COUNTRY)
    lasting = Grant.objects.filter(revoked_at=None)
    managed = lasting.filter(role="hub_manager").values("scope").distinct().count()
    due = Tranche.objects.awaited().filter(due_on__lte=today).count()
    needs = [
        _lists(),
        _counted(ORGANISATIONS, "members:register", Organisation.objects.count()),
        _bands(today),
        _counted(HUBS, "facilities:hub_add", Hub.objects.count(), managed=managed),
        _counted(ROLES, "cms:roles", lasting.values("person").distinct().count()),
        _counted(FUNDS, "funding:agreements", Fund.objects.filter(expires_on__gte=today).count(), due=due),
    ]
    return render(request, "cms/setup.html", {"needs": needs})


@require_POST
@for_site_admins
def lists(request: HttpRequest) -> HttpResponse:
    """Load the lists that every region starts with; again is no harm."""
    load_kinds(actor=request.user, now=clock.now())
    load_themes()
    loaded = load_places()
    words = _("%(regions)s provinces and %(towns)s towns are there.")
    messages.success(request, words % {"regions": loaded.regions, "towns": loaded.municipalities})
    return redirect("cms:setup")


def _counted(words: Words, to: str, count: int, **facts: int) -> Need:
    """One of them is enough to go on."""
    return Need(words, str(words.stands % {"count": count, **facts}), bool(count), reverse(to))


def _lists() -> Need:
    towns, kinds = Municipality.objects.count(), Kind.objects.count()
    facts = {"regions": Region.objects.count(), "towns": towns, "kinds": kinds}
    is_there = bool(towns and kinds)
    return Need(LISTS, str(LISTS.stands) % facts, is_there, reverse("cms:setup_lists"), posts=True)


def _bands(today: date) -> Need:
    table = bands_on(today)
    codes = ", ".join(band.code for band in table)
    stands = str(BANDS.stands) % {"codes": codes} if table else _first_bands()
    return Need(BANDS, stands, bool(table), reverse("funding:bands"))


def _first_bands() -> str:
    """What to say while no band holds yet."""
    first = RateBand.objects.order_by("valid_from").first()
    if first is None:
        return _("None yet.")
    return _("From %(day)s.") % {"day": date_format(first.valid_from, "DATE_FORMAT")}
