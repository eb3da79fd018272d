"""Who is told: gallery, bulletins, alerts, answers to reporters, other towns. Empty until the gallery is built."""
