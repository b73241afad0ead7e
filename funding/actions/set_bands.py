from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from facilities.permissions import demand_site_admin
from funding.models import BandDeclaration, BandPolicy, RateBand
from funding.models.limits import COUNTRY
from funding.rules.bands import Band, codes_are_right, covers_every_turnover, shares_rise
from funding.rules.time import local_day
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.locks import LockKind, lock
from hub.kit.refs import Ref
from hub.kit.transactions import verb


class BandsOfThePast(Refusal):
    code = "bands_of_the_past"
    status = 400
    message = _("Rate bands of the past stay as they were. Choose today or a later day.")


class BandCodes(Refusal):
    code = "band_codes"
    status = 400
    message = _("Each band has a code of its own: one to four capitals or digits, such as A.")


class HolesOrOverlaps(Refusal):
    code = "holes_or_overlaps"
    status = 400
    message = _(
        "Each turnover must be in exactly one band: begin at € 0.00 and let each band begin above the last."
    )


class SharesMustRise(Refusal):
    code = "shares_must_rise"
    status = 400
    message = _("Who has more carries more: each share is above the one before, and at most 100 %.")


class TermsOfReview(Refusal):
    code = "terms_of_review"
    status = 400
    message = _(
        "Give 1 to 365 days to ask for a second look, and remind first, then once more: each at most 365 days before."
    )


class DeclaredUnderThem(Refusal):
    code = "declared_under_them"
    message = _("Organisations have declared their turnover under the bands of that day. Choose a later day.")


@dataclass(frozen=True, slots=True)
class Terms:
    """Of reviewing, in days: how long a decision may be objected to (and evidence is kept), and how long before a
    declaration is over its owners are reminded; 0 for no reminder."""

    objection_days: int = 42
    first_reminder_days: int = 60
    last_reminder_days: int = 14

    @property
    def make_sense(self) -> bool:
        first, last = self.first_reminder_days, self.last_reminder_days
        in_order = first == 0 or first > last
        return 1 <= self.objection_days <= 365 and 0 <= first <= 365 and 0 <= last <= 365 and in_order


USUAL = Terms()


@verb
def set_bands(
    *,
    valid_from: date,
    bands: Sequence[Band],
    provisional_cap_cents: int,
    actor: Actor,
    now: datetime,
    terms: Terms = USUAL,
) -> list[RateBand]:
    """The whole table of rate bands from a day on, what a provisional band is good for, and the terms of reviewing.
    Earlier tables stay. A decision keeps the terms of its day, reminders those of the day of declaring.

    `bands` in any order. The same day again replaces that day's table as long as nobody declared under it. For site
    administrators. Raises `BandsOfThePast`, `BandCodes`, `HolesOrOverlaps`, `SharesMustRise`, `TermsOfReview`,
    `DeclaredUnderThem`, `Forbidden`.
    """
    demand_site_admin(actor)
    table = sorted(bands, key=lambda band: band.from_cents)
    _check(table, valid_from, local_day(now, COUNTRY))
    if not terms.make_sense:
        raise TermsOfReview()
    # Two administrators who set the same day wait for each other here, and for whoever declares in this moment.
    lock([(LockKind.BANDS, 1)])
    policy = {"provisional_cap_cents": provisional_cap_cents, **asdict(terms)}
    BandPolicy.objects.update_or_create(valid_from=valid_from, defaults=policy)
    earlier = RateBand.objects.filter(valid_from=valid_from)
    if BandDeclaration.objects.filter(band__in=earlier).exists():
        raise DeclaredUnderThem()
    before = _as_facts(earlier.order_by("turnover_from_cents"))
    earlier.delete()
    made = RateBand.objects.bulk_create([_row(valid_from, band) for band in table])
    record(
        action="funding.set_bands",
        about=Ref("bands", valid_from.isoformat()),
        actor=actor,
        now=now,
        facts={"before": before, "after": _as_facts(made), **policy},
    )
    return made


def _check(table: Sequence[Band], valid_from: date, today: date) -> None:
    if valid_from < today:
        raise BandsOfThePast()
    if not codes_are_right(table):
        raise BandCodes()
    if not covers_every_turnover(table):
        raise HolesOrOverlaps()
    if not shares_rise(table):
        raise SharesMustRise()


def _row(valid_from: date, band: Band) -> RateBand:
    return RateBand(
        code=band.code,
        valid_from=valid_from,
        turnover_from_cents=band.from_cents,
        turnover_to_cents=band.to_cents,
        own_share_bp=band.own_share_bp,
    )


def _as_facts(bands: Iterable[RateBand]) -> list[list[object]]:
    return [[band.code, band.turnover_from_cents, band.own_share_bp] for band in bands]
