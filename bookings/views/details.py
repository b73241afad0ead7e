"""One booking through its life: held with a countdown, confirmed, over; confirming and cancelling it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bookings import basket as baskets
from bookings.actions.cancel import FeeIsHigher, cancel
from bookings.actions.confirm import AcceptHouseRules, confirm
from bookings.actions.read_thread import read_thread
from bookings.basket import Basket, BasketLine
from bookings.forms.judging import JudgeForm, OptionForm, RemarkForm
from bookings.forms.placing import CancelForm, ConfirmForm
from bookings.models import Booking, BookingState
from bookings.models.behind import second_behind
from bookings.models.bookings import WAITING_STATES, asks_approval
from bookings.models.changing import wishes_of
from bookings.models.going_back import would_go_back
from bookings.models.house_rules import current_house_rules
from bookings.models.options import last_day_of_option
from bookings.models.terms import fee_for_cancelling
from bookings.models.thread import thread_of
from bookings.outbound.writing import write_path
from bookings.permissions import booking_for, may_cancel, may_change, may_judge
from bookings.rules.changing import together
from bookings.showing import booking_visit, costs_shown, line_rows, state_of
from bookings.views.caller_context import caller_context
from bookings.views.document_context import documents_context
from bookings.views.fee_context import fees_context
from bookings.views.induction_context import induction_context
from bookings.views.money_context import money_context, money_of
from bookings.views.part_of import part_of_context
from bookings.views.refund_context import refunds_context
from bookings.views.talk_context import talk_context
from funding.outbound.explain import explain, shares
from funding.rules.fees import NOTHING
from funding.rules.quoted import frozen_lines
from funding.rules.vat import why_no_vat
from hub.kit import clock, saying
from hub.kit.errors import Refusal
from members.permissions import is_member, works_at


@require_safe
@login_required
def booking(request: HttpRequest, number: str) -> HttpResponse:
    """The booking for its organisation, or for the place that it is with."""
    found = booking_for(request.user, number)
    return booking_page(request, found)


def booking_page(
    request: HttpRequest, found: Booking, forms: Mapping[str, Form] | None = None, status: int = 200
) -> HttpResponse:
    """The page of a booking in its state. `forms` are those that came back wrong, by their names in the page."""
    now = clock.now()
    state = state_of(found, now)
    context = {
        **booking_context(request.user, found, now),
        **talk_context(request.user, found, now),
        "state": state,
    }
    if state in (BookingState.HELD, BookingState.OPTION):
        context |= {**held_context(found, now), **(forms or {})}
        return render(request, "bookings/held.html", context, status=status)
    context |= money_context(request.user, found, may_change=context["may_change"])
    context |= refunds_context(request.user, found, context["money"])
    if found.requested_at:
        context |= request_context(request.user, found, state)
        if context["talk_new"] and request.method == "GET":
            # All of it stands on this page.
            shown = max(each.pk for each in context["remarks"])
            read_thread(number=found.number, upto=shown, actor=request.user)  # type: ignore[arg-type]
    context |= forms or {}
    return render(request, "bookings/booking.html", context, status=status)


def held_context(found: Booking, now: datetime) -> dict[str, Any]:
    """What one may do with what is held, or kept in option: book it, or keep it longer."""
    rules = current_house_rules(found.hub, now)
    context: dict[str, Any] = {
        "house_rules": rules,
        "held_clock": saying.clock(found.held_until.astimezone(found.hub.zone)),
        "form": ConfirmForm(house_rules=rules),
        "asks_approval": asks_approval(found),
        "is_option": found.state == BookingState.OPTION,
        "second": second_behind(found),
        "money": money_of(found),
    }
    is_mere_hold = found.state == BookingState.HELD and found.offered_at is None
    if is_mere_hold and (last := last_day_of_option(found, now)):
        today = now.astimezone(found.hub.zone).date()
        context |= {"option_last": last, "option_form": OptionForm(first=today, last=last)}
    return context


def request_context(person: Any, found: Booking, state: str) -> dict[str, Any]:
    """Question and answer, and what the reader may say to a request that waits."""
    remarks = thread_of(found)
    waits = state == BookingState.REQUESTED
    return {
        "remarks": remarks,
        "may_judge": waits and bool(may_judge(person, found)),
        "may_answer": waits and bool(may_change(person, found)) and any(each.by_hub for each in remarks),
        "judge_form": JudgeForm(),
        "remark_form": RemarkForm(),
    }


def booking_context(person: Any, found: Booking, now: datetime) -> dict[str, Any]:
    """What every page about one booking shows. Why the shares are as they are is the organisation's own business."""
    ours = bool(is_member(person, found.organisation))
    begun = found.period.start <= now
    live = found.state in (*WAITING_STATES, BookingState.CONFIRMED)
    is_desk = not ours and bool(works_at(person, found.hub))
    may_end = live and not begun and bool(may_cancel(person, found))
    return {
        **fees_context(person, found, now),
        **documents_context(person, found, now),
        "booking": found,
        "hub": found.hub,
        "rows": line_rows(found),
        "visit": booking_visit(found),
        "shares": shares(found.quote, own_label=found.organisation.name),
        "net_cents": found.quote.get("net_cents"),
        "no_vat": why_no_vat(line.no_vat for line in frozen_lines(found.quote)),
        "steps": explain(found.quote["steps"]) if ours and found.quote.get("steps") else [],
        "ours": ours,
        "is_desk": is_desk,
        **(caller_context(found, now) if is_desk else {}),
        "costs": costs_shown(found, now, theirs=is_desk) if live and not begun else None,
        **induction_context(found, now, is_desk=is_desk),
        **part_of_context(person, found),
        "may_change": bool(may_change(person, found)),
        "may_cancel": may_end,
        "may_rearrange": may_end and found.state == BookingState.CONFIRMED,
        "write_path": write_path(found) if ours and found.state == BookingState.COMPLETED else "",
        "now": now,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def confirm_view(request: HttpRequest, number: str) -> HttpResponse:
    """Yes to the price and the house rules. Reading it (after signing in) shows the booking."""
    found = booking_for(request.user, number)
    if request.method != "POST":
        return redirect("bookings:booking", found.number)
    now = clock.now()
    form = ConfirmForm(request.POST, house_rules=current_house_rules(found.hub, now))
    if not form.is_valid() and state_of(found, now) in (BookingState.HELD, BookingState.OPTION):
        return booking_page(request, found, {"form": form})
    try:
        confirm(
            number=found.number,
            house_rules_version=form.accepted_version(),
            actor=request.user,  # type: ignore[arg-type]
            now=now,
        )
    except AcceptHouseRules as refusal:
        fresh = ConfirmForm(house_rules=current_house_rules(found.hub, now))
        messages.warning(request, str(refusal))
        return booking_page(request, found, {"form": fresh}, refusal.status)
    return redirect("bookings:booking", found.number)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def cancel_view(request: HttpRequest, number: str) -> HttpResponse:
    """Asks once more, then cancels. The place gives a reason."""
    found, now = booking_for(request.user, number), clock.now()
    needs_reason = not may_change(request.user, found)
    form = CancelForm(request.POST if request.method == "POST" else None, needs_reason=needs_reason)
    if request.method == "POST" and form.is_valid():
        try:
            cancel(
                number=found.number,
                actor=request.user,  # type: ignore[arg-type]
                now=now,
                reason=form.cleaned_data["reason"],
                most_cents=form.told_cents(),
            )
        except FeeIsHigher as refusal:
            # Asked once more, with what it costs by now.
            messages.warning(request, str(refusal))
            again = CancelForm(needs_reason=needs_reason, initial={"reason": form.cleaned_data["reason"]})
            return _cancel(request, found, again, now, refusal.status)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return _cancel(request, found, form, now, refusal.status)
        messages.success(request, _("The booking is cancelled."))
        return redirect("bookings:booking", found.number)
    return _cancel(request, found, form, now)


def _cancel(
    request: HttpRequest, found: Booking, form: CancelForm, now: datetime, status: int = 200
) -> HttpResponse:
    fee = fee_for_cancelling(found, now=now) if may_change(request.user, found) else NOTHING
    form.initial["fee"] = fee.own_cents
    context = {
        **booking_context(request.user, found, now),
        "form": form,
        "state": state_of(found, now),
        "fee": fee,
        "back_cents": found.funds_cents - fee.funds_cents,
        "goes_back": would_go_back(found, own_cents=fee.own_cents),
    }
    return render(request, "bookings/cancel.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def again(request: HttpRequest, number: str) -> HttpResponse:
    """The same things in a new basket, to look whether they are still free. Reading it (after signing in) shows the
    booking."""
    found = booking_for(request.user, number)
    if request.method != "POST":
        return redirect("bookings:booking", found.number)
    lines = list(found.lines.all())
    first = lines[0].period
    picked = tuple(
        BasketLine(wish.facility_id, wish.quantity, None if wish.period == first else wish.period)
        for wish in together(wishes_of(lines))
    )
    baskets.keep(request.session, Basket(found.hub_id, first, picked, found.visit))
    return redirect("bookings:basket")
