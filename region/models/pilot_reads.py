"""What is read of pilots: lists, who takes part, and which of them a booking may be part of."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from bookings.models import Booking
from bookings.models.part_of import Whole, Wholes, months_of
from funding.models import Fund
from hub.kit.refs import Ref
from hub.kit.sql import row, rows
from hub.kit.translated import in_language
from knowledgebase.models import Experiment, Result
from knowledgebase.models.mentioned import Mention
from members.models import Organisation
from region.models.entries import AtlasEntry
from region.models.pilots import Pilot, PilotPartner, Pilots, Standing

# What an organisation takes part in and that is not over, with what its bookings drew of an agreed budget.
OPEN_TO = """
SELECT pilot.uuid, pilot.slug, pilot.title_nl, pilot.title_en,
    pilot.budget_state = 'agreed' AND drawn.cents >= pilot.budget_cents
FROM region_pilot pilot
CROSS JOIN LATERAL (
    SELECT coalesce(sum(allocation.cents), 0) AS cents
    FROM bookings_booking booking
    JOIN funding_allocation allocation ON allocation.about = 'booking:' || booking.number
    WHERE booking.part_of = 'pilot:' || pilot.uuid AND booking.part_of <> '' AND pilot.budget_state = 'agreed'
        AND allocation.fund_id = pilot.fund_id AND allocation.state IN ('reserved', 'settled')
) drawn
WHERE pilot.state IN ('idea', 'running') AND pilot.owner_agreed_at IS NOT NULL AND (
    pilot.owner_id = %(organisation)s::bigint
    OR EXISTS (
        SELECT FROM region_pilotpartner partner
        WHERE partner.pilot_id = pilot.id AND partner.organisation_id = %(organisation)s::bigint
            AND partner.standing = 'in'
    )
)
ORDER BY coalesce(nullif(pilot.title_nl, ''), pilot.title_en), pilot.id
"""


def whole_of(uuid: UUID, slug: str, dutch: str, english: str, note: str = "") -> Whole:
    path = reverse("region:pilot", args=[slug])
    return Whole(Ref("pilot", str(uuid)), in_language(dutch, english), path, note)


def open_to(organisation_id: int) -> list[Whole]:
    """What an organisation may put a booking under now; a note where the money that was agreed for it is used up."""
    spent = _("its budget is used up")
    return [
        whole_of(uuid, slug, dutch, english, spent if is_spent else "")
        for uuid, slug, dutch, english, is_spent in rows(OPEN_TO, {"organisation": organisation_id})
    ]


def named(uuids: Iterable[str]) -> Mapping[str, Whole]:
    """Pilots by what stands on a booking; what is no uuid is nothing here."""
    known = [text for text in uuids if _is_uuid(text)]
    found = Pilot.objects.public().filter(uuid__in=known).order_by()
    named_so = found.values_list("uuid", "slug", "title_nl", "title_en")
    return {str(each[0]): whole_of(*each) for each in named_so}


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


WHOLES = Wholes(open_to=open_to, named=named)


def listed(pilots: Pilots) -> Pilots:
    """With what a line of a list shows."""
    return pilots.select_related("region", "owner").prefetch_related("themes")


def partners_of(pilot: Pilot) -> list[PilotPartner]:
    """All that ever were, in the order in which they were added; one query."""
    return list(pilot.partners.select_related("organisation", "entry").order_by("sector", "added_at", "pk"))


def public_partners(partners: Iterable[PilotPartner]) -> list[PilotPartner]:
    """Those that everybody sees: who agreed; and of the atlas what is public."""
    return [
        each
        for each in partners
        if each.standing == Standing.IN and (each.entry is None or each.entry.is_public)
    ]


def labs_of(pilot: Pilot) -> list[AtlasEntry]:
    return list(pilot.entries.public().select_related("municipality"))


def results_of(experiment: Experiment | None) -> list[Result]:
    """What was published of an experiment, in the reader's language or else in its own; the first one first."""
    if experiment is None or not experiment.live:
        return []
    found = Result.objects.child_of(experiment).filter(live=True).select_related("locale")
    return list(found.order_by("on", "pk"))


def funds_to_choose(today: date) -> list[tuple[str, str]]:
    """Funds that still take on bookings, by slug, with their names and funders."""
    found = Fund.objects.filter(closed_at=None, expires_on__gte=today).select_related("agreement__funder")
    return [(fund.slug, f"{fund.name} ({fund.agreement.funder})") for fund in found]


def asked_of(organisation: Organisation) -> list[Pilot]:
    """Which pilots wait for an organisation's yes or no, as owner or as partner."""
    asked = PilotPartner.objects.filter(organisation=organisation, standing=Standing.ASKED)
    waits = Q(owner=organisation, owner_agreed_at=None) | Q(pk__in=asked.values("pilot"))
    return list(Pilot.objects.filter(waits).select_related("owner", "region").order_by("pk"))


def takes_part_in(pilot: Pilot, organisations: Iterable[int]) -> bool:
    """Whether one of these organisations owns it or takes part."""
    wanted = set(organisations)
    if not wanted:
        return False
    return (
        pilot.owner_id in wanted
        or PilotPartner.objects.filter(pilot=pilot, organisation__in=wanted, standing=Standing.IN).exists()
    )


def pilots_of_entry(entry: AtlasEntry) -> list[Pilot]:
    """Public pilots at a place of the atlas, or with it as a partner: what its page links to. The latest first."""
    there = Q(entries=entry) | Q(pk__in=PilotPartner.objects.filter(entry=entry).values("pilot"))
    return list(listed(Pilot.objects.public().filter(there).distinct())[:50])


def mentions(experiment: Experiment) -> list[Mention]:
    """What an experiment's page links to."""
    kind = _("Pilot")
    return [
        Mention(kind, pilot.title, reverse("region:pilot", args=[pilot.slug]))
        for pilot in Pilot.objects.public().filter(experiment=experiment)[:20]
    ]


def months_under(pilot: Pilot) -> list[tuple[date, int]]:
    """How many bookings began in which month."""
    return [(date.fromisoformat(f"{month}-01"), count) for month, count in months_of(pilot.ref)]


def bookings_seen(pilot: Pilot, *, organisations: Iterable[int], hubs: Iterable[int]) -> list[Booking]:
    """Of its bookings those of these organisations and at these hubs, the latest start first, fifty at most."""
    theirs = Q(organisation__in=list(organisations)) | Q(hub__in=list(hubs))
    found = Booking.objects.filter(theirs, part_of=pilot.ref).select_related("hub", "organisation")
    return list(found.order_by(Func(F("during"), function="lower").desc(), "-pk")[:50])


DRAWN = """
SELECT coalesce(sum(allocation.cents) FILTER (WHERE allocation.state = 'reserved'), 0)::bigint,
    coalesce(sum(allocation.cents) FILTER (WHERE allocation.state = 'settled'), 0)::bigint
FROM bookings_booking booking
JOIN funding_allocation allocation ON allocation.about = 'booking:' || booking.number
WHERE booking.part_of = %(ref)s AND booking.part_of <> '' AND allocation.fund_id = %(fund)s::bigint
    AND allocation.state IN ('reserved', 'settled')
"""


def drawn_by(pilot: Pilot) -> tuple[int, int]:
    """Cents that its fund carries of its bookings: reserved, and settled."""
    found = row(DRAWN, {"ref": str(pilot.ref), "fund": pilot.fund_id}) if pilot.fund_id else None
    return (int(found[0]), int(found[1])) if found else (0, 0)
