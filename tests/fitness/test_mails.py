"""All mails leave by one door, so that a refused address is marked whatever the mail was about."""

import ast
from collections.abc import Iterator

from tests.fitness.tree import called, name, python_files, said, violations

DOOR = "members/outbound/sending.py"
ASIDE = ("send_mail", "send_mass_mail", "mail_admins", "mail_managers", "get_connection")


def other_doors(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if not isinstance(node, ast.Call):
            continue
        # `channel.send(x)` has something to send; a mail sends itself.
        sends_itself = isinstance(node.func, ast.Attribute) and node.func.attr == "send" and not node.args
        # Our own adapter hands what allauth says to the door.
        ours = ast.unparse(node.func) == "get_adapter().send_mail"
        if sends_itself or called(node).rpartition(".")[2] in ASIDE and not ours:
            yield f"{node.lineno} {ast.unparse(node.func)}: members.outbound.sending.hand_over"


def test_no_mail_leaves_by_another_door():
    for bad in ("mail.send()", "write(x).send()", "send_mail('a', 'b', None, ['c'])", "mail.send_mail('a')"):
        assert said(other_doors, bad), bad
    files = [file for file in python_files() if name(file) != DOOR]
    assert len(files) > 300 and violations(other_doors, files) == []
