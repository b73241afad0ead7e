"""Pictures of what the demonstration's articles are about, drawn by us: by name, each drawn anew when it is called."""

from collections.abc import Callable

from hub.demo.drawings import making, sound, stage
from hub.demo.drawings.canvas import Canvas

__all__ = ["DRAWINGS"]

_ALL: tuple[Callable[[], Canvas], ...] = (
    stage.two_cameras,
    stage.caught,
    stage.projected,
    stage.described,
    stage.graded,
    stage.rehearsed,
    stage.around,
    stage.far_apart,
    stage.on_stage_from_home,
    sound.three_voices,
    sound.trio,
    sound.captions,
    sound.kept_to_oneself,
    sound.at_home_and_here,
    sound.kitchen_table,
    sound.archive,
    sound.hands,
    sound.deciding,
    sound.followed_by_all,
    making.photographed,
    making.measured,
    making.sensed,
    making.trailer,
    making.fair,
    making.kept,
    making.virtual,
    making.touched,
)
DRAWINGS: dict[str, Callable[[], Canvas]] = {draw.__name__: draw for draw in _ALL}
