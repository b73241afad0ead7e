from django.db import connection

from members.models import User
from tests import cast
from tests.factories.facilities import KindFactory


def test_everybody_can_be_put_on_the_stage(db) -> None:
    stage = cast.assemble()
    assert stage.zout.memberships.count() == 3
    assert stage.studio.openings.count() > 30


def rows() -> dict[str, int]:
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        return {
            table: cursor.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in sorted(tables)
        }


def shown(stage: cast.Cast) -> dict[str, str]:
    return {name: str(each) for name, each in vars(stage).items()}


def test_what_was_rehearsed_is_what_the_factories_make(db) -> None:
    mark = connection.savepoint()
    played, written = shown(cast.assemble()), rows()
    connection.savepoint_rollback(mark)
    assert (shown(cast.EVERYBODY.make()), rows()) == (played, written)


def test_the_rehearsed_are_in_the_database_as_they_are_in_hand(db) -> None:
    for name, each in vars(cast.assemble()).items():
        kept = type(each)._base_manager.get(pk=each.pk)
        fields = [field.attname for field in each._meta.concrete_fields]
        assert {field: getattr(kept, field) for field in fields} == {
            field: kept._meta.get_field(field).to_python(getattr(each, field)) for field in fields
        }, name


def test_where_somebody_is_already_the_factories_make_the_rest(db) -> None:
    kind = KindFactory(slug="microphone", pattern="circles")
    assert cast.assemble().microphones.kind == kind


def test_keys_of_the_rehearsed_are_given_to_nobody_else(own_database) -> None:
    stage = cast.assemble()
    assert cast.person("Kim").pk > max(User.objects.exclude(name="Kim").values_list("pk", flat=True))
    assert User.objects.get(pk=stage.bo.pk).name == "Bo"
