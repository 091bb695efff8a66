// Pluggy with the JDK's server: Connect Tokens, the user's Items, codes, live events and webhooks.
import com.google.gson.*;
import com.sun.net.httpserver.*;
import java.io.IOException;
import java.net.*;
import java.net.http.*;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.*;
import java.security.*;
import java.time.Duration;
import java.util.*;
import java.util.concurrent.*;

public class Backend {
  record Row(String user, JsonObject item) {}

  static final String WEBHOOK_PATH = "/api/webhooks/pluggy";
  static final String ITEM_ID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
  static final int MAX_BODY_BYTES = 1_000_000;
  static final HttpClient CLIENT = HttpClient.newHttpClient();
  /** Replace these three with tables of your database: Items by id, users by session, and known events. */
  static final Map<String, Row> ITEMS = new ConcurrentHashMap<>();
  static final Map<String, String> SESSIONS = new ConcurrentHashMap<>();
  static final Set<String> EVENTS = ConcurrentHashMap.newKeySet();
  /** Users by open event stream. */
  static final Map<BlockingQueue<String>, String> STREAMS = new ConcurrentHashMap<>();
  static String key = "";
  static long keyEnd = System.nanoTime();

  /** An answer that is not 200. */
  static class Refusal extends RuntimeException {
    final int status;
    final JsonObject body;

    Refusal(int status, String code) {
      this.status = status;
      this.body = object("code", code, "message", "Refused: " + code + ".");
    }
  }

  static JsonObject object(Object... pairs) {
    var map = new HashMap<String, Object>();
    for (int index = 0; index < pairs.length; index += 2) map.put((String) pairs[index], pairs[index + 1]);
    return new Gson().toJsonTree(map).getAsJsonObject();
  }

  static String text(JsonObject object, String name) {
    return object.has(name) && object.get(name).isJsonPrimitive() ? object.get(name).getAsString() : "";
  }

  static JsonObject parse(String text) {
    try {
      return JsonParser.parseString(text).getAsJsonObject();
    } catch (JsonParseException | IllegalStateException error) {
      throw new Refusal(400, "bad-json");
    }
  }

  /** Returns Pluggy's answer; null for 404. */
  static JsonObject send(String method, String path, JsonObject body, String apiKey) {
    var content = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString());
    var request = HttpRequest.newBuilder(URI.create(System.getenv("PLUGGY_API_URL") + path)).method(method, content)
        .header("Content-Type", "application/json").header("X-API-KEY", apiKey).timeout(Duration.ofSeconds(20)).build();
    var response = CLIENT.sendAsync(request, BodyHandlers.ofString()).exceptionally((error) -> null).join();
    if (response != null && response.statusCode() == 404) return null;
    // The user can do nothing about a wrong key or a broken server: those are failures of this server.
    if (response == null || !Set.of(200, 400, 409, 429).contains(response.statusCode())) throw new Refusal(502, "pluggy-failed");
    var answer = parse(response.body());
    if (response.statusCode() == 200) return answer;
    var refusal = new Refusal(response.statusCode(), text(answer, "codeDescription"));
    refusal.body.add("data", answer.get("data"));
    throw refusal;
  }

  /** Returns the API key, which is valid for two hours. */
  static synchronized String apiKey() {
    if (System.nanoTime() - keyEnd >= 0) {
      var keys = object("clientId", System.getenv("PLUGGY_CLIENT_ID"), "clientSecret", System.getenv("PLUGGY_CLIENT_SECRET"));
      key = text(send("POST", "/auth", keys, ""), "apiKey");
      keyEnd = System.nanoTime() + TimeUnit.MINUTES.toNanos(100);
    }
    return key;
  }

  static JsonObject pluggy(String method, String path, JsonObject body) {
    return send(method, path, body, apiKey());
  }

  /** Calls Pluggy for an Item, and keeps the Item if it is the user's, without the fields that browsers must not have. */
  static JsonObject refresh(String method, String path, JsonObject body, String user) {
    if (!path.matches(ITEM_ID + "(/mfa)?")) throw new Refusal(400, "bad-item-id");
    var item = pluggy(method, "/items/" + path, body);
    if (item == null || !text(item, "clientUserId").equals(user)) {
      throw ownerOf(path.split("/")[0]).equals(user) ? new Refusal(404, "item-not-found") : new Refusal(403, "item-not-yours");
    }
    List.of("clientUserId", "webhookUrl").forEach(item::remove);
    ITEMS.put(text(item, "id"), new Row(user, item));
    return item;
  }

  /** Returns the user of an Item; empty for an unknown one. */
  static String ownerOf(String itemId) {
    return ITEMS.containsKey(itemId) ? ITEMS.get(itemId).user : "";
  }

  /** Answers a request of the user. Another user's Item looks like none. */
  static Object api(String route, String itemId, String user, JsonObject body) {
    return switch (route) {
      case "POST /api/connect-token" -> createToken(text(body, "itemId").toLowerCase(), user);
      case "GET /api/items" -> ITEMS.values().stream().filter((row) -> row.user.equals(user)).map(Row::item).toList();
      case "POST /api/items" -> refresh("GET", text(body, "itemId").toLowerCase(), null, user);
      case "GET /api/items/ID" -> refresh("GET", itemId, null, user);
      case "PATCH /api/items/ID" -> refresh("PATCH", itemId, new JsonObject(), user);
      case "POST /api/items/ID/mfa" -> refresh("POST", itemId + "/mfa", body, user);
      case "DELETE /api/items/ID" -> {
        pluggy("DELETE", "/items/" + itemId, null);
        ITEMS.remove(itemId);
        yield new JsonObject();
      }
      default -> throw new Refusal(404, "not-found");
    };
  }

  static JsonObject createToken(String itemId, String user) {
    if (!itemId.isEmpty() && !ownerOf(itemId).equals(user)) throw new Refusal(403, "item-not-yours");
    var body = object("options", Map.of("clientUserId", user, "avoidDuplicates", true));
    if (!itemId.isEmpty()) body.addProperty("itemId", itemId);
    return object("accessToken", text(pluggy("POST", "/connect_token", body), "accessToken"));
  }

  static void stream(HttpExchange exchange, String user) throws IOException, InterruptedException {
    var news = new LinkedBlockingQueue<String>();
    STREAMS.put(news, user);
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    try (var out = exchange.getResponseBody()) {
      for (String data = null; ; data = news.poll(15, TimeUnit.SECONDS)) {
        out.write((data == null ? ":\n\n" : "data: " + data + "\n\n").getBytes()); // Proxies close an idle stream.
        out.flush();
      }
    } finally {
      STREAMS.remove(news);
    }
  }

  /** Reads the Item that an event names, and informs the pages of its user. */
  static void handle(JsonObject event) {
    var itemId = text(event, "itemId");
    var user = ITEMS.containsKey(itemId) ? ownerOf(itemId) : text(event, "clientUserId");
    if (text(event, "event").equals("item/deleted")) ITEMS.remove(itemId);
    else refresh("GET", itemId, null, user);
    var data = object("event", text(event, "event"), "itemId", itemId).toString();
    STREAMS.forEach((news, owner) -> { if (owner.equals(user)) news.add(data); });
  }

  /** Returns the user of a request; null for none. Replace the sessions with your login. */
  static String session(HttpExchange exchange) {
    var cookies = String.join("; ", exchange.getRequestHeaders().getOrDefault("Cookie", List.of())).split("; *");
    var secrets = Arrays.stream(cookies).filter((cookie) -> cookie.startsWith("session=")).map((cookie) -> cookie.substring(8));
    return secrets.map(SESSIONS::get).filter(Objects::nonNull).findFirst().orElse(null);
  }

  static void page(HttpExchange exchange) throws IOException {
    if (session(exchange) == null) {
      var secret = UUID.randomUUID().toString();
      SESSIONS.put(secret, UUID.randomUUID().toString());
      exchange.getResponseHeaders().set("Set-Cookie", "session=" + secret + "; Path=/; HttpOnly; SameSite=Lax");
    }
    var page = Path.of(System.getenv("PAGE")).toRealPath();
    var path = exchange.getRequestURI().getPath();
    var file = page.resolve("." + (path.equals("/") ? "/index.html" : path)).normalize();
    if (!file.startsWith(page) || !Files.isRegularFile(file)) throw new Refusal(404, "not-found");
    respond(exchange, 200, path.endsWith(".js") ? "text/javascript" : "text/html; charset=utf-8", Files.readAllBytes(file));
  }

  static void answer(HttpExchange exchange) throws IOException, InterruptedException {
    var path = exchange.getRequestURI().getPath();
    var method = exchange.getRequestMethod();
    var headers = exchange.getRequestHeaders();
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    var content = new String(exchange.getRequestBody().readNBytes(MAX_BODY_BYTES));
    if (path.equals(WEBHOOK_PATH)) {
      var given = String.valueOf(headers.getFirst("X-Webhook-Secret")).getBytes();
      if (!MessageDigest.isEqual(given, System.getenv("WEBHOOK_SECRET").getBytes())) throw new Refusal(401, "no-secret");
      var event = parse(content);
      // Pluggy sends an event up to nine times, and waits five seconds for an answer: the rest happens afterwards.
      if (EVENTS.add(text(event, "eventId"))) CompletableFuture.runAsync(() -> handle(event));
      respond(exchange, 200, "application/json", "{}".getBytes());
      return;
    }
    var origin = headers.getFirst("Origin");
    if (!method.equals("GET") && origin != null && !origin.endsWith("//" + headers.getFirst("Host"))) {
      throw new Refusal(403, "cross-origin"); // Other sites can send forms with the cookie.
    }
    var user = session(exchange);
    if (user == null) throw new Refusal(401, "not-signed-in");
    if (path.equals("/api/events")) {
      stream(exchange, user);
      return;
    }
    var parts = path.split("/", 5);
    var itemId = parts.length > 3 ? parts[3].toLowerCase() : "";
    if (!itemId.isEmpty() && !ownerOf(itemId).equals(user)) throw new Refusal(404, "item-not-found");
    var route = method + " " + (itemId.isEmpty() ? path : "/api/items/ID" + (parts.length > 4 ? "/" + parts[4] : ""));
    var result = api(route, itemId, user, content.isEmpty() ? new JsonObject() : parse(content));
    respond(exchange, 200, "application/json", new Gson().toJson(result).getBytes());
  }

  static void respond(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  static void handleSafely(HttpExchange exchange) throws IOException {
    try {
      if (exchange.getRequestURI().getPath().startsWith("/api/")) answer(exchange);
      else page(exchange);
    } catch (Refusal refusal) {
      respond(exchange, refusal.status, "application/json", refusal.body.toString().getBytes());
    } catch (IOException | InterruptedException | RuntimeException error) {
      exchange.close();
    }
  }

  public static void main(String[] arguments) throws IOException {
    var server = HttpServer.create(new InetSocketAddress("localhost", Integer.parseInt(System.getenv("PORT"))), 0);
    server.setExecutor(Executors.newCachedThreadPool()); // An open stream occupies a thread.
    server.createContext("/", Backend::handleSafely);
    server.start();
  }
}
