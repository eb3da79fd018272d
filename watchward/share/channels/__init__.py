"""The worlds outside, one file per kind: how something gets there, never who it goes to."""
