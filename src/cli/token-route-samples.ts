/** Token routes for the stacks of backends outside of JavaScript. Each sends two requests to Pluggy, with the keys of the environment. */
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


def connect_token(user_id):
    keys = {"clientId": os.environ["PLUGGY_CLIENT_ID"], "clientSecret": os.environ["PLUGGY_CLIENT_SECRET"]}
    api_key = pluggy("/auth", keys)["apiKey"]
    body = {"options": {"clientUserId": user_id}}
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
    return JsonResponse({"accessToken": connect_token("user-1")})  # the id of your signed-in user`,
  ),
  fastapi: python(
    'FastAPI',
    '',
    `

@app.post("/api/connect-token")
def token():
    return {"accessToken": connect_token("user-1")}  # the id of your signed-in user`,
  ),
  flask: python(
    'Flask',
    '',
    `

@app.post("/api/connect-token")
def token():
    return {"accessToken": connect_token("user-1")}  # the id of your signed-in user`,
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
        body = json.dumps({"accessToken": connect_token("user-1")}).encode()  # the id of your signed-in user
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)


ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8000"))), Handler).serve_forever()`,
  ),
};

export const GO: Route = {
  title: 'Go',
  code: `
// import ("bytes"; "encoding/json"; "fmt"; "net/http"; "os")

func pluggy(path string, body any, apiKey string) (map[string]any, error) {
	data, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequest("POST", os.Getenv("PLUGGY_API_URL")+path, bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("X-API-KEY", apiKey)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode >= 300 {
		return nil, fmt.Errorf("Pluggy answered %s to %s", response.Status, path)
	}
	answer := map[string]any{}
	return answer, json.NewDecoder(response.Body).Decode(&answer)
}

func token(w http.ResponseWriter, r *http.Request) {
	keys := map[string]string{"clientId": os.Getenv("PLUGGY_CLIENT_ID"), "clientSecret": os.Getenv("PLUGGY_CLIENT_SECRET")}
	auth, err := pluggy("/auth", keys, "")
	if err == nil {
		options := map[string]any{"clientUserId": "user-1"} // the id of your signed-in user
		auth, err = pluggy("/connect_token", map[string]any{"options": options}, auth["apiKey"].(string))
	}
	if err != nil {
		http.Error(w, "Pluggy did not return a token", http.StatusBadGateway)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	json.NewEncoder(w).Encode(map[string]any{"accessToken": auth["accessToken"]})
}

// In main: http.HandleFunc("POST /api/connect-token", token)`,
};

const PHP_TOKEN = `
function pluggy(string $path, array $body, array $headers = []): array
{
    $http = [
        'method' => 'POST',
        'header' => ['Content-Type: application/json', ...$headers],
        'content' => json_encode($body),
    ];
    $answer = file_get_contents(getenv('PLUGGY_API_URL') . $path, false, stream_context_create(['http' => $http]));
    return json_decode($answer, true, flags: JSON_THROW_ON_ERROR);
}

function connectToken(string $userId): string
{
    $keys = ['clientId' => getenv('PLUGGY_CLIENT_ID'), 'clientSecret' => getenv('PLUGGY_CLIENT_SECRET')];
    $apiKey = pluggy('/auth', $keys)['apiKey'];
    $body = ['options' => ['clientUserId' => $userId]];
    return pluggy('/connect_token', $body, ["X-API-KEY: $apiKey"])['accessToken'];
}
`;

export const PHP = {
  laravel: {
    title: 'Laravel',
    code: `
// routes/web.php
use Illuminate\\Support\\Facades\\Http;
use Illuminate\\Support\\Facades\\Route;

Route::post('/api/connect-token', function () {
    $pluggy = fn () => Http::baseUrl(env('PLUGGY_API_URL'))->throw();
    $keys = ['clientId' => env('PLUGGY_CLIENT_ID'), 'clientSecret' => env('PLUGGY_CLIENT_SECRET')];
    $apiKey = $pluggy()->post('/auth', $keys)['apiKey'];
    $body = ['options' => ['clientUserId' => 'user-1']]; // the id of your signed-in user
    $token = $pluggy()->withHeader('X-API-KEY', $apiKey)->post('/connect_token', $body)['accessToken'];

    return response()->json(['accessToken' => $token])->header('Cache-Control', 'no-store');
});`,
  },
  symfony: {
    title: 'Symfony',
    code: `
// src/Controller/ConnectTokenController.php
namespace App\\Controller;

use Symfony\\Component\\HttpFoundation\\JsonResponse;
use Symfony\\Component\\Routing\\Attribute\\Route;
use Symfony\\Contracts\\HttpClient\\HttpClientInterface;

class ConnectTokenController
{
    public function __construct(private HttpClientInterface $http)
    {
    }

    #[Route('/api/connect-token', methods: ['POST'])]
    public function token(): JsonResponse
    {
        $keys = ['clientId' => $_ENV['PLUGGY_CLIENT_ID'], 'clientSecret' => $_ENV['PLUGGY_CLIENT_SECRET']];
        $apiKey = $this->pluggy('/auth', $keys)['apiKey'];
        $body = ['options' => ['clientUserId' => 'user-1']]; // the id of your signed-in user
        $token = $this->pluggy('/connect_token', $body, ['X-API-KEY' => $apiKey])['accessToken'];
        return new JsonResponse(['accessToken' => $token], headers: ['Cache-Control' => 'no-store']);
    }

    private function pluggy(string $path, array $body, array $headers = []): array
    {
        $options = ['json' => $body, 'headers' => $headers];
        return $this->http->request('POST', $_ENV['PLUGGY_API_URL'] . $path, $options)->toArray();
    }
}`,
  },
  plain: {
    title: 'PHP',
    code: `
<?php // connect-token.php; set token-endpoint="/connect-token.php"
${PHP_TOKEN}
header('Content-Type: application/json');
header('Cache-Control: no-store');
echo json_encode(['accessToken' => connectToken('user-1')]); // the id of your signed-in user`,
  },
};

const RUBY_TOKEN = `
def pluggy(path, body, headers = {})
  headers = { "Content-Type" => "application/json" }.merge(headers)
  response = Net::HTTP.post(URI(ENV["PLUGGY_API_URL"] + path), JSON.generate(body), headers)
  raise "Pluggy answered #{response.code} to #{path}" unless response.is_a?(Net::HTTPSuccess)
  JSON.parse(response.body)
end

def connect_token(user_id)
  keys = { clientId: ENV["PLUGGY_CLIENT_ID"], clientSecret: ENV["PLUGGY_CLIENT_SECRET"] }
  api_key = pluggy("/auth", keys)["apiKey"]
  pluggy("/connect_token", { options: { clientUserId: user_id } }, { "X-API-KEY" => api_key })["accessToken"]
end
`;

export const RUBY = {
  rails: {
    title: 'Rails',
    code: `
# app/controllers/connect_tokens_controller.rb
# In config/routes.rb: post "/api/connect-token", to: "connect_tokens#create"
require "json"
require "net/http"

class ConnectTokensController < ApplicationController
  def create
    response.set_header("Cache-Control", "no-store")
    render json: { accessToken: connect_token("user-1") } # the id of your signed-in user
  end

  private
${RUBY_TOKEN.replace(/^(?=.)/gm, '  ')}end`,
  },
  sinatra: {
    title: 'Ruby (Sinatra)',
    code: `
require "json"
require "net/http"
${RUBY_TOKEN}
post "/api/connect-token" do
  headers "Content-Type" => "application/json", "Cache-Control" => "no-store"
  JSON.generate(accessToken: connect_token("user-1")) # the id of your signed-in user
end`,
  },
};

export const JAVA = {
  spring: {
    title: 'Spring',
    code: `
// ConnectTokenController.java, with Spring 6.1 (Boot 3.2) or newer
import java.util.Map;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.*;
import org.springframework.web.client.RestClient;

@RestController
class ConnectTokenController {
  private final RestClient pluggy = RestClient.create(System.getenv("PLUGGY_API_URL"));

  @PostMapping("/api/connect-token")
  ResponseEntity<?> token() {
    var keys = Map.of(
        "clientId", System.getenv("PLUGGY_CLIENT_ID"), "clientSecret", System.getenv("PLUGGY_CLIENT_SECRET"));
    var apiKey = (String) post("/auth", keys, "").get("apiKey");
    var body = Map.of("options", Map.of("clientUserId", "user-1")); // the id of your signed-in user
    var token = post("/connect_token", body, apiKey).get("accessToken");
    return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(Map.of("accessToken", token));
  }

  private Map<?, ?> post(String path, Object body, String apiKey) {
    return pluggy.post().uri(path).header("X-API-KEY", apiKey).body(body).retrieve().body(Map.class);
  }
}`,
  },
  plain: {
    title: 'Java',
    code: `
// ConnectToken.java; run it with: java ConnectToken.java
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.*;
import java.util.regex.Pattern;

class ConnectToken {
  static final HttpClient HTTP = HttpClient.newHttpClient();

  /** Sends a request to Pluggy and returns a text of the JSON response. */
  static String pluggy(String path, String body, String apiKey, String field) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(System.getenv("PLUGGY_API_URL") + path))
        .header("Content-Type", "application/json").header("X-API-KEY", apiKey)
        .POST(HttpRequest.BodyPublishers.ofString(body)).build();
    var response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    var found = Pattern.compile("\\"" + field + "\\":\\"([^\\"]+)\\"").matcher(response.body());
    if (!found.find()) throw new IllegalStateException("Pluggy answered " + response.statusCode() + " to " + path);
    return found.group(1);
  }

  static String connectToken(String userId) throws Exception {
    var keys = String.format("{\\"clientId\\":\\"%s\\",\\"clientSecret\\":\\"%s\\"}",
        System.getenv("PLUGGY_CLIENT_ID"), System.getenv("PLUGGY_CLIENT_SECRET"));
    var apiKey = pluggy("/auth", keys, "none", "apiKey");
    return pluggy("/connect_token", "{\\"options\\":{\\"clientUserId\\":\\"" + userId + "\\"}}", apiKey, "accessToken");
  }

  public static void main(String[] args) throws Exception {
    var port = Integer.parseInt(System.getenv().getOrDefault("PORT", "8080"));
    var server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    server.createContext("/api/connect-token", exchange -> {
      try (exchange) {
        var body = ("{\\"accessToken\\":\\"" + connectToken("user-1") + "\\"}").getBytes(); // your user's id
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
      } catch (Exception error) {
        throw new java.io.IOException(error);
      }
    });
    server.start();
  }
}`,
  },
};
