"""What the verbs about pilots share: the row held, what is written of it, the audit row."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from funding.models.limits import COUNTRY
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.outbox import emit_each
from hub.kit.transactions import step
from knowledgebase.models import Experiment
from members.models import Membership, Organisation, Post, User
from members.rules.places import slug_of
from region.models import AtlasEntry, Pilot, PilotState
from region.permissions_of_pilots import demand_writer, seen
from region.rules.pilots import PilotFacts

# An organisation is asked to take part, or to say yes to a pilot that was written down for it.
ASKED = "pilot.asked"
# A fund is asked for a budget; and its answer.
BUDGET_ASKED = "pilot.budget_asked"
BUDGET_ANSWERED = "pilot.budget_answered"
KINDS = (ASKED, BUDGET_ASKED, BUDGET_ANSWERED)
# As many as a page shows.
MOST_BESIDE = 100


class PilotIsOver(Refusal):
    code = "pilot_is_over"
    message = _("This pilot is over. What came of it stands on its page, and nothing is added any more.")


class PilotChanged(Refusal):
    code = "pilot_changed"
    message = _("Somebody else changed this pilot while you wrote. Look at what it says now, and try again.")


class TooMuchBeside(Refusal):
    code = "too_much_beside"
    message = _("A pilot has at most %(most)s of these. Take something away first.")


def today_of(now: datetime) -> date:
    return now.astimezone(COUNTRY).date()


@step
def held_pilot(slug: str, actor: User) -> Pilot:
    """The pilot, its row held until the transaction ends, for who may see it; raises Http404 for anybody else."""
    rows = Pilot.objects.select_related("owner").select_for_update(no_key=True, of=("self",))
    return seen(actor, rows.filter(slug=slug).first())


@step
def held_to_write(slug: str, actor: User) -> Pilot:
    """The same, for who may change it, while it is not over. Raises as `demand_writer`, and `PilotIsOver`."""
    pilot = held_pilot(slug, actor)
    demand_writer(actor, pilot)
    if not pilot.is_open:
        raise PilotIsOver()
    return pilot


@step
def write_facts(pilot: Pilot, facts: PilotFacts, now: datetime) -> None:
    """Over what was. Of places and an experiment those that everybody may see."""
    for name in ("title_nl", "title_en", "aim_nl", "aim_en", "region_id", "starts_on", "ends_on"):
        setattr(pilot, name, getattr(facts, name))
    pilot.state = PilotState.RUNNING if facts.runs else PilotState.IDEA
    experiment = Experiment.objects.filter(pk=facts.experiment_id or 0, live=True).first()
    pilot.experiment = experiment
    pilot.changed_at = now
    pilot.save()
    pilot.themes.set(facts.theme_ids)
    pilot.entries.set(AtlasEntry.objects.public().filter(pk__in=facts.entry_ids))


def free_slug(title: str) -> str:
    wanted = slug_of(title)[:90].strip("-") or "pilot"
    # Names of our own addresses below /pilots/.
    taken = {"new", *Pilot.objects.filter(slug__startswith=wanted).values_list("slug", flat=True)}
    number, slug = 1, wanted
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug


@step
def noted_of(
    pilot: Pilot, what: str, actor: Actor, now: datetime, organisation_id: int | None = None, **facts: Any
) -> None:
    """The audit row: readable for the owner, or for the organisation whose doing it was."""
    record(
        action=f"region.pilot.{what}",
        about=pilot.ref,
        actor=actor,
        now=now,
        organisation_id=organisation_id or pilot.owner_id,
        facts=facts,
    )


@step
def tell_owners(*, kind: str, pilot: Pilot, organisation: Organisation, now: datetime) -> None:
    """A mail to each owner of an organisation, once for each time that it is asked."""
    owners = Membership.objects.filter(organisation=organisation, post=Post.OWNER, person__is_active=True)
    tell(kind=kind, pilot=pilot, people=owners.values_list("person", flat=True), now=now, to=organisation.pk)


@step
def tell(
    *, kind: str, pilot: Pilot, people: Any, now: datetime, to: int | None = None, fund: int | None = None
) -> None:
    """`to` and `fund`: whom they are asked or told for."""
    emit_each(
        kind=kind,
        about=pilot.ref,
        payloads={
            f"{kind}:{pilot.uuid}:{to or fund or 0}:{person}:{now.timestamp():.0f}": {
                "person": person,
                "organisation": to,
                **({"fund": fund} if fund else {}),
            }
            for person in people
        },
        now=now,
    )


@step
def held_asked(slug: str, organisation_id: int, actor: User) -> Pilot:
    """The pilot, its row held, for an organisation that was ever asked, and for who may see it anyway; raises Http404
    for anybody else."""
    found = Pilot.objects.select_related("owner").select_for_update(no_key=True, of=("self",))
    pilot = found.filter(slug=slug).first()
    if pilot is None or not pilot.partners.filter(organisation=organisation_id).exists():
        return seen(actor, pilot)
    return pilot
