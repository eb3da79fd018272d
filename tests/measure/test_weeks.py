"""Evenings, opening hours and the busiest time of one place, counted by hand."""

from watchward.measure.rules.weeks import evenings, opening_cells, usual_trouble

FRIDAY, SATURDAY = 4 * 24, 5 * 24


def week(**hours):
    counts = [0] * 168
    for hour, many in hours.items():
        counts[int(hour[1:])] = many
    return counts


def test_three_in_the_morning_on_saturday_is_fridays_evening():
    counts = week(**{f"h{FRIDAY + 17}": 1, f"h{SATURDAY + 3}": 2, f"h{SATURDAY + 5}": 8, f"h{FRIDAY + 16}": 16})
    assert evenings(counts) == (0, 0, 0, 0, 3, 0, 0)


def test_early_monday_is_sundays_evening():
    assert evenings(week(h0=1, h4=2, h5=4)) == (0, 0, 0, 0, 0, 0, 3)


def test_a_busiest_time_is_named_from_five_incidents_on():
    assert usual_trouble(week(**{f"h{FRIDAY + 21}": 4})) is None
    named = usual_trouble(week(**{f"h{FRIDAY + 21}": 4, f"h{FRIDAY + 23}": 1}))
    assert named.words == "Friday 21:00 to midnight"
    assert named.count == 5


def test_a_pub_open_past_midnight_is_open_the_next_day_and_half_hours_count():
    cells = opening_cells({"sun": [["22:00", "01:30"]], "mon": [["09:00", "09:30"], ["23:00", "00:00"]]})
    assert cells == {(6, 22), (6, 23), (0, 0), (0, 1), (0, 9), (0, 23)}
    assert opening_cells({}) == frozenset()
