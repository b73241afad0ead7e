from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from facilities.actions._facts import free_slug
from facilities.models import Kind
from facilities.permissions import demand_site_admin
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.refs import Ref
from hub.kit.transactions import verb


class KindThereAlready(Refusal):
    code = "kind_there_already"
    message = _("There is a kind by that name already: %(kind)s.")


@dataclass(frozen=True, slots=True)
class KindFacts:
    """A kind of facility: its family (`KindFamily`), its names, and the kind whose drawing it shares."""

    family: str
    name_nl: str
    name_en: str
    drawn_as: Kind


@verb
def add_kind(*, facts: KindFacts, actor: Actor, now: datetime) -> Kind:
    """A kind of the region's own, shown after those that are there; managers can choose it at once.

    For site administrators. Raises `KindThereAlready`, `Forbidden`.
    """
    demand_site_admin(actor)
    same = Q(name_nl__iexact=facts.name_nl) | Q(name_en__iexact=facts.name_en)
    if there := Kind.objects.filter(same).first():
        raise KindThereAlready(kind=there.name)
    last = Kind.objects.aggregate(position=Max("position", default=0))["position"]
    kind = Kind.objects.create(
        # Short enough for a number behind it.
        slug=free_slug(facts.name_en[:40], Kind.objects.values_list("slug", flat=True)),
        family=facts.family,
        name_nl=facts.name_nl,
        name_en=facts.name_en,
        pattern=facts.drawn_as.pattern,
        position=min(last + 10, 32_767),
    )
    record(
        action="facilities.add_kind",
        about=Ref("kind", str(kind.pk)),
        actor=actor,
        now=now,
        facts={"slug": kind.slug, "family": kind.family},
    )
    return kind
