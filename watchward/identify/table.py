"""Which column of a file of people is what: as it was said, or guessed from the headings."""

from collections.abc import Mapping, Sequence
from typing import Final

from watchward.kit.rowfiles import CannotRead, pairs_of

# Words of a heading and the kind that they mean; the first line that fits wins. Add to it freely.
_GUESSES: Final = (
    ("given", ("given", "first", "forename", "firstname", "christian")),
    ("family", ("family", "surname", "last", "lastname")),
    ("names", ("name", "names", "alias", "aliases", "fullname", "nickname")),
    ("date", ("dob", "birth", "born", "birthdate", "dateofbirth")),
    ("age", ("age",)),
    ("height", ("height",)),
    ("build", ("build",)),
    ("hair", ("hair",)),
    ("accent", ("accent",)),
    ("marks", ("marks", "tattoo", "tattoos", "scars")),
    ("postcode", ("postcode", "zip", "postal")),
    ("house", ("house", "number")),
    ("street", ("street", "address")),
    ("area", ("area", "town", "city", "suburb", "county")),
    ("emails", ("email", "emails", "mail")),
    ("phones", ("phone", "phones", "telephone", "mobile")),
    ("vehicles", ("vehicle", "registration", "vrm", "plate")),
    ("methods", ("mo", "method", "methods")),
    ("goods", ("goods", "stolen")),
    ("associates", ("associates", "companions")),
)


def guess(columns: Sequence[str]) -> dict[str, str]:
    """Column -> kind for the columns whose headings say what they are. To be looked at before it is used."""
    found = {}
    for column in columns:
        words = "".join(one if one.isalnum() else " " for one in column.lower()).split()
        kind = next((kind for kind, says in _GUESSES if set(words) & set(says)), "")
        if kind:
            found[column] = kind
    return found


def mapping_of(given: Sequence[str], columns: Sequence[str]) -> Mapping[str, str]:
    """`column=kind` texts as a mapping; guessed from the headings if there are none.

    Raises: CannotRead: not of that form, no such column, or nothing could be guessed.
    """
    found = pairs_of(given, columns) or guess(columns)
    if not found:
        raise CannotRead(f"No heading says what it is ({', '.join(columns)}). Say it with --map column=kind.")
    return found
