"""Fields that only this house needs."""

from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import models

from watchward.kit.refs import LENGTH, new_ref

if TYPE_CHECKING:  # only the stubs know the field as generic
    _Text = models.CharField[str, str]
else:
    _Text = models.CharField


class RefField(_Text):
    """A random public reference (`R-7K3MQ2XD9T`): what URLs, ledger and people use instead of the key."""

    def __init__(self, prefix: str = "X", **options: Any) -> None:
        self.prefix = prefix
        options |= {
            "max_length": LENGTH + 4,
            "unique": True,
            "editable": False,
            "default": partial(new_ref, prefix),
        }
        super().__init__(**options)

    def deconstruct(self) -> Any:
        """Stand in migrations as a plain CharField, since migrations import no code of ours."""
        name, _path, args, options = super().deconstruct()
        options.pop("default", None)
        return name, "django.db.models.CharField", args, options
