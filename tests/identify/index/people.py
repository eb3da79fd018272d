"""A few made-up people and the index that they are in."""

from dataclasses import replace

from bench.inside.crowd import crowd, queries
from watchward.identify.compare import Kind
from watchward.identify.evidence import Field, Schema, with_partners
from watchward.identify.index import Put, Viewer
from watchward.identify.model.card import starting

SCHEMA = Schema(
    tuple(
        with_partners(
            [
                Field("given", Kind.GIVEN, ("given", "middle")),
                Field("surname", Kind.FAMILY),
                Field("aliases", Kind.NAMES),
                Field("birth", Kind.DATE),
                Field("height", Kind.HEIGHT),
                Field("build", Kind.BUILD),
                Field("marks", Kind.MARKS),
                Field("address", Kind.STREET),
                Field("postcode", Kind.POSTCODE),
                Field("area", Kind.AREA),
                Field("phone", Kind.PHONES),
                Field("email", Kind.EMAILS),
                Field("vehicle", Kind.VEHICLES),
                Field("mo", Kind.METHODS),
                Field("associates", Kind.ASSOCIATES),
            ]
        )
    )
)
_START = starting(SCHEMA, records=1000)
CARD = replace(  # with frequencies, as a learned card has them
    _START,
    fields=tuple(
        replace(one, rare=0.001, terms={"john": 0.02, "smith": 0.02, "medium": 0.4}) if at < 6 else one
        for at, one in enumerate(_START.fields)
    ),
)
OPEN, OFFICE = 0, 1
EVERYBODY = Viewer(frozenset({(1, OPEN), (1, OFFICE)}))
MEMBER = Viewer(frozenset({(1, OPEN)}))


def record(**said):
    """What is known of somebody, column by column."""
    return SCHEMA.record(said)


def put(ref, scope=1, shown=OPEN, **said):
    """Somebody as the database tells of them."""
    return Put(ref, scope, shown, record(**said))


def refs(found):
    """Who was found, best first."""
    return [one.ref for one in found.candidates]


def puts(people, seed=7):
    """A generated crowd, all open to everybody of scope 1."""
    return [Put(row["person"], 1, OPEN, SCHEMA.record(row)) for row in crowd(people, seed).rows()]


def questions(people, size, seed=7):
    """(who was meant, what was asked) about the crowd of the same seed."""
    return [(row["truth"], SCHEMA.record(row)) for row in queries(crowd(people, seed), size, seed + 1).rows()]
