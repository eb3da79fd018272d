"""Pure arithmetic: periods, evenings, opening hours, small numbers."""
