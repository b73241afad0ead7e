from tests import cast


def test_everybody_can_be_put_on_the_stage(db) -> None:
    stage = cast.assemble()
    assert stage.zout.memberships.count() == 3
    assert stage.studio.openings.count() > 30
