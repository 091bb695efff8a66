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
  static final String PLUGGY = env("PLUGGY_API_URL", "https://api.pluggy.ai");
  static final String WEBHOOK_PATH = "/api/webhooks/pluggy";
  static final String WEBHOOK_SECRET = env("WEBHOOK_SECRET", random());
  static final String UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
  static final HttpClient CLIENT = HttpClient.newHttpClient();
  /** Items and users by Item id, and users by open event stream. Replace the first two with a table of your database. */
  static final Map<String, JsonObject> ITEMS = new ConcurrentHashMap<>();
  static final Map<String, String> OWNERS = new ConcurrentHashMap<>();
  static final Map<BlockingQueue<String>, String> STREAMS = new ConcurrentHashMap<>();
  static String key;
  static long keyEnd;

  /** An answer with its status. */
  static class Answer extends RuntimeException {
    final int status;
    final JsonElement body;

    Answer(int status, JsonElement body) {
      this.status = status;
      this.body = body;
    }
  }

  static String env(String name, String fallback) {
    return System.getenv().getOrDefault(name, fallback);
  }

  static String random() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  static JsonObject object(String name, Object value) {
    return new Gson().toJsonTree(Map.of(name, value)).getAsJsonObject();
  }

  static String text(JsonObject object, String name) {
    return object.has(name) && object.get(name).isJsonPrimitive() ? object.get(name).getAsString() : "";
  }

  static JsonObject send(String method, String path, JsonElement body, String apiKey) {
    try {
      var request = HttpRequest.newBuilder(URI.create(PLUGGY + path)).timeout(Duration.ofSeconds(20))
          .header("Content-Type", "application/json").header("X-API-KEY", apiKey)
          .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString())).build();
      var response = CLIENT.send(request, BodyHandlers.ofString());
      var answer = JsonParser.parseString(response.body()).getAsJsonObject();
      if (response.statusCode() == 200) return answer;
      // The user can do nothing about a wrong key or a broken server: those are failures of this server.
      var isForUser = Set.of(400, 404, 409, 429).contains(response.statusCode());
      var reason = object("code", text(answer, "codeDescription"));
      reason.add("data", answer.get("data"));
      throw new Answer(isForUser ? response.statusCode() : 502, reason);
    } catch (IOException | InterruptedException | JsonParseException | IllegalStateException error) {
      throw new Answer(502, JsonNull.INSTANCE);
    }
  }

  static JsonObject pluggy(String method, String path, JsonElement body) {
    synchronized (CLIENT) {
      if (System.nanoTime() - keyEnd > 0 || key == null) { // A key is valid for two hours.
        var keys = object("clientId", env("PLUGGY_CLIENT_ID", ""));
        keys.addProperty("clientSecret", env("PLUGGY_CLIENT_SECRET", ""));
        key = text(send("POST", "/auth", keys, ""), "apiKey");
        keyEnd = System.nanoTime() + TimeUnit.MINUTES.toNanos(100);
      }
    }
    return send(method, path, body, key);
  }

  /** Calls Pluggy for an Item, and keeps the Item if it is the user's, without the fields that browsers must not have. */
  static JsonObject refresh(String method, String path, JsonElement body, String user) {
    var item = pluggy(method, "/items/" + path, body);
    if (!text(item, "clientUserId").equals(user)) throw new Answer(404, JsonNull.INSTANCE);
    List.of("clientUserId", "webhookUrl").forEach(item::remove);
    OWNERS.put(text(item, "id"), user);
    ITEMS.put(text(item, "id"), item);
    return item;
  }

  static void remove(String itemId) {
    OWNERS.remove(itemId);
    ITEMS.remove(itemId);
  }

  /** Returns the id of an Item of this user. Another user's Item looks like none. */
  static String own(String itemId, String user) {
    if (!user.equals(OWNERS.get(itemId.toLowerCase()))) throw new Answer(404, JsonNull.INSTANCE);
    return itemId.toLowerCase();
  }

  static JsonElement api(String method, String path, String user, JsonObject body) {
    var itemId = text(body, "itemId").toLowerCase();
    switch (method + " " + path) {
      case "POST /api/connect-token":
        var token = object("options", Map.of("clientUserId", user, "avoidDuplicates", true));
        if (!itemId.isEmpty()) token.addProperty("itemId", own(itemId, user));
        return object("accessToken", text(pluggy("POST", "/connect_token", token), "accessToken"));
      case "GET /api/items":
        var list = new JsonArray();
        OWNERS.forEach((id, owner) -> { if (owner.equals(user)) list.add(ITEMS.get(id)); });
        return list;
      case "POST /api/items":
        if (!itemId.matches(UUID)) throw new Answer(400, JsonNull.INSTANCE);
        return refresh("GET", itemId, null, user);
    }
    var parts = path.split("/", 5);
    var rest = parts.length == 5 ? parts[4] : "";
    var id = own(parts.length > 3 ? parts[3] : "", user);
    switch (method + " " + rest) {
      case "GET ": return refresh("GET", id, null, user);
      case "PATCH ": return refresh("PATCH", id, new JsonObject(), user);
      case "POST mfa": return refresh("POST", id + "/mfa", body, user);
      case "DELETE ":
        try {
          pluggy("DELETE", "/items/" + id, null);
        } catch (Answer refused) {
          if (refused.status != 404) throw refused;
        }
        remove(id);
        throw new Answer(204, JsonNull.INSTANCE);
      default: throw new Answer(405, JsonNull.INSTANCE);
    }
  }

  static void stream(HttpExchange exchange, String user) throws IOException, InterruptedException {
    var news = new LinkedBlockingQueue<String>();
    STREAMS.put(news, user);
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    try (var out = exchange.getResponseBody()) {
      for (String data = ""; ; data = news.poll(15, TimeUnit.SECONDS)) {
        out.write((data == null || data.isEmpty() ? ":\n\n" : "data: " + data + "\n\n").getBytes()); // Proxies close an idle stream.
        out.flush();
      }
    } finally {
      STREAMS.remove(news);
    }
  }

  /** Reads the Item that an event names, and tells the pages of its user. A repeated or late event does no harm. */
  static void handle(JsonObject event) {
    var itemId = text(event, "itemId");
    var user = text(event, "clientUserId");
    if (text(event, "event").equals("item/deleted")) remove(itemId);
    else if (itemId.matches(UUID)) refresh("GET", itemId, null, user);
    var data = object("itemId", itemId);
    data.add("event", event.get("event"));
    STREAMS.forEach((news, owner) -> { if (owner.equals(user)) news.add(data.toString()); });
  }

  /** Returns the user, whom the cookie's secret stands for. Replace this with the user of your login. */
  static String session(HttpExchange exchange) throws NoSuchAlgorithmException {
    var cookies = String.join("; ", exchange.getRequestHeaders().getOrDefault("Cookie", List.of()));
    var secret = Arrays.stream(cookies.split("; *")).filter((one) -> one.startsWith("session=")).findFirst().orElse("session=" + random());
    exchange.getResponseHeaders().set("Set-Cookie", secret + "; Path=/; HttpOnly; SameSite=Lax");
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(secret.getBytes()));
  }

  static void answer(HttpExchange exchange) throws Exception {
    var path = exchange.getRequestURI().getPath();
    var method = exchange.getRequestMethod();
    var headers = exchange.getRequestHeaders();
    if (!path.startsWith("/api/")) {
      session(exchange);
      var page = Path.of(env("PAGE", "../page")).toRealPath();
      var file = page.resolve("." + (path.equals("/") ? "/index.html" : path)).normalize();
      if (!file.startsWith(page) || !Files.isRegularFile(file)) throw new Answer(404, JsonNull.INSTANCE);
      respond(exchange, 200, file.toString().endsWith(".js") ? "text/javascript" : "text/html; charset=utf-8", Files.readAllBytes(file));
      return;
    }
    var content = new String(exchange.getRequestBody().readNBytes(1_000_000));
    var body = content.isEmpty() ? new JsonObject() : JsonParser.parseString(content).getAsJsonObject();
    if (path.equals(WEBHOOK_PATH)) {
      var given = String.valueOf(headers.getFirst("X-Webhook-Secret"));
      if (!MessageDigest.isEqual(given.getBytes(), WEBHOOK_SECRET.getBytes())) throw new Answer(401, JsonNull.INSTANCE);
      CompletableFuture.runAsync(() -> handle(body)); // Pluggy waits five seconds for an answer.
      throw new Answer(200, new JsonObject());
    }
    var user = session(exchange);
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    // Other sites can send forms with the cookie.
    var origin = headers.getFirst("Origin");
    if (!method.equals("GET") && origin != null && !origin.endsWith("://" + headers.getFirst("Host"))) throw new Answer(403, JsonNull.INSTANCE);
    if (path.equals("/api/events")) stream(exchange, user);
    else throw new Answer(200, api(method, path, user, body));
  }

  static void respond(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, status == 204 ? -1 : body.length);
    if (status != 204) exchange.getResponseBody().write(body);
    exchange.close();
  }

  public static void main(String[] arguments) throws IOException {
    if (!env("PUBLIC_URL", "").isEmpty()) { // Pluggy sends webhooks to this https address.
      var webhook = object("headers", Map.of("X-Webhook-Secret", WEBHOOK_SECRET));
      webhook.addProperty("event", "all");
      webhook.addProperty("url", env("PUBLIC_URL", "") + WEBHOOK_PATH);
      pluggy("POST", "/webhooks", webhook);
    }
    var server = HttpServer.create(new InetSocketAddress("localhost", Integer.parseInt(env("PORT", "8000"))), 0);
    server.setExecutor(Executors.newCachedThreadPool()); // An open stream occupies a thread.
    server.createContext("/", (exchange) -> {
      try {
        answer(exchange);
      } catch (Answer answer) {
        respond(exchange, answer.status, "application/json", answer.body.toString().getBytes());
      } catch (JsonParseException | IllegalStateException error) {
        respond(exchange, 400, "application/json", "{}".getBytes());
      } catch (Exception error) {
        exchange.close();
      }
    });
    server.start();
  }
}
