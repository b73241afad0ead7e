import pytest

from hub.kit.refs import Ref


def test_a_ref_survives_being_written_down() -> None:
    assert Ref.parse(str(Ref("booking", "K7QM-3D2X"))) == Ref("booking", "K7QM-3D2X")


@pytest.mark.parametrize(
    ("kind", "id_"), [("", "1"), ("booking", ""), ("Booking", "1"), ("hub", "1:2"), ("hub", "1\n")]
)
def test_what_is_not_a_ref_is_not_made(kind: str, id_: str) -> None:
    with pytest.raises(ValueError, match="not a ref"):
        Ref(kind, id_)
