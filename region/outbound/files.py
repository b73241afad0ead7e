"""What workers do with a file of entries."""

from uuid import UUID

from hub.kit import clock
from hub.kit.models import OutboxMessage
from region.actions.read_entry_file import read_entry_file
from region.actions.write_entry_file import write_entry_file


def read(message: OutboxMessage) -> None:
    read_entry_file(uuid=UUID(message.about.id), now=clock.now())


def write(message: OutboxMessage) -> None:
    write_entry_file(uuid=UUID(message.about.id), now=clock.now())
