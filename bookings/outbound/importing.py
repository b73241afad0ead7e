"""What workers do with a hub's file: read it, write it, and open what came with it."""

from uuid import UUID

from bookings.actions.read_import import read_import
from bookings.actions.write_import import write_import
from facilities.actions.project_openings import project_openings
from hub.kit import clock
from hub.kit.audit import SITE
from hub.kit.models import OutboxMessage


def read(message: OutboxMessage) -> None:
    read_import(uuid=UUID(message.about.id), now=clock.now())


def write(message: OutboxMessage) -> None:
    write_import(uuid=UUID(message.about.id), now=clock.now())


def project(message: OutboxMessage) -> None:
    """A hub's facilities open when it does."""
    project_openings(hub_ids=[int(message.about.id)], actor=SITE, now=clock.now())
