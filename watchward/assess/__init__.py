"""What it means: the desk and its grades today; subjects, judgements and series come next."""
