"""Pages of words alone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "cms/about.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "cms/privacy.html")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "cms/accessibility.html")


@require_safe
def for_hubs(request: HttpRequest) -> HttpResponse:
    return render(request, "cms/for_hubs.html")
