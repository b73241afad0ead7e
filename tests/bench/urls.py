"""The site's own addresses, and the floors."""

from datetime import timedelta

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.urls import path

from hub.kit import clock
from hub.urls import urlpatterns as ours

OVERLAP = """
SELECT unit_id, lower(during), upper(during) FROM bookings_occupancy
WHERE released_at IS NULL AND int8range(unit_id, unit_id, '[]') && int8range(%s, %s, '[]')
    AND during && tstzrange(%s, %s)
"""


def constant(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"answer": 42})


def signed_in(request: HttpRequest) -> JsonResponse:
    """Django's sessions and our roles are looked up, as for every page."""
    return JsonResponse({"answer": 42, "you": request.user.pk, "organisation": str(request.organisation)})


def overlap(request: HttpRequest) -> JsonResponse:
    """One bare indexed statement: a unit's occupancies in the next thirty days."""
    unit, now = int(request.GET["unit"]), clock.now()
    with connection.cursor() as cursor:
        cursor.execute(OVERLAP, [unit, unit, now, now + timedelta(days=30)])
        return JsonResponse({"taken": cursor.fetchall()})


urlpatterns = [
    path("floor/constant", constant),
    path("floor/overlap", overlap),
    path("floor/signed-in", signed_in),
    *ours,
]
