"""Setting up a site for a region: what it needs, in order, and the lists that come with it. For site administrators."""

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from facilities.actions.load_kinds import load_kinds
from facilities.models import Hub, Kind
from funding.models import Fund, RateBand, Tranche
from funding.models.choosing import bands_on
from funding.models.limits import COUNTRY
from funding.rules.time import local_day
from hub.kit import clock
from members.actions.load_places import load_places
from members.models import Grant, Municipality, Organisation, Region
from members.views.admins import for_site_admins


@dataclass(frozen=True, slots=True)
class Need:
    """Something a region needs: whether it is there, how it stands, and where it is seen to."""

    title: str
    why: str
    stands: str
    is_there: bool
    url: str
    action: str
    # A button that does it, rather than a page.
    posts: bool = False


@require_safe
@for_site_admins
def setup(request: HttpRequest) -> HttpResponse:
    needs = [_lists(), _organisations(), _bands(), _hubs(), _roles(), _funds()]
    return render(request, "cms/setup.html", {"needs": needs})


@require_POST
@for_site_admins
def lists(request: HttpRequest) -> HttpResponse:
    """Load the lists that every region starts with; again is no harm."""
    load_kinds(actor=request.user, now=clock.now())
    loaded = load_places()
    words = _("%(regions)s provinces and %(towns)s towns are there.")
    messages.success(request, words % {"regions": loaded.regions, "towns": loaded.municipalities})
    return redirect("cms:setup")


def _lists() -> Need:
    towns, kinds, regions = Municipality.objects.count(), Kind.objects.count(), Region.objects.count()
    facts = {"regions": regions, "towns": towns, "kinds": kinds}
    return Need(
        title=_("Provinces, towns and kinds of facilities"),
        why=_("So that hubs and organisations can say where they are, and facilities what they are."),
        stands=_("%(regions)s provinces, %(towns)s towns, %(kinds)s kinds.") % facts,
        is_there=bool(towns and kinds),
        url=reverse("cms:setup_lists"),
        action=_("Load them"),
        posts=True,
    )


def _organisations() -> Need:
    count = Organisation.objects.count()
    return Need(
        title=_("Organisations"),
        why=_("Whoever runs a hub or pays into a fund is registered first, by themselves or by you."),
        stands=ngettext("%(count)s organisation.", "%(count)s organisations.", count) % {"count": count},
        is_there=bool(count),
        url=reverse("members:register"),
        action=_("Register one"),
    )


def _bands() -> Need:
    table = bands_on(local_day(clock.now(), COUNTRY))
    later = "" if table else _first_bands()
    codes = ", ".join(band.code for band in table)
    return Need(
        title=_("Rate bands"),
        why=_("Without them everybody pays the full price."),
        stands=_("Today: %(codes)s.") % {"codes": codes} if table else later,
        is_there=bool(table),
        url=reverse("funding:bands"),
        action=_("Rate bands"),
    )


def _first_bands() -> str:
    """What to say while no band holds yet."""
    first = RateBand.objects.order_by("valid_from").first()
    return (
        _("From %(day)s.") % {"day": date_format(first.valid_from, "DATE_FORMAT")}
        if first
        else _("None yet.")
    )


def _hubs() -> Need:
    managed = Grant.objects.filter(role="hub_manager", revoked_at=None).values("scope")
    names = Hub.objects.count()
    facts = {"count": names, "managed": managed.distinct().count()}
    return Need(
        title=_("Hubs"),
        why=_("Each has somebody who manages it: facilities, hours, prices, VAT and house rules."),
        stands=ngettext(
            "%(count)s hub, %(managed)s with a manager.",
            "%(count)s hubs, %(managed)s with a manager.",
            names,
        )
        % facts,
        is_there=bool(names),
        url=reverse("facilities:hub_add"),
        action=_("Add a hub"),
    )


def _roles() -> Need:
    count = Grant.objects.filter(revoked_at=None).values("person").distinct().count()
    return Need(
        title=_("People with roles"),
        why=_("Managers and staff of hubs, funders, quartermasters, reviewers, administrators."),
        stands=ngettext("%(count)s person.", "%(count)s people.", count) % {"count": count},
        is_there=bool(count),
        url=reverse("cms:roles"),
        action=_("Roles"),
    )


def _funds() -> Need:
    today = local_day(clock.now(), COUNTRY)
    count = Fund.objects.filter(expires_on__gte=today).count()
    tranches = Tranche.objects.aggregate(due=Count("pk", filter=Q(received_on=None, due_on__lte=today)))
    facts = {"count": count, "due": tranches["due"]}
    return Need(
        title=_("Funds"),
        why=_("They carry what an organisation does not. A fund gives once a payment is in."),
        stands=ngettext(
            "%(count)s open fund; payments due: %(due)s.",
            "%(count)s open funds; payments due: %(due)s.",
            count,
        )
        % facts,
        is_there=bool(count),
        url=reverse("funding:agreements"),
        action=_("Agreements and funds"),
    )
