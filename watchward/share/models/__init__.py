"""The nouns of who is told, one file per family."""
