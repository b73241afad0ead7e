"""Registering an organisation and changing what it says of itself."""

from dataclasses import replace

import pytest
from django.contrib.auth.models import AnonymousUser

from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow
from members.actions import _details as refusals
from members.actions.change_organisation import change_organisation
from members.actions.load_places import load_places
from members.actions.register_organisation import register_organisation
from members.models import Discipline, Municipality, Organisation, Region
from members.permissions import administers
from members.rules.details import Details
from tests.cast import NOW, assemble
from tests.factories.members import DisciplineFactory, MunicipalityFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


def details(**changes) -> Details:
    plain = Details(name="Stichting Draai", kind="foundation", municipality_id=MunicipalityFactory().pk)
    return replace(plain, **changes)


def test_whoever_registers_an_organisation_owns_it():
    person, dance = UserFactory(), DisciplineFactory()
    wanted = details(kvk_number="12 34 56 78", vat_number="nl 0044.95.445 b01", discipline_ids=(dance.pk,))
    organisation = register_organisation(details=wanted, actor=person, now=NOW)
    assert administers(person, organisation)
    assert (organisation.kvk_number, organisation.vat_number) == ("12345678", "NL004495445B01")
    assert list(organisation.disciplines.all()) == [dance]
    row = AuditRow.objects.get(action="members.register_organisation")
    assert (row.actor_id, row.organisation_id, row.about) == (person.pk, organisation.pk, organisation.ref)


@pytest.mark.parametrize("kind", ["makers", "freelancer", "foundation"])
def test_nobody_needs_a_number_to_come_in(kind):
    organisation = register_organisation(details=details(kind=kind), actor=UserFactory(), now=NOW)
    assert organisation.kvk_number == organisation.vat_number == ""


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"name": "  \n "}, refusals.NameNeeded),
        ({"name": "x" * 121}, refusals.NameNeeded),
        ({"kind": "church"}, refusals.KindUnknown),
        ({"kvk_number": "1234567"}, refusals.BadKvkNumber),
        ({"vat_number": "NL123456789B90"}, refusals.BadVatNumber),
        ({"vat_number": "NL111222333B01", "kind": "freelancer"}, refusals.CitizenNumber),
        ({"vat_number": "NL111222333B01", "kind": "makers"}, refusals.CitizenNumber),
    ],
)
def test_what_is_wrong_is_said_in_words(changes, refusal):
    with pytest.raises(refusal) as caught:
        register_organisation(details=details(**changes), actor=UserFactory(), now=NOW)
    assert str(caught.value)
    assert "111222333" not in str(caught.value) + repr(caught.value.__cause__)
    assert not Organisation.objects.exists()


def test_a_legal_entity_keeps_its_number_of_that_form():
    organisation = register_organisation(
        details=details(vat_number="NL111222333B01"), actor=UserFactory(), now=NOW
    )
    assert organisation.vat_number == "NL111222333B01"


def test_one_organisation_for_each_kvk_number():
    OrganisationFactory(kvk_number="12345678")
    with pytest.raises(refusals.KvkTaken):
        register_organisation(details=details(kvk_number="12345678"), actor=UserFactory(), now=NOW)


@pytest.mark.parametrize("who", ["nobody", "shut out"])
def test_without_an_account_nobody_registers(who):
    actor = AnonymousUser() if who == "nobody" else UserFactory(is_active=False)
    with pytest.raises(Forbidden):
        register_organisation(details=details(), actor=actor, now=NOW)
    assert not Organisation.objects.exists()


def test_line_breaks_do_not_stay_in_a_name():
    organisation = register_organisation(
        details=details(name=" Zout\r\nBcc: all@example.org "), actor=UserFactory(), now=NOW
    )
    assert organisation.name == "Zout Bcc: all@example.org"


def test_an_owner_changes_the_organisation():
    cast = assemble()
    wanted = details(name="Zout", kvk_number="87654321", municipality_id=cast.noord.municipality_id)
    changed = change_organisation(organisation=cast.zout, details=wanted, actor=cast.zoe, now=NOW)
    assert (changed.name, changed.kvk_number) == ("Zout", "87654321")
    assert changed.municipality.region == cast.groningen
    row = AuditRow.objects.get(action="members.change_organisation")
    assert row.facts == {"changed": ["name", "kvk_number", "municipality_id"]}


@pytest.mark.parametrize("who", ["bo", "mira", "ilse", "teun", "anna"])
def test_a_booker_a_member_and_strangers_change_nothing(who):
    cast = assemble()
    with pytest.raises(Forbidden):
        change_organisation(organisation=cast.zout, details=details(), actor=getattr(cast, who), now=NOW)
    cast.zout.refresh_from_db()
    assert cast.zout.name == "Collectief Zout"


def test_a_changed_kvk_number_must_be_free_and_right():
    cast = assemble()
    OrganisationFactory(kvk_number="12345678")
    for number, refusal in [("12345678", refusals.KvkTaken), ("1", refusals.BadKvkNumber)]:
        with pytest.raises(refusal):
            change_organisation(
                organisation=cast.zout, details=details(kvk_number=number), actor=cast.zoe, now=NOW
            )


def test_becoming_a_freelancer_looks_at_the_number_again():
    cast = assemble()
    with pytest.raises(refusals.CitizenNumber):
        change_organisation(
            organisation=cast.zout,
            details=details(kind="freelancer", vat_number="NL111222333B01"),
            actor=cast.zoe,
            now=NOW,
        )


def test_places_are_loaded_once_however_often():
    Region.objects.create(slug="drenthe", name="?", about_nl="Van ons.")
    first = load_places(inhabitants=15000)
    assert load_places(inhabitants=15000) == first
    assert first.regions == 12 and first.municipalities > 200
    assert Municipality.objects.get(slug="den-haag").region.name == "Zuid-Holland"
    drenthe = Region.objects.get(slug="drenthe")
    assert (drenthe.name, drenthe.about_nl) == ("Drenthe", "Van ons.")
    assert Discipline.objects.get(slug="dance").name_nl == "dans"
