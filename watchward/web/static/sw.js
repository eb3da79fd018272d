// Placeholder until the worker below is written.
