"""What the figures of a region say, for its quartermaster and who administers the site."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from facilities.models import Kind, KindFamily
from hub.kit import clock
from hub.kit.errors import Refusal
from hub.kit.paging import page_number, page_of
from hub.kit.pdf import document
from hub.kit.spreadsheet import download, reading
from region.forms.analysis import AsOfForm, DistanceForm, SpanForm
from region.models.white_spots import USUAL_KM
from region.outbound import analysis
from region.permissions import region_mapped_for
from region.rules.quarters import COUNTRY, Span, year_of

PAGE = 40


class NoSuchFigures(Refusal):
    code = "no_such_figures"
    status = 400
    message = _("Say how near (5, 10, 20 or 40 km) and which year or quarter, such as 2026 or 2026-Q3.")


@login_required
@require_safe
def white_spots(request: HttpRequest, slug: str) -> HttpResponse:
    region, form = region_mapped_for(request.user, slug), _distance(request)
    return _page(
        request, region, "white_spots", form, tables=analysis.white_spots(region, _km(form), _today())
    )


@login_required
@require_safe
def white_spot(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """One kind, drawn and town by town."""
    region, form = region_mapped_for(request.user, slug), _distance(request)
    found = get_object_or_404(Kind.objects.exclude(family=KindFamily.SESSION), slug=kind)
    spotted = analysis.white_spot(region, found, _km(form), _today())
    towns, *others = spotted.tables
    page = page_of(towns.rows, page_number(request), PAGE)
    shown = {"kind": found, "drawing": spotted.drawing, "page_obj": page, "km": _km(form)}
    return _page(
        request,
        region,
        "white_spot",
        form,
        tables=[analysis.paged(towns, list(page)), *others],
        **shown,
    )


@login_required
@require_safe
def country(request: HttpRequest, slug: str) -> HttpResponse:
    region, form = region_mapped_for(request.user, slug), _distance(request)
    return _page(request, region, "country", form, tables=analysis.country(region, _km(form), _today()))


@login_required
@require_safe
def use(request: HttpRequest, slug: str) -> HttpResponse:
    region, today = region_mapped_for(request.user, slug), _today()
    form = SpanForm(_asked(request, "period", str(today.year)), today=today)
    *tables, facilities = analysis.use(region, _span(form, today), today)
    page = page_of(facilities.rows, page_number(request), PAGE)
    tables.append(analysis.paged(facilities, list(page)))
    return _page(request, region, "use", form, tables=tables, page_obj=page)


@login_required
@require_safe
def field(request: HttpRequest, slug: str) -> HttpResponse:
    """Who takes part in labs and networks, and which themes there are."""
    region = region_mapped_for(request.user, slug)
    themes, balance = analysis.field(region, _today())
    page = page_of(balance.rows, page_number(request), PAGE)
    return _page(
        request,
        region,
        "field",
        None,
        tables=[themes, analysis.paged(balance, list(page))],
        page_obj=page,
    )


@login_required
@require_safe
def change(request: HttpRequest, slug: str) -> HttpResponse:
    region, today = region_mapped_for(request.user, slug), _today()
    form = AsOfForm(_asked(request, "on", today.isoformat()), today=today)
    on = form.cleaned_data["on"] if form.is_valid() else today
    return _page(request, region, "change", form, tables=analysis.over_time(region, on, today))


@login_required
@require_safe
def report_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    region, today = region_mapped_for(request.user, slug), _today()
    km, span = _asked_for(request, today)
    now = clock.now().astimezone(COUNTRY)
    made = document("region/analysis", analysis.on_paper(region, km, span, today), reading(), now)
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{_file(slug, today)}.pdf"'
    return answer


@login_required
@require_safe
def report_csv(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    region, today = region_mapped_for(request.user, slug), _today()
    km, span = _asked_for(request, today)
    return download(_file(slug, today), analysis.on_sheet(region, km, span, today))


def _file(slug: str, today: date) -> str:
    return f"analysis-{slug}-{today}"


def _page(request: HttpRequest, region: Any, part: str, form: Any, **more: Any) -> HttpResponse:
    """An address that asks for what there is not gets the usual figures, says so, and is no success."""
    wrong = form is not None and not form.is_valid()
    more["tables"] = [analysis.shortened(each, PAGE) for each in more["tables"]]
    context = {"region": region, "part": part, "form": form, **more}
    return render(request, f"region/analysis_{part}.html", context, status=400 if wrong else 200)


def _asked(request: HttpRequest, name: str, usual: str) -> dict[str, str]:
    return {name: request.GET.get(name, usual)}


def _distance(request: HttpRequest) -> DistanceForm:
    return DistanceForm(_asked(request, "km", str(USUAL_KM)))


def _km(form: DistanceForm) -> int:
    return int(form.cleaned_data["km"]) if form.is_valid() else USUAL_KM


def _span(form: SpanForm, today: date) -> Span:
    return form.spans[form.cleaned_data["period"]] if form.is_valid() else year_of(today.year)


def _asked_for(request: HttpRequest, today: date) -> tuple[int, Span]:
    """Raises `NoSuchFigures`: a file has no form above it to say what was wrong."""
    form, spans = _distance(request), SpanForm(_asked(request, "period", str(today.year)), today=today)
    if not (form.is_valid() and spans.is_valid()):
        raise NoSuchFigures()
    return _km(form), _span(spans, today)


def _today() -> date:
    return clock.now().astimezone(COUNTRY).date()
