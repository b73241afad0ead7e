"""A message in the folder of a site on one machine is there whole or not at all, whenever somebody looks."""

from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection
from kombu.transport import filesystem

from hub.kit import folder_broker


@pytest.fixture
def channel_of(tmp_path):
    folders = {
        "data_folder_in": str(tmp_path),
        "data_folder_out": str(tmp_path),
        "control_folder": str(tmp_path / "control"),
        "processed_folder": str(tmp_path / "processed"),
    }
    opened = []

    def channel(scheme: str):
        opened.append(Connection(f"{scheme}://localhost", transport_options=folders))
        return opened[-1].channel()

    yield channel
    for each in opened:
        each.release()


def test_a_message_is_taken_as_it_was_put_the_oldest_first(channel_of):
    channel = channel_of("folder")
    for number in range(3):
        channel._put("celery", {"number": number})
        folder_broker.time.sleep(0.002)
    assert [channel._get("celery")["number"] for _each in range(3)] == [0, 1, 2]
    with pytest.raises(Empty):
        channel._get("celery")


def test_who_looks_while_a_message_is_written_finds_none_yet(channel_of, monkeypatch):
    channel = channel_of("folder")
    rename, looked = Path.rename, []

    def look_first(self: Path, target: Path) -> Path:
        with pytest.raises(Empty):
            channel._get("celery")
        looked.append(self)
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", look_first)
    channel._put("celery", {"number": 7})
    assert looked
    assert channel._get("celery") == {"number": 7}


def test_with_kombus_own_folder_they_find_one_that_cannot_be_read(channel_of, monkeypatch):
    channel = channel_of("filesystem")

    def look_first(_file: object, flags: int) -> None:
        if flags == filesystem.LOCK_EX:
            with pytest.raises(ValueError, match="Expecting value"):
                channel._get("celery")
            raise InterruptedError

    monkeypatch.setattr(filesystem, "lock", look_first)
    with pytest.raises(filesystem.ChannelError):
        channel._put("celery", {"number": 7})


def test_who_reads_an_exchange_half_written_looks_again(channel_of, monkeypatch):
    channel = channel_of("folder")
    exchange = Path(channel.control_folder) / "celery.exchange"
    exchange.parent.mkdir()
    exchange.touch()
    monkeypatch.setattr(folder_broker.time, "sleep", lambda _seconds: exchange.unlink(missing_ok=True))
    channel._queue_bind("celery", "celery", "", "celery")
    assert [each.queue for each in channel.get_table("celery")] == ["celery"]
