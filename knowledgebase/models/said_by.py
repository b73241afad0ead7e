"""What somebody said below how-tos, for whoever takes their own data along."""

from typing import Any

from django.db.models import F

from knowledgebase.models.flags import Flag
from knowledgebase.models.questions import Question, Reply
from knowledgebase.models.trials import Trial


def said_by(person_id: int) -> dict[str, list[dict[str, Any]]]:
    """By kind, the oldest first, in plain values: also what was taken off, with why. Four statements."""
    of_how_to, of_question = F("how_to__title"), F("question__how_to__title")
    common = ("at", "taken_off_at", "taken_off_because")
    kinds: dict[str, Any] = {
        "verdicts": Trial.objects.annotate(article=of_how_to).values(
            "article", "worked", "because", "named", *common
        ),
        "questions": Question.objects.annotate(article=of_how_to).values("article", "text", *common),
        "answers": Reply.objects.annotate(article=of_question).values(
            "article", "question__text", "text", "accepted_at", *common
        ),
        "flags": Flag.objects.annotate(article=of_how_to).values("article", "text", "state", "said", *common),
    }
    return {name: list(rows.filter(person=person_id).order_by("at", "pk")) for name, rows in kinds.items()}
