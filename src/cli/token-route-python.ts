/** Token routes for backends in Python. Each sends two requests to Pluggy, with the keys of the environment. */
import type { Route } from './token-route-javascript.js';

const PYTHON_TOKEN = `
import json
import os
from urllib.request import Request, urlopen


def pluggy(path, body, headers={}):
    headers = {"Content-Type": "application/json", **headers}
    request = Request(os.environ["PLUGGY_API_URL"] + path, json.dumps(body).encode(), headers)
    with urlopen(request, timeout=10) as response:
        return json.load(response)


def connect_token(user_id, item_id=None):
    # To update an Item: first check in your database that it is this user's.
    keys = {"clientId": os.environ["PLUGGY_CLIENT_ID"], "clientSecret": os.environ["PLUGGY_CLIENT_SECRET"]}
    api_key = pluggy("/auth", keys)["apiKey"]
    body = {"options": {"clientUserId": user_id}}
    if item_id:
        body["itemId"] = item_id
    return pluggy("/connect_token", body, {"X-API-KEY": api_key})["accessToken"]
`;

const python = (title: string, imports: string, route: string): Route => ({
  title,
  code: `${imports}${PYTHON_TOKEN}${route}`,
});

export const PYTHON = {
  django: python(
    'Django',
    '# views.py; in urls.py: path("api/connect-token", views.token)',
    `
from django.http import JsonResponse
from django.views.decorators.http import require_POST


@require_POST
def token(request):
    # Django checks the CSRF token: <pluggy-connect csrf-token="{{ csrf_token }}" csrf-header="X-CSRFToken" …>
    item_id = json.loads(request.body or "{}").get("itemId")
    return JsonResponse({"accessToken": connect_token("user-1", item_id)})  # the id of your signed-in user`,
  ),
  fastapi: python(
    'FastAPI',
    '',
    `

@app.post("/api/connect-token")
def token(body: dict = {}):
    return {"accessToken": connect_token("user-1", body.get("itemId"))}  # the id of your signed-in user`,
  ),
  flask: python(
    'Flask',
    'from flask import request',
    `

@app.post("/api/connect-token")
def token():
    item_id = (request.get_json(silent=True) or {}).get("itemId")
    return {"accessToken": connect_token("user-1", item_id)}  # the id of your signed-in user`,
  ),
  plain: python(
    'Python',
    '# token_server.py; run it with: python3 token_server.py',
    `
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        if self.path != "/api/connect-token":
            return self.send_error(404)
        given = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or "{}")
        body = json.dumps({"accessToken": connect_token("user-1", given.get("itemId"))}).encode()  # the id of your signed-in user
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)


ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8000"))), Handler).serve_forever()`,
  ),
};
