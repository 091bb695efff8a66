<?php
// Pluggy in PHP: Connect Tokens, the user's Items, codes, live events and webhooks.
declare(strict_types=1);

const WEBHOOK_PATH = '/api/webhooks/pluggy';
const UUID = '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}';
const MAX_BODY_BYTES = 16_384, MAX_WEBHOOK_BYTES = 1_000_000;
const STREAM_SECONDS = 300; // An open stream occupies a process. Browsers connect again.

/** An answer that is not 2xx. */
class Refusal extends Exception
{
    public mixed $data = null;
}

function sql(string $text, mixed ...$values): array
{
    static $database = null;
    if (!$database) {
        $database = new PDO('sqlite:' . (getenv('DATABASE') ?: 'items.db'));
        $database->exec('PRAGMA busy_timeout = 5000');
        $database->exec('CREATE TABLE IF NOT EXISTS items (id TEXT PRIMARY KEY, user TEXT NOT NULL, item TEXT NOT NULL)');
        $database->exec('CREATE TABLE IF NOT EXISTS events (id INTEGER PRIMARY KEY, user TEXT NOT NULL, data TEXT NOT NULL)');
        $database->exec('CREATE TABLE IF NOT EXISTS webhooks (id TEXT PRIMARY KEY)');
        $database->exec('CREATE TABLE IF NOT EXISTS api_key (value TEXT, until INTEGER)');
    }
    $statement = $database->prepare($text);
    $statement->execute($values);
    return $statement->fetchAll(PDO::FETCH_ASSOC);
}

function send(string $method, string $path, ?array $body, array $headers = []): array
{
    $call = curl_init((getenv('PLUGGY_API_URL') ?: 'https://api.pluggy.ai') . $path);
    curl_setopt_array($call, [
        CURLOPT_CUSTOMREQUEST => $method,
        CURLOPT_RETURNTRANSFER => true,
        CURLOPT_TIMEOUT => 20,
        CURLOPT_HTTPHEADER => ['Content-Type: application/json', ...$headers],
    ] + ($body === null ? [] : [CURLOPT_POSTFIELDS => json_encode($body ?: new stdClass())]));
    $answer = json_decode((string) curl_exec($call), true);
    $status = curl_getinfo($call, CURLINFO_RESPONSE_CODE);
    if ($status >= 200 && $status < 300 && is_array($answer)) {
        return $answer;
    }
    // The user can do nothing about a wrong key or a broken server: those are failures of this server.
    in_array($status, [400, 404, 409, 429], true) || throw new Refusal('pluggy-failed', 502);
    $refusal = new Refusal($answer['codeDescription'] ?? 'pluggy-refused', $status);
    $refusal->data = $answer['data'] ?? null;
    throw $refusal;
}

/** Calls Pluggy with the API key, which stays here. Returns $missing, if given, in place of a 404. */
function pluggy(string $method, string $path, ?array $body = null, ?array $missing = null): array
{
    $key = sql('SELECT value FROM api_key WHERE until > ?', time())[0]['value'] ?? null;
    if (!$key) {
        $keys = ['clientId' => getenv('PLUGGY_CLIENT_ID'), 'clientSecret' => getenv('PLUGGY_CLIENT_SECRET')];
        $key = send('POST', '/auth', $keys)['apiKey'];
        sql('DELETE FROM api_key');
        sql('INSERT INTO api_key VALUES (?, ?)', $key, time() + 6000); // A key is valid for two hours.
    }
    try {
        return send($method, $path, $body, ["X-API-KEY: $key"]);
    } catch (Refusal $refusal) {
        return $refusal->getCode() === 404 && $missing !== null ? $missing : throw $refusal;
    }
}

/** Stores an Item, without the fields that browsers must not have. */
function store(array $item, string $user): array
{
    unset($item['clientUserId'], $item['webhookUrl']);
    $insert = 'INSERT INTO items VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET item = excluded.item';
    sql($insert, $item['id'], $user, json_encode($item));
    return $item;
}

/** Returns the id of an Item of this user. Another user's Item looks like none. */
function own(mixed $itemId, string $user, Refusal $refusal): string
{
    $rows = is_string($itemId) ? sql('SELECT id FROM items WHERE id = lower(?) AND user = ?', $itemId, $user) : [];
    return $rows[0]['id'] ?? throw $refusal;
}

function body(int $maxBytes = MAX_BODY_BYTES): array
{
    ($_SERVER['CONTENT_LENGTH'] ?? 0) <= $maxBytes || throw new Refusal('too-large', 413);
    $body = json_decode(file_get_contents('php://input'), true);
    return is_array($body) ? $body : throw new Refusal('bad-json', 400);
}

function added(string $user): array
{
    $itemId = body()['itemId'] ?? null;
    is_string($itemId) && preg_match('/^' . UUID . '$/D', $itemId) || throw new Refusal('bad-item-id', 400);
    $item = pluggy('GET', '/items/' . strtolower($itemId), missing: []);
    return ($item['clientUserId'] ?? '') === $user ? store($item, $user) : throw new Refusal('item-not-yours', 403);
}

function connectToken(string $user): array
{
    $itemId = body()['itemId'] ?? null;
    $body = $itemId ? ['itemId' => own($itemId, $user, new Refusal('item-not-yours', 403))] : [];
    $body['options'] = ['clientUserId' => $user, 'avoidDuplicates' => true];
    return ['accessToken' => pluggy('POST', '/connect_token', $body)['accessToken']];
}

function deleted(string $itemId): void
{
    pluggy('DELETE', "/items/$itemId", missing: []);
    sql('DELETE FROM items WHERE id = ?', $itemId);
    http_response_code(204);
}

function stream(string $user): never
{
    header('Content-Type: text/event-stream');
    header('X-Accel-Buffering: no');
    $last = $_SERVER['HTTP_LAST_EVENT_ID'] ?? sql('SELECT max(id) AS id FROM events')[0]['id'] ?? 0;
    ob_end_flush();
    for ($end = time() + STREAM_SECONDS; time() < $end; usleep(500_000)) {
        echo ":\n\n"; // Shows PHP whether the browser is still there.
        foreach (sql('SELECT id, data FROM events WHERE user = ? AND id > ? ORDER BY id', $user, (int) $last) as $row) {
            echo 'id: ', $last = $row['id'], "\ndata: ", $row['data'], "\n\n";
        }
        flush();
    }
    exit();
}

/** Reads the Item that an event names, and informs the pages of its user. */
function webhook(): never
{
    hash_equals(getenv('WEBHOOK_SECRET'), $_SERVER['HTTP_X_WEBHOOK_SECRET'] ?? '') || throw new Refusal('no-secret', 401);
    $event = body(MAX_WEBHOOK_BYTES);
    // Pluggy sends an event up to nine times, and waits five seconds for an answer: the rest happens afterwards.
    ignore_user_abort(true);
    header('Content-Length: 2');
    echo '{}';
    ob_end_flush();
    flush();
    $isNew = sql('INSERT INTO webhooks VALUES (?) ON CONFLICT DO NOTHING RETURNING id', $event['eventId'] ?? '');
    $itemId = $event['itemId'] ?? '';
    if ($isNew && preg_match('/^' . UUID . '$/D', $itemId)) {
        $isDeleted = $event['event'] === 'item/deleted';
        $item = $isDeleted ? [] : pluggy('GET', "/items/$itemId", missing: []);
        $owner = sql('SELECT user FROM items WHERE id = ?', $itemId)[0]['user'] ?? $item['clientUserId'] ?? null;
        $owner || exit();
        $isDeleted && sql('DELETE FROM items WHERE id = ?', $itemId);
        $item && store($item, $owner);
        $data = ['event' => $event['event'], 'itemId' => $itemId];
        sql('INSERT INTO events (user, data) VALUES (?, ?)', $owner, json_encode($data));
    }
    exit();
}

function answer(string $method, string $path, ?string $user): ?array
{
    // Forms of other sites are sent with the cookie.
    $origin = preg_replace('#^https?://#', '', $_SERVER['HTTP_ORIGIN'] ?? $_SERVER['HTTP_HOST']);
    $method === 'GET' || $origin === $_SERVER['HTTP_HOST'] || throw new Refusal('cross-origin', 403);
    $user || throw new Refusal('not-signed-in', 401);
    preg_match('#^/api/items/(' . UUID . ')(/mfa)?$#D', $path, $match);
    $own = $match ? own($match[1], $user, new Refusal('item-not-found', 404)) : null;
    return match ("$method " . ($match ? '/api/items/ID' . ($match[2] ?? '') : $path)) {
        'POST /api/connect-token' => connectToken($user),
        'GET /api/items' => array_map('json_decode', array_column(sql('SELECT item FROM items WHERE user = ?', $user), 'item')),
        'POST /api/items' => added($user),
        'GET /api/items/ID' => store(pluggy('GET', "/items/$own"), $user),
        'PATCH /api/items/ID' => store(pluggy('PATCH', "/items/$own", []), $user),
        'POST /api/items/ID/mfa' => store(pluggy('POST', "/items/$own/mfa", body()), $user),
        'DELETE /api/items/ID' => deleted($own),
        'GET /api/events' => stream($user),
        default => throw new Refusal('not-found', 404),
    };
}

ob_get_level() || ob_start(); // Most servers buffer the output.
session_start(['cookie_httponly' => true, 'cookie_samesite' => 'Lax']);
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if (!str_starts_with($path, '/api/')) {
    $_SESSION['user'] ??= bin2hex(random_bytes(16)); // Replace this with the user of your login.
    return $path === '/' ? readfile($_SERVER['DOCUMENT_ROOT'] . '/index.html') : false;
}
$user = $_SESSION['user'] ?? null;
session_write_close(); // A session is locked while a request has it open, and a stream stays open.
header('Cache-Control: no-store');
try {
    $method = $_SERVER['REQUEST_METHOD'];
    $answer = "$method $path" === 'POST ' . WEBHOOK_PATH ? webhook() : answer($method, $path, $user);
} catch (Refusal $refusal) {
    http_response_code($refusal->getCode());
    $reason = $refusal->getMessage();
    $answer = ['code' => $reason, 'message' => "Refused: $reason.", 'data' => $refusal->data];
}
if ($answer !== null) {
    header('Content-Type: application/json');
    echo json_encode($answer);
}
