"""`python -m hub.dev.card_processor --port N [--store FILE]`: localstripe, which plays Stripe, as a process of its own.

Of itself it listens to the whole network, and every instance on a machine writes the same file in /tmp, at each change.
Here it listens to this machine alone, and keeps its objects in a file of its own, or in memory.
"""

import argparse
import asyncio
import contextlib
import pickle
from collections.abc import AsyncIterator
from pathlib import Path

from aiohttp import web
from localstripe.resources import store
from localstripe.server import app

PAUSE = 0.5  # seconds between looks at whether something has changed


class Kept:
    """Writes what has changed, at most twice a second: a thousand objects would be written anew with each."""

    def __init__(self, file: Path | None) -> None:
        self.file, self.changed = file, False

    def note(self) -> None:
        self.changed = True

    def read(self) -> None:
        if self.file and self.file.exists():
            store.update(pickle.loads(self.file.read_bytes()))

    def write(self) -> None:
        if self.file and self.changed:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            new = self.file.with_suffix(".new")
            new.write_bytes(pickle.dumps(dict(store)))
            new.replace(self.file)
        self.changed = False

    async def run(self, _app: web.Application) -> AsyncIterator[None]:
        async def keep_writing() -> None:
            while True:
                await asyncio.sleep(PAUSE)
                self.write()

        task = asyncio.create_task(keep_writing())
        yield
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        self.write()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--store", type=Path)
    options = parser.parse_args()
    kept = Kept(options.store)
    kept.read()
    store.dump_to_disk = kept.note
    app.cleanup_ctx.append(kept.run)
    web.run_app(app, host="127.0.0.1", port=options.port, print=None, access_log=None)


if __name__ == "__main__":
    main()
