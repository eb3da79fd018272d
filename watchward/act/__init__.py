"""What we do: exclusions, deployments, panic, radio, emergencies, referrals. Empty until its own issues."""
