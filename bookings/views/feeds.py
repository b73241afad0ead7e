"""Secret links to calendars: the page where people make and revoke theirs, and the door that programs knock at."""

from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from bookings.actions._feeds import Made
from bookings.actions.make_feed import make_feed
from bookings.actions.note_fetch import AskedTooOften, note_fetch
from bookings.actions.replace_feed import replace_feed
from bookings.actions.revoke_feed import revoke_feed
from bookings.calendar_links import feed_by_key, is_good
from bookings.forms.feeds import FeedForm
from bookings.models.feeds import MOST_AN_HOUR, asked_too_often, feeds_of
from bookings.outbound.feeds import feed_source
from facilities.models import Facility
from facilities.permissions import hubs_of
from hub.kit import clock
from hub.kit.errors import Refusal
from members.current import person_of
from members.pace import within_pace

FORM_METHODS = ["GET", "HEAD", "POST"]
# A minute, by somebody's network: links that do not exist, or not any more.
MOST_GUESSES = 60


class TooManyGuesses(Refusal):
    code = "too_many_guesses"
    status = 429
    message = gettext_lazy(
        "Many calendars that do not exist were asked for from your network. Try again in a minute."
    )


@require_safe
@sensitive_variables("key")
def feed(request: HttpRequest, key: str) -> HttpResponseBase:
    """The calendar, for whoever has its link. A wrong link, a revoked one and one whose owner may not see it any more
    are the same Http404. Refuses `AskedTooOften`, `TooManyGuesses`."""
    now = clock.now()
    found = feed_by_key(key)
    if found is None:
        if not within_pace(request, "calendar", MOST_GUESSES, now=now):
            raise TooManyGuesses()
        raise Http404
    if asked_too_often(found, now):
        raise AskedTooOften(most=MOST_AN_HOUR)
    source = feed_source(found, now)
    digest = source.digest()
    since = note_fetch(feed=found, digest=digest, now=now)
    tag = f'"{digest}"'
    # Who has it already is told so, and nothing is written.
    response = get_conditional_response(request, etag=tag, last_modified=int(since.timestamp()))
    if response is None:
        response = HttpResponse(source.text(), content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="vliegwiel.ics"'
        response["Content-Language"] = found.language
    # Ask each time whether it is still so, and let nobody in between keep it.
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    response["Last-Modified"] = since.strftime("%a, %d %b %Y %H:%M:%S GMT")
    response["ETag"] = tag
    return response


@require_http_methods(FORM_METHODS)
@login_required
def feeds(request: HttpRequest) -> HttpResponse:
    """One's links, and a form for one more."""
    person = person_of(request)
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        wanted = form.chosen()
        try:
            made = make_feed(
                request_key=form.request_key(),
                kind=wanted.kind,
                hub=wanted.hub,
                facility=wanted.facility,
                name=form.cleaned_data["name"],
                language=person.language,
                actor=person,
                now=clock.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return _page(request, _form(request, fresh=True), made)
    return _page(request, form)


@require_http_methods(FORM_METHODS)
@login_required
def replace(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A new address for one of one's links, shown at once and never again."""
    if request.method != "POST":
        return redirect("bookings:feeds")
    made = replace_feed(uuid=uuid, actor=person_of(request), now=clock.now())
    return _page(request, _form(request, fresh=True), made)


@require_http_methods(FORM_METHODS)
@login_required
def revoke(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One's own, or, for who manages it, a hub's: then back to the hub's calendars."""
    if request.method != "POST":
        return redirect("bookings:feeds")
    person = person_of(request)
    feed = revoke_feed(uuid=uuid, actor=person, now=clock.now())
    messages.success(request, _("That link shows nothing any more."))
    if feed.owner_id != person.pk and feed.hub is not None:
        return redirect("bookings:calendars", feed.hub.slug)
    return redirect("bookings:feeds")


def _form(request: HttpRequest, *, fresh: bool = False) -> FeedForm:
    hubs = list(hubs_of(request.user))
    facilities = list(Facility.objects.filter(hub__in=hubs).order_by("name", "pk"))
    data = request.POST if request.method == "POST" and not fresh else None
    return FeedForm(data, hubs=hubs, facilities=facilities, initial={"key": uuid4(), "what": "organisations"})


def _page(request: HttpRequest, form: FeedForm, made: Made | None = None) -> HttpResponse:
    person = person_of(request)
    for feed in (mine := feeds_of(person.pk)):
        feed.owner = person
    link = ""
    if made:
        link = settings.SITE_URL + reverse("calendar_feed", args=[made.key])
    context = {
        "form": form,
        "feeds": [(feed, is_good(feed)) for feed in mine],
        "made": made,
        "link": link,
        "webcal": f"webcal://{link.partition('://')[2]}" if link else "",
    }
    return render(request, "bookings/feeds.html", context, status=422 if form.errors else 200)
