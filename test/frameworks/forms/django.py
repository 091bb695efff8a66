"""The Django sample as a Django app serves it: `python3 django.py <port>`, with the samples in the folder `SAMPLES`. Answers the page, and 204 or 403 to what it sends."""

import os
import sys

# This file has the name of what it imports.
sys.path.pop(0)

import django
from django.conf import settings
from django.core.servers.basehttp import run
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

SAMPLES = os.environ['SAMPLES']

settings.configure(
    SECRET_KEY='a secret of the test',
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=['127.0.0.1'],
    MIDDLEWARE=['django.middleware.csrf.CsrfViewMiddleware'],
    TEMPLATES=[{'BACKEND': 'django.template.backends.django.DjangoTemplates', 'DIRS': [SAMPLES]}],
    LOGGING_CONFIG=None,
)


def take(_request):
    return HttpResponse(status=204)


urlpatterns = [
    path('', lambda request: render(request, 'form-django.html')),
    path('loans', take),
    path('api/connect-token', take),
]

django.setup()
run('127.0.0.1', int(sys.argv[1]), get_wsgi_application(), threading=True)
