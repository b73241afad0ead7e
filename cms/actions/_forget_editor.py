from datetime import datetime

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from hub.kit.audit import Actor
from hub.kit.transactions import step
from members.models import User


@step
def forget_editor(*, person: User, actor: Actor, now: datetime) -> None:
    """What both admins keep of somebody: their settings and picture, and log lines that call an account by its name."""
    for profile in UserProfile.objects.filter(user=person):
        profile.avatar.delete(save=False)
        profile.delete()
    kind = ContentType.objects.get_for_model(User)
    ModelLogEntry.objects.filter(content_type=kind, object_id=str(person.pk)).delete()
    LogEntry.objects.filter(content_type=kind, object_id=str(person.pk)).delete()
