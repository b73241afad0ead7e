"""What the managers' pages have in common."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from facilities.actions._promises import BookingsAreHit
from facilities.forms.knowing import Knowing
from facilities.models import Hub
from facilities.permissions import may_manage
from hub.kit.errors import Refusal

# Of pages with a form, and of what only a button sends: whoever comes back from signing in reads a page all the same.
FORM_METHODS = ["GET", "HEAD", "POST"]


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, an empty form too; None when somebody only looks."""
    return request.POST if request.method == "POST" else None


def tried(form: forms.BaseForm, act: Callable[[], object]) -> bool:
    """Do it if the form is right; what the verb refuses is said above the form, with everything still filled in.

    Bookings that are in the way are shown there too, for somebody to decide about (`facilities/hit.html`).
    """
    if not form.is_valid():
        return False
    try:
        act()
    except BookingsAreHit as refusal:
        if not isinstance(form, Knowing):
            raise
        form.hit = refusal.promises
        return False
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def done(request: HttpRequest, said: str, to: str, *args: Any) -> HttpResponse:
    messages.success(request, said)
    return redirect(to, *args)


def done_over(request: HttpRequest, form: Knowing, hub: str, said: str, to: str, *args: Any) -> HttpResponse:
    """The same of what was done over bookings that are in the way: then to where one decides about these."""
    if not form.knowing():
        return done(request, said, to, *args)
    said = said + " " + _("Now decide about the bookings that are in the way.")
    return done(request, said, "bookings:repair", hub)


def page(request: HttpRequest, template: str, hub: Hub, now: datetime, **context: Any) -> HttpResponse:
    """A page about one hub; 422 when its form was sent and is not right, 409 when bookings are in its way."""
    form = context.get("form")
    status = 422 if form is not None and form.is_bound and form.errors else 200
    if getattr(form, "hit", ()):
        status = BookingsAreHit.status
    context |= {"hub": hub, "manages": may_manage(request.user, hub), "now": now}
    return render(request, template, context, status=status)
