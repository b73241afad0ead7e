"""What this server knows beside localstripe: each object as it was last shown, whose it is, and the keys of calls."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hub.dev.card_proxy.problems import missing

Object = dict[str, Any]


@dataclass
class Store:
    file: Path | None = None
    objects: dict[str, Object] = field(default_factory=dict)  # by id, in the order they came
    accounts: dict[str, str] = field(
        default_factory=dict
    )  # object's id -> connected account, "" is the platform's
    extras: dict[str, Object] = field(
        default_factory=dict
    )  # intent's id -> what localstripe has no place for
    keys: dict[str, Object] = field(default_factory=dict)  # "account key" -> what was asked and answered
    changed: bool = False
    refunds: dict[str, list[str]] = field(default_factory=dict)  # charge's id -> its refunds'
    sorted: dict[tuple[str, str], list[Object]] = field(
        default_factory=dict
    )  # lists as they were last asked for

    def put(self, shown: Object, account: str) -> Object:
        """Keep it; what there was before, or nothing."""
        before = self.objects.get(shown["id"], {})
        self.objects[shown["id"]] = shown
        self.accounts[shown["id"]] = account
        if shown["object"] == "refund" and not before:
            self.refunds.setdefault(shown["charge"], []).append(shown["id"])
        self.sorted.clear()
        self.changed = True
        return before

    def get(self, kind: str, which: str, account: str) -> Object:
        """An object of that account. Others are not to be told from none: 404."""
        found = self.objects.get(which)
        if found is None or found["object"] != kind or self.accounts[which] != account:
            raise missing(kind, which)
        return found

    def extra(self, which: str) -> Object:
        self.changed = True
        return self.extras.setdefault(which, {})

    def newest(self, kind: str, account: str) -> list[Object]:
        """All of a kind, the newest first: of one second, the later made first."""
        if (kind, account) not in self.sorted:
            found = [
                each
                for each in reversed(self.objects.values())
                if each["object"] == kind and self.accounts[each["id"]] == account
            ]
            self.sorted[kind, account] = sorted(found, key=lambda each: -int(each["created"]))
        return self.sorted[kind, account]

    def refunds_of(self, charge: str) -> list[Object]:
        return [self.objects[each] for each in self.refunds.get(charge, [])]

    def clear(self) -> None:
        for kept in (
            self.objects,
            self.accounts,
            self.extras,
            self.keys,
            self.refunds,
            self.sorted,
        ):
            kept.clear()
        self.changed = True

    def read(self) -> None:
        if self.file and self.file.exists():
            said = json.loads(self.file.read_text())
            self.extras, self.keys = said["extras"], said["keys"]
            for which, shown in said["objects"].items():
                self.put(shown, said["accounts"][which])

    def write(self) -> None:
        if self.file and self.changed:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            new = self.file.with_suffix(".new")
            # A call that was under way when we ended is forgotten: it may be made again.
            answered = {key: value for key, value in self.keys.items() if "status" in value}
            said = {
                "objects": self.objects,
                "accounts": self.accounts,
                "extras": self.extras,
                "keys": answered,
            }
            new.write_text(json.dumps(said))
            new.replace(self.file)
        self.changed = False
