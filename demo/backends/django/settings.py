import os
import secrets

SECRET_KEY = os.environ.get("SESSION_SECRET") or secrets.token_urlsafe()
WEBHOOK_SECRET = os.environ.get("WEBHOOK_SECRET") or secrets.token_urlsafe()
PUBLIC_URL = os.environ.get("PUBLIC_URL")  # Pluggy sends webhooks to this https address.
PAGE = os.environ.get("PAGE", "../page")

ALLOWED_HOSTS = ["localhost"]
INSTALLED_APPS = ["connections"]
ROOT_URLCONF = "connections.urls"
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "connections.views.Middleware",
]
CSRF_HEADER_NAME = "HTTP_X_CSRF_TOKEN"  # The elements send the content of <meta name="csrf-token">.
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ.get("DATABASE", "items.db")}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
