from django.conf import settings
from django.urls import path
from django.views.static import serve

from . import views

urlpatterns = [
    path("", views.page),
    path("api/connect-token", views.connect_token),
    path("api/items", views.items),
    path("api/items/<uuid:item_id>", views.one),
    path("api/items/<uuid:item_id>/mfa", views.send_code),
    path("api/events", views.events),
    path(settings.WEBHOOK_PATH[1:], views.webhook),
    path("<path:path>", serve, {"document_root": settings.PAGE}),
]
