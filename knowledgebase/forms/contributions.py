"""The editor's fields as one draft, and the small forms around it.

Rows (steps, gear, data) are named by ids of their own and come in the order in which their ids are sent; so moving one
renames nothing, with a script or without.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from facilities.models import Facility, Hub
from funding.actions._documents import Sent
from knowledgebase.actions._attachments import Upload
from knowledgebase.actions.start_contribution import Start
from knowledgebase.models import Answer, Experiment, Writing, Wrong
from knowledgebase.rules.content import new_id
from members.models import Organisation

SINGLE = (
    "title", "summary", "licence", "minutes", "people", "difficulty",
    "on", "finality", "version", "worked", "did_not_work", "next_step",
)  # fmt: skip
# The list of a draft -> the name that its ids are sent under, and the fields of a row.
ROWS: dict[str, tuple[str, tuple[str, ...]]] = {
    "steps": (
        "step",
        ("title", "text", "warning", "picture", "seen", "video", "code", "code_language", "download"),
    ),
    "gear": ("gear", ("what", "name", "quantity", "note")),
    "files": ("data", ("download", "about")),
}
FILES = ("picture", "download")
ADDS = {"add-step": "steps", "add-gear": "gear", "add-data": "files"}


def raw_draft(post: QueryDict) -> dict[str, Any]:
    """What was typed, in the shape of a draft and not looked at yet (`knowledgebase.rules.content.read` does). What an
    editor of another kind has no fields for is left to its default."""
    raw: dict[str, Any] = {name: post[name] for name in SINGLE if name in post}
    if "title" in raw:
        raw["title"] = " ".join(raw["title"].split())
    raw["themes"] = post.getlist("themes")
    for rows, (name, fields) in ROWS.items():
        raw[rows] = [_row(post, id_, rows, fields) for id_ in post.getlist(name)]
    return raw


def _row(post: QueryDict, id_: str, rows: str, fields: tuple[str, ...]) -> dict[str, Any]:
    row: dict[str, Any] = {"id": id_}
    for field in fields:
        row[field] = post.get(f"{id_}-{field}", "")
        if field in FILES and f"{id_}-{field}-off" in post:
            row[field] = ""
    if rows == "gear":
        row["quantity"] = row["quantity"] or "1"
        row["optional"] = f"{id_}-optional" in post
    return row


def uploads(files: "MultiValueDict[str, Any]") -> list[Upload]:
    """The files that were sent, each for its row."""
    found = []
    for name in files:
        file: Any = files[name]
        row, _dash, field = name.removesuffix("-file").partition("-")
        if name.endswith("-file") and field in FILES and file:
            found.append(Upload(row, field, Sent(file, file.name)))
    return found


def moved(raw: dict[str, Any], do: str) -> str:
    """Add, move or take away a row as a button asks; answers the id of what to look at next. Anything else asks for
    nothing."""
    if do in ADDS:
        id_ = new_id()
        raw[ADDS[do]].append({"id": id_})
        return f"row-{id_}"
    what, _colon, id_ = do.partition(":")
    for name in ROWS:
        rows = raw[name]
        at = next((place for place, row in enumerate(rows) if row["id"] == id_), None)
        if at is None:
            continue
        if what == "off":
            del rows[at]
            return f"{name}-heading"
        to = {"up": max(at - 1, 0), "down": min(at + 1, len(rows) - 1)}.get(what, at)
        rows.insert(to, rows.pop(at))
        return f"row-{id_}"
    return ""


class StartForm(forms.Form):
    """What to write, for whom, and who looks at it."""

    # Which field may stay empty hangs on what is written.
    says_optional = False

    kind = forms.ChoiceField(label=_("What do you want to write?"), choices=Writing.choices)
    experiment = forms.ModelChoiceField(
        label=_("Of which experiment"),
        queryset=Experiment.objects.none(),
        required=False,
        help_text=_("Its lab looks at it before it is published."),
    )
    hub = forms.ModelChoiceField(
        label=_("Which hub looks at it"),
        queryset=Hub.objects.none(),
        required=False,
        help_text=_(
            "Where you did it, or whose gear it is about. Its people read it before anybody else does."
        ),
    )
    organisation = forms.ModelChoiceField(
        label=_("In whose name"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("my own"),
    )
    language = forms.ChoiceField(
        label=_("In which language"), choices=[("nl", _("Dutch")), ("en", _("English"))]
    )
    title = forms.CharField(
        label=_("What it is called"),
        max_length=120,
        required=False,
        help_text=_("What one can do after reading it. You can change this later."),
    )
    gear = forms.ModelMultipleChoiceField(
        queryset=Facility.objects.all(), required=False, widget=forms.MultipleHiddenInput
    )

    # Of which booking one writes: its gear is filled in.
    booking = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        organisations: list[Organisation],
        experiments: list[Experiment],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hub"].queryset = Hub.objects.order_by("name")  # type: ignore[attr-defined]
        mine = Organisation.objects.filter(pk__in=[each.pk for each in organisations])
        self.fields["organisation"].queryset = mine.order_by("name")  # type: ignore[attr-defined]
        if not mine:
            del self.fields["organisation"]
        theirs = Experiment.objects.filter(pk__in=[each.pk for each in experiments])
        self.fields["experiment"].queryset = theirs  # type: ignore[attr-defined]
        if not experiments:
            del self.fields["experiment"], self.fields["kind"]

    def clean(self) -> dict[str, Any]:
        filled = super().clean() or {}
        is_result = filled.get("kind") == Writing.RESULT
        if is_result and not filled.get("experiment"):
            self.add_error("experiment", _("Choose the experiment."))
        if not is_result and not filled.get("hub") and "hub" not in self.errors:
            self.add_error("hub", _("Choose the hub that looks at it."))
        return filled

    def start(self) -> Start:
        filled = self.cleaned_data
        return Start(
            kind=filled.get("kind") or Writing.HOW_TO,
            language=filled["language"],
            hub=filled["hub"],
            organisation=filled.get("organisation"),
            experiment=filled.get("experiment"),
            title=filled["title"].strip(),
            gear=tuple(each.pk for each in filled["gear"]),
        )


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands at the article's address, for those who look for it there."),
    )


class TakeOffForm(WithdrawForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = True


class ReportForm(forms.Form):
    wrong = forms.ChoiceField(label=_("What is wrong"), choices=Wrong.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("What is wrong, and where it stands"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(label=_("What you decide"), choices=Answer.choices, widget=forms.RadioSelect)
    said = forms.CharField(
        label=_("Why"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "Whoever reported it reads this. If you take it off, it stands at the article's address as well."
        ),
    )


def typed_number(text: str) -> int:
    """A token or a version as a form sends it; -1 for what is none, which fits nothing."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def remarks(post: QueryDict) -> Mapping[str, str]:
    """What was written at steps, by the step's id."""
    return {name.removeprefix("at-"): str(post[name]) for name in post if name.startswith("at-")}
