"""Charts say what they show, to everybody, and never carry anything but a drawing."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import watchward
from watchward.kit.charts import (
    Chart,
    Dot,
    Line,
    Outline,
    Place,
    bars,
    columns_over_time,
    dot_map,
    heat_grid,
    letters,
    line_with_limits,
    network,
    sparkline,
    waterfall,
)
from watchward.kit.charts.svg import PAINT, Box, text_width

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '"><script>alert(1)</script>\x00\u202e&amp;\ud800'
WEEK = [[day + hour for hour in range(24)] for day in range(7)]


def every_chart(text: str) -> dict[str, Chart]:
    """One of each kind, with `text` wherever a person's words can stand."""
    series = [(text, 4.0), (text, None), (text, 9.0)]
    named = {"title": text, "unit": text, "denominator": text}
    places = [Place(text, 51.2, -0.5, 4), Place(text, 51.21, -0.51, 40)]
    ring = Outline(text, ((51.19, -0.52), (51.22, -0.52), (51.22, -0.49)))
    return {
        "heat": heat_grid([[1, 2]], row_labels=[text], column_labels=[text, text], outline=[(0, 1)],
                          outline_means=text, **named),
        "lying": bars(series, heading=text, **named),
        "standing": bars(series, direction="vertical", heading=text, **named),
        "columns": columns_over_time(series, average=[1, 2, 3], average_name=text, heading=text, **named),
        "limits": line_with_limits(series, limits=[(1, 5)] * 3, centre=[3] * 3, centre_name=text, **named),
        "spark": sparkline(series, **named),
        "map": dot_map(places, [ring], heading=text, **named),
    }  # fmt: skip


def drawn(chart: Chart, name: str, kind: str) -> list[ElementTree.Element]:
    """Return the elements of one name and paint."""
    root = ElementTree.fromstring(chart.svg)
    return [e for e in root.iter(f"{SVG}{name}") if e.get("class") == f"ww-chart-{kind}"]


def tips(chart: Chart) -> list[str]:
    root = ElementTree.fromstring(chart.svg)
    return [e.text or "" for e in root.iter(f"{SVG}title")][1:]


@pytest.mark.parametrize("kind", every_chart("x"))
def test_a_hostile_label_stays_text(kind):
    chart = every_chart(HOSTILE)[kind]
    root = ElementTree.fromstring(chart.svg)
    names = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert names <= {"svg", "title", "desc", "rect", "text", "line", "path", "circle"}
    assert "<script" not in chart.svg
    assert "alert(1)" in (root.findtext(f"{SVG}title") or "")
    assert not re.search("[\x00-\x08\u202e\ud800]", chart.svg + chart.sentence + str(chart.table))


@pytest.mark.parametrize("kind", every_chart("x"))
def test_every_chart_holds_under_a_strict_policy_and_scales(kind):
    root = ElementTree.fromstring(every_chart("Shop theft")[kind].svg)
    for element in root.iter():
        assert not {"style", "href", "width" if element is root else ""} & set(element.attrib)
        assert not [name for name in element.attrib if name.startswith("on")]
    assert root.get("viewBox")
    assert "url(" not in every_chart("Shop theft")[kind].svg


@pytest.mark.parametrize("kind", every_chart("x"))
def test_every_chart_has_a_name_a_description_a_table_a_sentence_and_a_denominator(kind):
    chart = every_chart("Shop theft")[kind]
    root = ElementTree.fromstring(chart.svg)
    assert root.get("role") == "img"
    assert root[0].tag == f"{SVG}title"
    assert root[0].text == "Shop theft"
    assert root[1].tag == f"{SVG}desc"
    assert root[1].text == chart.sentence
    assert chart.sentence.endswith(".")
    assert chart.denominator == "Shop theft"
    assert chart.table.rows
    assert {len(row) for row in chart.table.rows} == {len(chart.table.header)}
    assert chart.__html__() == chart.svg


@pytest.mark.parametrize("kind", every_chart("x"))
def test_every_mark_has_its_colour_for_print_and_its_class_for_the_page(kind):
    css = (Path(watchward.__file__).parent / "web/static/charts.css").read_text()
    for element in ElementTree.fromstring(every_chart("x")[kind].svg).iter():
        paint = (element.get("class") or "").removeprefix("ww-chart-")
        if element.tag in {f"{SVG}{name}" for name in ("rect", "text", "line", "path", "circle")}:
            assert {key: element.get(key) for key in PAINT[paint]} == PAINT[paint]
            assert re.search(rf"\.ww-chart-{paint}\b(?!-)", css), f"charts.css does not know {paint}"


def test_dark_by_wish_of_the_system_and_dark_by_choice_are_the_same_dark():
    css = (Path(watchward.__file__).parent / "web/static/charts.css").read_text()
    blocks = re.findall(r"(\[data-theme=\"dark\"\]|:root:not\(\[data-theme=\"light\"\]\)) \{([^}]*)\}", css)
    assert len(blocks) == 2
    assert blocks[0][1].split() == blocks[1][1].split()


def test_nothing_to_show_is_said_and_not_a_crash():
    for chart in (
        heat_grid([[0] * 24] * 7, title="Week"),
        bars([], title="Kinds"),
        bars([("Theft", 0)], title="Kinds"),
        bars([], title="Kinds", direction="vertical"),
        columns_over_time([], title="Months"),
        columns_over_time([("May", None)], title="Months"),
        line_with_limits([], title="Months", unit="reports", limits=[]),
        sparkline([], title="Months"),
        dot_map([], title="Town"),
        dot_map([Place("Bakery", 51.2, -0.5, 0)], title="Town"),
    ):
        ElementTree.fromstring(chart.svg)
        assert re.match("No |[0-9]+ |0 periods", chart.sentence), chart.sentence


def test_a_week_says_its_busiest_hour_and_each_cell_says_its_own():
    chart = heat_grid(WEEK, title="Week", unit="incidents")
    assert chart.sentence == "2,436 incidents in all; the most are on Sunday 23:00 to midnight with 29."
    assert chart.denominator == "2,436 incidents with a known day and hour."
    assert len(tips(chart)) == 168
    assert "Monday 00:00 to 01:00: 0 incidents" in tips(chart)
    assert chart.table.rows[6] == ("Sunday", *(str(6 + hour) for hour in range(24)))


def test_the_frame_follows_the_edge_of_the_slots_and_not_each_cell():
    alone = heat_grid(WEEK, title="Week", outline=[(4, 21)])
    pair = heat_grid(WEEK, title="Week", outline=[(4, 21), (4, 22)])
    assert len(drawn(alone, "line", "outline")) == 4
    assert len(drawn(pair, "line", "outline")) == 6
    with pytest.raises(ValueError, match="no cell 7, 0"):
        heat_grid(WEEK, title="Week", outline=[(7, 0)])


def test_darker_never_means_fewer_and_a_single_report_is_no_alarm():
    root = ElementTree.fromstring(heat_grid(WEEK, title="Week").svg)
    cells = [e for e in root.iter(f"{SVG}rect") if e.find(f"{SVG}title") is not None]
    steps = [int((e.get("class") or "")[-1]) for e in cells]
    counts = [count for row in WEEK for count in row]
    by_count = dict(zip(counts, steps, strict=True))
    assert [by_count[c] for c in sorted(by_count)] == sorted(by_count.values())
    assert (by_count[0], by_count[29]) == (0, 6)
    assert not drawn(heat_grid([[1] + [0] * 23] + [[0] * 24] * 6, title="Quiet"), "rect", "heat-6")


@pytest.mark.parametrize("counts", [[[1] * 24] * 6, [[1] * 23] * 7, [[-1] * 24] * 7, []])
def test_a_grid_of_another_shape_or_with_negative_counts_is_refused(counts):
    with pytest.raises(ValueError, match=r"one for each label|below 0"):
        heat_grid(counts, title="Week")


def test_an_unknown_bar_is_said_to_be_unknown_and_not_drawn_as_nothing():
    chart = bars([("Theft", 3), ("Abuse", None), ("Damage", 1)], title="Kinds", heading="Kind")
    assert len(drawn(chart, "rect", "bar")) == 2
    assert chart.table.rows == (("Theft", "3"), ("Abuse", "not known"), ("Damage", "1"))
    assert chart.table.header == ("Kind", "Reports")
    assert chart.sentence == "Theft has the most reports: 3 of 4 (75%). 1 is not known."


def test_bars_that_are_not_all_name_their_share_of_the_whole():
    chart = bars([("Theft", 8), ("Abuse", 5)], title="Kinds", total=80)
    assert chart.sentence == "Theft has the most reports: 8 of 80 (10%)."
    assert bars([], title="Kinds", total=80).sentence == "No reports to compare."


def test_bars_with_as_many_are_not_told_apart():
    assert (
        bars([("Theft", 2), ("Abuse", 2), ("Fire", 1)], title="x").sentence == "2 have the most reports: 2 of 5 each."
    )


def test_bars_are_as_long_as_their_numbers():
    long, short = drawn(bars([("Theft", 300), ("Abuse", 100)], title="Kinds"), "rect", "bar")
    assert float(long.get("width") or 0) == pytest.approx(3 * float(short.get("width") or 0), rel=0.01)
    tall, low = drawn(bars([("A", 300), ("B", 100)], title="Kinds", direction="vertical"), "rect", "bar")
    assert float(tall.get("height") or 0) == pytest.approx(3 * float(low.get("height") or 0), rel=0.01)


def test_highlighted_bars_stand_out_and_the_others_turn_quiet():
    chart = bars([("Fri", 3), ("Sat", 2), ("Sun", 1)], title="Days", highlight={0})
    assert (len(drawn(chart, "rect", "bar")), len(drawn(chart, "rect", "bar-quiet"))) == (1, 2)


def test_a_month_without_data_is_a_gap_and_a_month_with_none_is_not():
    chart = columns_over_time([("May", 4), ("Jun", None), ("Jul", 0)], title="Months")
    assert len(drawn(chart, "rect", "gap")) == 1
    assert tips(chart) == ["May: 4 reports", "Jun: no data", "Jul: 0 reports"]
    assert chart.sentence == "0 reports in Jul; the most were 4 in May. 1 period has no data."


def test_a_month_that_is_not_over_is_drawn_quietly_and_said():
    chart = columns_over_time([("May", 9), ("Jun", 2)], title="Months", is_last_partial=True)
    assert len(drawn(chart, "rect", "bar-quiet")) == 1
    assert chart.sentence.startswith("2 reports in Jun so far;")


def test_a_line_breaks_at_a_gap_instead_of_bridging_it():
    chart = line_with_limits(
        [("a", 1), ("b", 2), ("c", None), ("d", 2), ("e", 9)],
        title="Line",
        unit="reports",
        limits=[(0, 5)] * 5,
    )
    assert len(drawn(chart, "path", "line")) == 2
    assert len(drawn(chart, "circle", "signal")) == 1
    assert chart.sentence == "1 of 4 periods of reports is outside what chance would explain: e."
    assert chart.denominator == "4 periods with data, 1 without."
    assert chart.table.rows[2] == ("c", "not known", "0", "5")


def test_limits_of_another_length_or_upside_down_are_refused():
    with pytest.raises(ValueError, match="for each period"):
        line_with_limits([("a", 1)], title="Line", unit="reports", limits=[(0, 5)] * 2)
    with pytest.raises(ValueError, match="above its upper"):
        columns_over_time([("a", 1)], title="Line", limits=[(5, 0)])


@pytest.mark.parametrize("value", [-1, float("nan"), float("inf")])
def test_values_that_are_no_counts_are_refused(value):
    with pytest.raises(ValueError, match="0 or more"):
        bars([("Theft", value)], title="Kinds")


TOWN = [Place(f"Shop {i}", 51.2 + (i * 37 % 11) / 900, -0.5 + (i * 53 % 13) / 700, i) for i in range(60)]


def test_labels_on_the_map_meet_no_other_label_and_the_busiest_is_named():
    chart = dot_map(TOWN, title="Town")
    labels = [e for e in drawn(chart, "text", "text") if (e.text or "").startswith("Shop")]
    boxes = [(float(e.get("x") or 0), float(e.get("y") or 0), 7.0 * len(e.text or "")) for e in labels]
    for position, (x, y, wide) in enumerate(boxes):
        for other_x, other_y, other_wide in boxes[:position]:
            assert x + wide <= other_x or other_x + other_wide <= x or abs(y - other_y) >= 15
    assert "Shop 59 59" in {e.text for e in labels}
    assert len(chart.table.rows) == 60


def test_north_is_up_east_is_right_and_the_scale_bar_tells_true_metres():
    west, east = Place("West", 51.2, -0.50, 1), Place("East", 51.2, -0.49, 1)
    north = Place("North", 51.204, -0.495, 1)
    chart = dot_map([west, east, north], title="Town")
    spot = {
        (e.findtext(f"{SVG}title") or "").split(":")[0]: (float(e.get("cx") or 0), float(e.get("cy") or 0))
        for e in drawn(chart, "circle", "place")
    }
    assert spot["West"][0] < spot["North"][0] < spot["East"][0]
    assert spot["North"][1] < spot["West"][1] == spot["East"][1]
    bar = drawn(chart, "line", "axis")[0]
    length = float(bar.get("x2") or 0) - float(bar.get("x1") or 0)
    (metres,) = [e.text for e in drawn(chart, "text", "muted") if (e.text or "").endswith(" m")]
    between = (spot["East"][0] - spot["West"][0]) / length * float((metres or "").split()[0])
    assert between == pytest.approx(697.5, rel=0.01)  # 0.01 degrees at 51.2 N


def test_a_dot_of_four_times_the_count_has_twice_the_radius():
    chart = dot_map([Place("A", 51.2, -0.5, 100), Place("B", 51.21, -0.5, 25)], title="Town")
    radii = sorted(float(e.get("r") or 0) for e in drawn(chart, "circle", "place"))
    assert radii[1] == pytest.approx(2 * radii[0])


def test_a_zone_is_drawn_and_named_where_no_premises_stands():
    ring = Outline("Old Town", ((51.19, -0.52), (51.22, -0.52), (51.22, -0.47), (51.19, -0.47)))
    chart = dot_map(TOWN, [ring], title="Town")
    (zone,) = drawn(chart, "path", "zone")
    assert zone.findtext(f"{SVG}title") == "Old Town"
    assert (zone.get("d") or "").endswith("Z")
    assert "Old Town" in {e.text for e in drawn(chart, "text", "muted")}


def test_a_shop_with_a_wrong_position_does_not_shrink_the_town_and_is_not_hidden():
    chart = dot_map([*TOWN, Place("Wrong", 0, 0, 3)], title="Town")
    assert len(drawn(chart, "circle", "place")) == 60
    assert chart.sentence.endswith("1 too far away to be drawn; the table has all.")
    assert ("Wrong", "3") in chart.table.rows


@pytest.mark.parametrize("spot", [(95, 0, 1), (0, 200, 1), (float("nan"), 0, 1), (0, 0, -1)])
def test_a_place_that_is_not_on_the_globe_is_refused(spot):
    with pytest.raises(ValueError, match="needs a latitude"):
        Place("Bakery", *spot)


@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.text(max_size=60), st.lists(st.none() | st.integers(0, 10**9), min_size=1, max_size=40))
def test_any_words_and_any_counts_make_a_well_formed_drawing(words, values):
    series = [(words, value) for value in values]
    for chart in (
        bars(series, title=words),
        bars(series, title=words, direction="vertical"),
        columns_over_time(series, title=words),
        sparkline(series, title=words),
        heat_grid([[v or 0 for v in values]], row_labels=[words], column_labels=[words] * len(values), title=words),
    ):
        ElementTree.fromstring(chart.svg)
        assert not re.search(r"\bnan\b|\binf\b", re.sub(r"<(title|desc|text)\b.*?</\1>", "", chart.svg))


def test_a_waterfall_adds_up_and_says_what_counts_most_and_which_way():
    chart = waterfall(
        [("Start", -8.0), ("Name", 9.5), ("Age", -2.0)],
        title="Why?",
        unit="points",
        end="Together",
        denominator="Out of all.",
    )
    assert chart.sentence == "Together: −0.5 points. What counts most, for: Name with +9.5."
    assert chart.table.rows[-1] == ("Together", "−0.5")
    assert chart.svg.count("<rect") == 4
    with pytest.raises(ValueError, match="step"):
        waterfall([], title="x", unit="x", end="x", denominator="x")


def seen_together(names=("Ada", "Bo", "Cy")):
    dots = [Dot(name, 0.1 + 0.3 * at, 0.5, 3 - at % 3, "A") for at, name in enumerate(names)]
    rows = [(one.name, one.count) for one in dots]
    return network(
        dots, [Line(0, 1, 2), Line(1, 2, 1)], title="Together", sentence="Three.", denominator="All.", rows=rows,
        header=("Person", "Seen"),
    )  # fmt: skip


def test_a_network_names_everybody_in_its_table_and_says_each_tie_when_pointed_at():
    chart = seen_together()
    root = ElementTree.fromstring(chart.svg)
    tips = {one.text for one in root.iter(f"{SVG}title")}
    assert {"Ada and Bo: 2 together", "Bo and Cy: 1 together", "Ada: seen 3 times"} <= tips
    assert chart.table.rows == (("Ada", "3"), ("Bo", "2"), ("Cy", "1"))
    assert sum(1 for one in root.iter(f"{SVG}text") if one.text == "A") == 3  # a letter, not only a colour


def test_names_of_a_crowded_network_meet_no_other_name_and_no_dot():
    many = [Dot(f"Somebody number {n}", (n % 6) / 6, (n // 6) / 6, n + 1) for n in range(36)]
    chart = network(many, [], title="T", sentence="S", denominator="D", rows=[], header=("Person",))
    names = [one for one in ElementTree.fromstring(chart.svg).iter(f"{SVG}text") if "halo" not in one.get("class")]
    boxes = [Box(float(one.get("x")), float(one.get("y")) - 15, text_width(one.text, 15), 19) for one in names]
    assert boxes
    assert not any(a.meets(b) for at, a in enumerate(boxes) for b in boxes[:at])


def test_a_name_stands_where_the_fewest_lines_lead():
    dots = [Dot("Left", 0.3, 0.5, 3), Dot("Right", 0.6, 0.5, 2)]
    chart = network(dots, [Line(0, 1, 2)], title="T", sentence="S", denominator="D", rows=[], header=("Person",))
    at = {one.text: float(one.get("x")) for one in ElementTree.fromstring(chart.svg).iter(f"{SVG}text")}
    circles = [float(one.get("cx")) for one in ElementTree.fromstring(chart.svg).iter(f"{SVG}circle")]
    assert at["Left"] < circles[0] < circles[-1] < at["Right"]


def test_a_network_of_nobody_and_hostile_names_are_drawn_and_a_line_to_nobody_is_refused():
    empty = network([], [], title="T", sentence="S", denominator="D", rows=[], header=("Person",))
    assert "Nobody was seen with anybody else." in empty.svg
    ElementTree.fromstring(seen_together((HOSTILE, "Bo", "Cy")).svg)
    assert "<script" not in seen_together((HOSTILE, "Bo", "Cy")).svg
    with pytest.raises(ValueError, match="leads to nobody"):
        network([], [Line(0, 1, 1)], title="T", sentence="S", denominator="D", rows=[], header=("Person",))


def test_groups_are_lettered_from_the_largest_and_who_stands_alone_has_none():
    assert letters([["a", "b", "c"], ["d", "e"], ["f"]]) == {"a": "A", "b": "A", "c": "A", "d": "B", "e": "B"}
    assert letters([["x", "y"]] * 26 + [["p", "q"]])["p"] == "AA"
