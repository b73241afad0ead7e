"""The door through which the card processor tells what happened. Everything it says is looked up again by a worker."""

import json

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from funding.actions.take_in_event import NotAnEvent, read_event, take_in_event
from funding.stripe.signature import is_genuine
from hub.kit import clock

# Bytes; its largest events are a few thousand.
MOST = 256 * 1024


@csrf_exempt
@require_POST
def stripe(request: HttpRequest) -> HttpResponse:
    """200 for what was taken in, now or before, and for what the site does not act upon; 400 for what is not from the
    processor, of this moment and whole; 413 for what is too long; 404 without keys. With CARDS=off what was under way
    is still heard of."""
    if not settings.STRIPE_SECRET_KEY:
        raise Http404
    said = request.META.get("CONTENT_LENGTH") or "0"
    if not said.isdecimal() or int(said) > MOST:
        return _answer("too long", 413)
    body = request.read(MOST + 1)
    if len(body) > MOST:
        return _answer("too long", 413)
    header, now = request.headers.get("Stripe-Signature", ""), clock.now()
    if not is_genuine(body=body, header=header, secrets=settings.STRIPE_WEBHOOK_SECRET, now=now):
        return _answer("not signed by the processor, or not now", 400)
    try:
        event = read_event(json.loads(body))
    except (ValueError, RecursionError, NotAnEvent):
        return _answer("not an event", 400)
    if event:
        take_in_event(event=event, now=now)
    return _answer("thank you", 200)


def _answer(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
