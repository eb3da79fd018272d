from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "watchward.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the start-up checks of the database engine."""
        from watchward.records import engine  # noqa: F401 (importing registers the checks)
