"""What a reporter is about to send: plain data, the same from the web, a file or a program."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class PersonSaid:
    """One person in the reporter's words."""

    known: str = "unknown"
    name: str = ""
    alias: str = ""
    sex_appearance: str = ""
    age_band: str = ""
    height_band: str = ""
    build: str = ""
    hair: str = ""
    facial_hair: str = ""
    clothing: tuple[str, ...] = ()
    marks: str = ""
    accent: str = ""
    direction: str = ""
    methods: tuple[str, ...] = ()
    seemed_under_18: bool = False


@dataclass(frozen=True, slots=True)
class VehicleSaid:
    """One vehicle in the reporter's words."""

    registration: str = ""
    kind: str = ""
    make: str = ""
    colour: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class GoodsSaid:
    """One sort of goods."""

    goods: str
    note: str = ""
    quantity: int | None = None
    value_pence: int | None = None
    recovered_pence: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A report before it is one. Moments are timezone-aware; money is pence."""

    form: str
    kind: str
    premises_ref: str
    happened_at: datetime
    happened_until: datetime | None = None
    narrative: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    loss_pence: int | None = None
    value_band: str = ""
    recovered_pence: int | None = None
    police_reference: str = ""
    device_at: datetime | None = None
    people: tuple[PersonSaid, ...] = ()
    vehicles: tuple[VehicleSaid, ...] = ()
    goods: tuple[GoodsSaid, ...] = ()


def digest_of(draft: Draft, file_hashes: tuple[str, ...] = ()) -> str:
    """SHA-256 of everything sent under one client key, so that a changed repeat is noticed. The clock is left out."""
    body = asdict(draft) | {"device_at": None, "files": list(file_hashes)}
    return hashlib.sha256(json.dumps(body, sort_keys=True, default=str).encode()).hexdigest()
