"""What templates may call without loading anything. How each looks and is called: docs/look.md."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.forms import BaseForm, BoundField, ModelChoiceField
from django.template.context import RequestContext
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from hub.kit import saying
from hub.kit.form_errors import form_errors
from hub.kit.markdown import html
from hub.kit.money import format_eur, format_money, format_share, format_whole_eur, net_of_vat
from hub.kit.patterns import HEIGHT, WIDTH, picture
from hub.kit.shares import bar
from hub.kit.translated import stands_in

register = template.Library()
WORD_JOINER = "\u2060"
# How a list says that nothing of it was chosen.
NOTHING_CHOSEN = ("", "-", "–", "---------")


@register.filter
def euro(cents: int | None) -> str:
    """`€ 84,00` or `€ 84.00`; nothing for nothing."""
    return "" if cents is None else format_eur(cents)


@register.filter
def money(cents: int, currency: str) -> str:
    """`{{ cents|money:"EUR" }}`: as `euro`, and another currency by its code."""
    return format_money(cents, currency)


@register.filter
def whole_euro(cents: int | None) -> str:
    """`€ 50.000`: a limit of a band, without cents where there are none."""
    return "" if cents is None else format_whole_eur(cents)


@register.filter
def share(basis_points: int | None) -> str:
    """`35 %` for 3500 basis points."""
    return "" if basis_points is None else format_share(basis_points)


@register.filter
def net(cents: int, vat_bp: int) -> int:
    """The cents without VAT in an amount with VAT: `{{ cents|net:2100|euro }}`."""
    return net_of_vat(cents, vat_bp)


@register.filter
def local(instant: datetime | None, zone: str | ZoneInfo = "Europe/Amsterdam") -> str:
    """`donderdag 26 november, 13:00` on the clock of a zone."""
    return "" if instant is None else saying.moment(instant, saying.zone_of(zone))


@register.filter
def short_day(on: date) -> str:
    """`Thu 26 Nov`."""
    return saying.short_day(on)


@register.filter
def month(of: date) -> str:
    """`November 2026`."""
    return saying.month(of)


@register.filter
def unbroken(words: str) -> str:
    """`10:00–14:00` stays on one line also where no style sheet says so: in a mail."""
    return words.replace("–", f"{WORD_JOINER}–{WORD_JOINER}")


@register.filter
def duration(minutes: int | None) -> str:
    """`4 uur`, `1 uur 30 min`, `2 dagen`."""
    return "" if minutes is None else saying.length(minutes)


@register.filter
def markdown(text: str) -> str:
    """What somebody wrote in a small part of CommonMark, as HTML in which all that is not ours was escaped."""
    return html(text)


@register.filter
def may_stay_empty(field: BoundField) -> bool:
    """Whether a field says "(optional)". A list in which something is always chosen, be it "nobody", does not;
    nor do the fields of a form that says so itself (`says_optional = False`)."""
    inner = field.field
    if inner.required or not getattr(field.form, "says_optional", True):
        return False
    if field.widget_type != "select":
        return True
    if isinstance(inner, ModelChoiceField):
        first = inner.empty_label
    else:
        first = next(iter(getattr(inner, "choices", ())), ("", ""))[1]
    return str(first or "") in NOTHING_CHOSEN


@register.simple_tag
def period(start: datetime, end: datetime, zone: Any = "Europe/Amsterdam", style: str = "long") -> str:
    """`donderdag 26 november, 13:00–17:00`; style: long, short (do 26 nov) or year (with the year)."""
    return saying.period(start, end, saying.zone_of(zone), style)


@register.simple_tag
def countdown(until: datetime, now: datetime, aloud: bool = False) -> str:
    """`14:32` until an instant, written by the server and kept going by the browser. `aloud`: who hears the page is
    told when five minutes are left, one, and none; only where it is plain what the time is for."""
    left = max(int((until - now).total_seconds()), 0)
    return format_html(
        '<b class="countdown num" role="timer" data-left="{}" data-over="{}"{}>{}</b>',
        left,
        _("no time left"),
        format_html(' data-soon="{}" data-last="{}"', _left_in_words(5), _left_in_words(1)) if aloud else "",
        saying.clock_left(left),
    )


def _left_in_words(minutes: int) -> str:
    return _("%(left)s left to confirm") % {"left": saying.length(minutes)}


@register.inclusion_tag("parts/share_bar.html", takes_context=True)
def share_bar(
    context: Mapping[str, Any],
    shares: Iterable[Any],
    total_cents: int,
    size: str = "",
    net_cents: int | None = None,
    label: str = "",
    pays: str = "",
) -> dict[str, Any]:
    """Who carries what of a full price: a bar and, unless small, the list in words and euros. `no_vat` of the page is
    why there is none in it."""
    return {
        "bar": bar(shares, total_cents),
        "small": size == "small",
        "net_cents": net_cents,
        "label": label or _("Your share"),
        "pays": pays or _("You"),
        "no_vat": context.get("no_vat", ""),
    }


@register.simple_tag
def facility_picture(facility: Any, look: str = "", photo: Any = None) -> str:
    """The facility's first photo, or a drawing from its kind's pattern that its name varies. The drawing is decoration:
    it says nothing that the name beside it does not say. Photos are only looked for when they were prefetched, so
    that a list never asks the database once per row."""
    prefetched = getattr(facility, "_prefetched_objects_cache", {})
    if photo is None and "photos" in prefetched:
        photo = next(iter(prefetched["photos"]), None)
    classes = f"pic {look}".strip()
    if photo is None:
        return drawing(pattern_of(facility), str(facility), classes, getattr(facility, "pk", None))
    return format_html(
        '<img class="{}" src="{}" alt="{}" width="{}" height="{}" loading="lazy">',
        classes,
        photo.image.url,
        photo.alt,
        photo.width,
        photo.height,
    )


def pattern_of(facility: Any) -> str:
    """The name of its kind's pattern; a kind without one lends its own name."""
    kind = getattr(facility, "kind", "")
    return str(getattr(kind, "pattern", "") or kind)


@register.simple_tag
def drawing(pattern: str, name: str, classes: str = "pic", turn: int | None = None) -> str:
    """A drawing without a facility: of a kind, or for an empty page. Of those whose `turn` counts on, no two
    look alike."""
    drawn = picture(pattern, name, turn)
    shapes = format_html_join(
        "",
        '<{} class="{}"{}/>',
        ((shape.tag, shape.look, format_html_join("", ' {}="{}"', shape.geometry)) for shape in drawn.shapes),
    )
    return format_html(
        '<svg class="{} tone-{}{}" viewBox="0 0 {} {}" preserveAspectRatio="xMidYMid slice" aria-hidden="true" '
        'focusable="false"><rect class="pic-ground" width="{}" height="{}"/>{}</svg>',
        classes,
        drawn.tone,
        " bold" if drawn.bold else "",
        WIDTH,
        HEIGHT,
        WIDTH,
        HEIGHT,
        shapes,
    )


@register.simple_tag
def state(name: str) -> str:
    """A state as letter, word and colour."""
    letter, word = saying.state(str(name))
    return format_html(
        '<span class="state state-{}"><i aria-hidden="true">{}</i>{}</span>', letter.lower(), letter, word
    )


@register.filter
def state_word(name: str) -> str:
    """A state as its word alone, for titles."""
    return saying.state(str(name))[1]


@register.simple_tag(takes_context=True)
def error_word(context: RequestContext) -> str:
    """`Error: ` where a form of the page has something to put right: who hears a page hears its title first."""
    things: Iterable[Any] = context.flatten().values()
    wrong = any(hasattr(type(thing), "is_valid") and thing.errors for thing in things)
    return _("Error") + ": " if wrong else ""


@register.inclusion_tag("parts/error_summary.html")
def error_summary(form: BaseForm, *sets: Any) -> dict[str, Any]:
    """All errors of a form with links to their fields, for above the form; and of the rows in it."""
    whole, invalid = form_errors(form, sets)
    return {"whole": whole, "invalid": invalid, "count": len(whole) + sum(len(each[1]) for each in invalid)}


@register.simple_tag
def sentence(words: str, form: BaseForm) -> str:
    """A form as a sentence: `{name}` in the words becomes that field, so that each language orders them its way."""
    return format_html_join(
        "", "{}{}", ((text, blank(form, name)) for text, name in saying.blanks(str(words)))
    )


def blank(form: BaseForm, name: str) -> str:
    """A field within a sentence; its label is for those who hear the field without the words around it."""
    if name not in form.fields:
        return ""
    field = form[name]
    wrong = format_html_join(" ", "{}", ((error,) for error in field.errors))
    return format_html(
        '<span class="blank"><label class="hush" for="{}">{}</label>{}{}</span>',
        field.id_for_label,
        field.label,
        field,
        format_html('<span class="hush" id="{}_error">{}</span>', field.auto_id, wrong) if wrong else "",
    )


@register.simple_tag
def tongue(row: Any, name: str) -> str:
    """` lang="nl"` for an element whose text stands on a page of the other language because it has no translation:
    `<div{% tongue hub "about" %}>`."""
    language = stands_in(row, name)
    return format_html(' lang="{}"', language) if language else ""


@register.inclusion_tag("parts/month.html")
def month_calendar(month: Any, zone: Any = "Europe/Amsterdam") -> dict[str, Any]:
    """A month of free time as a table. `month`: title, weeks of days (date, state, spans, url), before, after."""
    return {"month": month, "zone": saying.zone_of(zone), "weekdays": saying.weekdays()}


@register.inclusion_tag("parts/day.html")
def month_day(day: Any, zone: ZoneInfo) -> dict[str, Any]:
    """One day of the month above; a dictionary or an object."""
    date, state, spans, url = (_fact(day, name) for name in ("date", "state", "spans", "url"))
    return {
        "date": date,
        "state": state,
        "word": saying.day_word(state),
        "spans": [saying.span(start, end, zone, date) for start, end in spans or ()],
        "url": url or "",
    }


def _fact(thing: Any, name: str) -> Any:
    return thing.get(name) if isinstance(thing, dict) else getattr(thing, name, None)


@register.simple_tag(takes_context=True)
def query(context: RequestContext, **changes: Any) -> str:
    """The present query string with changes: `<a href="?{% query page=3 %}">`; None takes a parameter away."""
    parameters = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None:
            parameters.pop(name, None)
        else:
            parameters[name] = value
    return parameters.urlencode()
