"""A funder's own pages: what came in, what is free, reserved and spent, fund by fund, and for whom."""

from datetime import date
from uuid import UUID, uuid4

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from funding.forms.books import JournalForm, last_quarter
from funding.forms.fields import EuroField
from funding.models import AgreementState, Fund, Tranche
from funding.models.desk import desk_of, figures_of, given_from, latest_from, months_of, tranches_of
from funding.models.history import movements_of, years_to_end
from funding.models.limits import COUNTRY
from funding.outbound.fund_bar import fund_bar
from funding.outbound.month_chart import chart, month_table, picture
from funding.permissions import funder_for
from funding.rules.months import summed
from funding.rules.time import local_day
from funding.views.writing import fund_of, way_to, way_to_fund
from hub.kit import clock, saying
from hub.kit.paging import page_number, page_of

A_PAGE = 30
# On the fund's own page the latest few are enough; all of them have a page of their own.
LATEST = 10


@login_required
@require_safe
def funder(request: HttpRequest, uuid: UUID) -> HttpResponse:
    found = funder_for(request.user, uuid)
    desk = desk_of(found, today=local_day(clock.now(), COUNTRY))
    return render(
        request,
        "funding/funder.html",
        {
            "funder": found,
            "desk": [
                {
                    "agreement": each.agreement,
                    "figures": each.figures,
                    "guaranteed_cents": each.guaranteed_cents,
                    "funds": [
                        {"fund": row.fund, "figures": row.figures, "bar": fund_bar(row.figures)}
                        for row in each.funds
                    ],
                }
                for each in desk
            ],
            "is_demo": any(each.agreement.is_demo for each in desk),
            "journal_form": JournalForm(initial=last_quarter(local_day(clock.now(), COUNTRY))),
        },
    )


@login_required
@require_safe
def fund(request: HttpRequest, uuid: UUID, slug: str) -> HttpResponse:
    """One fund as it stands now, month by month, with its payments and the latest that it carried."""
    found = fund_of(request, uuid, slug)
    today = local_day(clock.now(), COUNTRY)
    context = {
        **_now(found, today),
        "funder": found.agreement.funder,
        "crumbs": way_to(found.agreement.funder),
        "today": today,
        "latest": latest_from(found, LATEST),
        "tranches": [_row(tranche) for tranche in tranches_of(found)],
        "moved": movements_of(found),
        "years": years_to_end(found, today),
        "may_change": found.agreement.state != AgreementState.CLOSED,
    }
    return render(request, "funding/fund_desk.html", context)


@login_required
@require_safe
def fund_now(request: HttpRequest, uuid: UUID, slug: str) -> HttpResponse:
    """Of one fund what changes with every booking: its page asks for it anew each minute."""
    found = fund_of(request, uuid, slug)
    return render(request, "funding/parts/fund_now.html", _now(found, local_day(clock.now(), COUNTRY)))


def _now(fund: Fund, today: date) -> dict[str, object]:
    figures = figures_of(fund, today=today)
    months = summed(months_of(fund, today=today), carried=figures.carried_in - figures.carried_out)
    drawn = chart(months)
    return {
        "fund": fund,
        "figures": figures,
        "bar": fund_bar(figures),
        "table": month_table(months),
        "chart": drawn,
        "picture": picture(drawn) if drawn else "",
        "as_of": saying.clock(clock.now().astimezone(COUNTRY)),
    }


@login_required
@require_safe
def recipients(request: HttpRequest, uuid: UUID, slug: str) -> HttpResponse:
    """Everybody whom a fund carried, the latest booking first, month by month."""
    found = fund_of(request, uuid, slug)
    count = figures_of(found, today=local_day(clock.now(), COUNTRY)).allocations
    context = {
        "fund": found,
        "funder": found.agreement.funder,
        "crumbs": way_to_fund(found),
        "page_obj": page_of(given_from(found), page_number(request), A_PAGE, count=count),
    }
    return render(request, "funding/recipients.html", context)


def _row(tranche: Tranche) -> dict[str, object]:
    """A payment with what its form needs: a key, so that two clicks are one receipt, and what is still to come."""
    return {
        "tranche": tranche,
        "key": uuid4(),
        "to_come": EuroField().prepare_value(tranche.to_come_cents),
    }
