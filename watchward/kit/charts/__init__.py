"""Charts made on the server: one SVG for page, mail and print, always with its table and a sentence."""

from watchward.kit.charts.bar import bars
from watchward.kit.charts.dots import Outline, Place, dot_map
from watchward.kit.charts.heat import heat_grid
from watchward.kit.charts.lines import columns_over_time, line_with_limits, sparkline
from watchward.kit.charts.network import Dot, Line, letters, network
from watchward.kit.charts.svg import Chart, Table
from watchward.kit.charts.waterfall import waterfall

__all__ = [
    "Chart",
    "Dot",
    "Line",
    "Outline",
    "Place",
    "Table",
    "bars",
    "columns_over_time",
    "dot_map",
    "heat_grid",
    "letters",
    "line_with_limits",
    "network",
    "sparkline",
    "waterfall",
]
