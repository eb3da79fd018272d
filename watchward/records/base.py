"""What every model of the house shares."""

from typing import ClassVar, Self

from django.db import models


class HouseModel(models.Model):
    """A model without `objects`: reading all towns at once should look odd, so the manager is `everywhere`."""

    everywhere: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        abstract = True
        base_manager_name = "everywhere"
        default_manager_name = "everywhere"

    class Privacy:
        """Each model names its personal and plain fields and how long a row is kept."""

        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = set()
        keep_days: ClassVar[int | None] = None  # None: as long as what it belongs to
