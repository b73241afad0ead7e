"""What all mails of the outbox have in common."""

from email.utils import parseaddr

from django.conf import settings

from hub.kit.models import OutboxMessage


def message_id(message: OutboxMessage) -> str:
    """The same whenever the message is delivered, so that most readers show it once."""
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{message.key.replace(':', '.')}@{host}>"
