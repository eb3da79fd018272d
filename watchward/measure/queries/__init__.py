"""Figures, each for whoever may see it: of the partnership, of one premises, of the safety of staff."""
