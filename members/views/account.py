"""A person's own page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from hub.kit import clock
from hub.kit.errors import Refusal
from members.actions.change_account import change_account
from members.current import person_of
from members.forms import AccountForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Name and language; after a change the page goes on in the language that was chosen."""
    person = person_of(request)
    form = AccountForm(
        request.POST if request.method == "POST" else None,
        initial={"name": person.name, "language": person.language},
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_account(person=person, **form.cleaned_data, actor=person, now=clock.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            with override(person.language):
                messages.success(request, _("The changes are saved."))
                return redirect(reverse("members:account"))
    return render(request, "members/account.html", {"form": form}, status=400 if form.is_bound else 200)
