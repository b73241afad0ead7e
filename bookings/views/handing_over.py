"""What was booked for somebody who called: the page that their mails' link opens, and sending it at the desk."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bookings.actions._handing_over import NoSuchLink
from bookings.actions.send_link import send_link
from bookings.actions.take_over import good_link, take_over
from bookings.actions.withdraw_link import withdraw_link
from bookings.forms.callers import LinkForm
from bookings.models.hand_overs import bookings_called_for
from bookings.models.owed import due_of
from bookings.permissions import booking_for
from bookings.showing import line_rows, state_of
from bookings.views.details import booking_page
from facilities.permissions import demand_staff
from hub.kit import clock
from hub.kit.errors import Refusal
from members import current
from members.pace import within_pace
from members.views.invitations import tells_no_address

# A minute, by somebody's network: links that are not good.
MOST_GUESSES = 20


class TooManyTries(Refusal):
    code = "too_many_tries"
    status = 429
    message = gettext_lazy(
        "Many links that are not good were opened from your network. Try again in a minute."
    )


@tells_no_address
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take_over_view(request: HttpRequest, key: str) -> HttpResponse:
    """What was booked, to read, for whoever has the link; taken over by whom it was sent to."""
    now = clock.now()
    try:
        return _take_over(request, key, now)
    except NoSuchLink:
        if not within_pace(request, "take_over", MOST_GUESSES, now=now):
            raise TooManyTries() from None
        raise


def _take_over(request: HttpRequest, key: str, now: datetime) -> HttpResponse:
    if request.method != "POST":
        return render(request, "bookings/take_over.html", _context(key, now))
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    organisation = take_over(key=key, actor=current.person_of(request), now=now)
    current.choose(request, organisation.uuid)
    words = _(
        "It is yours now. Look whether all of this is right: where you are decides which funds take part in what you "
        "book."
    )
    messages.success(request, words)
    return redirect("members:change", organisation.uuid)


def _context(key: str, now: datetime) -> dict[str, Any]:
    """No names, no addresses, nothing that was said: what the mail said that brought the link."""
    caller = good_link(key=key, now=now).caller
    bookings = bookings_called_for(caller)
    due = due_of(bookings)
    shown = [(each, state_of(each, now), line_rows(each), due[each.pk]) for each in bookings]
    return {"organisation": caller.organisation, "hub": caller.hub, "shown": shown}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def caller_view(request: HttpRequest, number: str) -> HttpResponse:
    """The desk sends who called the link, or withdraws it. Reading it (after signing in) shows the booking."""
    found, now = booking_for(request.user, number), clock.now()
    if request.method != "POST":
        return redirect("bookings:booking", found.number)
    demand_staff(request.user, found.hub)
    if request.POST.get("do") == "withdraw":
        withdraw_link(number=found.number, actor=request.user, now=now)  # type: ignore[arg-type]
        messages.success(request, _("The link in their mails does not work any more."))
        return redirect("bookings:booking", found.number)
    form = LinkForm(request.POST)
    if form.is_valid():
        link = send_link(
            number=found.number,
            email=form.cleaned_data["email"].lower(),
            actor=request.user,  # type: ignore[arg-type]
            now=now,
        )
        messages.success(request, _("A link goes to %(email)s.") % {"email": link.email})
        return redirect("bookings:booking", found.number)
    return booking_page(request, found, {"link_form": form}, 400)
