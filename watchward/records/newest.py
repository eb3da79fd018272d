"""Newest-first lists over one or many partnerships, at a cost that does not grow with the table.

With `IN (…) ORDER BY … LIMIT`, SQLite sorts every row of every partnership. One limited walk down the covering
index per partnership, merged by the database, reads only `limit` index entries each, on both engines.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db import connection
from django.db.models import F, Model, Q, QuerySet
from django.db.models.lookups import Exact

MOST_PARTS = 400
M = TypeVar("M", bound=Model)  # 3.11 has no def f[M]()


def by_key(rows: QuerySet[M], ids: Collection[int], partnership_id: int) -> QuerySet[M]:
    """Of these ids, the rows of one partnership. The sum keeps the planner from walking the partnership's index."""
    return rows.filter(Exact(F("partnership_id") + 0, partnership_id), pk__in=ids)


def newest_ids(
    rows: QuerySet[Any],
    *,
    scope: Sequence[int],
    by: str,
    before: tuple[datetime, int] | None,
    limit: int,
    apart: Sequence[Q] = (Q(),),
) -> list[int]:
    """Ids of the newest `limit` of `rows` in the partnerships of `scope`, ordered by `by` then id, descending.

    Args:    before: the (moment, id) of the last row already shown, or None for the first page.
             apart: conditions that exclude each other; each is walked down its own index and merged, where one
                    condition with OR or IN would walk or sort the whole partnership.
    """
    if not scope:
        return []
    if before is not None:
        rows = rows.filter(
            Q(**{f"{by}__lt": before[0]}) | Q(**{by: before[0], "id__lt": before[1]}),
            **{f"{by}__lte": before[0]},
        )
    walks = [_walk(rows.filter(part, partnership_id=one), by, limit) for one in scope for part in apart]
    if len(walks) == 1:
        return list(walks[0].values_list("id", flat=True))
    return _merged_in_turns(walks, by, limit)


def _walk(rows: QuerySet[Any], by: str, limit: int) -> QuerySet[Any]:
    return rows.order_by(f"-{by}", "-id").values_list("id", by)[:limit]


def _merged_in_turns(walks: list[QuerySet[Any]], by: str, limit: int) -> list[int]:
    """SQLite joins at most 500 parts in one statement, so very wide questions are asked in a few."""
    if len(walks) <= MOST_PARTS:
        return [one for one, _moment in _merged(walks, by, limit)]
    found = [
        pair
        for start in range(0, len(walks), MOST_PARTS)
        for pair in _merged(walks[start : start + MOST_PARTS], by, limit)
    ]
    found.sort(key=lambda pair: (pair[1], pair[0]), reverse=True)
    return [one for one, _moment in found[:limit]]


def _merged(walks: list[QuerySet[Any]], by: str, limit: int) -> list[tuple[int, Any]]:
    """One statement: Django will not union limited querysets on SQLite, so the parts are joined as subselects."""
    parts: list[str] = []
    values: list[Any] = []
    for walk in walks:
        sql, params = walk.query.sql_with_params()
        parts.append(f"SELECT * FROM ({sql}) AS walk_{len(parts)}")  # noqa: S608 (SQL that Django wrote)
        values += list(params)
    column = connection.ops.quote_name(by)
    merged = (
        f"SELECT id, {column} FROM ({' UNION ALL '.join(parts)}) AS merged ORDER BY {column} DESC, id DESC LIMIT %s"  # noqa: S608
    )
    with connection.cursor() as cursor:
        cursor.execute(merged, [*values, limit])
        return list(cursor.fetchall())


def in_order(rows: QuerySet[M], ids: Sequence[int]) -> list[M]:
    """Fetch `rows` by id and put them in the order of `ids`."""
    found = rows.in_bulk(list(ids))
    return [found[one] for one in ids if one in found]
