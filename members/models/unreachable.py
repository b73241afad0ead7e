from django.db import models


class UnreachableAddress(models.Model):
    """An address that a mail server has refused for good, in small letters. Of an address and not of a person: whoever
    changes theirs is reached again."""

    address = models.EmailField(unique=True)
    # What the server said: the first of three digits is 5.
    code = models.PositiveSmallIntegerField()
    said = models.CharField(max_length=300, blank=True)
    since = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name_plural = "unreachable addresses"

    def __str__(self) -> str:
        return f"{self.code} {self.since}"


class ReturnedMail(models.Model):
    """That a mail which came back was heard of, by the hash of its text: each counts once."""

    key = models.CharField(max_length=64, unique=True)
    heard_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key


def unreachable(address: str) -> UnreachableAddress | None:
    """What is known against an address; None as long as nothing is."""
    return UnreachableAddress.objects.filter(address=address.lower()).first()
