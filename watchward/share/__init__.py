"""Who is told: gallery, bulletins, alerts, feedback to reporters, other partnerships. Empty until the gallery is built."""
