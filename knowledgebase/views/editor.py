"""What the editor shows: the draft as it was typed, with pictures, words of the reviewer and what is wrong beside."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from facilities.models import Facility, Kind
from hub.kit import clock
from knowledgebase.actions.submit_contribution import lacking
from knowledgebase.models import Attachment, Contribution, Difficulty, Finality, Theme, Writing
from knowledgebase.models.blocks import CODES
from knowledgebase.models.writing import attachments_of, gear_to_choose, last_judgement
from knowledgebase.rules import licences
from knowledgebase.rules.completeness import Lack
from knowledgebase.rules.content import (
    MOST_CHARACTERS,
    MOST_FILES,
    MOST_GEAR,
    MOST_STEPS,
    Content,
    Malformed,
    read,
)

MOST = {"steps": MOST_STEPS, "gear": MOST_GEAR, "files": MOST_FILES}
# The row that a script copies for a new one.
BLANK = "__id__"


@dataclass(frozen=True, slots=True)
class Row:
    """One step, line of gear or of data: its fields, what was attached, what was said and what is wrong with it."""

    id: str
    fields: Mapping[str, Any]
    number: int = 0
    picture: Attachment | None = None
    download: Attachment | None = None
    remark: str = ""
    wrong: Sequence[str] = field(default_factory=list)


def context(
    contribution: Contribution,
    typed: Mapping[str, Any] | None = None,
    *,
    wrong: Mapping[str, str] | None = None,
    asked: bool = False,
) -> dict[str, Any]:
    """`typed` when it could not be saved as it is; `wrong`: words by field; `asked`: what is lacking is shown too."""
    shown: dict[str, Any] = dict(Content().model_dump(mode="json"), **(typed or contribution.draft))
    errors = dict(wrong or {})
    lacks = list(lacking(contribution, contribution.content, clock.now())) if asked else []
    errors |= {lack.where: str(lack.words) for lack in lacks if lack.where not in errors}
    judgement = last_judgement(contribution)
    said = {each.step: each.text for each in judgement.remarks.all()} if judgement else {}
    files = attachments_of(contribution, _named(shown))
    kinds, facilities = gear_to_choose(contribution.hub)
    return {
        "contribution": contribution,
        "is_how_to": contribution.kind == Writing.HOW_TO,
        "draft": shown,
        "token": contribution.token,
        "steps": _rows(shown["steps"], files, said, errors),
        "gear": _rows(shown["gear"], files, said, errors),
        "data": _rows(shown["files"], files, said, errors),
        "blank": Row(BLANK, {"quantity": "1"}),
        "judgement": judgement,
        "lacks": lacks,
        "wrong": errors,
        "gear_groups": _groups(kinds, facilities, shown["gear"], contribution),
        "licences": licences.CHOICES,
        "difficulties": Difficulty.choices,
        "finalities": Finality.choices,
        "codes": CODES,
        "themes": Theme.objects.all(),
    }


def _named(shown: Mapping[str, Any]) -> set[str]:
    rows = [*shown["steps"], *shown["files"]]
    named = {str(row.get(name, "")) for row in rows for name in ("picture", "download")}
    return {each for each in named if len(each) == 36}


def _rows(
    rows: Iterable[Mapping[str, Any]],
    files: Mapping[str, Attachment],
    said: Mapping[str, str],
    errors: Mapping[str, str],
) -> list[Row]:
    return [
        Row(
            id=row["id"],
            fields=row,
            number=number,
            picture=files.get(row.get("picture", "")),
            download=files.get(row.get("download", "")),
            remark=said.get(row["id"], ""),
            wrong=[words for where, words in errors.items() if where.startswith(f"{row['id']}-")],
        )
        for number, row in enumerate(rows, start=1)
    ]


def _groups(
    kinds: Sequence[Kind],
    facilities: Sequence[Facility],
    gear: Iterable[Mapping[str, Any]],
    contribution: Contribution,
) -> list[tuple[str, list[tuple[str, str]]]]:
    """What a line of gear may stand for. What a line names already stays, whatever became of it."""
    groups = [
        (
            _("Anything of a kind"),
            sorted(((f"kind:{each.slug}", str(each)) for each in kinds), key=lambda e: e[1]),
        ),
        (
            _("At %(hub)s") % {"hub": contribution.hub.name},
            [(f"facility:{each.pk}", each.name) for each in facilities],
        ),
    ]
    known = {value for _label, choices in groups for value, _name in choices}
    others = [(str(row["what"]), str(row.get("name", ""))) for row in gear if row.get("what")]
    return [*groups, (_("Elsewhere"), [each for each in dict(others).items() if each[0] not in known])]


def looked_at(raw: Mapping[str, Any]) -> tuple[Content | None, dict[str, str]]:
    """The draft, or why it cannot be kept as it is: words, by field."""
    try:
        return read(raw), {}
    except Malformed as malformed:
        return None, _why(raw, malformed.where)


def _why(raw: Mapping[str, Any], where: tuple[str, ...]) -> dict[str, str]:
    if where == ("length",):
        words = _("All texts together are longer than %(most)d characters. Split it into two.")
        return {"title": words % {"most": MOST_CHARACTERS}}
    if len(where) == 1 and where[0] in MOST:
        return {where[0]: _("There are at most %(most)d of these.") % {"most": MOST[where[0]]}}
    words = _("This is too long, or holds something that cannot be kept. Shorten it, or choose again.")
    if len(where) == 3 and where[0] in MOST:
        row = raw[where[0]][int(where[1])]
        return {f"{row['id']}-{where[2]}": words}
    return {where[0]: words}


def lacks_in(lacks: Iterable[Lack]) -> list[tuple[str, Lack]]:
    """Each with the place on the page to go to."""
    return [(f"id-{lack.where}" if lack.where != "steps" else "steps-heading", lack) for lack in lacks]
