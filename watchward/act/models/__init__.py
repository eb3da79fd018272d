"""The nouns of what is done, one file per family."""
