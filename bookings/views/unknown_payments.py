"""Site administrators book a payment that nobody here knows; it stands on the page of what differs."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bookings.actions.book_unknown_payment import How, NoSuchBooking, book_unknown_payment
from bookings.forms.refunds import UnknownPaymentForm
from funding.actions.book_difference import AlreadyBooked, ProcessorSilent, StillDiffers
from hub.kit import clock
from members.views.admins import for_site_admins


@require_http_methods(["GET", "HEAD", "POST"])
@for_site_admins
def unknown_view(request: HttpRequest, pk: int) -> HttpResponse:
    form = UnknownPaymentForm(request.POST)
    if request.method == "POST" and not form.is_valid():
        messages.warning(request, str(NoSuchBooking()))
    elif request.method == "POST":
        try:
            book_unknown_payment(
                difference_id=pk,
                number=form.cleaned_data["number"],
                how=How(form.cleaned_data["how"]),
                reason=form.cleaned_data["reason"],
                actor=request.user,  # type: ignore[arg-type]
                now=clock.now(),
            )
        except (AlreadyBooked, NoSuchBooking, ProcessorSilent, StillDiffers) as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, _("Done: it is in the books."))
    return redirect("funding:differences")
