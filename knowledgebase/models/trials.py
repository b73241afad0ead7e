from django.db import models
from django.db.models import Q

from knowledgebase.models.how_tos import HowTo
from knowledgebase.models.removable import Removable
from members.models import Organisation


class Trial(Removable):
    """Whether a how-to worked for an organisation: one answer of each, which may change. `person` gave it last."""

    how_to = models.ForeignKey(HowTo, on_delete=models.CASCADE, related_name="+")
    # What the how-to says, in whichever language it was read (`Page.translation_key`): translations are judged as one.
    about = models.UUIDField()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    worked = models.BooleanField()
    # Public where it did not; what went otherwise may be said of what worked as well.
    because = models.CharField(max_length=500, blank=True)
    # Whether the organisation agrees to be named.
    named = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["about", "organisation"], name="trial_once_an_organisation"),
            models.CheckConstraint(
                name="what_did_not_work_has_a_reason", condition=Q(worked=True) | ~Q(because="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.organisation_id} {self.worked}"
