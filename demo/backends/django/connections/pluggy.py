"""Calls to Pluggy with the API key, which stays on the server."""

import os
import time

import requests

URL = os.environ.get("PLUGGY_API_URL", "https://api.pluggy.ai")
KEYS = {"clientId": os.environ["PLUGGY_CLIENT_ID"], "clientSecret": os.environ["PLUGGY_CLIENT_SECRET"]}
api_key = {"value": "", "until": 0.0}


def send(method, path, body, headers=None):
    answer = requests.request(method, URL + path, json=body, headers=headers, timeout=20, allow_redirects=False)
    answer.raise_for_status()
    return answer.json()


def call(method, path, body=None, missing=None):
    """Returns `missing`, if given, in place of a 404."""
    if time.monotonic() > api_key["until"]:  # A key is valid for two hours.
        api_key.update(value=send("POST", "/auth", KEYS)["apiKey"], until=time.monotonic() + 6000)
    try:
        return send(method, path, body, {"X-API-KEY": api_key["value"]})
    except requests.HTTPError as error:
        if error.response.status_code != 404 or missing is None:
            raise
        return missing
