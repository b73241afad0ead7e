"""What is looked for, for feed readers."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from funding.models.limits import COUNTRY
from hub.kit import clock
from knowledgebase.rules.atom import written
from region.outbound.needs_feed import feed_of

# A program that asks each minute is told to come back later.
SECONDS = 900


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Nothing but 304 for who has it already (RFC 9110, 13)."""
    today = clock.now().astimezone(COUNTRY).date()
    body = written(feed_of(today, get_language() or "nl", request.path))
    response = HttpResponse(body, content_type="application/atom+xml; charset=utf-8")
    etag = quote_etag(hashlib.sha256(body).hexdigest()[:32])
    response["ETag"] = etag
    patch_cache_control(response, public=True, max_age=SECONDS)
    return get_conditional_response(request, etag=etag, response=response) or response
