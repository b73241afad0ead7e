"""Book what this needs: from a how-to to a basket that has all of it, at the nearest hub where it is free."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bookings import basket
from bookings.forms.periods import said
from bookings.gathering import gather
from bookings.models.exactly import Near
from bookings.proposals import Missing, Part, Proposal, Wanted
from bookings.rules.gathering import Reason
from facilities.models import Facility
from hub.kit import clock
from knowledgebase.forms.needing import NeedsForm, asked
from knowledgebase.models import HowTo
from knowledgebase.models.needed import Need, Needed, gear_of, least_minutes, needed
from knowledgebase.permissions import how_to_for
from knowledgebase.views.needing_entries import ShownEntry, how_tos_for, shown_entry
from members.current import current_organisation
from members.models import Municipality, Organisation, User


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another that has such a thing, with its distance."""

    facility: Facility
    km: float | None


@dataclass(frozen=True, slots=True)
class Lacking:
    """What a proposal lacks and why, in words; who else has such a thing, and where all of them are."""

    words: str
    others: tuple[Elsewhere, ...]
    search_url: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a basket; `instead`: what was named, and is not proposed, since it is `barred` or not free."""

    quantity: int
    facility: Facility
    instead: str
    barred: bool


@dataclass(frozen=True, slots=True)
class Basket:
    """What one booking has of it."""

    part: Part
    lines: tuple[Line, ...]
    entry: ShownEntry | None = None

    @property
    def facility(self) -> Facility:
        return self.lines[0].facility

    @property
    def try_url(self) -> str:
        """Where somebody without an account tries their share: of one thing only."""
        if len(self.lines) > 1:
            return ""
        asked = {
            **said(self.part.party.period, self.facility.hub.zone),
            "quantity": str(self.lines[0].quantity),
        }
        where = reverse("cms:try_share", args=[self.facility.hub.slug, self.facility.slug])
        return f"{where}?{urlencode({name: value for name, value in asked.items() if value})}"


@dataclass(frozen=True, slots=True)
class Shown:
    """A proposal as a card shows it: its own basket, those of other hubs, and what is lacking."""

    proposal: Proposal
    first: Basket
    others: tuple[Basket, ...]
    lacking: tuple[Lacking, ...]


@require_safe
def book_needs(request: HttpRequest, slug: str) -> HttpResponse:
    """When and from where, and what can be had then; the question is in the address."""
    article = how_to_for(slug, get_language() or "nl")
    now, organisation = clock.now(), current_organisation(request)
    person = request.user if isinstance(request.user, User) else None
    lines = gear_of(article)
    wanted, shown = needed(lines), None
    # Where nothing is strictly needed, all that helps is looked for.
    chosen = () if wanted.needs else wanted.optional
    wanted = needed(lines, {each.pk for each in chosen})
    form = asked(
        request.GET,
        minutes=max(article.minutes, least_minutes(wanted.needs)),
        optional=wanted.optional,
        chosen=chosen,
        organisation=organisation,
        now=now,
    )
    if form.is_valid():
        wanted = needed(lines, form.chosen)
        proposals = _found(form, wanted, organisation, person, now)
        shown = _shown(proposals, wanted, form, how_tos_for(proposals, article))
    context = {
        "page": article,
        "form": form,
        "needed": wanted,
        "shown": shown,
        "minutes": form.cleaned_data.get("length"),
        "organisation": organisation,
        "basket": basket.load(request.session),
        "crumbs": [
            (_("Knowledge"), reverse("knowledgebase:knowledge")),
            (_("How-tos"), reverse("knowledgebase:how_tos")),
            (article.title, reverse("knowledgebase:how_to", args=[article.slug]), article.language),
        ],
    }
    return render(request, "knowledgebase/book_needs.html", context)


def _found(
    form: NeedsForm, wanted: Needed, organisation: Organisation | None, person: User | None, now: datetime
) -> list[Proposal]:
    data = form.cleaned_data
    question = Wanted(
        wants=wanted.wants,
        minutes=data["length"],
        window=data["window"],
        hours=form.looked_in,
        near=_near(data["town"]),
    )
    return gather(asked=question, organisation=organisation, person=person, now=now)


def _near(town: str) -> Near | None:
    if not town:
        return None
    middle = Municipality.objects.get(slug=town)
    return Near(float(middle.latitude), float(middle.longitude))


def _shown(
    found: Sequence[Proposal], wanted: Needed, form: NeedsForm, how_tos: Mapping[int, HowTo]
) -> list[Shown]:
    """With the facilities themselves; a constant number of queries."""
    facilities = (
        Facility.objects.select_related("kind", "hub__municipality")
        .prefetch_related("photos")
        .in_bulk(set(_ids(found)))
    )
    out = []
    for each in found:
        first, *others = (_basket(part, wanted, facilities, how_tos) for part in each.parts)
        lacking = tuple(_lacking(lack, wanted, facilities, form) for lack in each.missing)
        out.append(Shown(each, first, tuple(others), lacking))
    return out


def _ids(found: Sequence[Proposal]) -> Iterator[int]:
    for each in found:
        for part in each.parts:
            yield from (wish.facility_id for wish in part.party.coming.wishes)
        for missing in each.missing:
            yield from (fit.facility_id for fit, _km in missing.alternatives)


def _basket(
    part: Part, wanted: Needed, facilities: dict[int, Facility], how_tos: Mapping[int, HowTo]
) -> Basket:
    needs = wanted.by_key
    return Basket(
        part,
        tuple(
            Line(
                picked.quantity,
                facilities[picked.fit.facility_id],
                needs[picked.want.key].name if picked.stand_in else "",
                picked.barred,
            )
            for picked in part.picked
        ),
        shown_entry(part.entry, facilities, how_tos),
    )


def _lacking(missing: Missing, wanted: Needed, facilities: dict[int, Facility], form: NeedsForm) -> Lacking:
    need, asked = wanted.by_key[missing.lack.want.key], form.cleaned_data
    query = {
        "kind": need.kind.slug,
        "quantity": str(need.want.quantity),
        "when": asked["when"],
        "length": str(asked["length"]),
    }
    return Lacking(
        _why(missing, need),
        tuple(Elsewhere(facilities[fit.facility_id], km) for fit, km in missing.alternatives),
        f"{reverse('bookings:search')}?{urlencode(query)}",
    )


def _why(missing: Missing, need: Need) -> str:
    """In words, beginning with what it is."""
    facts = {"name": need.name, "here": missing.lack.here, "wanted": need.want.quantity}
    reason = missing.lack.reason
    if reason is Reason.LENGTH:
        return _("%(name)s: not to be had for so long, or not for so short a time.") % facts
    if reason is Reason.TAKEN:
        return _("%(name)s: it is here, but not free together with the rest in these days.") % facts
    if reason is Reason.FEW:
        return _("%(name)s: there are %(here)s here, and %(wanted)s are needed.") % facts
    return _("%(name)s: this hub has none.") % facts
