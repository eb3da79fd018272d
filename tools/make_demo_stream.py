"""Make the real incident stream that the demonstration imports: `make_demo_stream.py <parquet> [folder]`.

Needs duckdb, which is no dependency of the product: this records how the extract was made, and is run by
hand. The input holds incidents that the Chicago police recorded at business premises from 2011 to 2014, from
the city's open data set "Crimes - 2001 to present". docs/data.md says what was left out, and why.
"""

import csv
import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

FIRST, LAST = "2012-01-01", "2015-01-01"  # 2011 has no community areas in this copy

# Nine community areas that border on one another, from the Loop outwards, with their official names.
ZONES = {
    "3": "Uptown",
    "6": "Lake View",
    "7": "Lincoln Park",
    "8": "Near North Side",
    "22": "Logan Square",
    "24": "West Town",
    "28": "Near West Side",
    "32": "Loop",
    "33": "Near South Side",
}

# The city's kind of place -> (our words, sector id, how many of the busiest premises are kept).
KINDS = {
    "DEPARTMENT STORE": ("Department store", "retail", 14),
    "GROCERY FOOD STORE": ("Grocery store", "food", 12),
    "BAR OR TAVERN": ("Bar", "pub", 12),
    "SMALL RETAIL STORE": ("Small shop", "retail", 9),
    "RESTAURANT": ("Restaurant", "restaurant", 9),
    "HOTEL/MOTEL": ("Hotel", "hotel", 8),
    "DRUG STORE": ("Drug store", "pharmacy", 7),
    "GAS STATION": ("Petrol station", "fuel", 7),
    "CONVENIENCE STORE": ("Convenience store", "food", 2),
}

# Our incident type <- the city's (primary type, description). What is not named here is left out.
# A parent such as `theft` is used where the source does not say more; nothing is read into a record.
TYPES = {
    "theft": ["THEFT, RETAIL THEFT"],
    "theft.attempted": ["THEFT, ATTEMPT THEFT"],
    "theft.from_person": [
        "THEFT, FROM BUILDING",
        "THEFT, $500 AND UNDER",
        "THEFT, OVER $500",
        "THEFT, POCKET-PICKING",
        "THEFT, PURSE-SNATCHING",
        "DECEPTIVE PRACTICE, THEFT OF LOST/MISLAID PROP",
    ],
    "theft.made_off": ["DECEPTIVE PRACTICE, THEFT OF LABOR/SERVICES"],
    "theft.staff": ["DECEPTIVE PRACTICE, EMBEZZLEMENT"],
    "theft.cycle_or_vehicle": [
        "MOTOR VEHICLE THEFT, AUTOMOBILE",
        "MOTOR VEHICLE THEFT, THEFT/RECOVERY: AUTOMOBILE",
    ],
    "violence": [
        "BATTERY, SIMPLE",
        "BATTERY, AGG: HANDS/FIST/FEET NO/MINOR INJURY",
        "BATTERY, PRO EMP HANDS NO/MIN INJURY",
        "BATTERY, AGG PO HANDS NO/MIN INJURY",
        "OTHER OFFENSE, HARASSMENT BY TELEPHONE",
        "OTHER OFFENSE, HARASSMENT BY ELECTRONIC MEANS",
    ],
    "violence.threat": [
        "ASSAULT, SIMPLE",
        "ASSAULT, AGG PO HANDS NO/MIN INJURY",
        "OTHER OFFENSE, TELEPHONE THREAT",
        "PUBLIC PEACE VIOLATION, ARSON THREAT",
    ],
    "violence.weapon_seen": [
        "ASSAULT, AGGRAVATED:KNIFE/CUTTING INSTR",
        "ASSAULT, AGGRAVATED: OTHER DANG WEAPON",
        "ASSAULT, AGGRAVATED: HANDGUN",
        "ASSAULT, AGGRAVATED: OTHER FIREARM",
        "ASSAULT, AGGRAVATED PO:KNIFE/CUT INSTR",
        "ASSAULT, AGG PRO.EMP:KNIFE/CUTTING INST",
    ],
    "violence.weapon_used": [
        "BATTERY, AGGRAVATED: OTHER DANG WEAPON",
        "BATTERY, AGGRAVATED:KNIFE/CUTTING INSTR",
        "BATTERY, AGGRAVATED: HANDGUN",
        "BATTERY, AGG PRO.EMP: OTHER DANG WEAPON",
        "BATTERY, AGGRAVATED PO: OTHER DANG WEAP",
    ],
    "violence.serious": ["BATTERY, AGG: HANDS/FIST/FEET SERIOUS INJURY"],
    "robbery": [
        "ROBBERY, STRONGARM - NO WEAPON",
        "ROBBERY, ARMED: HANDGUN",
        "ROBBERY, AGGRAVATED",
        "ROBBERY, ARMED:KNIFE/CUTTING INSTRUMENT",
        "ROBBERY, ARMED: OTHER DANGEROUS WEAPON",
        "ROBBERY, ATTEMPT: AGGRAVATED",
        "ROBBERY, ATTEMPT: ARMED-HANDGUN",
        "ROBBERY, ATTEMPT: STRONGARM-NO WEAPON",
        "ROBBERY, ATTEMPT: ARMED-KNIFE/CUT INSTR",
        "ROBBERY, ARMED: OTHER FIREARM",
        "ROBBERY, ATTEMPT: ARMED-OTHER DANG WEAP",
    ],
    "burglary": ["BURGLARY, UNLAWFUL ENTRY"],
    "burglary.break_in": ["BURGLARY, FORCIBLE ENTRY"],
    "burglary.attempted": ["BURGLARY, ATTEMPT FORCIBLE ENTRY"],
    "damage": ["CRIMINAL DAMAGE, TO PROPERTY"],
    "damage.graffiti": ["CRIMINAL DAMAGE, CRIMINAL DEFACEMENT"],
    "damage.vehicle": ["CRIMINAL DAMAGE, TO VEHICLE"],
    "damage.fire": ["ARSON, BY FIRE", "ARSON, AGGRAVATED"],
    "fraud": [
        "DECEPTIVE PRACTICE, COUNTERFEITING DOCUMENT",
        "DECEPTIVE PRACTICE, FRAUD OR CONFIDENCE GAME",
        "DECEPTIVE PRACTICE, FORGERY",
        "DECEPTIVE PRACTICE, FINANCIAL IDENTITY THEFT OVER $ 300",
        "DECEPTIVE PRACTICE, FINANCIAL IDENTITY THEFT $300 AND UNDER",
        "DECEPTIVE PRACTICE, ATTEMPT - FINANCIAL IDENTITY THEFT",
        "THEFT, FINANCIAL ID THEFT: OVER $300",
        "THEFT, FINANCIAL ID THEFT:$300 &UNDER",
        "NARCOTICS, ALTER/FORGE PRESCRIPTION",
    ],
    "fraud.card": [
        "DECEPTIVE PRACTICE, CREDIT CARD FRAUD",
        "DECEPTIVE PRACTICE, ILLEGAL USE CASH CARD",
        "DECEPTIVE PRACTICE, ILLEGAL POSSESSION CASH CARD",
    ],
    "fraud.cheque": ["DECEPTIVE PRACTICE, BOGUS CHECK", "DECEPTIVE PRACTICE, COUNTERFEIT CHECK"],
    "information.stolen_goods": ["DECEPTIVE PRACTICE, STOLEN PROP: BUY/RECEIVE/POS."],
    "drugs": [
        "NARCOTICS, POSS: CANNABIS 30GMS OR LESS",
        "NARCOTICS, POSS: CANNABIS MORE THAN 30GMS",
        "NARCOTICS, POSS: HEROIN(WHITE)",
        "NARCOTICS, POSS: COCAINE",
        "NARCOTICS, POSS: AMPHETAMINES",
        "NARCOTICS, POSS: HALLUCINOGENS",
        "NARCOTICS, POSS: CRACK",
        "NARCOTICS, POSS: METHAMPHETAMINES",
        "NARCOTICS, POSS: HEROIN(BLACK TAR)",
    ],
    "drugs.found": ["NARCOTICS, FOUND SUSPECT NARCOTICS"],
    "drugs.paraphernalia": [
        "NARCOTICS, POSSESSION OF DRUG EQUIPMENT",
        "NARCOTICS, SALE/DEL DRUG PARAPHERNALIA",
    ],
    "drugs.supply": [
        "NARCOTICS, MANU/DEL:CANNABIS 10GM OR LESS",
        "NARCOTICS, MANU/DEL:CANNABIS OVER 10 GMS",
        "NARCOTICS, MANU/DELIVER: HALLUCINOGEN",
        "NARCOTICS, MANU/DELIVER:COCAINE",
        "NARCOTICS, MANU/DELIVER:CRACK",
        "NARCOTICS, MANU/DELIVER: HEROIN (WHITE)",
    ],
    "disorder": ["PUBLIC PEACE VIOLATION, RECKLESS CONDUCT"],
    "disorder.group": ["PUBLIC PEACE VIOLATION, MOB ACTION"],
    "disorder.refused_to_leave": ["CRIMINAL TRESPASS, TO LAND", "CRIMINAL TRESPASS, TO STATE SUP LAND"],
    "safety.terrorism": ["PUBLIC PEACE VIOLATION, BOMB THREAT"],
    "weapons.carried": [
        "WEAPONS VIOLATION, UNLAWFUL POSS OF HANDGUN",
        "WEAPONS VIOLATION, UNLAWFUL USE HANDGUN",
    ],
}

COLUMNS = (
    "case_number",
    "date",
    "block",
    "location_description",
    "primary_type",
    "description",
    "arrest",
    "community_area",
    "latitude",
    "longitude",
)


def main(source: Path, folder: Path) -> None:
    """Choose the premises, write their incidents, their register and the mapping, and print the sums."""
    base = duckdb.connect()
    prepare(base, source)
    folder.mkdir(parents=True, exist_ok=True)
    premises = register(base)
    stream = base.execute(STREAM).fetchall()
    write(folder / "chicago-2013.csv", COLUMNS, (plain(row) for row in stream))
    write(
        folder / "chicago-premises.csv",
        ("name", "sector", "address", "zone", "latitude", "longitude"),
        (row[1:] for row in premises),
    )
    seen = {f"{row[4]}, {row[5]}" for row in stream}
    (folder / "chicago-2013.mapping.json").write_text(mapping(premises, seen), encoding="utf-8")
    for path in sorted(folder.glob("chicago-*")):
        print(hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_size, path.name)
    print(len(stream), "incidents,", len(premises), "premises,", sum(row[6] for row in stream), "arrests")


def prepare(base: duckdb.DuckDBPyConnection, source: Path) -> None:
    """A table `kept` of the incidents that may ship, and `chosen`, the busiest premises of each kind."""
    words = [(word,) for group in TYPES.values() for word in group]
    base.execute("create table words (word varchar)")
    base.executemany("insert into words values (?)", words)
    base.execute("create table kinds (kind varchar, quota integer)")
    quotas = [(kind, quota) for kind, (_, _, quota) in KINDS.items()]
    base.executemany("insert into kinds values (?, ?)", quotas)
    base.execute(KEPT, [str(source), FIRST, LAST, list(ZONES)])
    base.execute(CHOSEN)


KEPT = """
create table kept as
select case_number, dt, block, location_description as kind, primary_type, description, arrest,
       community_area, lat, lon
from read_parquet(?)
join words on word = primary_type || ', ' || description
join kinds on kind = location_description
where dt >= ?::timestamp and dt < ?::timestamp and not domestic and lat is not null
  and list_contains(?, community_area)
qualify row_number() over (partition by case_number order by id) = 1
"""
CHOSEN = """
create table chosen as
select block, kind, mode(community_area) as area, median(lat) as lat, median(lon) as lon
from kept join kinds using (kind)
group by block, kind, quota
qualify row_number() over (partition by kind order by count(*) desc, block) <= quota
"""
STREAM = """
select case_number, dt, block, kind, primary_type, description, arrest, community_area, kept.lat, kept.lon
from kept join chosen using (block, kind)
order by dt, case_number
"""


def register(base: duckdb.DuckDBPyConnection) -> list[tuple[str, ...]]:
    """(the city's words, name, sector, address, zone, latitude, longitude) of each premises."""
    query = "select block, kind, area, lat, lon from chosen order by area::int, kind, block"
    rows = base.execute(query).fetchall()
    return [
        (
            f"{kind}, {block}",
            f"{KINDS[kind][0]}, {address(block)}",
            KINDS[kind][1],
            address(block),
            ZONES[area],
            f"{lat:.6f}",
            f"{lon:.6f}",
        )
        for block, kind, area, lat, lon in rows
    ]


def address(block: str) -> str:
    """“001XX N STATE ST” as people write it; the city hides the last two figures of the house number."""
    number, *street = block.split()
    return " ".join([number, *(word.lower() if word[0].isdigit() else word.capitalize() for word in street)])


def plain(row: tuple[Any, ...]) -> Iterator[str]:
    """A row with the time as the source has it (local, to the minute) and places to about a metre."""
    case_number, at, *words, arrest, area, lat, lon = row
    yield from (case_number, f"{at:%Y-%m-%dT%H:%M}", *words, str(arrest).lower(), area)
    yield from (f"{lat:.6f}", f"{lon:.6f}")


def write(path: Path, header: tuple[str, ...], rows: Any) -> None:
    """One CSV file with plain line ends, so that it is the same on every machine."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def mapping(premises: list[tuple[str, ...]], seen: set[str]) -> str:
    """The mapping that the product's importer reads, with only the words that occur."""
    types = {word: type_id for type_id, group in TYPES.items() for word in group if word in seen}
    saved = {
        "version": 1,
        "date_order": "month-first",
        "zone": "America/Chicago",
        "currency_sign": "$",
        "currency_code": "USD",
        "columns": {
            "premises": ["location_description", "block"],
            "happened_at": ["date"],
            "type": ["primary_type", "description"],
            "narrative": ["primary_type", "description"],
            "own_reference": ["case_number"],
        },
        "constants": {},
        "translations": {"premises": {row[0]: row[1] for row in premises}, "type": types},
    }
    return json.dumps(saved, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    here = Path(__file__).resolve().parent.parent / "watchward/cli/demo/data"
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) == 3 else here)
