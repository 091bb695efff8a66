"""Pluggy in a Flask application: Connect Tokens, the user's Items, codes, live events and webhooks."""

import hmac
import json
import os
import queue
import re
import secrets
import sqlite3
import threading
import time
from urllib.parse import urlsplit

import requests
from flask import Flask, Response, abort, g, request, session
from werkzeug.exceptions import HTTPException

PLUGGY = os.environ.get("PLUGGY_API_URL", "https://api.pluggy.ai")
KEYS = {"clientId": os.environ["PLUGGY_CLIENT_ID"], "clientSecret": os.environ["PLUGGY_CLIENT_SECRET"]}
WEBHOOK_PATH = "/api/webhooks/pluggy"
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)

app = Flask(__name__, static_folder=os.environ.get("PAGE", "../page"), static_url_path="/")
app.secret_key = os.environ["SESSION_SECRET"]
app.config.update(SESSION_COOKIE_SAMESITE="Lax")
app.add_url_rule("/", view_func=lambda: app.send_static_file("index.html"))

MAX_BODY_BYTES, MAX_WEBHOOK_BYTES = 16_384, 1_000_000
streams = {}  # The queues of the open event streams, by user.
api_key = {"value": "", "until": 0.0}


def sql(text, *values):
    with sqlite3.connect(os.environ.get("DATABASE", "items.db")) as database:
        return database.execute(text, values).fetchall()


def send(method, path, body, headers=None):
    answer = requests.request(method, PLUGGY + path, json=body, headers=headers, timeout=20, allow_redirects=False)
    answer.raise_for_status()
    return answer.json()


def pluggy(method, path, body=None, missing=None):
    """Calls Pluggy with the API key, which stays here. Returns `missing`, if given, in place of a 404."""
    if time.monotonic() > api_key["until"]:  # A key is valid for two hours.
        api_key.update(value=send("POST", "/auth", KEYS)["apiKey"], until=time.monotonic() + 6000)
    try:
        return send(method, path, body, {"X-API-KEY": api_key["value"]})
    except requests.HTTPError as error:
        if error.response.status_code != 404 or missing is None:
            raise
        return missing


@app.errorhandler(requests.RequestException)
def refused(error):
    status = error.response.status_code if isinstance(error, requests.HTTPError) else 502
    if status not in (400, 404, 409, 429):  # The user can do nothing about a wrong key or a broken server.
        return {"code": "pluggy-failed", "message": "Pluggy cannot be used."}, 502
    answer = error.response.json()
    code = answer.get("codeDescription") or "pluggy-refused"
    return {"code": code, "message": "Pluggy refused.", "data": answer.get("data")}, status


@app.errorhandler(HTTPException)
def failed(error):
    return {"code": error.name.lower().replace(" ", "-"), "message": error.description}, error.code


@app.before_request
def identify():
    if (request.content_length or 0) > (MAX_WEBHOOK_BYTES if request.path == WEBHOOK_PATH else MAX_BODY_BYTES):
        abort(413)
    if not request.path.startswith("/api/"):
        session.setdefault("user", secrets.token_hex(16))  # Replace this with your login.
    elif request.path != WEBHOOK_PATH:
        origin = request.headers.get("Origin")
        if request.method != "GET" and origin and urlsplit(origin).netloc != request.host:
            return {"code": "cross-origin", "message": "Another site sent this request."}, 403
        g.user = session.get("user") or abort(401)


@app.after_request
def no_store(response):
    if request.path.startswith("/api/"):
        response.headers["Cache-Control"] = "no-store"
    return response


def own(item_id, status=404):
    """Returns the id of an Item of this user. Another user's Item looks like none."""
    rows = sql("SELECT id FROM items WHERE id = ? AND user = ?", item_id.lower(), g.user)
    return rows[0][0] if rows else abort(status)


def body_item_id():
    body = request.get_json()
    item_id = body.get("itemId") if isinstance(body, dict) else abort(400)
    if item_id and not UUID.fullmatch(str(item_id)):
        abort(400, '"itemId" must be the id of an Item.')
    return item_id and item_id.lower()


def store(item, user):
    item = {name: value for name, value in item.items() if name not in ("clientUserId", "webhookUrl")}  # Not for browsers.
    insert = "INSERT INTO items VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET item = excluded.item"
    sql(insert, item["id"], user, json.dumps(item))
    return item


@app.post("/api/connect-token")
def connect_token():
    update = {"itemId": own(item_id, 403)} if (item_id := body_item_id()) else {}
    body = {"options": {"clientUserId": g.user, "avoidDuplicates": True}, **update}
    return {"accessToken": pluggy("POST", "/connect_token", body)["accessToken"]}


@app.get("/api/connectors")
def list_connectors():
    return pluggy("GET", "/connectors?sandbox=" + ("true" if request.args.get("sandbox") == "true" else "false"))


@app.get("/api/items")
def list_items():
    return [json.loads(item) for (item,) in sql("SELECT item FROM items WHERE user = ?", g.user)]


@app.post("/api/items")
def add_item():
    item = pluggy("GET", f"/items/{body_item_id() or abort(400)}", missing={})
    return store(item, g.user) if item.get("clientUserId") == g.user else abort(403)


@app.route("/api/items/<item_id>", methods=["GET", "PATCH"])
def read_or_update_item(item_id):
    body = {} if request.method == "PATCH" else None
    return store(pluggy(request.method, f"/items/{own(item_id)}", body), g.user)


@app.delete("/api/items/<item_id>")
def delete_item(item_id):
    pluggy("DELETE", f"/items/{own(item_id)}", missing={})
    sql("DELETE FROM items WHERE id = ?", item_id.lower())
    return "", 204


@app.post("/api/items/<item_id>/mfa")
def send_code(item_id):
    return store(pluggy("POST", f"/items/{own(item_id)}/mfa", request.get_json()), g.user)


@app.get("/api/events")
def events():
    news = queue.Queue()
    (mine := streams.setdefault(g.user, set())).add(news)

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

    return Response(stream(), content_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


@app.post(WEBHOOK_PATH)
def webhook():
    given, expected = request.headers.get("X-Webhook-Secret", ""), os.environ["WEBHOOK_SECRET"]
    if not hmac.compare_digest(given.encode(), expected.encode()):
        abort(401)
    event = request.get_json()
    # Pluggy sends an event up to nine times, and waits five seconds for an answer: the rest happens afterwards.
    if sql("INSERT INTO events VALUES (?) ON CONFLICT DO NOTHING RETURNING id", str(event.get("eventId"))):
        threading.Thread(target=handle, args=(event.get("event"), str(event.get("itemId")).lower()), daemon=True).start()
    return {}


def handle(event, item_id):
    """Reads the Item that an event names, and informs the pages of its user."""
    owner = next((user for (user,) in sql("SELECT user FROM items WHERE id = ?", item_id)), None)
    if event == "item/deleted":
        sql("DELETE FROM items WHERE id = ?", item_id)
    elif UUID.fullmatch(item_id):
        item = pluggy("GET", f"/items/{item_id}", missing={})
        if item and (owner := owner or item.get("clientUserId")):
            store(item, owner)
    for news in list(streams.get(owner, ())):
        news.put({"event": event, "itemId": item_id})


sql("CREATE TABLE IF NOT EXISTS items (id PRIMARY KEY, user, item)")
sql("CREATE TABLE IF NOT EXISTS events (id PRIMARY KEY)")
if __name__ == "__main__":
    app.run(port=int(os.environ.get("PORT", "8000")), threaded=True)
