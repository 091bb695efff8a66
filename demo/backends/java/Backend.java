// Pluggy with the JDK's server: Connect Tokens, the user's Items, codes, live events and webhooks.
import static java.nio.charset.StandardCharsets.UTF_8;
import com.google.gson.*;
import com.sun.net.httpserver.*;
import java.io.IOException;
import java.net.*;
import java.net.http.*;
import java.nio.file.*;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.*;
import java.util.concurrent.*;

public class Backend {
  record Row(String user, JsonObject item) {}
  /** Items by id, users by session, known events, and users by open event stream. Replace the first three with tables. */
  static final Map<String, Row> ITEMS = new ConcurrentHashMap<>();
  static final Map<String, String> SESSIONS = new ConcurrentHashMap<>();
  static final Set<String> EVENTS = ConcurrentHashMap.newKeySet();
  static final Map<BlockingQueue<String>, String> STREAMS = new ConcurrentHashMap<>();
  static final HttpClient CLIENT = HttpClient.newHttpClient();
  static final Gson GSON = new Gson();
  static String key = "";
  static long keyEnd = System.nanoTime();

  /** An answer that is not 200. */
  static class Refusal extends RuntimeException {
    final int status;
    final Map<String, Object> body = new HashMap<>();
    Refusal(int status, String code) {
      this.status = status;
      body.putAll(Map.of("code", code, "message", "Refused: " + code + "."));
    }
  }

  static String text(JsonObject object, String name) {
    return object.has(name) && object.get(name).isJsonPrimitive() ? object.get(name).getAsString() : "";
  }

  /** Calls Pluggy. Returns {} for an unknown Item. A wrong key or a broken server is a failure of this server: 502. */
  static JsonObject pluggy(String method, String path, Object body) {
    var request = HttpRequest.newBuilder(URI.create(System.getenv("PLUGGY_API_URL") + path)).timeout(Duration.ofSeconds(20))
        .header("Content-Type", "application/json").header("X-API-KEY", path.equals("/auth") ? "" : apiKey())
        .method(method, HttpRequest.BodyPublishers.ofString(body == null ? "" : GSON.toJson(body))).build();
    try {
      var response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
      var status = response.statusCode();
      if (status == 404 && path.startsWith("/items/")) return new JsonObject();
      var answer = JsonParser.parseString(response.body()).getAsJsonObject();
      if (status == 200) return answer;
      if (!Set.of(400, 404, 409, 429).contains(status)) throw new Refusal(502, "pluggy-failed");
      var code = text(answer, "codeDescription");
      var refusal = new Refusal(status, code.isEmpty() ? "pluggy-refused" : code);
      refusal.body.put("data", answer.get("data"));
      throw refusal;
    } catch (IOException | InterruptedException | JsonParseException | IllegalStateException error) {
      throw new Refusal(502, "pluggy-failed");
    }
  }

  /** Returns the API key, which is valid for two hours. */
  static synchronized String apiKey() {
    if (System.nanoTime() - keyEnd < 0) return key;
    var keys = Map.of("clientId", System.getenv("PLUGGY_CLIENT_ID"), "clientSecret", System.getenv("PLUGGY_CLIENT_SECRET"));
    key = text(pluggy("POST", "/auth", keys), "apiKey");
    keyEnd = System.nanoTime() + TimeUnit.MINUTES.toNanos(100);
    return key;
  }

  /** Calls Pluggy for an Item, and keeps it if it is the user's, without the fields that browsers must not have. */
  static JsonObject refresh(String method, String path, Object body, String user, Refusal otherwise) {
    if (!path.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(/mfa)?")) throw new Refusal(400, "bad-item-id");
    var item = pluggy(method, "/items/" + path, body);
    if (!text(item, "clientUserId").equals(user)) throw otherwise;
    List.of("clientUserId", "webhookUrl").forEach(item::remove);
    ITEMS.put(text(item, "id"), new Row(user, item));
    return item;
  }

  /** Answers a request of the user. Another user's Item looks like none. */
  static Object api(String method, String path, String user, JsonObject body) {
    var isOne = path.startsWith("/api/items/");
    var itemId = (isOne ? path.split("/", 5)[3] : text(body, "itemId")).toLowerCase();
    var isMine = ITEMS.getOrDefault(itemId, new Row("", null)).user.equals(user);
    var notFound = new Refusal(404, "item-not-found");
    if (isOne && !isMine) throw notFound;
    return switch (method + " " + path.replaceFirst("/items/[^/]+", "/items/ID")) {
      case "POST /api/connect-token" -> {
        var options = Map.of("clientUserId", user, "avoidDuplicates", true);
        if (itemId.isEmpty()) yield pluggy("POST", "/connect_token", Map.of("options", options));
        if (!isMine) throw new Refusal(403, "item-not-yours");
        yield pluggy("POST", "/connect_token", Map.of("options", options, "itemId", itemId));
      }
      case "GET /api/items" -> ITEMS.values().stream().filter((row) -> row.user.equals(user)).map(Row::item).toList();
      case "POST /api/items" -> refresh("GET", itemId, null, user, new Refusal(403, "item-not-yours"));
      case "GET /api/items/ID" -> refresh("GET", itemId, null, user, notFound);
      case "PATCH /api/items/ID" -> refresh("PATCH", itemId, Map.of(), user, notFound);
      case "POST /api/items/ID/mfa" -> refresh("POST", itemId + "/mfa", body, user, notFound);
      case "DELETE /api/items/ID" -> {
        pluggy("DELETE", "/items/" + itemId, null);
        ITEMS.remove(itemId);
        yield Map.of();
      }
      default -> throw new Refusal(404, "not-found");
    };
  }

  static Object stream(HttpExchange exchange, String user) throws IOException, InterruptedException {
    var news = new LinkedBlockingQueue<String>();
    STREAMS.put(news, user);
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    try {
      for (String data = null; ; data = news.poll(15, TimeUnit.SECONDS)) { // Proxies close an idle stream.
        exchange.getResponseBody().write((data == null ? ":\n\n" : "data: " + data + "\n\n").getBytes(UTF_8));
        exchange.getResponseBody().flush();
      }
    } finally {
      STREAMS.remove(news);
    }
  }

  /** Reads the Item that an event names, and informs the pages of its user. */
  static void handle(JsonObject event) {
    var itemId = text(event, "itemId");
    var user = ITEMS.getOrDefault(itemId, new Row(text(event, "clientUserId"), null)).user;
    if (text(event, "event").equals("item/deleted")) ITEMS.remove(itemId);
    else refresh("GET", itemId, null, user, new Refusal(404, "item-not-found"));
    var data = GSON.toJson(Map.of("event", text(event, "event"), "itemId", itemId));
    STREAMS.forEach((news, owner) -> { if (owner.equals(user)) news.add(data); });
  }

  /** Returns a file of the page, and gives each visitor a session. Replace the session with your login. */
  static byte[] page(HttpExchange exchange, String path, String user) throws IOException {
    if (user == null) {
      var secret = UUID.randomUUID().toString();
      SESSIONS.put(secret, UUID.randomUUID().toString());
      exchange.getResponseHeaders().set("Set-Cookie", "session=" + secret + "; Path=/; HttpOnly; SameSite=Lax");
    }
    var page = Path.of(System.getenv("PAGE")).toRealPath();
    var file = page.resolve("." + (path.equals("/") ? "/index.html" : path)).normalize();
    if (!file.startsWith(page) || !Files.isRegularFile(file)) throw new Refusal(404, "not-found");
    exchange.getResponseHeaders().set("Content-Type", path.endsWith(".js") ? "text/javascript" : "text/html; charset=utf-8");
    return Files.readAllBytes(file);
  }

  static JsonObject readJson(HttpExchange exchange, int maxBytes) throws IOException {
    var bytes = exchange.getRequestBody().readNBytes(maxBytes + 1);
    if (bytes.length > maxBytes) throw new Refusal(413, "too-large");
    return Objects.requireNonNullElseGet(GSON.fromJson(new String(bytes, UTF_8), JsonObject.class), JsonObject::new);
  }

  /** Answers Pluggy, visitors of the page, and the user, whom the secret in the cookie stands for. */
  static Object answer(HttpExchange exchange) throws IOException, InterruptedException {
    var path = exchange.getRequestURI().getPath();
    var method = exchange.getRequestMethod();
    var headers = exchange.getRequestHeaders();
    var user = SESSIONS.get(String.valueOf(headers.getFirst("Cookie")).replaceFirst("^(.*; *)?session=([^;]*).*", "$2"));
    if (!path.startsWith("/api/")) return page(exchange, path, user);
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    if (path.equals("/api/webhooks/pluggy")) {
      var given = String.valueOf(headers.getFirst("X-Webhook-Secret")).getBytes(UTF_8);
      if (!MessageDigest.isEqual(given, System.getenv("WEBHOOK_SECRET").getBytes(UTF_8))) throw new Refusal(401, "no-secret");
      var event = readJson(exchange, 1_000_000);
      // Pluggy sends an event up to nine times, and waits five seconds for an answer: the rest happens afterwards.
      if (EVENTS.add(text(event, "eventId"))) CompletableFuture.runAsync(() -> handle(event));
      return Map.of();
    }
    var isForeign = headers.containsKey("Origin") && !headers.getFirst("Origin").endsWith("//" + headers.getFirst("Host"));
    if (isForeign && !method.equals("GET")) throw new Refusal(403, "cross-origin"); // A form is sent with the cookie.
    if (user == null) throw new Refusal(401, "not-signed-in");
    return path.equals("/api/events") ? stream(exchange, user) : api(method, path, user, readJson(exchange, 16_384));
  }

  static void serve(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    try {
      send(exchange, 200, answer(exchange));
    } catch (InterruptedException | RuntimeException error) {
      var failure = error instanceof JsonParseException ? new Refusal(400, "bad-json") : new Refusal(500, "failed");
      var refusal = error instanceof Refusal known ? known : failure;
      send(exchange, refusal.status, refusal.body);
    } finally {
      exchange.close();
    }
  }

  static void send(HttpExchange exchange, int status, Object body) throws IOException {
    var bytes = body instanceof byte[] file ? file : GSON.toJson(body).getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  public static void main(String[] arguments) throws IOException {
    var server = HttpServer.create(new InetSocketAddress("localhost", Integer.parseInt(System.getenv("PORT"))), 0);
    server.setExecutor(Executors.newCachedThreadPool()); // An open stream occupies a thread.
    server.createContext("/", Backend::serve);
    server.start();
  }
}
