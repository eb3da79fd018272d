"""How much one key may ask: counted in the shared cache, so that every process counts together."""

from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from django.core.cache import cache

PER_MINUTE = 600
AT_ONCE = 20  # taken from the shared count in one go: a cache in the database should not be written by each request
WINDOW = 60


@dataclass(slots=True)
class _Held:
    """What this process took from a key's minute and has not used yet."""

    minute: int
    left: int


_held: dict[int, _Held] = {}
_lock = Lock()


def seconds_to_wait(key_id: int, now: datetime) -> int:
    """0 if this key may ask now, else in how many seconds it may ask again."""
    minute, passed = divmod(int(now.timestamp()), WINDOW)
    with _lock:
        held = _held.get(key_id)
        if held is None or held.minute != minute or held.left < 1:
            held = _held[key_id] = _Held(minute, _take(key_id, minute))
        if held.left < 1:
            return WINDOW - passed
        held.left -= 1
        return 0


def _take(key_id: int, minute: int) -> int:
    """Take the next few from the shared count; none where the minute is used up."""
    name = f"api-{key_id}-{minute}"
    cache.add(name, 0, 2 * WINDOW)
    try:
        used = cache.incr(name, AT_ONCE)
    except ValueError:  # culled between the two: the count begins anew
        cache.set(name, AT_ONCE, 2 * WINDOW)
        used = AT_ONCE
    return AT_ONCE if used <= PER_MINUTE else 0


def forget() -> None:
    """Drop what this process holds, as a restart would."""
    with _lock:
        _held.clear()
