"""As `tests.bench.settings`, with styles and scripts as production has them: collected, named anew, compressed."""

import os

from tests.bench.settings import *  # noqa: F403
from tests.bench.settings import STORAGES

STATIC_ROOT = os.environ["BENCH_STATIC"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
WHITENOISE_USE_FINDERS = False
