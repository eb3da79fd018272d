from django.apps import AppConfig


class ShareConfig(AppConfig):
    name = "watchward.share"
    label = "share"
    default_auto_field = "django.db.models.BigAutoField"
