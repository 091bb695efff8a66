"""Connect Tokens, the user's Items, codes, live events and webhooks."""

import hmac
import json
import queue
import secrets
import threading
from http import HTTPStatus
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST
from requests import HTTPError, RequestException

from . import pluggy
from .models import Item

DAY_S = 24 * 60 * 60
MAX_BODY_BYTES = 16_384
streams = {}  # The queues of the open event streams, by user.


def problem(status, code, data=None):
    return JsonResponse({"code": code, "message": HTTPStatus(status).phrase, "data": data}, status=status)


class Middleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.user = request.session.get("user")
        needs_user = request.path.startswith("/api/") and request.path != settings.WEBHOOK_PATH
        if needs_user and not request.user:
            response = problem(401, "not-signed-in")
        elif needs_user and int(request.headers.get("Content-Length") or 0) > MAX_BODY_BYTES:
            response = problem(413, "too-large")
        else:
            response = self.get_response(request)
        response.setdefault("Cache-Control", "no-store")
        return response

    def process_exception(self, request, error):
        if isinstance(error, HTTPError) and error.response.status_code in (400, 404, 409, 429):
            answer = error.response.json()
            code = answer.get("codeDescription") or "pluggy-refused"
            return problem(error.response.status_code, code, answer.get("data"))
        if isinstance(error, RequestException):  # The user can do nothing about a wrong key or a broken server.
            return problem(502, "pluggy-failed")
        if isinstance(error, Http404):
            return problem(404, "item-not-found")
        if isinstance(error, (ValueError, KeyError, AttributeError)):
            return problem(400, "bad-request")


def store(item, user):
    item = {name: value for name, value in item.items() if name not in ("clientUserId", "webhookUrl")}  # Not for browsers.
    Item.objects.update_or_create(id=item["id"], defaults={"user": user, "item": item})
    return JsonResponse(item)


def page(request):
    request.session.setdefault("user", secrets.token_hex(16))  # Replace with your login.
    html = (Path(settings.PAGE) / "index.html").read_text()
    return HttpResponse(html.replace("<head>", f'<head><meta name="csrf-token" content="{get_token(request)}">'))


@require_POST
def connect_token(request):
    body = {"options": {"clientUserId": request.user, "avoidDuplicates": True}}
    if item_id := json.loads(request.body).get("itemId"):
        if not Item.objects.filter(id=UUID(item_id), user=request.user):
            return problem(403, "item-not-yours")
        body["itemId"] = item_id
    return JsonResponse({"accessToken": pluggy.call("POST", "/connect_token", body)["accessToken"]})


@require_http_methods(["GET", "POST"])
def items(request):
    if request.method == "GET":
        return JsonResponse([row.item for row in Item.objects.filter(user=request.user)], safe=False)
    item = pluggy.call("GET", f"/items/{UUID(json.loads(request.body)['itemId'])}", missing={})
    if item.get("clientUserId") != request.user:
        return problem(403, "item-not-yours")
    return store(item, request.user)


@require_http_methods(["GET", "PATCH", "DELETE"])
def one(request, item_id):
    row = get_object_or_404(Item, id=item_id, user=request.user)  # Another user's Item looks like none.
    if request.method == "DELETE":
        pluggy.call("DELETE", f"/items/{item_id}", missing={})
        row.delete()
        return HttpResponse(status=204)
    body = {} if request.method == "PATCH" else None
    return store(pluggy.call(request.method, f"/items/{item_id}", body), request.user)


@require_POST
def send_code(request, item_id):
    get_object_or_404(Item, id=item_id, user=request.user)
    return store(pluggy.call("POST", f"/items/{item_id}/mfa", json.loads(request.body)), request.user)


def events(request):
    news = queue.Queue()
    mine = streams.setdefault(request.user, set())
    mine.add(news)

    def stream():
        try:
            yield ":\n\n"
            while True:
                try:
                    yield f"data: {json.dumps(news.get(timeout=15))}\n\n"
                except queue.Empty:
                    yield ":\n\n"  # Proxies close an idle stream.
        finally:
            mine.discard(news)

    return StreamingHttpResponse(stream(), content_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


@csrf_exempt
@require_POST
def webhook(request):
    secret = request.headers.get("X-Webhook-Secret", "")
    if not hmac.compare_digest(secret.encode(), settings.WEBHOOK_SECRET.encode()):
        return problem(401, "no-secret")
    event = json.loads(request.body)
    # Pluggy sends an event up to nine times, and waits five seconds for an answer: the rest happens afterwards.
    if cache.add(event["eventId"], True, DAY_S):
        threading.Thread(target=handle, args=(event["event"], event.get("itemId")), daemon=True).start()
    return JsonResponse({})


def handle(event, item_id):
    """Reads the Item that an event names, and informs the pages of its user."""
    rows = Item.objects.filter(id=item_id)
    owner = rows[0].user if rows else None
    if event == "item/deleted":
        rows.delete()
    elif item_id:
        item = pluggy.call("GET", f"/items/{UUID(item_id)}", missing={})
        if item and (owner := owner or item.get("clientUserId")):
            store(item, owner)
    for news in list(streams.get(owner, ())):
        news.put({"event": event, "itemId": item_id})
