"""What readers said of a how-to, as everybody reads it below: whether it worked, what they ask, what is outdated."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from hub.kit.reading import columns, take_json
from hub.kit.sql import row
from knowledgebase.models.flags import Flag
from knowledgebase.models.how_tos import HowTo
from knowledgebase.models.questions import Question, Reply
from knowledgebase.models.removable import Removable
from knowledgebase.models.trials import Trial
from members.models import Organisation, User

R = TypeVar("R", bound=Removable)

# What is shown of each; older ones stay as rows.
MOST_REASONS, MOST_QUESTIONS, MOST_FLAGS = 20, 50, 10
# More of who said it is nobody's to read.
OF_ORGANISATION = OF_PERSON = ("id", "name")
WHO = columns(User, "who", *OF_PERSON)

SAID = f"""
SELECT
    (SELECT json_agg(json_build_array(
        {columns(Trial, "trial")}, {columns(Organisation, "organisation", *OF_ORGANISATION)}
    ) ORDER BY trial.at DESC, trial.id DESC)
    FROM knowledgebase_trial trial JOIN members_organisation organisation ON organisation.id = trial.organisation_id
    WHERE trial.about = %(says)s::uuid AND trial.taken_off_at IS NULL),
    (SELECT json_agg(json_build_array(question.row, question.answers) ORDER BY is_answered, at DESC, id DESC)
    FROM (
        SELECT question.id, question.at, json_build_array({columns(Question, "question")}, {WHO}) AS row,
            EXISTS (
                SELECT FROM knowledgebase_reply reply
                WHERE reply.question_id = question.id AND reply.accepted_at IS NOT NULL
            ) AS is_answered,
            (SELECT json_agg(
                json_build_array({columns(Reply, "reply")}, {WHO}) ORDER BY reply.accepted_at, reply.at, reply.id
            )
            FROM knowledgebase_reply reply LEFT JOIN members_user who ON who.id = reply.person_id
            WHERE reply.question_id = question.id AND reply.taken_off_at IS NULL) AS answers
        FROM knowledgebase_question question LEFT JOIN members_user who ON who.id = question.person_id
        WHERE question.how_to_id = %(how_to)s::bigint AND question.taken_off_at IS NULL
        ORDER BY is_answered, question.at DESC, question.id DESC
        LIMIT {MOST_QUESTIONS}
    ) question),
    (SELECT json_agg(flag.row ORDER BY state DESC, at DESC, id DESC)
    FROM (
        SELECT flag.id, flag.at, flag.state, json_build_array({columns(Flag, "flag")}, {WHO}) AS row
        FROM knowledgebase_flag flag LEFT JOIN members_user who ON who.id = flag.person_id
        WHERE flag.how_to_id = %(how_to)s::bigint AND flag.taken_off_at IS NULL
        ORDER BY flag.state DESC, flag.at DESC, flag.id DESC
        LIMIT {MOST_FLAGS}
    ) flag)
"""


@dataclass(frozen=True, slots=True)
class Judged:
    """Counted by organisation. `confirmed_at`: when one said last that it worked; `named`: those that may be named;
    `reasons` are verdicts with why it did not work, or what went otherwise, the latest first."""

    worked: int
    did_not: int
    confirmed_at: datetime | None
    named: tuple[str, ...]
    reasons: tuple[Trial, ...]
    verdicts: tuple[Trial, ...]

    def of(self, organisation_id: int | None) -> Trial | None:
        return next((each for each in self.verdicts if each.organisation_id == organisation_id), None)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its answers, the accepted one first."""

    question: Question
    answers: tuple[Reply, ...]

    @property
    def accepted(self) -> Reply | None:
        return next((each for each in self.answers if each.accepted_at), None)


@dataclass(frozen=True, slots=True)
class Said:
    """Verdicts in whichever language it was read; open questions first, then the latest; of what is outdated first
    what is to be looked at."""

    judged: Judged
    questions: list[Asked]
    flags: list[Flag]


def said_of(how_to: HowTo) -> Said:
    """One statement, whatever was said. What was taken off is not in it."""
    found: Any = row(SAID, {"how_to": how_to.pk, "says": how_to.translation_key})
    trials, questions, flags = (each or [] for each in found)
    return Said(
        _judged([_trial(iter(each)) for each in trials]),
        [
            Asked(_with_person(Question, asked), tuple(_with_person(Reply, each) for each in answers or ()))
            for asked, answers in questions
        ],
        [_with_person(Flag, each) for each in flags],
    )


def _judged(found: list[Trial]) -> Judged:
    worked = [each for each in found if each.worked]
    return Judged(
        worked=len(worked),
        did_not=len(found) - len(worked),
        confirmed_at=max((each.at for each in worked), default=None),
        named=tuple(sorted(each.organisation.name for each in worked if each.named)),
        reasons=tuple(each for each in found if each.because)[:MOST_REASONS],
        verdicts=tuple(found),
    )


def _trial(left: Iterator[object]) -> Trial:
    trial = take_json(Trial, left)
    trial.organisation = take_json(Organisation, left, *OF_ORGANISATION)
    return trial


def _with_person(kind: type[R], values: Iterable[object]) -> R:
    left = iter(values)
    said = take_json(kind, left)
    if said.person_id:
        said.person = take_json(User, left, *OF_PERSON)
    return said
