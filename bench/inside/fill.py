"""`python -m bench.inside.fill ROWS`: ROWS reports, three in five in one partnership, the rest over 25 linked ones."""

import sys

import bench.inside.django_up  # noqa: F401  (first, or no model can be imported)
from bench.inside import bulk
from bench.inside.people import add_person, make_town

LINKED = 25


def main(rows: int) -> None:
    """Make the towns, the three readers, and the rows."""
    alone = make_town("Alone", premises=40, reporters=60)
    linked = [make_town(f"Linked {number}", premises=8, reporters=8) for number in range(LINKED)]
    add_person("coordinator@alone.example", {alone.partnership.pk: "coordinator"})
    add_person("manager@alone.example", {alone.partnership.pk: "store-manager"}, alone.premises[:2])
    add_person("coordinator@linked.example", {town.partnership.pk: "coordinator" for town in linked})
    bulk.reports_into(([alone], rows * 3 // 5), (linked, rows - rows * 3 // 5))
    bulk.settle()


if __name__ == "__main__":
    main(int(sys.argv[1]))
