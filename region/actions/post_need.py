from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from bookings.actions._part_of import demand_part
from funding.models.limits import COUNTRY
from hub.kit.audit import Actor
from hub.kit.errors import Refusal
from hub.kit.transactions import step, verb
from members.models import Organisation, User
from region.access_to_needs import demand_member
from region.actions._needs import note
from region.models import Need, NeedState
from region.rules.needs import HORIZON, MOST_A_DAY, MOST_OPEN, NeedFacts


class TooManyNeeds(Refusal):
    code = "too_many_needs"
    status = 429
    message = _(
        "You have %(open)d open requests and posted %(today)d within a day. End one, or go on tomorrow."
    )


class DaysDoNotFit(Refusal):
    code = "days_do_not_fit"
    status = 400
    message = _(
        "The last day comes after the first, answers are welcome from today until the last day at most, and all of it "
        "lies within %(most)d days."
    )


@verb
def post_need(*, organisation: Organisation, facts: NeedFacts, actor: User, now: datetime) -> Need:
    """Say what an organisation looks for; by any of its members. The same again within a day is posted once.

    Raises `DaysDoNotFit`, `NotPartOf`, `TooManyNeeds`; Http404 for who is no member.
    """
    demand_member(actor, organisation.pk)
    demand_days(facts, now)
    demand_part(facts.part_of, organisation.pk)
    mine = Need.objects.filter(organisation=organisation)
    lately = mine.filter(posted_at__gt=now - timedelta(days=1))
    before = lately.filter(
        state=NeedState.OPEN, title=facts.title, sort=facts.sort, from_date=facts.from_date
    )
    if found := before.first():
        return found
    # Without a lock: who sends two at once may have one more than that.
    still_open, today = mine.filter(state=NeedState.OPEN).count(), lately.count()
    if still_open >= MOST_OPEN or today >= MOST_A_DAY:
        raise TooManyNeeds(open=still_open, today=today)
    return posted(organisation=organisation, facts=facts, by=actor, actor=actor, now=now)


@step
def posted(
    *,
    organisation: Organisation,
    facts: NeedFacts,
    by: User,
    actor: Actor,
    now: datetime,
    is_demo: bool = False,
) -> Need:
    need = Need(organisation=organisation, posted_by=by, posted_at=now, is_demo=is_demo)
    write(need, facts, now)
    need.save()
    need.themes.set(facts.theme_ids)
    note(need=need, action="post_need", actor=actor, now=now)
    return need


def write(need: Need, facts: NeedFacts, now: datetime) -> None:
    """Nothing is saved yet, and its themes stand in a table of their own."""
    for name in NeedFacts.__slots__:
        if name != "theme_ids":
            setattr(need, name, getattr(facts, name))
    need.part_of = facts.part_of or ""  # type: ignore[assignment]
    need.changed_at = now


def demand_days(facts: NeedFacts, now: datetime) -> None:
    """On the country's clock. Raises `DaysDoNotFit`."""
    today = now.astimezone(COUNTRY).date()
    last = today + timedelta(days=HORIZON)
    if not (facts.from_date <= facts.until_date <= last and today <= facts.answer_by <= facts.until_date):
        raise DaysDoNotFit(most=HORIZON)
