import os

SECRET_KEY = os.environ["SESSION_SECRET"]
WEBHOOK_SECRET = os.environ["WEBHOOK_SECRET"]
WEBHOOK_PATH = "/api/webhooks/pluggy"
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
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000  # For webhooks; the other routes accept less.
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ.get("DATABASE", "items.db")}}
