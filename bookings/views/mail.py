"""What somebody gets by mail, and how they say that they do not want it, signed in or not."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from bookings.actions.choose_mail import choose_mail
from bookings.actions.stop_mail import read_token, stop_mail
from bookings.forms.messages import CHOICES, MailForm
from bookings.models.messages import stopped_by
from hub.kit import clock
from members.actions.trust_address import trust_address
from members.current import person_of
from members.models.unreachable import unreachable

METHODS = ["GET", "HEAD", "POST"]


@login_required
@require_http_methods(METHODS)
def mail_choices(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    form = MailForm(request.POST if request.method == "POST" else None, stopped=stopped_by(person.pk))
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data["wanted"]
        choose_mail(person=person, wanted=wanted, actor=person, now=clock.now())
        messages.success(request, _("The changes are saved."))
        return redirect("bookings:mail_choices")
    context = {"form": form, "refused": unreachable(person.email)}
    return render(request, "bookings/mail_choices.html", context, status=400 if form.is_bound else 200)


@login_required
@require_http_methods(METHODS)
def mail_trust(request: HttpRequest) -> HttpResponse:
    """Somebody says that their address works."""
    if request.method == "POST":
        person = person_of(request)
        trust_address(person=person, address=person.email, actor=person, now=clock.now())
        messages.success(request, _("We write to this address again."))
    return redirect("bookings:mail_choices")


@csrf_exempt
@require_http_methods(METHODS)
def stop_mail_view(request: HttpRequest, token: str) -> HttpResponse:
    """Reading it changes nothing: programs follow links on their own. They post to it for somebody who pressed their
    own button (RFC 8058), without a session; so does ours."""
    _person, kind = read_token(token)
    is_done = request.method == "POST"
    if is_done:
        stop_mail(token=token, now=clock.now())
    return render(request, "bookings/stop_mail.html", {"what": CHOICES[kind], "is_done": is_done})
