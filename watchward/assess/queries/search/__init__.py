"""One box over reports, subjects, vehicles and premises: each file finds one of them, `find.py` asks them all."""
