"""Who may see and change what money is about."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404
from rules import predicate

from funding.models import Fund, FundingAgreement, Invoice
from funding.models.books import rules_to_read
from funding.models.invoices import with_all
from hub.kit.audit import SITE, Actor
from hub.kit.errors import Forbidden
from hub.kit.refs import Ref
from members.models import Grant, Membership, Organisation, Region, Role, User
from members.models.reading import organisation_by_uuid, organisations_by_id
from members.permissions import Person, Powers, holds, is_member, is_site_admin, manages, powers_of, works_at


@predicate
def speaks_for(person: Person, funder: Organisation) -> bool:
    """Whether somebody acts for a funder: sees its books, notes what it paid in."""
    return holds(person, Role.FUNDER, funder.ref)


@predicate
def pays(person: Person) -> bool:
    """Whether somebody is of a payer: speaks for a funder, second factor or not, or is a member of an organisation that
    pays or vouches under an agreement. Such a person never sees what a declaration is proved by."""
    if any(role == Role.FUNDER for role, _scope in powers_of(person).granted):
        return True
    theirs = Membership.objects.filter(person_id=person.pk).values("organisation")
    return FundingAgreement.objects.filter(Q(funder__in=theirs) | Q(guarantor__in=theirs)).exists()


def payers_among(people: Iterable[int]) -> set[int]:
    """Which of these persons, by id, are of a payer; two queries."""
    wanted = list(people)
    payers = FundingAgreement.objects.values_list("funder", "guarantor")
    paying = {id_ for both in payers for id_ in both if id_}
    theirs = Membership.objects.filter(person__in=wanted, organisation__in=paying)
    speak = Grant.objects.filter(person__in=wanted, role=Role.FUNDER, revoked_at=None)
    return {*theirs.values_list("person", flat=True), *speak.values_list("person", flat=True)}


keeps_books_of = speaks_for | is_site_admin
sets_rates_of = manages


def demand(allowed: Callable[..., bool], actor: Actor, thing: Any) -> None:
    """Raises `Forbidden` unless the actor may; the site itself may always."""
    if actor is not SITE and not allowed(actor, thing):
        raise Forbidden()


def funders_of(person: Person) -> list[Organisation]:
    """The funders that somebody speaks for, by name; no query for somebody who speaks for none. Looked up once for the
    powers that a request began with: its page and its menu both ask."""
    powers = powers_of(person)
    kept: tuple[Powers, list[Organisation]] | None = getattr(person, "_funders", None)
    if kept is not None and kept[0] is powers:
        return kept[1]
    mine = [
        int(scope.id)
        for role, scope in powers.granted
        if role == Role.FUNDER and scope.kind == "organisation" and powers.hold(role, scope)
    ]
    found = organisations_by_id(mine)
    if found:
        person._funders = (powers, found)  # type: ignore[union-attr]
    return found


def speakers_of(funder: Organisation) -> list[User]:
    """Who speaks for a funder, by name: to write to them."""
    lasting = Grant.objects.filter(role=Role.FUNDER, scope=funder.ref, revoked_at=None)
    return list(User.objects.filter(pk__in=lasting.values("person"), is_active=True).order_by("name", "pk"))


def regions_of(person: Person) -> list[Region]:
    """The regions whose quartermaster somebody is, by name; no query for who is none."""
    powers = powers_of(person)
    mine = [
        int(scope.id)
        for role, scope in powers.granted
        if role == Role.QUARTERMASTER and scope.kind == "region" and powers.hold(role, scope)
    ]
    return list(Region.objects.filter(pk__in=mine)) if mine else []


def region_for(person: Person, slug: str) -> Region:
    """A region's sums, for its quartermaster and for site administrators; raises Http404 for anybody else."""
    found = Region.objects.filter(slug=slug).first()
    if found is None or not (
        holds(person, Role.QUARTERMASTER, Ref("region", str(found.pk))) or is_site_admin(person)
    ):
        raise Http404
    return found


def fund_for(slug: str) -> Fund:
    """A fund's public side; raises Http404 when there is none by that name."""
    fund = (
        Fund.objects.select_related("agreement__funder")
        .prefetch_related(rules_to_read())
        .filter(slug=slug)
        .first()
    )
    if fund is None:
        raise Http404
    return fund


def funder_for(person: Person, uuid: UUID) -> Organisation:
    """The funder, for who speaks for it and for site administrators; raises Http404 for anybody else."""
    mine = (each for each in funders_of(person) if each.uuid == uuid)
    found = next(mine, None) or organisation_by_uuid(uuid)
    if found is None or not keeps_books_of(person, found):
        raise Http404
    return found


@predicate
def sees_invoice(person: Person, invoice: Invoice) -> bool:
    """The organisation's members, those who work at the hub, and site administrators."""
    return bool(
        is_member(person, invoice.organisation) or works_at(person, invoice.hub) or is_site_admin(person)
    )


def invoice_for(person: Person, number: str) -> Invoice:
    """An invoice with all that is printed of it, for who may see it; raises Http404 for anybody else."""
    found = with_all(Invoice.objects.select_related("organisation", "series")).filter(number=number).first()
    if found is None or not sees_invoice(person, found):
        raise Http404
    return found
