from collections.abc import Mapping
from datetime import datetime

from facilities.models import Facility, Hub
from hub.demo.people import Maker
from hub.kit.refs import Ref
from hub.kit.transactions import step
from knowledgebase.models import Experiment, Follow, Theme


@step
def make_follows(*, maker: Maker, hubs: Mapping[str, Hub], since: datetime) -> None:
    """The first maker follows one of each: a theme, a lab, an experiment and a facility."""
    hub = hubs["Effenaar"]
    themes = Theme.objects.filter(slug__in=["distribution", "virtual-humans"])
    experiment = Experiment.objects.filter(hub=hub).order_by("pk").first()
    facility = Facility.objects.filter(hub=hub, state="live").order_by("pk").first()
    refs = [hub.ref, *(Ref("theme", str(each.pk)) for each in themes)]
    refs += [Ref("experiment", str(experiment.pk))] if experiment else []
    refs += [facility.ref] if facility else []
    Follow.objects.bulk_create([Follow(person=maker.booker, about=ref, since=since) for ref in refs])
