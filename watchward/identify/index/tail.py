"""Who came in since the last segment was written, in the memory of one process: a few thousand persons at most.

Every process reads the same rows of the file and holds the same tail. It is gone through by key, like a segment.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from watchward.identify.index.segment import Keys

SIDE_BITS = 8  # the lowest bits of a key, see keys.py


class Tail:
    """Persons by their whole keys, and by all but the lowest bits."""

    def __init__(self) -> None:
        self._keys: dict[int, Keys] = {}
        self._filed: dict[int, list[int]] = {}  # under the key itself, and under its upper bits as a negative number

    def __len__(self) -> int:
        return len(self._keys)

    def add(self, ident: int, keys: Keys) -> None:
        """File one person. Done twice it counts once."""
        if ident in self._keys:
            return
        self._keys[ident] = keys
        filed = self._filed
        for key in keys.tolist():
            filed.setdefault(key, []).append(ident)
            filed.setdefault(~(key >> SIDE_BITS), []).append(ident)

    def remove(self, idents: Iterable[int]) -> None:
        """Forget these persons, if they are here."""
        for ident in idents:
            keys = self._keys.pop(ident, np.empty(0, np.uint64)).tolist()
            for key in {*keys, *(~(key >> SIDE_BITS) for key in keys)}:
                # A new list, so that a look-up in another thread keeps the one that it has.
                left = [one for one in self._filed[key] if one != ident]
                if left:
                    self._filed[key] = left
                else:
                    del self._filed[key]

    def filed(self, low: Sequence[int], high: Sequence[int]) -> dict[int, list[int]]:
        """For each place the persons under keys from `low` to `high`, which are one key or differ in the lowest bits
        only; places with nobody are left out. One person may come twice. The lists are not to be changed."""
        get = self._filed.get
        result: dict[int, list[int]] = {}
        for at, first in enumerate(low):
            if found := get(first if first == high[at] else ~(first >> SIDE_BITS)):
                result[at] = found
        return result
