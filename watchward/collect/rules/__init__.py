"""Pure yes or no on what was sent."""
