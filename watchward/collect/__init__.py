"""What was seen: reports, mentions, evidence, and members' own logs. What a reporter said is never rewritten."""
