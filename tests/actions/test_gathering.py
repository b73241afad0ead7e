"""What a how-to needs, looked for at all hubs at once: who has it, when all of it is free, and what it costs."""

from dataclasses import dataclass, replace
from datetime import time, timedelta

import pytest

from bookings.gathering import gather
from bookings.models.exactly import Near
from bookings.models.free_time import Hours
from bookings.proposals import Proposal, Wanted
from bookings.rules.gathering import Reason, Want
from facilities.models import CompanionRule, Facility, FacilityState, Hub, KindFamily, Unit, UnitState
from facilities.rules.companions import Why
from hub.kit.periods import Period
from tests.cast import NOW, THURSDAY, Cast, assemble, thursday
from tests.factories.bookings import booked
from tests.factories.facilities import FacilityFactory, HubFactory, KindFactory, made_of
from tests.factories.funding import VatSettingFactory, card
from tests.factories.members import MunicipalityFactory

EINDHOVEN, ENSCHEDE = Near(51.44083, 5.47778), Near(52.21833, 6.89583)
DAY = Period(thursday(0, 1).start, thursday(0, 1).start + timedelta(days=1))
STUDIO, MICROPHONES = Want(0, "recording-studio", 1), Want(1, "microphone", 2)


@dataclass
class Stage:
    """Beside Effenaar's, a studio and four microphones of Tetem in Enschede, 140 km away."""

    cast: Cast
    studio: Facility
    microphones: Facility

    @property
    def wanted(self) -> Wanted:
        return Wanted((STUDIO, MICROPHONES), 120, DAY, near=EINDHOVEN)


@pytest.fixture
def stage(db) -> Stage:
    cast = assemble()
    Hub.objects.filter(pk=cast.tetem.pk).update(latitude="52.21833", longitude="6.89583")
    VatSettingFactory(hub=cast.tetem)
    studio = thing(cast.tetem, "recording-studio", name="Aula")
    return Stage(cast, studio, thing(cast.tetem, "microphone", units=4, name="Dynamic microphone"))


def thing(hub: Hub, kind: str, **facts) -> Facility:
    made = FacilityFactory(hub=hub, kind=KindFactory(slug=kind), open_days=[THURSDAY], **facts)
    card(made, hour=2_000)
    return made


def found(wanted: Wanted, organisation=None) -> list[Proposal]:
    return gather(asked=wanted, organisation=organisation, now=NOW)


def places(proposals: list[Proposal]) -> list[str]:
    return [each.hub.hub_name for each in proposals]


def lines(proposal: Proposal) -> list[tuple[str, int]]:
    return [(picked.fit.name, picked.quantity) for part in proposal.parts for picked in part.picked]


def test_the_nearest_hub_that_has_all_of_it_comes_first(stage):
    assert places(found(stage.wanted)) == ["Effenaar", "Tetem"]
    assert places(found(replace(stage.wanted, near=ENSCHEDE))) == ["Tetem", "Effenaar"]
    (near, far) = found(stage.wanted)
    assert lines(near) == [("Studio 2", 1), ("Condenser microphone", 2)]
    assert (round(near.km or 0), round(far.km or 0)) == (0, 130)
    assert near.is_whole and near.period == thursday(9, 11)


def test_the_price_is_that_of_the_whole_basket(stage):
    (proposal, _far) = found(stage.wanted)
    # Two hours of the studio, and a daypart of each microphone.
    assert proposal.parts[0].quote.list_cents == 2 * 5_000 + 2 * 1_000


def test_times_are_those_at_which_all_of_it_is_free(stage):
    cast = stage.cast
    booked(cast.bo, cast.zout, cast.studio, period=thursday(9, 13))
    booked(cast.bo, cast.zout, (cast.microphones, 5), period=thursday(15, 23))
    (proposal, _far) = found(stage.wanted)
    assert {each.start.hour + 1 for each in proposal.times} == {13}
    assert proposal.others == 0
    (proposal, _far) = found(replace(stage.wanted, hours=Hours(time(14), time(23))))
    assert places([proposal]) == ["Tetem"]


def test_what_the_nearest_lacks_comes_from_the_next_and_is_a_booking_of_its_own(stage):
    cast = stage.cast
    booked(cast.bo, cast.zout, cast.studio, period=thursday(9, 23))
    booked(cast.bo, cast.zout, (stage.microphones, 4), period=thursday(9, 23))
    (proposal,) = found(stage.wanted)
    assert [part.hub.hub_name for part in proposal.parts] == ["Effenaar", "Tetem"]
    assert lines(proposal) == [("Condenser microphone", 2), ("Aula", 1)]
    assert all(part.quote for part in proposal.parts)


def test_what_nobody_has_is_said_with_who_has_such_a_thing(stage):
    cast = stage.cast
    booked(cast.bo, cast.zout, cast.studio, period=thursday(9, 23))
    booked(cast.bo, cast.zout, stage.studio, period=thursday(9, 23))
    (near, _far) = found(stage.wanted)
    (missing,) = near.missing
    assert (missing.lack.want, missing.lack.reason) == (STUDIO, Reason.TAKEN)
    assert [fit.name for fit, _km in missing.alternatives] == ["Aula"]


def test_units_of_several_facilities_make_up_a_number(stage):
    Unit.objects.filter(facility=stage.microphones).update(state=UnitState.RETIRED)
    assert lines(found(replace(stage.wanted, near=ENSCHEDE))[0])[-1] == ("Condenser microphone", 2)
    for name in ("One", "Two"):
        thing(stage.cast.tetem, "microphone", name=name)
    assert lines(found(replace(stage.wanted, near=ENSCHEDE))[0]) == [("Aula", 1), ("One", 1), ("Two", 1)]


def test_what_is_named_is_taken_where_it_is_free_and_said_where_it_is_not(stage):
    other = thing(stage.cast.effenaar, "recording-studio", name="A studio")
    named = replace(STUDIO, named=frozenset([stage.cast.studio.pk]))
    wanted = replace(stage.wanted, wants=(named,))
    assert lines(found(wanted)[0]) == [("Studio 2", 1)]
    booked(stage.cast.bo, stage.cast.zout, stage.cast.studio, period=thursday(9, 23))
    proposal = found(wanted)[0]
    assert (lines(proposal), proposal.parts[0].picked[0].stand_in) == ([(other.name, 1)], True)


def test_a_whole_and_what_is_inside_it_are_not_both_free(stage):
    """The only studio is inside a house: whoever wants both gets one of them there."""
    house = made_of((stage.studio, 1), kind=KindFactory(slug="house"), name="House", open_days=[THURSDAY])
    card(house, hour=9_000)
    wanted = replace(stage.wanted, wants=(Want(0, "house", 1), replace(STUDIO, key=1)), near=ENSCHEDE)
    (proposal,) = found(wanted)
    assert [part.hub.hub_name for part in proposal.parts] == ["Tetem", "Effenaar"]
    assert lines(proposal) == [("House", 1), ("Studio 2", 1)]


def test_whoever_must_come_along_is_in_the_price(stage):
    cast = stage.cast
    CompanionRule.objects.create(facility=cast.studio, companion=cast.engineer, position=0, why=Why.ALWAYS)
    (proposal, _far) = found(stage.wanted)
    (part,) = proposal.parts
    assert [each.companion.name for each in part.party.coming.owed] == ["Sound engineer"]
    assert part.quote.list_cents == 2 * 5_000 + 2 * 1_000 + 2 * 3_000
    booked(cast.bo, cast.zout, cast.engineer, period=thursday(9, 23))
    assert places(found(stage.wanted))[0] == "Tetem"


def test_too_long_a_time_is_a_reason(stage):
    Facility.objects.filter(kind__slug="microphone").update(max_minutes=60)
    (near, *_) = found(stage.wanted)
    assert [(lack.lack.want, lack.lack.reason) for lack in near.missing] == [(MICROPHONES, Reason.LENGTH)]


def test_what_is_retired_or_of_another_kind_is_not_looked_at(stage):
    stage.studio.state = FacilityState.RETIRED
    stage.studio.save()
    (near, *others) = found(stage.wanted)
    assert (near.hub.hub_name, near.is_whole) == ("Effenaar", True)
    assert all(len(each.parts) == 2 for each in others)
    assert found(replace(stage.wanted, wants=(Want(0, "nothing", 1),))) == []
    assert found(replace(stage.wanted, wants=())) == []


def test_many_hubs_ask_as_much_as_few(stage, django_assert_num_queries):
    found(stage.wanted, stage.cast.zout)
    with django_assert_num_queries(8) as few:
        found(stage.wanted, stage.cast.zout)
    for number in range(8):
        town = MunicipalityFactory(slug=f"town-{number}", latitude=f"52.{number}", longitude="5.1")
        hub = HubFactory(municipality=town, latitude=f"52.{number}", longitude="5.1")
        VatSettingFactory(hub=hub)
        thing(hub, "recording-studio")
        thing(hub, "microphone", units=3)
    with django_assert_num_queries(len(few)):
        assert len(found(stage.wanted, stage.cast.zout)) == 4


def test_a_family_of_its_own_is_no_obstacle(stage):
    """People are wanted as things are."""
    Facility.objects.filter(pk=stage.cast.engineer.pk).update(
        kind=KindFactory(slug="sound-engineer", family=KindFamily.EXPERT)
    )
    wanted = replace(stage.wanted, wants=(STUDIO, Want(1, "sound-engineer", 1)))
    assert lines(found(wanted)[0]) == [("Studio 2", 1), ("Sound engineer", 1)]
