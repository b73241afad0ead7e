"""One index over all rooms: a row for each thing that everybody may find and each language it is found in.

The rows say nothing that is not on a page for everybody. Triggers of the database note what has changed
(`SearchMark`) in the transaction that changes it, and hide at once what is taken off the site; a worker writes the rows
anew. `docs/decisions/0103-search.md` says why.
"""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Reverse
from django.utils.translation import gettext_lazy as _

from facilities.models import Hub, Kind
from hub.kit.refs import RefField
from members.models import Region


class Sort(models.TextChoices):
    """What kind of thing was found."""

    FACILITY = "facility", _("Facilities")
    HUB = "hub", _("Hubs")
    HOW_TO = "how-to", _("How-tos")
    EXPERIMENT = "experiment", _("Experiments")
    RESULT = "result", _("Results")
    TOOLBOX = "toolbox", _("Toolboxes")
    ENTRY = "entry", _("On the atlas")
    # Found from the moment on that triggers mark them (see docs/search.md).
    PILOT = "pilot", _("Pilots")
    NEED = "need", _("Needs")
    NEWS = "news", _("News")
    PAGE = "page", _("Pages")


class Lexemes(models.Func):
    """A text's words, each as its language stems it and as it is written: whole words are found by stem, their
    beginnings as written."""

    template = (
        "(to_tsvector(CASE \"language\" WHEN 'en' THEN 'english'::regconfig ELSE 'dutch'::regconfig END, "
        "%(expressions)s) || to_tsvector('simple'::regconfig, %(expressions)s))"
    )
    arg_joiner = " || ' ' || "
    output_field = SearchVectorField()


class SearchRow(models.Model):
    """A thing as it is found. No foreign keys: what is gone is gone from here a moment later, and nothing waits for it.

    `title_words` and `text_words` are what is searched: words without capitals and accents. `title`, `place` and `text`
    are what is shown.
    """

    ref = RefField()
    language = models.CharField(max_length=2)
    sort = models.CharField(max_length=12, choices=Sort)
    # Without its language in front where readers of each have it at their own.
    address = models.CharField(max_length=500)
    title = models.CharField(max_length=300)
    place = models.CharField(max_length=250, blank=True)
    text = models.TextField(blank=True)
    region = models.ForeignKey(
        Region, models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    hub = models.ForeignKey(Hub, models.DO_NOTHING, null=True, db_constraint=False, related_name="+")
    kind = models.ForeignKey(Kind, models.DO_NOTHING, null=True, db_constraint=False, related_name="+")
    themes = ArrayField(models.BigIntegerField(), default=list)
    # It can be booked, has something that can, or names something that can.
    bookable = models.BooleanField(default=False)
    # Whose readers find it: both, where nobody has put it into the other language.
    for_nl = models.BooleanField(default=True)
    for_en = models.BooleanField(default=True)
    hidden = models.BooleanField(default=False, db_default=False)
    # Among equals the lower comes first: what can be booked, then hubs, then what was checked last.
    position = models.IntegerField()
    on = models.DateField(null=True)
    # What says the same in another language.
    same = models.UUIDField(null=True, db_index=True)
    title_words = models.TextField()
    text_words = models.TextField(blank=True)
    title_vector: Any = models.GeneratedField(
        expression=Lexemes("title_words"), output_field=SearchVectorField(), db_persist=True
    )
    vector: Any = models.GeneratedField(
        expression=Lexemes("title_words", "text_words"), output_field=SearchVectorField(), db_persist=True
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ref", "language"], name="search_row_once")]
        indexes = [
            GinIndex(fields=["vector"], name="search_words", fastupdate=False),
            GinIndex(fields=["title_vector"], name="search_title_words", fastupdate=False),
            GinIndex(fields=["themes"], name="search_themes", fastupdate=False),
            models.Index(fields=["position", "id"], name="search_order"),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.language}"


class SearchWord(models.Model):
    """A word that occurs, and in how many rows: what a slip of the finger may have meant."""

    word = models.CharField(max_length=60, primary_key=True)
    rows = models.PositiveIntegerField()

    class Meta:
        # From its end: what a compound ends with (`cms.models.compounds`).
        indexes = [models.Index(OpClass(Reverse("word"), name="text_pattern_ops"), name="search_word_ends")]

    def __str__(self) -> str:
        return self.word


class SearchMark(models.Model):
    """Something has changed since its row was written. `alone`: what else says something of it was marked already."""

    ref = RefField()
    alone = models.BooleanField(default=False, db_default=False)
    # After so many failures it is set aside for a person: `check_invariants` says so.
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)

    def __str__(self) -> str:
        return str(self.ref)
