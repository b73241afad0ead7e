"""The atlas to take along: what is public under the page's filters, as a spreadsheet, as GeoJSON and as a feed."""

import hashlib
import json
from collections.abc import Iterator

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date, quote_etag
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from hub.kit.spreadsheet import download
from knowledgebase.rules.atom import written
from region.forms.atlas import Address
from region.models import AtlasEntry
from region.models.atlas import listed, matching
from region.outbound.atlas_files import AT_ONCE, feature, feed_of, rows

# A program that asks each minute is told to come back later.
SECONDS = 900


@require_safe
def as_csv(request: HttpRequest) -> StreamingHttpResponse:
    """No cell of it is a formula."""
    return download("atlas", rows(_asked(request)))


@require_safe
def as_geojson(request: HttpRequest) -> StreamingHttpResponse:
    features = map(feature, _asked(request).iterator(chunk_size=AT_ONCE))
    answer = StreamingHttpResponse(_collection(features), content_type="application/geo+json")
    answer.headers["Content-Disposition"] = 'attachment; filename="atlas.geojson"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Nothing but 304 for who has it already, as of other feeds."""
    address = Address.of(request)
    entries = listed(matching(address.asked))
    told = feed_of(entries, get_language() or "nl", own_path=request.get_full_path(), query=address.query())
    body = written(told)
    response = HttpResponse(body, content_type="application/atom+xml; charset=utf-8")
    etag, changed = quote_etag(hashlib.sha256(body).hexdigest()[:32]), int(told.changed_at.timestamp())
    response["ETag"] = etag
    response["Last-Modified"] = http_date(changed)
    patch_cache_control(response, public=True, max_age=SECONDS)
    return get_conditional_response(request, etag=etag, last_modified=changed, response=response) or response


def _asked(request: HttpRequest) -> "QuerySet[AtlasEntry]":
    return listed(matching(Address.of(request).asked)).select_related("municipality", "region")


def _collection(features: Iterator[dict[str, object]]) -> Iterator[str]:
    yield '{"type":"FeatureCollection","features":['
    for number, each in enumerate(features):
        yield ("," if number else "") + json.dumps(each, ensure_ascii=False, separators=(",", ":"))
    yield "]}"
