"""Talking about one booking: all that was said with its files, and saying more."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bookings.actions._files import content_of
from bookings.actions.read_thread import read_thread
from bookings.actions.say import say
from bookings.forms.talking import SayForm
from bookings.models import Booking, ThreadFile
from bookings.models.thread import closes_at, is_talked_about, read_upto, thread_of
from bookings.permissions import Side, booking_for, may_talk, side_of
from bookings.views.private_files import handed_over
from hub.kit import clock
from hub.kit.errors import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def thread(request: HttpRequest, number: str) -> HttpResponse:
    """Opening it is reading it, for all of the reader's side."""
    found = booking_for(request.user, number)
    if request.method != "POST":
        return _page(request, found, SayForm())
    form = SayForm(request.POST, request.FILES)
    if not form.is_valid() and may_talk(request.user, found):
        return _page(request, found, form, 400)
    said = {"text": form.cleaned_data.get("text", ""), "files": form.cleaned_data.get("attached", ())}
    try:
        say(number=number, **said, actor=request.user, now=clock.now())  # type: ignore[arg-type]
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        form.add_error(None, str(refusal))
        return _page(request, found, form, refusal.status)
    messages.success(request, _("Sent. It stands here, and in their mail if they do not read it soon."))
    return redirect("bookings:thread", number)


def _page(request: HttpRequest, found: Booking, form: SayForm, status: int = 200) -> HttpResponse:
    now, side = clock.now(), side_of(request.user, found)
    seen = read_upto(found, by_hub=side.is_hub) if side else 0
    said = [
        (each, side is not None and each.by_hub != side.is_hub and each.pk > seen)
        for each in thread_of(found)
    ]
    new = [each.pk for each, is_new in said if is_new]
    if new and request.method == "GET":
        read_thread(number=found.number, upto=max(new), actor=request.user)  # type: ignore[arg-type]
    is_open = is_talked_about(found) and now < closes_at(found)
    context = {
        "booking": found,
        "hub": found.hub,
        "is_desk": side is Side.HUB,
        "said": said,
        "form": form,
        "is_over": now >= closes_at(found),
        "closes_at": closes_at(found),
        "may_say": is_open and may_talk(request.user, found),
    }
    return render(request, "bookings/thread.html", context, status=status)


@require_safe
@login_required
def thread_file(request: HttpRequest, number: str, uuid: UUID) -> FileResponse:
    """To be saved, for both sides."""
    found = booking_for(request.user, number)
    file = ThreadFile.objects.filter(remark__booking=found, uuid=uuid).first()
    if file is None:
        raise Http404
    return handed_over(content_of(file.stored), name=file.name, media_type=file.media_type)
