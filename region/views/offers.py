"""What a hub offers for what is looked for, and the answer to it."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bookings.forms.periods import PERIOD_FIELDS, said
from bookings.models.house_rules import current_house_rules
from bookings.quoting import shown
from facilities.models import Facility, Hub
from facilities.permissions import hubs_of, staffed_hub_for
from funding.models.limits import COUNTRY
from funding.outbound.explain import explain
from hub.kit import clock
from hub.kit.errors import Refusal
from hub.kit.paging import page_number, page_of
from members.current import person_of
from members.permissions import may_book
from region.access_to_needs import need_for, offer_of_hub, offer_to_us
from region.actions.accept_offer import accept_offer
from region.actions.decline_offer import decline_offer
from region.actions.offer_for_need import offer_for_need
from region.actions.withdraw_offer import withdraw_offer
from region.forms.needs import ReasonForm
from region.forms.offers import AcceptForm, OfferForms, valid_day
from region.models import Need, NeedState, Offer
from region.models.matching import Match, matches
from region.models.needs_reading import fitting_hub, names_of_lines, offers_of
from region.models.needs_reading import shown as shown_needs

A_PAGE = 20
door = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@login_required
def of_hub(request: HttpRequest, hub: str) -> HttpResponse:
    """What this hub could meet, and what it offered."""
    place, now = staffed_hub_for(request.user, hub), clock.now()
    fits = fitting_hub(place, now.astimezone(COUNTRY).date())
    page = page_of(fits, page_number(request), A_PAGE)
    found = {each.pk: each for each in shown_needs(Need.objects.filter(pk__in=[each.pk for each in page]))}
    offers = list(offers_of(place)[:A_PAGE])
    context = {
        "hub": place,
        "page_obj": page,
        "needs": [
            {"need": found[each.pk], "km": each.km, "is_answered": each.is_answered}
            for each in page
            if each.pk in found
        ],
        "offers": offers,
        "names": names_of_lines(offers),
    }
    return render(request, "region/hub_needs.html", context)


@door
@login_required
def new(request: HttpRequest, uuid: Any, hub: str) -> HttpResponse:
    """Prepare what they could book, with one click."""
    place, now = staffed_hub_for(request.user, hub), clock.now()
    need = need_for(request.user, uuid)
    today = now.astimezone(place.zone).date()
    if not need.is_open(now.astimezone(COUNTRY).date()):
        messages.info(request, _("This is not open any more."))
        return redirect("region:need", uuid)
    if request.method != "POST":
        found = matches(need, now=now, hub_id=place.pk, most=8)
        forms = OfferForms(
            need=need, hub=place, first=_first(request, need, found, place), day=valid_day(today, need)
        )
        return _new(request, need, place, forms, found)
    forms = OfferForms(need=need, hub=place, data=request.POST, day=valid_day(today, need))
    found = matches(need, now=now, hub_id=place.pk, most=8)
    if not forms.is_valid():
        return _new(request, need, place, forms, found, status=400)
    try:
        offer_for_need(need_uuid=need.uuid, hub=place, facts=forms.facts(), actor=person_of(request), now=now)
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        forms.form.add_error(None, str(refusal))
        return _new(request, need, place, forms, found, status=refusal.status)
    messages.success(request, _("Sent. They have a mail, and can book it with one click."))
    return redirect("region:need", uuid)


def _first(request: HttpRequest, need: Need, found: list[Match], hub: Hub) -> dict[str, Any]:
    """What the first row begins with: as the address says, else the best that is free."""
    asked = {name: request.GET[name][:20] for name in (*PERIOD_FIELDS, "quantity") if name in request.GET}
    pk = request.GET.get("facility", "")
    if asked.get("date") and pk.isascii() and pk.isdigit() and len(pk) < 10:
        return {**asked, "facility": pk}
    best = next((each for each in found if each.period), None)
    if best is None or best.period is None:
        return {"quantity": need.quantity}
    return {**said(best.period, hub.zone), "facility": best.fit.facility_id, "quantity": need.quantity}


def _new(
    request: HttpRequest, need: Need, hub: Hub, forms: OfferForms, found: list[Match], status: int = 200
) -> HttpResponse:
    context = {"need": need, "hub": hub, "forms": forms, "form": forms.form, "matches": found}
    return render(request, "region/offer_new.html", context, status=status)


@require_safe
@login_required
def offer(request: HttpRequest, uuid: Any) -> HttpResponse:
    """A prepared basket with its price, and one button."""
    return _offer_page(request, offer_to_us(request.user, uuid))


def _offer_page(
    request: HttpRequest,
    found: Offer,
    *,
    refusal: Refusal | None = None,
    form: AcceptForm | None = None,
    decline_form: ReasonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    now, need = clock.now(), found.need
    is_open = found.is_open(now) and need.state == NeedState.OPEN
    context: dict[str, Any] = {
        "offer": found,
        "need": need,
        "hub": found.hub,
        "is_open": is_open,
        "may_book": may_book(request.user, need.organisation),
        "refusal": refusal,
        "decline_form": decline_form or ReasonForm(auto_id="decline-%s"),
        "lines": _lines(found),
    }
    if is_open:
        context |= _price_now(request, found, form, now)
    if price := context.get("price"):
        for line, now_priced in zip(context["lines"], price.lines, strict=True):
            line["cents"] = now_priced.list_cents
    return render(request, "region/offer.html", context, status=status)


def _lines(found: Offer) -> list[dict[str, Any]]:
    facilities = Facility.objects.select_related("kind").in_bulk([each.facility_id for each in found.lines])
    frozen = found.quote.get("lines", [])
    return [
        {"wish": wish, "facility": facilities.get(wish.facility_id), "cents": price.get("list_cents")}
        for wish, price in zip(found.lines, frozen, strict=False)
    ]


def _price_now(request: HttpRequest, found: Offer, form: AcceptForm | None, now: datetime) -> dict[str, Any]:
    """The price of this moment, beside the one that was offered where it differs."""
    rules = current_house_rules(found.hub, now)
    context: dict[str, Any] = {"house_rules": rules}
    digest = ""
    if found.is_basket:
        seen = shown(
            wishes=found.lines,
            hub=found.hub,
            organisation=found.need.organisation,
            person=request.user,
            now=now,
        )
        context |= {"shown": seen, "price": seen.price, "obstacle": seen.obstacle}
        if seen.price is not None:
            digest = seen.price.digest()
            context["steps"] = explain(seen.price.steps)
            context["has_changed"] = digest != found.price_digest
    if form is None or not form.errors:
        form = AcceptForm(house_rules=rules, initial={"price": digest})
    context["accept_form"] = form
    return context


@door
@login_required
def accept(request: HttpRequest, uuid: Any) -> HttpResponse:
    """Book it, once."""
    found, now = offer_to_us(request.user, uuid), clock.now()
    if request.method != "POST":
        return redirect("region:offer", uuid)
    rules = current_house_rules(found.hub, now) if found.is_basket else None
    form = AcceptForm(request.POST, house_rules=rules)
    if not form.is_valid():
        return _offer_page(request, found, form=form, status=400)
    try:
        done = accept_offer(
            uuid=uuid,
            price_digest=form.cleaned_data["price"],
            house_rules_version=form.accepted_version(),
            actor=person_of(request),
            now=now,
        )
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        return _offer_page(request, offer_to_us(request.user, uuid), refusal=refusal, status=refusal.status)
    if done.booking is None:
        messages.success(request, _("They know that you accept. Get in touch: whom to ask stands below."))
        return redirect("region:offer", uuid)
    messages.success(request, _("Booked. Your request is met, and the others are told."))
    return redirect("bookings:booking", done.booking.number)


@door
@login_required
def decline(request: HttpRequest, uuid: Any) -> HttpResponse:
    """No, with a reason."""
    found = offer_to_us(request.user, uuid)
    if request.method != "POST":
        return redirect("region:offer", uuid)
    form = ReasonForm(request.POST, auto_id="decline-%s")
    if not form.is_valid():
        return _offer_page(request, found, decline_form=form, status=400)
    try:
        decline_offer(
            uuid=uuid, reason=form.cleaned_data["reason"], actor=person_of(request), now=clock.now()
        )
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        return _offer_page(request, offer_to_us(request.user, uuid), refusal=refusal, status=refusal.status)
    messages.success(request, _("Declined. The hub reads your reason."))
    return redirect("region:need", found.need.uuid)


@door
@login_required
def withdraw(request: HttpRequest, uuid: Any) -> HttpResponse:
    """The hub takes it back."""
    found = offer_of_hub(request.user, uuid, list(hubs_of(request.user)))
    if request.method == "POST":
        form = ReasonForm(request.POST, needed=False)
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        try:
            withdraw_offer(uuid=uuid, reason=reason, actor=person_of(request), now=clock.now())
        except Refusal as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, _("Withdrawn. They are told."))
    return redirect("region:need", found.need.uuid)
