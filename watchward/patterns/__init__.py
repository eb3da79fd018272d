"""Engine: when and where does it happen, and is it chance? Pure Python, no framework, no database."""
