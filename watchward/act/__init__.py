"""What we do: deployments now; exclusions, panic, radio, emergencies and referrals have their own issues."""
