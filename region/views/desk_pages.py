"""What a quartermaster's pages of what comes in have in common."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from members.models import Region
from region.permissions import is_quartermaster_of


def desk_page(
    request: HttpRequest, template: str, region: Region, status: int = 200, **context: Any
) -> HttpResponse:
    """A page of a region's desk, with its menu as everywhere; 422 when its form was sent and is not
    right, else `status`."""
    form = context.get("form")
    status = 422 if form is not None and form.is_bound and form.errors else status
    reads = is_quartermaster_of(request.user, region.pk)
    return render(request, template, {"region": region, "reads_contacts": reads, **context}, status=status)
