"""What nobody looks for any more stays to be read, so what does not belong there is still reported and taken off."""

import pytest
from django.http import Http404
from django.urls import reverse

from region.access_to_needs import need_for
from region.actions._needs import NeedOver
from region.actions.close_need import close_need
from region.actions.lapse_needs import lapse_needs
from region.actions.report_need import report_need
from region.actions.take_off_need import take_off_need
from region.invariants_of_needs import needs_are_audited, needs_are_met_once
from region.models import Need, NeedState
from tests.cast import NOW, Cast, assemble
from tests.factories.needs import a_need
from tests.signing_in import signed_in


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def over(cast: Cast, state: NeedState) -> Need:
    need = a_need(cast)
    if state == NeedState.LAPSED:
        Need.objects.update(answer_by="2026-11-01", from_date="2026-11-01")
        lapse_needs(now=NOW)
    else:
        close_need(uuid=need.uuid, met=state == NeedState.MET_OTHERWISE, actor=cast.zoe, now=NOW)
    need.refresh_from_db()
    assert need.state == state
    return need


@pytest.mark.parametrize("state", [NeedState.MET_OTHERWISE, NeedState.LAPSED])
def test_what_is_over_and_read_by_everybody_is_reported_and_taken_off(cast, state):
    need = over(cast, state)
    report_need(uuid=need.uuid, words="Advertising", actor=cast.ilse, now=NOW)
    address = reverse("region:need", args=[need.uuid])
    assert (
        reverse("region:report_need", args=[need.uuid]) in signed_in(cast.ilse).get(address).content.decode()
    )
    assert (
        reverse("region:take_off_need", args=[need.uuid])
        in signed_in(cast.karim).get(address).content.decode()
    )
    off = take_off_need(uuid=need.uuid, reason="Advertising", actor=cast.karim, now=NOW)
    assert (off.state, off.end_reason) == (NeedState.TAKEN_OFF, "Advertising")
    with pytest.raises(Http404):
        need_for(cast.ilse, need.uuid)
    assert [*needs_are_met_once(), *needs_are_audited()] == []


def test_what_was_withdrawn_nobody_else_reads_so_nobody_takes_it_off(cast):
    need = over(cast, NeedState.WITHDRAWN)
    with pytest.raises(NeedOver):
        take_off_need(uuid=need.uuid, reason="Advertising", actor=cast.karim, now=NOW)
    with pytest.raises(Http404):
        report_need(uuid=need.uuid, words="Advertising", actor=cast.ilse, now=NOW)
