"""Calls to Pluggy with the API key, which stays on the server."""

import os
import time

import requests

URL = os.environ.get("PLUGGY_API_URL", "https://api.pluggy.ai")
KEYS = {"clientId": os.environ["PLUGGY_CLIENT_ID"], "clientSecret": os.environ["PLUGGY_CLIENT_SECRET"]}
api_key = {"value": "", "until": 0.0}


class Refused(Exception):
    def __init__(self, status, body):
        self.status, self.body = status, body


def send(method, path, body, headers=None):
    try:
        answer = requests.request(method, URL + path, json=body, headers=headers, timeout=20, allow_redirects=False)
        if answer.ok:
            return answer.json()
        raise Refused(answer.status_code, answer.json())
    except requests.RequestException:  # Includes bodies that are not JSON.
        raise Refused(502, {}) from None


def call(method, path, body=None):
    if time.monotonic() > api_key["until"]:  # A key is valid for two hours.
        api_key.update(value=send("POST", "/auth", KEYS)["apiKey"], until=time.monotonic() + 6000)
    return send(method, path, body, {"X-API-KEY": api_key["value"]})


def register_webhook(url, secret):
    webhook = {"event": "all", "url": url, "headers": {"X-Webhook-Secret": secret}}
    known = [one["id"] for one in call("GET", "/webhooks")["results"] if one["url"] == url and one["event"] == "all"]
    call("PATCH", f"/webhooks/{known[0]}", webhook) if known else call("POST", "/webhooks", webhook)
