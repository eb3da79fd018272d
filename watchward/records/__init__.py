"""What happened: the ledger of events, their deliveries, and what differs between the two databases."""
