"""Borrowmarket on the map: zones, watches and premises. The town is invented and lies on open sea."""

from dataclasses import dataclass

from watchward.cli.demo.dice import dice

LATITUDE, LONGITUDE = 52.3000, 2.6000  # the North Sea, east of Suffolk
ACROSS, UP = 0.0070, 0.0040  # a zone in degrees: about 480 by 440 metres

# name: column and row of its south-west corner, in zones
ZONES = {"Market Quarter": (0.0, 0.0), "Harbour Side": (1.05, -0.15), "Station End": (-0.25, 1.08)}
STREETS = {
    "Market Quarter": ("Cobbler's Row", "Weighhouse Lane", "Market Square"),
    "Harbour Side": ("Ropewalk", "Lantern Quay", "Saltpan Lane"),
    "Station End": ("Signal Road", "Platform Lane", "Goods Yard"),
}
WATCHES = {
    "Market Quarter by day": "day",
    "Harbour Side by night": "night",
    "Cobbler's Row": "street",
    "Borrowmarket Shopwatch": "shop",
    "Borrowmarket Pubwatch": "pub",
    "Station End by day": "day",
}
DAILY = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOURS = {
    "shop": {day: [["09:00", "17:30"]] for day in DAILY[:6]} | {"sun": []},
    "grocer": {day: [["07:00", "21:00"]] for day in DAILY[:6]} | {"sun": [["10:00", "16:00"]]},
    "late": {day: [["07:00", "23:30"]] for day in DAILY},
    "pub": {day: [["11:00", "23:00"]] for day in DAILY[:4]}
    | {"fri": [["11:00", "01:00"]], "sat": [["11:00", "01:00"]], "sun": [["12:00", "22:30"]]},
    "club": {"mon": [], "tue": [], "wed": [], "thu": [["21:00", "02:00"]], "fri": [["21:00", "03:00"]],
             "sat": [["21:00", "03:00"]], "sun": []},
    "table": {day: [["11:30", "14:30"], ["17:30", "22:30"]] for day in DAILY[1:]} | {"mon": []},
    "office": {day: [["09:00", "17:00"]] for day in DAILY[:5]} | {"sat": [], "sun": []},
    "always": {day: [["00:00", "24:00"]] for day in DAILY},
}  # fmt: skip

# name | organisation (empty: the same) | sector | hours | profile of its trouble | how much of it | goods at risk
TABLE = """
Market Quarter
Ferrow Foods, Market Square|Ferrow Foods|food|grocer|grocer|9|food.meat,food.cheese,alcohol.spirits
Ferrow Foods, Weighhouse Lane|Ferrow Foods|food|grocer|grocer|5|food.meat,food.coffee
The Corner Larder||food|grocer|grocer|2|food.confectionery
Nightjar Stores||food|late|late|8|alcohol.beer,alcohol.wine,tobacco.vapes
Pestle & Leaf||pharmacy|shop|pharmacy|4|health.cosmetics,health.fragrance,health.razor_blades
Market Square Pharmacy||pharmacy|shop|pharmacy|2|health.medicines,baby.milk
Tidewater Clothing||retail|shop|fashion|5|fashion.clothing,fashion.footwear
Ninepin Sports||retail|shop|fashion|4|fashion.sportswear,fashion.footwear
Copper Kettle Homewares||retail|shop|shop|1|household.homeware
The Small Press, books||retail|shop|shop|0.4|leisure.books_stationery
Halberd Jewellers||retail|shop|jeweller|0.6|jewellery.jewellery,jewellery.watches
Ledger & Quill||retail|shop|shop|0|leisure.books_stationery
Button and Thread||retail|shop|shop|0|
Weighhouse Arms||pub|pub|pub|9|
The Brass Lantern||pub|pub|pub|6|
The Quiet Heron||pub|pub|pub|1|
Saffron Table||restaurant|table|table|1|
The Long Spoon||restaurant|table|table|0.6|
Cobbler's Café||restaurant|shop|shop|0.4|
Second Turn, charity shop||charity|shop|charity|1|leisure.charity
Borrowmarket Savings Bank||bank|office|office|0.6|money.cash
Market Square Post Office||post_office|office|office|1|parcels.parcel
Weighhouse Shopping Centre||shopping_centre|grocer|centre|5|
Square Deal Betting||betting|late|betting|2|
Market stalls|Borrowmarket Traders|street_trader|shop|shop|1|
Harbour Side
Ferrow Foods, Lantern Quay|Ferrow Foods|food|late|grocer|6|food.meat,alcohol.spirits,health.razor_blades
Quayside Express||food|late|late|6|alcohol.beer,tobacco.tobacco
Saltpan Deli||food|shop|grocer|0.5|food.cheese
The Rope and Anchor||pub|pub|pub|10|
The Salt Barrel||pub|pub|pub|5|
The Pilot's Rest||pub|pub|pub|3|
Harbour Master's Inn||pub|pub|pub|2|
Undertow||club|club|club|6|
Lighthouse Rooms||club|club|club|3|
Gull & Ember||restaurant|table|table|1.2|
Noodle Wharf||restaurant|table|table|0.8|
Quay Fish Bar||restaurant|late|late|2|
Harbour Hotel||hotel|always|hotel|1.4|personal.bag
Ropewalk Chandlery||retail|shop|shop|0.6|diy.tools
Sailcloth Outfitters||retail|shop|fashion|1.4|fashion.clothing
Lantern Arcade||leisure|late|betting|1.6|
Harbour Side car park|Borrowmarket Council|car_park|always|park|2|
Tidepool Pharmacy||pharmacy|shop|pharmacy|1.4|health.fragrance
Net Loft charity shop||charity|shop|charity|0.6|leisure.charity
Quay Betting||betting|late|betting|0|
Station End
Kelp & Kernel wholefoods||food|grocer|grocer|1|health.vitamins
Signal Road Supermarket||food|grocer|grocer|7|food.meat,household.laundry,baby.milk
Platform Stores||food|late|late|4|alcohol.beer,food.confectionery
Signal Road Fuel||fuel|always|fuel|5|fuel.petrol_diesel
Goods Yard Fuel||fuel|always|fuel|2|fuel.petrol_diesel
Switchback Electronics||retail|shop|electronics|3|electronics.phones,electronics.audio_games
Goods Yard Tools||retail|shop|diy|3|diy.tools,diy.metal
Little Signal, toys||retail|shop|shop|0.6|leisure.toys
The Cloakroom||retail|shop|fashion|1|fashion.bags
Timetable Books||retail|shop|shop|0|
The Signal Box||pub|pub|pub|4|
The Last Train||pub|pub|pub|3|
Buffer Stop Kitchen||restaurant|table|table|0.6|
Station Hotel||hotel|always|hotel|0.8|
Station End Pharmacy||pharmacy|shop|pharmacy|1.6|health.cosmetics
Borrowmarket Station|Borrowmarket Rail|transport|always|centre|3|
The Turntable gym||leisure|grocer|shop|0.4|personal.bag
Signal Road Credit Union||bank|office|office|0|
Station Offices||office|office|office|0.3|electronics.computers
"""


@dataclass(frozen=True, slots=True)
class Place:
    """One premises of the town, and what sort of trouble it tends to have (its profile), how often (its weight)."""

    name: str
    organisation: str
    sector: str
    hours: str
    profile: str
    weight: float
    goods: tuple[str, ...]
    zone: str
    address: str
    latitude: float
    longitude: float
    call_sign: str

    @property
    def watches(self) -> tuple[str, ...]:
        """The groups that it belongs to."""
        own = []
        if self.sector in {"pub", "club", "restaurant"}:
            own.append("Borrowmarket Pubwatch")
        if self.sector in {"food", "retail", "pharmacy", "fuel", "charity"}:
            own.append("Borrowmarket Shopwatch")
        if "Cobbler's Row" in self.address:
            own.append("Cobbler's Row")
        by_zone = {
            "Market Quarter": "Market Quarter by day", "Harbour Side": "Harbour Side by night",
            "Station End": "Station End by day",
        }  # fmt: skip
        return (*own, by_zone[self.zone])


def boundary(zone: str) -> list[list[list[float]]]:
    """One ring of [longitude, latitude], closed, a little crooked as real ones are."""
    column, row = ZONES[zone]
    corners = [(0, 0), (0.55, -0.06), (1, 0.04), (1.03, 0.9), (0.5, 1.02), (-0.04, 0.95), (0, 0)]
    return [[[round(LONGITUDE + (column + x) * ACROSS, 6), round(LATITUDE + (row + y) * UP, 6)] for x, y in corners]]


def places() -> list[Place]:
    """Every premises of the table, put on its street."""
    found: list[Place] = []
    zone = ""
    for line in TABLE.strip().splitlines():
        if "|" not in line:
            zone = line
            continue
        found.append(_placed(line, zone, len(found)))
    return found


def _placed(line: str, zone: str, number: int) -> Place:
    name, organisation, sector, hours, profile, weight, goods = line.split("|")
    chance = dice(f"place {name}")
    streets = STREETS[zone]
    street = next((at for at in range(3) if streets[at] in name), chance.randrange(3))
    column, row = ZONES[zone]
    along, across = 0.08 + chance.random() * 0.84, 0.2 + street * 0.3 + (chance.random() - 0.5) * 0.06
    return Place(
        name=name, organisation=organisation or name.split(",")[0], sector=sector, hours=hours, profile=profile,
        weight=float(weight), goods=tuple(filter(None, goods.split(","))), zone=zone,
        address=f"{2 + chance.randrange(80)} {streets[street]}, Borrowmarket",
        latitude=round(LATITUDE + (row + across) * UP, 6), longitude=round(LONGITUDE + (column + along) * ACROSS, 6),
        call_sign=f"{zone[0]}{number + 1:02d}" if number % 5 else "",
    )  # fmt: skip
