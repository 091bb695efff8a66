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
from flask import Flask, Response, abort, g, jsonify, request, session

PLUGGY = os.environ.get("PLUGGY_API_URL", "https://api.pluggy.ai")
KEYS = {"clientId": os.environ["PLUGGY_CLIENT_ID"], "clientSecret": os.environ["PLUGGY_CLIENT_SECRET"]}
PUBLIC_URL = os.environ.get("PUBLIC_URL")  # Pluggy sends webhooks to this https address.
WEBHOOK_SECRET = os.environ.get("WEBHOOK_SECRET") or secrets.token_urlsafe()
WEBHOOK_PATH = "/api/webhooks/pluggy"
DATABASE = os.environ.get("DATABASE", "items.db")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)

app = Flask(__name__, static_folder=os.environ.get("PAGE", "../page"), static_url_path="/")
app.secret_key = os.environ.get("SESSION_SECRET") or secrets.token_bytes()
app.add_url_rule("/", view_func=lambda: app.send_static_file("index.html"))
app.config.update(SESSION_COOKIE_SAMESITE="Lax", MAX_CONTENT_LENGTH=1_000_000)

streams = {}  # The queues of the open event streams, by user.
api_key = {"value": "", "until": 0.0}


def sql(text, *values):
    with sqlite3.connect(DATABASE) as database:
        return database.execute(text, values).fetchall()


class Refused(Exception):
    def __init__(self, status, body):
        self.status, self.body = status, body


def send(method, path, body, headers=None):
    try:
        answer = requests.request(method, PLUGGY + path, json=body, headers=headers, timeout=20, allow_redirects=False)
        if answer.ok:
            return answer.json()
        raise Refused(answer.status_code, answer.json())
    except requests.RequestException:  # Includes bodies that are not JSON.
        raise Refused(502, {}) from None


def pluggy(method, path, body=None):
    if time.monotonic() > api_key["until"]:  # A key is valid for two hours.
        api_key.update(value=send("POST", "/auth", KEYS)["apiKey"], until=time.monotonic() + 6000)
    return send(method, path, body, {"X-API-KEY": api_key["value"]})


@app.errorhandler(Refused)
def refused(error):
    # The user can do nothing about a wrong key or a broken server: those are failures of this server.
    status = error.status if error.status in (400, 404, 409, 429) else 502
    return jsonify(code=error.body.get("codeDescription"), data=error.body.get("data")), status


@app.before_request
def identify():
    g.user = session.setdefault("user", secrets.token_hex(16))  # Replace this with the user of your login.
    # Forms of other sites are sent with the cookie.
    origin = request.headers.get("Origin")
    if request.method not in ("GET", "HEAD") and origin and urlsplit(origin).netloc != request.host:
        abort(403)


@app.after_request
def no_store(response):
    if request.path.startswith("/api/"):
        response.headers["Cache-Control"] = "no-store"
    return response


def body_item_id():
    body = request.get_json()
    item_id = body.get("itemId") if isinstance(body, dict) else ""
    if item_id is not None and not UUID.fullmatch(str(item_id)):
        abort(400)
    return item_id and item_id.lower()


def own(item_id):
    """Returns the id of an Item of this user. Another user's Item looks like none."""
    return item_id.lower() if sql("SELECT 1 FROM items WHERE id = ? AND user = ?", item_id.lower(), g.user) else abort(404)


def store(item, user):
    item = {name: value for name, value in item.items() if name not in ("clientUserId", "webhookUrl")}
    insert = "INSERT INTO items VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET item = excluded.item"
    sql(insert, item["id"], user, json.dumps(item))
    return item


@app.post("/api/connect-token")
def connect_token():
    body = {"options": {"clientUserId": g.user, "avoidDuplicates": True}}
    if item_id := body_item_id():
        body["itemId"] = own(item_id)
    return jsonify(accessToken=pluggy("POST", "/connect_token", body)["accessToken"])


@app.get("/api/items")
def list_items():
    return jsonify([json.loads(item) for (item,) in sql("SELECT item FROM items WHERE user = ?", g.user)])


@app.post("/api/items")
def add_item():
    item = pluggy("GET", f"/items/{body_item_id() or abort(400)}")
    if item.get("clientUserId") != g.user:
        abort(404)
    return jsonify(store(item, g.user))


@app.route("/api/items/<item_id>", methods=["GET", "PATCH"])
def read_or_update_item(item_id):
    body = {} if request.method == "PATCH" else None
    return jsonify(store(pluggy(request.method, f"/items/{own(item_id)}", body), g.user))


@app.delete("/api/items/<item_id>")
def delete_item(item_id):
    try:
        pluggy("DELETE", f"/items/{own(item_id)}")
    except Refused as error:
        if error.status != 404:
            raise
    sql("DELETE FROM items WHERE id = ?", item_id.lower())
    return "", 204


@app.post("/api/items/<item_id>/mfa")
def send_code(item_id):
    return jsonify(store(pluggy("POST", f"/items/{own(item_id)}/mfa", request.get_json()), g.user))


@app.get("/api/events")
def events():
    news = queue.Queue()
    mine = streams.setdefault(g.user, set())
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

    return Response(stream(), content_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


@app.post(WEBHOOK_PATH)
def webhook():
    if not hmac.compare_digest(request.headers.get("X-Webhook-Secret", "").encode(), WEBHOOK_SECRET.encode()):
        abort(401)
    # Pluggy waits five seconds for an answer: the rest happens afterwards.
    threading.Thread(target=handle, args=(request.get_json(),), daemon=True).start()
    return jsonify({})


def handle(event):
    """Reads the Item that an event names, and tells the pages of its user. A repeated or late event does no harm."""
    item_id = str(event.get("itemId")).lower()
    rows = sql("SELECT user FROM items WHERE id = ?", item_id)
    owner = rows[0][0] if rows else event.get("clientUserId")
    if not UUID.fullmatch(item_id) or not owner:
        return
    if event.get("event") == "item/deleted":
        sql("DELETE FROM items WHERE id = ?", item_id)
    else:
        store(pluggy("GET", f"/items/{item_id}"), owner)
    for news in list(streams.get(owner, ())):
        news.put({"event": event["event"], "itemId": item_id})


def register_webhook():
    url = PUBLIC_URL + WEBHOOK_PATH
    webhook = {"event": "all", "url": url, "headers": {"X-Webhook-Secret": WEBHOOK_SECRET}}
    known = [one["id"] for one in pluggy("GET", "/webhooks")["results"] if one["url"] == url and one["event"] == "all"]
    pluggy("PATCH", f"/webhooks/{known[0]}", webhook) if known else pluggy("POST", "/webhooks", webhook)


sql("CREATE TABLE IF NOT EXISTS items (id TEXT PRIMARY KEY, user TEXT NOT NULL, item TEXT NOT NULL)")
if PUBLIC_URL:
    register_webhook()
if __name__ == "__main__":
    app.run(port=int(os.environ.get("PORT", "8000")), threaded=True)
