"""What members write in the site itself: the text as it stands now, each version that was sent in, what its reviewer
said, and the pictures and files that came with it. The page is made, or changed, when somebody else approves."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import Document
from wagtail.models import Page

from facilities.models import Hub
from hub.kit.fields import is_object
from hub.kit.refs import Ref
from knowledgebase.models.experiments import Experiment
from knowledgebase.models.pictures import Picture
from knowledgebase.rules.content import Content, read
from members.models import Organisation, User


class Writing(models.TextChoices):
    """What is written."""

    HOW_TO = "how_to", _("how-to")
    RESULT = "result", _("result of an experiment")


class Stand(models.TextChoices):
    """How the text in work stands. A published article is still read while a change of it is a draft."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("waits for a reviewer")
    SENT_BACK = "sent_back", _("sent back to you")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


OPEN = (Stand.DRAFT, Stand.SUBMITTED, Stand.SENT_BACK)
WRITABLE = (Stand.DRAFT, Stand.SENT_BACK)


class Contribution(models.Model):
    """One article by a member. `draft` is what its author sees (shape: knowledgebase.rules.content); `token` counts the
    times that it was saved, so that nobody writes over what they have not seen."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    # Nobody once their account was erased; their name then stands nowhere.
    author = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="contributions"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # Whose people look at it.
    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Writing)
    language = models.CharField(max_length=2, choices=[("nl", _("Dutch")), ("en", _("English"))])
    # What a result belongs to; a result whose experiment is gone can be read by its author, and not be published.
    experiment = models.ForeignKey(
        Experiment, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=10, choices=Stand, default=Stand.DRAFT)
    draft = models.JSONField(default=dict)
    token = models.PositiveIntegerField(default=0)
    # The page in a browser that saved last: when the answer to a save is lost, that page may save once more.
    saved_in = models.CharField(max_length=16, blank=True)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    page = models.OneToOneField(Page, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # The version that the page shows, and Wagtail's number of it: another number means that an editor changed the page.
    published_version = models.PositiveIntegerField(null=True, blank=True)
    page_revision = models.PositiveBigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-saved_at", "-pk"]
        constraints = [
            is_object("draft", "contribution_draft_is_an_object"),
            models.CheckConstraint(
                name="contribution_how_to_has_no_experiment",
                condition=~models.Q(kind="how_to") | models.Q(experiment=None),
            ),
            models.CheckConstraint(
                name="contribution_published_has_version",
                condition=~models.Q(state="published") | models.Q(published_version__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["author", "state"], name="contribution_by_author"),
            models.Index(
                fields=["hub", "saved_at"],
                name="contribution_waiting",
                condition=models.Q(state="submitted"),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> Ref:
        return Ref("contribution", str(self.pk))

    @property
    def content(self) -> Content:
        return read(self.draft)

    @property
    def title(self) -> str:
        return str(self.draft.get("title") or _("Without a title"))

    @property
    def is_writable(self) -> bool:
        return self.state in WRITABLE


class Version(models.Model):
    """The text as it was sent in. The database refuses to change one; a published one is what the page shows."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    # What its author says is new in it.
    note = models.CharField(max_length=500, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["contribution", "number"]
        constraints = [
            models.UniqueConstraint(fields=["contribution", "number"], name="version_number_once"),
            is_object("content", "version_content_is_an_object"),
        ]

    def __str__(self) -> str:
        return f"{self.contribution_id} {self.number}"

    @property
    def read(self) -> Content:
        return read(self.content)


class Verdict(models.TextChoices):
    PUBLISHED = "published", _("published")
    SENT_BACK = "sent_back", _("sent back")


class Judgement(models.Model):
    """What a reviewer decided about one version: once."""

    version = models.OneToOneField(Version, on_delete=models.CASCADE, related_name="judgement")
    reviewer = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    verdict = models.CharField(max_length=10, choices=Verdict)
    words = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.version_id} {self.verdict}"


class StepRemark(models.Model):
    """What a reviewer says of one step, which is named by its id: it may have moved meanwhile."""

    judgement = models.ForeignKey(Judgement, on_delete=models.CASCADE, related_name="remarks")
    step = models.CharField(max_length=8)
    text = models.TextField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["judgement", "step"], name="remark_once_a_step")]

    def __str__(self) -> str:
        return f"{self.judgement_id} {self.step}"


class Attachment(models.Model):
    """A picture (made anew, as all are) or a file that came with a contribution. Before it is published only those who
    write and review reach a file: its name in the storage is drawn, and no address leads there."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="attachments")
    picture = models.OneToOneField(Picture, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    # The sender's name of it, and where it lies.
    name = models.CharField(max_length=120)
    stored = models.CharField(max_length=220, blank=True)
    media_type = models.CharField(max_length=60, blank=True)
    size = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    # What readers download once it is published: the same file.
    document = models.OneToOneField(
        Document, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="attachment_is_a_picture_or_a_file",
                condition=models.Q(picture__isnull=False, stored="")
                | (models.Q(picture__isnull=True) & ~models.Q(stored="")),
            )
        ]

    def __str__(self) -> str:
        return self.name
