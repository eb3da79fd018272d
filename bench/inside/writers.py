"""`python -m bench.inside.writers COUNT`: a town with COUNT people who report; prints their sessions and premises."""

import json
import sys

import bench.inside.django_up  # noqa: F401
from bench.inside.people import make_town, sign_in


def main(count: int) -> None:
    """One premises for each person."""
    town = make_town("Writers", premises=count, reporters=count)
    pairs = zip(town.reporters, town.premises, strict=True)
    print(json.dumps([{"session": sign_in(account), "premises": place.ref} for account, place in pairs]))


if __name__ == "__main__":
    main(int(sys.argv[1]))
