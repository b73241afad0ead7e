"""What funds there are and what for: for everybody. What they have left is their own business."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from funding.models.books import open_funds
from funding.models.limits import COUNTRY
from funding.models.open_doors import open_to_public
from funding.outbound.open_doors import in_a_line
from funding.outbound.rules_in_words import limit_words, rule_words
from funding.permissions import fund_for
from funding.rules.time import local_day
from hub.kit import clock


@require_safe
def funds(request: HttpRequest) -> HttpResponse:
    found = [
        {"fund": fund, "rules": [rule_words(rule) for rule in fund.rules.all()]}
        for fund in open_funds(local_day(clock.now(), COUNTRY))
    ]
    opened = [
        {"facility": each.pledge.facility, "words": in_a_line(each)}
        for each in open_to_public(local_day(clock.now(), COUNTRY))
    ]
    return render(request, "funding/funds.html", {"funds": found, "opened": opened})


@require_safe
def fund(request: HttpRequest, slug: str) -> HttpResponse:
    found = fund_for(slug)
    return render(
        request,
        "funding/fund.html",
        {
            "fund": found,
            "crumbs": [(_("Funds"), reverse("funding:funds"))],
            "rules": [rule_words(rule) for rule in found.rules.all()],
            "limits": limit_words(found),
            "is_over": found.expires_on < local_day(clock.now(), COUNTRY),
        },
    )
