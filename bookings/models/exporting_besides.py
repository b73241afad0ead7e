"""What a hub takes along beside its things and its bookings: how it works, what was agreed, said and waited for."""

from collections.abc import Iterator

from bookings.models.advances import Advance
from bookings.models.callers import Caller
from bookings.models.export_rows import A_HANDFUL, Row, instant, times
from bookings.models.fees import Fee
from bookings.models.messages import HubWords, MessageSetting
from bookings.models.remarks import Remark
from bookings.models.second_options import SecondOption
from bookings.models.series import Series
from bookings.models.set_ups import SetUp
from bookings.models.sources import CalendarSource
from bookings.models.waitlist import WaitlistEntry
from facilities.models import CompanionRule, HouseRules, Hub
from funding.models import VatSetting
from hub.kit.periods import Period


def hubs(hub: Hub) -> Iterator[Row]:
    """The house itself."""
    said = MessageSetting.objects.filter(hub=hub).first()
    yield {
        **{
            name: getattr(hub, name)
            for name in (
                "slug", "name", "kind", "street", "postcode", "zone_name", "about_nl", "about_en", "step_free",
                "accessibility_nl", "accessibility_en", "email", "phone", "gap_policy", "approval_hours",
                "challenge_hours", "offer_hours", "holidays_of", "dayparts",
            )
        },
        "latitude": str(hub.latitude),
        "longitude": str(hub.longitude),
        "remind_hour": said.remind_hour if said else None,
        "sends_no": said.without if said else [],
        "technician_email": said.technician_email if said else "",
    }  # fmt: skip


def house_rules(hub: Hub) -> Iterator[Row]:
    for each in HouseRules.objects.filter(hub=hub).order_by("version"):
        yield {
            "version": each.version,
            "text_nl": each.text_nl,
            "text_en": each.text_en,
            "published_at": instant(each.published_at),
        }


def companions(hub: Hub) -> Iterator[Row]:
    rows = CompanionRule.objects.filter(facility__hub=hub).select_related("facility", "companion")
    for each in rows.order_by("facility__name", "facility", "position").iterator(chunk_size=A_HANDFUL):
        yield {
            "facility": each.facility.slug,
            "companion": each.companion.slug,
            "quantity": each.quantity,
            "each": each.each,
            "why": each.why,
            "span": each.span,
            "people": each.people,
            "at": f"{each.at:%H:%M}" if each.at else None,
            "hours": each.hours,
            "activity": each.activity,
            "weekdays": [str(day) for day in each.weekdays],
            "holidays": each.holidays,
        }


def vat(hub: Hub) -> Iterator[Row]:
    """Of the hub as a whole where no facility is named."""
    rows = VatSetting.objects.filter(hub=hub).select_related("facility")
    for each in rows.order_by("facility__name", "facility", "valid_from"):
        yield {
            "facility": each.facility.slug if each.facility else None,
            "valid_from": each.valid_from.isoformat(),
            "rate_bp": each.rate_bp,
            "exemption_reason": each.exemption_reason,
        }


def words(hub: Hub) -> Iterator[Row]:
    for each in HubWords.objects.filter(hub=hub).order_by("kind"):
        yield {"kind": each.kind, "text_nl": each.text_nl, "text_en": each.text_en}


def series(hub: Hub) -> Iterator[Row]:
    """As it was asked; its dates are bookings, which name it."""
    rows = Series.objects.filter(hub=hub).select_related("organisation", "event__rule").order_by("pk")
    for each in rows.iterator(chunk_size=A_HANDFUL):
        yield {
            "number": each.number,
            "organisation": each.organisation.name,
            "rhythm": each.rhythm,
            **times(hub, each.event.start, each.event.end),
            "recurs_until": instant(each.event.end_recurring_period),
            "dates": each.dates,
            "left_out": [str(day) for day in each.left_out],
            "purpose": each.purpose,
            "placed_at": instant(each.placed_at),
        }


def waitlist(hub: Hub) -> Iterator[Row]:
    rows = WaitlistEntry.objects.filter(hub=hub).select_related("organisation", "facility", "offer")
    for each in rows.order_by("joined_at", "pk").iterator(chunk_size=A_HANDFUL):
        yield {
            "number": each.number,
            "state": each.state,
            "organisation": each.organisation.name,
            "facility": each.facility.slug,
            "quantity": each.quantity,
            **times(hub, each.period.start, each.period.end),
            "minutes": each.minutes,
            "purpose": each.purpose,
            "joined_at": instant(each.joined_at),
            "until": instant(each.until),
            "ended_at": instant(each.ended_at),
            "why": each.why,
            "offer": each.offer.number if each.offer else None,
        }


def second_options(hub: Hub) -> Iterator[Row]:
    rows = SecondOption.objects.filter(hub=hub).select_related("organisation", "behind", "became")
    for each in rows.order_by("taken_at", "pk").iterator(chunk_size=A_HANDFUL):
        period = Period.from_range(each.during)
        yield {
            "number": each.number,
            "state": each.state,
            "organisation": each.organisation.name,
            "behind": each.behind.number,
            "became": each.became.number if each.became else None,
            "purpose": each.purpose,
            **times(hub, period.start, period.end),
            "taken_at": instant(each.taken_at),
            "until": instant(each.until),
            "ended_at": instant(each.ended_at),
        }


def fees(hub: Hub) -> Iterator[Row]:
    rows = Fee.objects.filter(booking__hub=hub).select_related("booking").order_by("booking", "number")
    for each in rows.iterator(chunk_size=A_HANDFUL):
        yield {
            "booking": each.booking.number,
            "number": each.number,
            "kind": each.kind,
            "own_cents": each.own_cents,
            "funds_cents": each.funds_cents,
            "charged_at": instant(each.charged_at),
            "reason": each.reason,
            "lifted_at": instant(each.lifted_at),
            "lift_reason": each.lift_reason,
        }


def advances(hub: Hub) -> Iterator[Row]:
    """What was paid ahead by bank, as somebody noted it; a row that takes another one back is negative."""
    rows = Advance.objects.filter(booking__hub=hub).select_related("booking").order_by("booking", "pk")
    for each in rows.iterator(chunk_size=A_HANDFUL):
        yield {
            "booking": each.booking.number,
            "cents": each.cents,
            "received_on": each.received_on.isoformat(),
            "noted_at": instant(each.noted_at),
            "reason": each.reason,
        }


def messages(hub: Hub) -> Iterator[Row]:
    """What was said about bookings: by which side, not by whom."""
    rows = Remark.objects.filter(booking__hub=hub).select_related("booking").prefetch_related("files")
    for each in rows.order_by("booking", "at", "pk").iterator(chunk_size=A_HANDFUL):
        yield {
            "booking": each.booking.number,
            "at": instant(each.at),
            "by": "hub" if each.by_hub else "organisation",
            "text": each.text,
            "files": [f"{file.uuid}/{file.name}" for file in each.files.all()],
        }


def set_ups(hub: Hub) -> Iterator[Row]:
    rows = SetUp.objects.filter(booking__hub=hub).select_related("booking").prefetch_related("photos")
    for each in rows.order_by("booking").iterator(chunk_size=A_HANDFUL):
        yield {
            "booking": each.booking.number,
            "text": each.text,
            "by": "hub" if each.by_hub else "organisation",
            "changed_at": instant(each.changed_at),
            "photos": [photo.stored for photo in each.photos.all()],
        }


def callers(hub: Hub) -> Iterator[Row]:
    """Those whom the hub wrote down itself, when they rang: its own address book."""
    rows = Caller.objects.filter(hub=hub).select_related("organisation").order_by("pk")
    for each in rows.iterator(chunk_size=A_HANDFUL):
        yield {
            "organisation": each.organisation.name,
            "name": each.name,
            "email": each.email,
            "phone": each.phone,
            "language": each.language,
            "created_at": instant(each.created_at),
        }


def calendars(hub: Hub) -> Iterator[Row]:
    """The other calendars that are read here; not their links, which are keys."""
    rows = CalendarSource.objects.filter(hub=hub, removed_at=None).select_related("facility", "unit")
    for each in rows.order_by("pk"):
        yield {
            "name": each.name,
            "facility": each.facility.slug,
            "unit": each.unit.label if each.unit else None,
            "kind": each.kind,
            "created_at": instant(each.created_at),
            "read_at": instant(each.read_at),
        }
