"""As last time: how a booking is set up, in words and photos."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bookings.actions._files import content_of
from bookings.actions._set_ups import demand_set_up
from bookings.actions.keep_set_up import keep_set_up
from bookings.actions.remove_set_up_photo import remove_set_up_photo
from bookings.actions.set_up_as_last_time import set_up_as_last_time
from bookings.forms.talking import SetUpForm
from bookings.models import Booking, SetUpPhoto
from bookings.permissions import Side, booking_for, side_of
from bookings.views.private_files import handed_over
from bookings.views.talk_context import set_up_context
from hub.kit import clock
from hub.kit.errors import Refusal

# A page, and what its buttons send: whoever comes back from signing in reads the page.
door = require_http_methods(["GET", "HEAD", "POST"])


@door
@login_required
def set_up(request: HttpRequest, number: str) -> HttpResponse:
    """Write it down, or change it; begun with what was written last time."""
    found, now = booking_for(request.user, number), clock.now()
    demand_set_up(request.user, found, now)  # type: ignore[arg-type]
    kept = set_up_context(found)
    last = kept["last_set_up"]
    has_last_photos = bool(last and last.photos.all())
    begun = kept["set_up"] or last
    form = SetUpForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        has_last_photos=has_last_photos,
        initial={"text": begun.text if begun else "", "with_last": True},
    )
    if request.method == "POST" and form.is_valid():
        try:
            keep_set_up(number=number, **form.cleaned_data, actor=request.user, now=now)  # type: ignore[arg-type]
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Kept. Whoever sets up gets it the day before."))
            return redirect("bookings:booking", number)
    context: dict[str, Any] = {
        **kept,
        "booking": found,
        "hub": found.hub,
        "is_desk": side_of(request.user, found) is Side.HUB,
        "form": form,
    }
    return render(request, "bookings/set_up.html", context, status=400 if form.is_bound else 200)


@door
@login_required
def as_last_time(request: HttpRequest, number: str) -> HttpResponse:
    found = booking_for(request.user, number)
    if request.method == "POST":
        set_up_as_last_time(number=number, actor=request.user, now=clock.now())  # type: ignore[arg-type]
        messages.success(request, _("As last time. Whoever sets up gets it the day before."))
    return redirect("bookings:booking", found.number)


@require_safe
@login_required
def set_up_photo(request: HttpRequest, number: str, uuid: UUID) -> FileResponse:
    """For both sides."""
    photo = _photo(booking_for(request.user, number), uuid)
    return handed_over(content_of(photo.stored), name=f"{number}.jpg", media_type="image/jpeg", shown=True)


@door
@login_required
def set_up_photo_remove(request: HttpRequest, number: str, uuid: UUID) -> HttpResponse:
    found = booking_for(request.user, number)
    if request.method == "POST":
        remove_set_up_photo(number=number, uuid=uuid, actor=request.user, now=clock.now())  # type: ignore[arg-type]
        messages.success(request, _("The photo is gone."))
    return redirect("bookings:set_up", found.number)


def _photo(found: Booking, uuid: UUID) -> SetUpPhoto:
    photo = SetUpPhoto.objects.filter(set_up__booking=found, uuid=uuid).first()
    if photo is None:
        raise Http404
    return photo
