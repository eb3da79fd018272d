"""Who is told: disclosures, gallery, bulletins, answers to reporters, webhooks."""
