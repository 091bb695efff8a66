from django.apps import AppConfig
from django.conf import settings


class Connections(AppConfig):
    name = "connections"

    def ready(self):
        from . import pluggy

        if settings.PUBLIC_URL:
            pluggy.register_webhook(settings.PUBLIC_URL + "/api/webhooks/pluggy", settings.WEBHOOK_SECRET)
