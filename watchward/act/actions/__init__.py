"""Verbs: permission, transaction, change, one event."""
