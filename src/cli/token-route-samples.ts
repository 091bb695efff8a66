/** Token routes for backends in Go, PHP, Ruby and Java. Each sends two requests to Pluggy, with the keys of the environment. */
import type { Route } from './token-route-javascript.js';

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
		given := map[string]any{}
		json.NewDecoder(r.Body).Decode(&given)
		body := map[string]any{"options": map[string]any{"clientUserId": "user-1"}} // the id of your signed-in user
		if given["itemId"] != nil {
			body["itemId"] = given["itemId"] // to update an Item: first check that it is this user's
		}
		auth, err = pluggy("/connect_token", body, auth["apiKey"].(string))
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

function connectToken(string $userId, ?string $itemId): string
{
    // To update an Item: first check in your database that it is this user's.
    $keys = ['clientId' => getenv('PLUGGY_CLIENT_ID'), 'clientSecret' => getenv('PLUGGY_CLIENT_SECRET')];
    $apiKey = pluggy('/auth', $keys)['apiKey'];
    $body = array_filter(['itemId' => $itemId, 'options' => ['clientUserId' => $userId]]);
    return pluggy('/connect_token', $body, ["X-API-KEY: $apiKey"])['accessToken'];
}
`;

export const PHP = {
  laravel: {
    title: 'Laravel',
    code: `
// routes/web.php
use Illuminate\\Http\\Request;
use Illuminate\\Support\\Facades\\Http;
use Illuminate\\Support\\Facades\\Route;

Route::post('/api/connect-token', function (Request $request) {
    $itemId = $request->json('itemId'); // to update an Item: first check in your database that it is this user's
    $pluggy = fn () => Http::baseUrl(env('PLUGGY_API_URL'))->throw();
    $keys = ['clientId' => env('PLUGGY_CLIENT_ID'), 'clientSecret' => env('PLUGGY_CLIENT_SECRET')];
    $apiKey = $pluggy()->post('/auth', $keys)['apiKey'];
    $body = array_filter(['itemId' => $itemId, 'options' => ['clientUserId' => 'user-1']]); // the id of your signed-in user
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
use Symfony\\Component\\HttpFoundation\\Request;
use Symfony\\Component\\Routing\\Attribute\\Route;
use Symfony\\Contracts\\HttpClient\\HttpClientInterface;

class ConnectTokenController
{
    public function __construct(private HttpClientInterface $http)
    {
    }

    #[Route('/api/connect-token', methods: ['POST'])]
    public function token(Request $request): JsonResponse
    {
        // To update an Item: first check in your database that it is this user's.
        $itemId = json_decode($request->getContent(), true)['itemId'] ?? null;
        $keys = ['clientId' => $_ENV['PLUGGY_CLIENT_ID'], 'clientSecret' => $_ENV['PLUGGY_CLIENT_SECRET']];
        $apiKey = $this->pluggy('/auth', $keys)['apiKey'];
        $body = array_filter(['itemId' => $itemId, 'options' => ['clientUserId' => 'user-1']]); // the id of your signed-in user
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
$itemId = json_decode(file_get_contents('php://input'), true)['itemId'] ?? null;
echo json_encode(['accessToken' => connectToken('user-1', $itemId)]); // the id of your signed-in user`,
  },
};

const RUBY_TOKEN = `
def pluggy(path, body, headers = {})
  headers = { "Content-Type" => "application/json" }.merge(headers)
  response = Net::HTTP.post(URI(ENV["PLUGGY_API_URL"] + path), JSON.generate(body), headers)
  raise "Pluggy answered #{response.code} to #{path}" unless response.is_a?(Net::HTTPSuccess)
  JSON.parse(response.body)
end

def connect_token(user_id, item_id)
  # To update an Item: first check in your database that it is this user's.
  keys = { clientId: ENV["PLUGGY_CLIENT_ID"], clientSecret: ENV["PLUGGY_CLIENT_SECRET"] }
  api_key = pluggy("/auth", keys)["apiKey"]
  pluggy("/connect_token", { itemId: item_id, options: { clientUserId: user_id } }.compact, { "X-API-KEY" => api_key })["accessToken"]
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
    render json: { accessToken: connect_token("user-1", params[:itemId]) } # the id of your signed-in user
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
  body = request.body.read
  item_id = body.empty? ? nil : JSON.parse(body)["itemId"]
  JSON.generate(accessToken: connect_token("user-1", item_id)) # the id of your signed-in user
end`,
  },
};

export const JAVA = {
  spring: {
    title: 'Spring',
    code: `
// ConnectTokenController.java, with Spring 6.1 (Boot 3.2) or newer
import java.util.HashMap;
import java.util.Map;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.*;
import org.springframework.web.client.RestClient;

@RestController
class ConnectTokenController {
  private final RestClient pluggy = RestClient.create(System.getenv("PLUGGY_API_URL"));

  @PostMapping("/api/connect-token")
  ResponseEntity<?> token(@RequestBody(required = false) Map<String, Object> given) {
    var keys = Map.of(
        "clientId", System.getenv("PLUGGY_CLIENT_ID"), "clientSecret", System.getenv("PLUGGY_CLIENT_SECRET"));
    var apiKey = (String) post("/auth", keys, "").get("apiKey");
    var body = new HashMap<String, Object>(Map.of("options", Map.of("clientUserId", "user-1"))); // your signed-in user
    if (given != null && given.get("itemId") != null) body.put("itemId", given.get("itemId")); // first check that the Item is this user's
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

  /** {@code itemId} is for an update. First check in your database that the Item is this user's. */
  static String connectToken(String userId, String itemId) throws Exception {
    var keys = String.format("{\\"clientId\\":\\"%s\\",\\"clientSecret\\":\\"%s\\"}",
        System.getenv("PLUGGY_CLIENT_ID"), System.getenv("PLUGGY_CLIENT_SECRET"));
    var apiKey = pluggy("/auth", keys, "none", "apiKey");
    var item = itemId == null ? "" : "\\"itemId\\":\\"" + itemId + "\\",";
    return pluggy("/connect_token", "{" + item + "\\"options\\":{\\"clientUserId\\":\\"" + userId + "\\"}}", apiKey, "accessToken");
  }

  public static void main(String[] args) throws Exception {
    var port = Integer.parseInt(System.getenv().getOrDefault("PORT", "8080"));
    var server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    server.createContext("/api/connect-token", exchange -> {
      try (exchange) {
        var given = Pattern.compile("\\"itemId\\"\\\\s*:\\\\s*\\"([\\\\w-]+)\\"")
            .matcher(new String(exchange.getRequestBody().readAllBytes()));
        var token = connectToken("user-1", given.find() ? given.group(1) : null); // your user's id
        var body = ("{\\"accessToken\\":\\"" + token + "\\"}").getBytes();
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
