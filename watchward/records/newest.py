"""Newest-first lists over one or many partnerships, at a cost that does not grow with the table.

With `IN (…) ORDER BY … LIMIT`, SQLite sorts every row of every partnership. One limited walk down the covering
index per partnership, merged by the database, reads only `limit` index entries each, on both engines.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model, Q, QuerySet


def newest_ids(
    rows: QuerySet[Any], *, scope: Sequence[int], by: str, before: tuple[datetime, int] | None, limit: int
) -> list[int]:
    """Ids of the newest `limit` of `rows` in the partnerships of `scope`, ordered by `by` then id, descending.

    Args:    before: the (moment, id) of the last row already shown, or None for the first page.
    """
    if not scope:
        return []
    if before is not None:
        rows = rows.filter(
            Q(**{f"{by}__lt": before[0]}) | Q(**{by: before[0], "id__lt": before[1]}),
            **{f"{by}__lte": before[0]},
        )
    walks = [_walk(rows.filter(partnership_id=one), by, limit) for one in scope]
    if len(walks) == 1:
        return list(walks[0].values_list("id", flat=True))
    return _merged(walks, by, limit)


def _walk(rows: QuerySet[Any], by: str, limit: int) -> QuerySet[Any]:
    return rows.order_by(f"-{by}", "-id").values_list("id", by)[:limit]


def _merged(walks: list[QuerySet[Any]], by: str, limit: int) -> list[int]:
    """One statement: Django will not union limited querysets on SQLite, so the parts are joined as subselects."""
    parts: list[str] = []
    values: list[Any] = []
    for walk in walks:
        sql, params = walk.query.sql_with_params()
        parts.append(f"SELECT * FROM ({sql}) AS walk_{len(parts)}")  # noqa: S608 (SQL that Django wrote)
        values += list(params)
    column = connection.ops.quote_name(by)
    merged = f"SELECT id FROM ({' UNION ALL '.join(parts)}) AS merged ORDER BY {column} DESC, id DESC LIMIT %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(merged, [*values, limit])
        return [row[0] for row in cursor.fetchall()]


M = TypeVar("M", bound=Model)


def in_order(rows: QuerySet[M], ids: Sequence[int]) -> list[M]:  # 3.11 has no def f[M]()
    """Fetch `rows` by id and put them in the order of `ids`."""
    found = rows.in_bulk(list(ids))
    return [found[one] for one in ids if one in found]
