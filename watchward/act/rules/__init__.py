"""Pure yes or no on loaded objects."""
