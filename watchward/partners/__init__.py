"""Who we are: partnerships, zones, watches, organisations, premises, accounts, promises and governance."""
