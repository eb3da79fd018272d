from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "watchward.web"
    label = "web"
