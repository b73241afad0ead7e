"""At what rate an organisation books, and the page on which its owners say so."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from funding.actions.declare_band import declare_band
from funding.forms import DeclarationForm
from funding.models import BandDeclaration
from funding.models.choosing import bands_on, declarations_of
from funding.models.limits import COUNTRY, provisional_cap
from funding.models.payers import band_of, refused_year, waiting_declaration
from funding.rules.facts import BandFacts
from funding.rules.fiscal import years_to_declare
from funding.rules.time import local_day
from hub.kit import clock
from hub.kit.errors import Forbidden, Refusal
from members.models import Organisation
from members.permissions import Person, administers, is_site_admin, organisation_for, organisation_seen_by
from members.views.current import next_url


@login_required
@require_safe
def rate(request: HttpRequest, uuid: UUID) -> HttpResponse:
    found = organisation_seen_by(request.user, uuid)
    today = local_day(clock.now(), COUNTRY)
    band, now_held = band_of(found, on=today), bands_on(today)
    # What was declared keeps the percentages of its own table, so that table is what is shown as theirs.
    is_newer = bool(band and now_held and now_held[0].valid_from != band.table_from)
    return render(
        request,
        "funding/rate.html",
        {
            "organisation": found,
            "band": band,
            "bands": bands_on(band.table_from) if band and band.table_from else now_held,
            "newer_bands": now_held if is_newer else [],
            "waiting": waiting_declaration(found, on=today) if band else None,
            "refused_year": refused_year(found, on=today),
            "administers": administers(request.user, found),
            "declarations": declarations_of(found) if _opens(request.user, found) else [],
            # What was reviewed stays; another year may still be declared.
            "may_declare": band is None or band.provisional or years_to_declare(today)[0] != band.fiscal_year,
        },
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: HttpRequest, uuid: UUID) -> HttpResponse:
    found = organisation_for(request.user, uuid)
    if not administers(request.user, found):
        raise Forbidden()
    now = clock.now()
    today = local_day(now, COUNTRY)
    sent = request.method == "POST"
    form = DeclarationForm(
        request.POST if sent else None, request.FILES if sent else None, years=years_to_declare(today)
    )
    if sent and form.is_valid():
        try:
            declaration = declare_band(
                organisation=found,
                turnover=form.turnover_of_year(),
                evidence=form.cleaned_data["evidence"],
                actor=request.user,
                now=now,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _thanks(declaration, band_of(found, on=today)))
            return redirect(next_url(request, reverse("funding:rate", args=[found.uuid])))
    return render(
        request,
        "funding/declare.html",
        {
            "organisation": found,
            "form": form,
            "bands": bands_on(today),
            "cap_cents": provisional_cap(today),
            "checked": _checked(band_of(found, on=today)),
            "next": next_url(request, ""),
        },
        status=400 if form.is_bound else 200,
    )


def _opens(person: Person, organisation: Organisation) -> bool:
    return bool(administers(person, organisation) or is_site_admin(person))


def _checked(band: BandFacts | None) -> BandFacts | None:
    """The band that somebody has looked at, which declaring another year does not take away."""
    return band if band and not band.provisional else None


def _thanks(declaration: BandDeclaration, counts: BandFacts | None) -> str:
    if counts and counts.fiscal_year != declaration.fiscal_year:
        return _(
            "Thank you. You go on booking in rate band %(band)s, which is checked, until this declaration is checked "
            "too or until %(day)s."
        ) % {"band": counts.code, "day": date_format(counts.valid_until, "DATE_FORMAT")}
    return _("Thank you. From now on you book in rate band %(band)s.") % {"band": declaration.band.code}
