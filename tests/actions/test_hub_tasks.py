"""What beat asks for exists, runs on an empty region, and a broker that is away is no visitor's trouble."""

import os
import threading

import pytest
from kombu.exceptions import OperationalError

from hub import tasks
from hub.celery import app
from hub.kit.beside import Beside


def test_beat_asks_only_for_tasks_that_exist():
    app.loader.import_default_modules()
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    [
        "work_outbox",
        "expire_holds",
        "complete_ended",
        "project_openings",
        "remind_due",
        "forget_talk",
        "settle_sessions",
        "keep_inductions",
    ],
)
def test_a_task_runs_where_there_is_nothing_to_do(name):
    assert getattr(tasks, name)() is None


@pytest.mark.parametrize("error", [OperationalError("no broker"), ConnectionRefusedError()])
def test_a_broker_that_is_away_is_no_trouble_of_the_caller(monkeypatch, caplog, error):
    def away(**_options: object) -> None:
        raise error

    monkeypatch.setattr(tasks.work_outbox, "apply_async", away)
    tasks.send_nudge()
    assert "the next beat will" in caplog.text


def test_nobody_waits_for_a_broker_that_does_not_answer(monkeypatch):
    taken, answered = threading.Event(), threading.Event()

    def slow(**_options: object) -> None:
        taken.set()
        answered.wait(30)

    monkeypatch.setattr(tasks.work_outbox, "apply_async", slow)
    tasks.nudge()
    assert taken.wait(10), "the broker is asked"
    assert not answered.is_set(), "and the caller went on meanwhile"
    answered.set()


def test_asks_that_come_while_one_is_served_are_one_more():
    served = threading.Semaphore(0)
    begun, go_on = threading.Event(), threading.Event()
    calls = []

    def work() -> None:
        calls.append(len(calls))
        begun.set()
        go_on.wait(30)
        served.release()

    beside = Beside(work)
    beside.ask()
    assert begun.wait(10)
    for _ in range(5):
        beside.ask()
    go_on.set()
    assert served.acquire(timeout=10)
    assert served.acquire(timeout=10)
    assert not served.acquire(timeout=0.2)
    assert len(calls) == 2


def test_work_that_fails_once_is_there_for_the_next(caplog):
    done = threading.Event()
    outcomes = iter([RuntimeError("once"), None])

    def work() -> None:
        outcome = next(outcomes)
        done.set()
        if outcome:
            raise outcome

    beside = Beside(work)
    for _ in range(2):
        beside.ask()
        assert done.wait(10)
        done.clear()
    assert "failed" in caplog.text


def test_a_forked_process_gets_a_thread_of_its_own():
    calls = []
    beside = Beside(lambda: calls.append(1))
    beside.ask()
    child = os.fork()
    if child == 0:
        done = threading.Event()
        beside._work = done.set
        beside.ask()
        os._exit(0 if done.wait(10) else 1)
    assert os.waitpid(child, 0)[1] == 0
