"""Deletion by the clock (R-01 to R-08): what a clock is, the engine that runs them, holds and certificates.

This floor knows no report and no subject. Each app brings its clocks; `wiring.py` lists them.
"""
