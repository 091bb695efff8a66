"""Connect Tokens, the user's Items, codes, live events and webhooks."""

import hmac
import json
import queue
import secrets
import threading
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from . import pluggy
from .models import Item

streams = {}  # The queues of the open event streams, by user.


class Middleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.user = request.session.setdefault("user", secrets.token_hex(16))  # Replace with your login.
        response = self.get_response(request)
        response.setdefault("Cache-Control", "no-store")
        return response

    def process_exception(self, request, error):
        if isinstance(error, (ValueError, KeyError)):
            return HttpResponse(status=400)
        if isinstance(error, pluggy.Refused):
            # The user can do nothing about a wrong key or a broken server: those are failures of this server.
            status = error.status if error.status in (400, 404, 409, 429) else 502
            return JsonResponse({"code": error.body.get("codeDescription"), "data": error.body.get("data")}, status=status)


def store(item, user):
    item = {name: value for name, value in item.items() if name not in ("clientUserId", "webhookUrl")}
    Item.objects.update_or_create(id=item["id"], defaults={"user": user, "item": item})
    return JsonResponse(item)


@require_GET
def page(request):
    html = (Path(settings.PAGE) / "index.html").read_text()
    meta = f'<meta name="csrf-token" content="{get_token(request)}">'
    return HttpResponse(html.replace("<head>", f"<head>{meta}"))


@require_POST
def connect_token(request):
    body = {"options": {"clientUserId": request.user, "avoidDuplicates": True}}
    if item_id := json.loads(request.body).get("itemId"):
        # Another user's Item looks like none.
        body["itemId"] = str(get_object_or_404(Item, id=UUID(item_id), user=request.user).id)
    return JsonResponse({"accessToken": pluggy.call("POST", "/connect_token", body)["accessToken"]})


@require_http_methods(["GET", "POST"])
def items(request):
    if request.method == "GET":
        return JsonResponse([row.item for row in Item.objects.filter(user=request.user)], safe=False)
    item = pluggy.call("GET", f"/items/{UUID(json.loads(request.body)['itemId'])}")
    if item.get("clientUserId") != request.user:
        raise Http404
    return store(item, request.user)


@require_http_methods(["GET", "PATCH", "DELETE"])
def one(request, item_id):
    row = get_object_or_404(Item, id=item_id, user=request.user)
    try:
        item = pluggy.call(request.method, f"/items/{item_id}", {} if request.method == "PATCH" else None)
    except pluggy.Refused as error:
        if request.method != "DELETE" or error.status != 404:
            raise
    if request.method == "DELETE":
        row.delete()
        return HttpResponse(status=204)
    return store(item, request.user)


@require_POST
def send_code(request, item_id):
    get_object_or_404(Item, id=item_id, user=request.user)
    return store(pluggy.call("POST", f"/items/{item_id}/mfa", json.loads(request.body)), request.user)


@require_GET
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
        return HttpResponse(status=401)
    # Pluggy waits five seconds for an answer: the rest happens afterwards.
    threading.Thread(target=handle, args=(json.loads(request.body),), daemon=True).start()
    return JsonResponse({})


def handle(event):
    """Reads the Item that an event names, and tells the pages of its user. A repeated or late event does no harm."""
    rows = Item.objects.filter(id=event.get("itemId"))
    owner = rows[0].user if rows else event.get("clientUserId")
    if event["event"] == "item/deleted":
        rows.delete()
    elif owner and event.get("itemId"):
        store(pluggy.call("GET", f"/items/{event['itemId']}"), owner)
    for news in list(streams.get(owner, ())):
        news.put({"event": event["event"], "itemId": event["itemId"]})
