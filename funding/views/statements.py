"""A fund's statement over a period: on a page, on paper, and for a spreadsheet."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from funding.forms.paying import SpanForm
from funding.models import Fund
from funding.models.limits import COUNTRY
from funding.models.spread import Span
from funding.models.statements import Statement, statement_of
from funding.outbound.statements import (
    how_it_is_counted,
    on_paper,
    on_sheet,
    rows_of_balance,
    rows_of_hubs,
    tables,
)
from funding.rules.time import local_day
from funding.views.writing import fund_of, way_to_fund
from hub.kit import clock
from hub.kit.errors import Refusal
from hub.kit.pdf import document
from hub.kit.spreadsheet import csv_of

# Some seventy sheets: more is for a spreadsheet.
MOST_ON_PAPER = 3_000


class NoSuchSpan(Refusal):
    code = "no_such_span"
    status = 400
    message = _("Say from which day until which day, the last one not before the first.")


class TooMuchForPaper(Refusal):
    code = "too_much_for_paper"
    status = 400
    message = _(
        "That is %(count)d bookings. On paper at most %(most)d: choose a shorter time, or the spreadsheet."
    )


@login_required
@require_safe
def statement(request: HttpRequest, uuid: UUID, slug: str) -> HttpResponse:
    fund = fund_of(request, uuid, slug)
    form = SpanForm(_asked(request, fund))
    found = _found(fund, form) if form.is_valid() else None
    return render(
        request,
        "funding/statement.html",
        {
            "fund": fund,
            "funder": fund.agreement.funder,
            "form": form,
            "statement": found,
            "balance": rows_of_balance(found) if found else [],
            "hubs": rows_of_hubs(found.hubs) if found else [],
            "tables": tables(found) if found else [],
            "how": how_it_is_counted(),
            "crumbs": way_to_fund(fund),
        },
        status=200 if found else 400,
    )


@login_required
@require_safe
def statement_pdf(request: HttpRequest, uuid: UUID, slug: str) -> HttpResponse:
    found = _asked_for(request, uuid, slug)
    if len(found.carried) > MOST_ON_PAPER:
        raise TooMuchForPaper(count=len(found.carried), most=MOST_ON_PAPER)
    now = clock.now().astimezone(COUNTRY)
    made = document("funding/statement", on_paper(found, now.date()), get_language() or "nl", now)
    return _file(made, found, "pdf", "application/pdf")


@login_required
@require_safe
def statement_csv(request: HttpRequest, uuid: UUID, slug: str) -> HttpResponse:
    found = _asked_for(request, uuid, slug)
    language = get_language() or "nl"
    made = csv_of(on_sheet(found, language), language)
    return _file(made, found, "csv", "text/csv; charset=utf-8")


def _asked(request: HttpRequest, fund: Fund) -> dict[str, Any]:
    """What the address asks for; else the present year as far as it is."""
    if "first" in request.GET or "last" in request.GET:
        return request.GET.dict()
    today = local_day(clock.now(), COUNTRY)
    return {"first": date(today.year, 1, 1), "last": today}


def _asked_for(request: HttpRequest, uuid: UUID, slug: str) -> Statement:
    """Raises `NoSuchSpan`."""
    fund = fund_of(request, uuid, slug)
    form = SpanForm(_asked(request, fund))
    if not form.is_valid():
        raise NoSuchSpan()
    return _found(fund, form)


def _found(fund: Fund, form: SpanForm) -> Statement:
    span = Span(form.cleaned_data["first"], form.cleaned_data["last"])
    return statement_of(fund, span, today=local_day(clock.now(), COUNTRY))


def _file(made: bytes, found: Statement, ending: str, kind: str) -> HttpResponse:
    name = f"{found.fund.slug}-{found.span.first}-{found.span.last}.{ending}"
    answer = HttpResponse(made, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
