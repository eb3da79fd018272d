"""The least that the same database can do on the same disk in the same run.

`python -m bench.inside.floor rows ROWS`: reports a second by bare inserts of ready rows, a thousand to a transaction.
`python -m bench.inside.floor commits SECONDS`: durable transactions of one small row a second, one after the other.
"""

import json
import sys
import time
from itertools import islice

from django.db import connection, transaction

import bench.inside.django_up  # noqa: F401
from bench.inside import bulk
from bench.inside.people import make_town


def rows_per_second(rows: int) -> float:
    """Only the rows of reports, ready made: no reading of files, no ledger, no check for duplicates."""
    columns = bulk.report_columns()
    town = make_town("Floor", premises=20, reporters=5)
    ready = iter(list(bulk.reports([town], rows, seed=3)))
    sql = f"INSERT INTO {bulk.REPORT} ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})"
    began = time.perf_counter()
    while part := list(islice(ready, 1000)):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(sql, part)
    return rows / (time.perf_counter() - began)


def commits_per_second(seconds: float) -> float:
    """As durable as the product's own, and nothing else in them."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_floor (id bigint, said text)")
    done, began = 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO bench_floor VALUES (%s, %s)", [done, "a word"])
        done += 1
    return done / (time.perf_counter() - began)


if __name__ == "__main__":
    kind, amount = sys.argv[1:]
    print(json.dumps(rows_per_second(int(amount)) if kind == "rows" else commits_per_second(float(amount))))
