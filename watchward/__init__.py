"""Watchward: what was seen is collected, assessed, shared, acted on and measured. See docs/map.md."""

__version__ = "0.1.0"
