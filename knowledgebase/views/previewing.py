"""A text as it will look, before there is a page: the same parts that show a published article."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from knowledgebase.models import (
    Attachment,
    Author,
    Contribution,
    Difficulty,
    Finality,
    Gear,
    Picture,
    Theme,
    Writing,
)
from knowledgebase.models.fetching import Around
from knowledgebase.models.writing import attachments_of, named_gear
from knowledgebase.rules import licences
from knowledgebase.rules.completeness import MOST_QUANTITY, day, is_link, whole
from knowledgebase.rules.content import Content, Step


@dataclass(frozen=True, slots=True)
class File:
    """What a download is called, how large, and where a writer or reviewer gets it."""

    title: str
    file_size: int
    url: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A step as `knowledgebase/parts/step.html` shows it."""

    id: str
    title: str
    text: str
    warning: str
    picture: Picture | None
    seen: str
    video: str
    code: str
    download: File | None


@dataclass(frozen=True, slots=True)
class Preview:
    """`page` in the parts that show an article."""

    title: str
    summary: str
    language: str
    hub: Any
    licensed: Any
    last_checked_on: Any
    minutes: int | None
    people: int | None
    get_difficulty_display: str
    get_finality_display: str
    on: Any
    version: str
    worked: str
    did_not_work: str
    next_step: str


def previewed(contribution: Contribution, content: Content, when: Any) -> dict[str, Any]:
    """What a page that shows it needs."""
    files = attachments_of(contribution, content.attached)
    facilities, kinds = named_gear(content)
    gear = [
        Gear(
            name=need.name or str(facilities.get(need.what) or kinds.get(need.what) or ""),
            facility=facilities.get(need.what),
            kind=kinds.get(need.what),
            quantity=whole(need.quantity, MOST_QUANTITY) or 1,
            note=need.note,
            optional=need.optional,
        )
        for need in content.gear
    ]
    authors = [Author(name=str(contribution.author or "–"), organisation=contribution.organisation)]
    themes = list(Theme.objects.filter(slug__in=content.themes))
    return {
        "page": _page(contribution, content, when),
        "around": Around(authors=authors, gear=gear, themes=themes, translations=[]),
        "steps": [_step(contribution, step, files) for step in content.steps],
        "files": [
            (found, line.about)
            for line in content.files
            if (found := _file(contribution, files.get(line.download)))
        ],
        "is_how_to": contribution.kind == Writing.HOW_TO,
    }


def _page(contribution: Contribution, content: Content, when: Any) -> Preview:
    return Preview(
        title=content.title or contribution.title,
        summary=content.summary,
        language=contribution.language,
        hub=contribution.hub,
        licensed=licences.LICENCES.get(content.licence, licences.LICENCES[licences.USUAL]),
        last_checked_on=when,
        minutes=whole(content.minutes, 100_000),
        people=whole(content.people, 1_000),
        get_difficulty_display=str(Difficulty(content.difficulty).label),
        get_finality_display=str(Finality(content.finality).label),
        on=day(content.on),
        version=content.version,
        worked=content.worked,
        did_not_work=content.did_not_work,
        next_step=content.next_step,
    )


def _step(contribution: Contribution, step: Step, files: Mapping[str, Attachment]) -> Shown:
    picture = files.get(step.picture)
    return Shown(
        id=step.id,
        title=step.title,
        text=step.text,
        warning=step.warning,
        picture=picture.picture if picture else None,
        seen=step.seen,
        # What is no address yet is no link.
        video=step.video.strip() if is_link(step.video) else "",
        code=step.code,
        download=_file(contribution, files.get(step.download)),
    )


def _file(contribution: Contribution, attachment: Attachment | None) -> File | None:
    if attachment is None or attachment.picture_id:
        return None
    url = reverse("knowledgebase:draft_file", args=[contribution.uuid, attachment.uuid])
    return File(attachment.name, attachment.size, url)
