"""The broker of a site on one machine: a folder of messages, as kombu has it, but each message is there whole or not.

kombu's own makes a message's file and fills it then. A worker that looks in between takes an empty message, cannot read
it, and ends; a site on one machine ends with it. Messages here are renamed into place.
"""

import time
from pathlib import Path
from typing import Any
from uuid import uuid4

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps

SCHEME = "folder"
# Whoever comes first writes down which queues an exchange has; another who reads that half written looks again.
LOOKS, WAIT_SECONDS = 20, 0.05


class Channel(filesystem.Channel):
    def _put(self, queue: str, payload: Any, **_options: Any) -> None:  # type: ignore[override]
        # The oldest first: readers sort by name.
        name = f"{round(time.monotonic() * 1000)}_{uuid4()}.{queue}.msg"
        folder = Path(self.data_folder_out)
        half = folder / f"{name}.new"
        half.write_text(dumps(payload))
        half.rename(folder / name)

    def _queue_bind(self, *names: Any) -> None:
        for look in range(LOOKS):
            try:
                return super()._queue_bind(*names)
            except ValueError:
                if look == LOOKS - 1:
                    raise
                time.sleep(WAIT_SECONDS)
        return None


class Transport(filesystem.Transport):
    Channel = Channel


TRANSPORT_ALIASES[SCHEME] = f"{__name__}:Transport"
