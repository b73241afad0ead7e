"""What beat asks for exists, runs on an empty region, and a broker that is away is no visitor's trouble."""

import pytest
from kombu.exceptions import OperationalError

from hub import tasks
from hub.celery import app


def test_beat_asks_only_for_tasks_that_exist():
    app.loader.import_default_modules()
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["work_outbox", "expire_holds", "complete_ended", "project_openings"])
def test_a_task_runs_where_there_is_nothing_to_do(name):
    assert getattr(tasks, name)() is None


@pytest.mark.parametrize("error", [OperationalError("no broker"), ConnectionRefusedError()])
def test_a_broker_that_is_away_is_no_trouble_of_the_caller(monkeypatch, caplog, error):
    def away(**_options: object) -> None:
        raise error

    monkeypatch.setattr(tasks.work_outbox, "apply_async", away)
    tasks.nudge()
    assert "the next beat will" in caplog.text
