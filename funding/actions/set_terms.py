from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from facilities.models import Facility, Hub
from funding.actions.set_rate_card import NotInThePast
from funding.actions.set_vat import FacilityOfAnotherHub
from funding.models import CancellationTerms
from funding.permissions import demand, sets_rates_of
from funding.rules.terms import TermStep
from funding.rules.time import local_day
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.money import WHOLE_BP
from hub.kit.transactions import verb

MOST_STEPS = 4
# A year.
MOST_HOURS = 366 * 24


class TooManySteps(Refusal):
    code = "too_many_steps"
    status = 400
    message = _("Terms have at most %(most)d steps.")


class StepOutOfRange(Refusal):
    code = "step_out_of_range"
    status = 400
    message = _("A step is from one hour to a year before the start, and a share above 0 % and up to 100 %.")


class NotRising(Refusal):
    code = "not_rising"
    status = 400
    message = _("The nearer to the start, the higher the share: each step costs more than the one before.")


class CheaperNotToCome(Refusal):
    code = "cheaper_not_to_come"
    status = 400
    message = _(
        "Not coming must cost at least as much as the last step, or nobody would tell you that they stay away."
    )


@verb
def set_terms(
    *,
    hub: Hub,
    facility: Facility | None,
    valid_from: date,
    steps: Sequence[TermStep],
    no_show_bp: int,
    actor: Actor,
    now: datetime,
) -> CancellationTerms:
    """Say what cancelling late costs, and not coming, for what is booked from a day on; what is booked stays so. Terms
    for one facility go before the hub's own; without steps cancelling is free until it begins.

    For the hub's managers. The same day again replaces those terms. Raises `NotInThePast`, `FacilityOfAnotherHub`,
    `TooManySteps`, `StepOutOfRange`, `NotRising`, `CheaperNotToCome`, `Forbidden`.
    """
    demand(sets_rates_of, actor, hub)
    if facility and facility.hub_id != hub.pk:
        raise FacilityOfAnotherHub()
    if valid_from < local_day(now, hub.zone):
        raise NotInThePast()
    ordered = sorted(steps, key=lambda step: -step.hours)
    _make_sense(ordered, no_show_bp)
    said = [[step.span, step.count, step.bp] for step in ordered]
    terms, _is_new = CancellationTerms.objects.update_or_create(
        hub=hub,
        facility=facility,
        valid_from=valid_from,
        defaults={"steps": said, "no_show_bp": no_show_bp, "as_hub": False},
    )
    record(
        action="funding.set_terms",
        about=facility.ref if facility else hub.ref,
        actor=actor,
        now=now,
        hub_id=hub.pk,
        facts={"valid_from": valid_from.isoformat(), "steps": said, "no_show_bp": no_show_bp},
    )
    return terms


def _make_sense(steps: Sequence[TermStep], no_show_bp: int) -> None:
    if len(steps) > MOST_STEPS:
        raise TooManySteps(most=MOST_STEPS)
    for step in steps:
        if not 1 <= step.hours <= MOST_HOURS or not 0 < step.bp <= WHOLE_BP:
            raise StepOutOfRange()
    if not 0 <= no_show_bp <= WHOLE_BP:
        raise StepOutOfRange()
    for earlier, later in pairwise(steps):
        if earlier.hours == later.hours or earlier.bp >= later.bp:
            raise NotRising()
    if steps and no_show_bp < steps[-1].bp:
        raise CheaperNotToCome()
