"""Engine: is this the same person, and who did this series? Pure Python; empty until its own issue."""
