"""Ask the same question many times without composing it each time.

Composing a query costs Django more CPU than a small one costs the database. A `Prepared` is composed once per engine
from the same querysets as everywhere else; afterwards only its whole numbers (keys) change.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet

_MARK = 9_007_199_254_000_000  # no key of ours is so large: marks the places of the numbers to come
_Converters = list[tuple[int, Callable[[Any, Any, Any], Any], Any]]


class Prepared:
    """A `values_list` query with open places for keys.

    Args:    build: makes the queryset from that many whole numbers, each used once, in any order.
             places: how many.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], places: int) -> None:
        self._build = build
        self._places = places
        self._ready: dict[str, tuple[str, list[Any], _Converters]] = {}

    def rows(self, keys: Sequence[int]) -> list[list[Any]]:
        """Run it with these keys; too few are filled up with 0, which is no key."""
        assert len(keys) <= self._places, f"This question takes {self._places} keys, not {len(keys)}."
        sql, params, converters = self._ready.get(connection.vendor) or self._compose()
        full = [*keys, *([0] * (self._places - len(keys)))]
        values = [full[one - _MARK] if type(one) is int and one >= _MARK else one for one in params]
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            found = cursor.fetchall()
        return [_converted(row, converters) for row in found] if converters else [list(row) for row in found]

    def _compose(self) -> tuple[str, list[Any], _Converters]:
        """What the compiler does for every run of a queryset, done once."""
        query = self._build(*range(_MARK, _MARK + self._places)).query
        compiler = query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        columns = [one[0] for one in compiler.select]
        found = compiler.get_converters(columns)
        converters = [(place, one, column) for place, (many, column) in found.items() for one in many]
        self._ready[connection.vendor] = (sql, list(params), converters)
        return self._ready[connection.vendor]


def padded(many: int, step: int = 51) -> int:
    """The next multiple of `step`, so that lists of many lengths share one question."""
    return max(-(-many // step), 1) * step


def _converted(row: Iterable[Any], converters: _Converters) -> list[Any]:
    values = list(row)
    for place, convert, column in converters:
        values[place] = convert(values[place], column, connection)
    return values
