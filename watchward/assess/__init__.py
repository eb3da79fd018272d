"""What it means: grading, subjects, judgements, series, approval. Empty until the desk is built."""
