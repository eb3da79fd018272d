"""The product's own settings, with one more address: the empty view that pages are compared with."""

from watchward.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
