// Pluggy in Go: Connect Tokens, the user's Items, codes, live events and webhooks.
package main

import (
	"bytes"
	"crypto/rand"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"log"
	"net/http"
	"os"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

type object = map[string]any

var (
	env    = os.Getenv
	client = &http.Client{Timeout: 20 * time.Second}
	uuid   = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	// Replace these four with tables of your database: Items and users by Item id, known events, users by session.
	items, owners, events, sessions sync.Map
	streams                         sync.Map // Users by the channels of their open event streams.
	key                             atomic.Value
)

func problem(code string) object { return object{"code": code, "message": "Refused: " + code + "."} }

// pluggy returns the status and body for the browser. A wrong key or a broken server is a failure of this server: 502.
func pluggy(method, path string, body any) (int, object) {
	content, _ := json.Marshal(body)
	request, _ := http.NewRequest(method, env("PLUGGY_API_URL")+path, bytes.NewReader(content))
	request.Header = http.Header{"Content-Type": {"application/json"}, "X-Api-Key": {key.Load().(string)}}
	response, err := client.Do(request)
	if err != nil {
		return 502, problem("pluggy-failed")
	}
	defer response.Body.Close()
	answer := object{}
	err = json.NewDecoder(response.Body).Decode(&answer)
	switch status := response.StatusCode; {
	case status == 200 && err == nil:
		return 200, answer
	case status == 400 || status == 404 || status == 409 || status == 429:
		return status, object{"code": answer["codeDescription"], "message": "Pluggy refused.", "data": answer["data"]}
	}
	return 502, problem("pluggy-failed")
}

// renewKey keeps an API key, which is valid for two hours.
func renewKey() {
	keys := object{"clientId": env("PLUGGY_CLIENT_ID"), "clientSecret": env("PLUGGY_CLIENT_SECRET")}
	for ; ; time.Sleep(time.Second) {
		if status, answer := pluggy("POST", "/auth", keys); status == 200 {
			key.Store(answer["apiKey"])
			time.Sleep(100 * time.Minute)
		}
	}
}

// refresh calls Pluggy for an Item, and keeps the Item of the answer if it is the user's.
func refresh(method, path string, user, body any) (int, object) {
	status, item := pluggy(method, "/items/"+path, body)
	if status == 200 && item["clientUserId"] != user {
		return 404, problem("item-not-found")
	} else if status == 200 {
		delete(item, "clientUserId") // Browsers must not have these two.
		delete(item, "webhookUrl")
		items.Store(item["id"], item)
		owners.Store(item["id"], user)
	}
	return status, item
}

func remove(itemID string) {
	items.Delete(itemID)
	owners.Delete(itemID)
}

// api answers a request of the user. Another user's Item looks like none.
func api(method, path string, user any, body object) (int, any) {
	path, rest, _ := strings.Cut(strings.TrimPrefix(path, "/api/"), "/")
	itemID, action, _ := strings.Cut(rest, "/")
	if itemID == "" {
		itemID, _ = body["itemId"].(string)
	}
	itemID = strings.ToLower(itemID)
	owner, _ := owners.Load(itemID)
	switch route := method + " " + path; {
	case route == "POST connect-token" && (itemID == "" || owner == user):
		token := object{"options": object{"clientUserId": user, "avoidDuplicates": true}}
		if itemID != "" {
			token["itemId"] = itemID
		}
		return pluggy("POST", "/connect_token", token)
	case route == "GET items" && rest == "":
		mine := []any{}
		items.Range(func(id, item any) bool {
			if owner, _ := owners.Load(id); owner == user {
				mine = append(mine, item)
			}
			return true
		})
		return 200, mine
	case route == "POST items" && rest == "" && uuid.MatchString(itemID):
		if status, item := refresh("GET", itemID, user, nil); status != 404 {
			return status, item
		}
		return 403, problem("item-not-yours")
	case path != "items" || owner != user:
		return 404, problem("item-not-found")
	case action == "mfa" && method == "POST":
		return refresh(method, rest, user, body)
	case method == "GET", method == "PATCH":
		return refresh(method, itemID, user, object{})
	case method == "DELETE":
		status, answer := pluggy(method, "/items/"+itemID, nil)
		if status != 200 && status != 404 {
			return status, answer
		}
		remove(itemID)
		return 200, object{}
	}
	return 405, problem("method-not-allowed")
}

func stream(w http.ResponseWriter, r *http.Request, user any) {
	news := make(chan string, 100)
	streams.Store(news, user)
	defer streams.Delete(news)
	w.Header().Set("Content-Type", "text/event-stream")
	for data := ":\n\n"; ; { // Proxies hold back the headers until the first bytes, and close an idle stream.
		w.Write([]byte(data))
		w.(http.Flusher).Flush()
		select {
		case data = <-news:
		case <-time.After(15 * time.Second):
			data = ":\n\n"
		case <-r.Context().Done():
			return
		}
	}
}

// handle reads the Item that an event names, and informs the pages of its user.
func handle(event object) {
	itemID, _ := event["itemId"].(string)
	user, isKnown := owners.Load(itemID)
	if !isKnown {
		user = event["clientUserId"]
	}
	if event["event"] == "item/deleted" {
		remove(itemID)
	} else if uuid.MatchString(itemID) {
		refresh("GET", itemID, user, nil)
	}
	data, _ := json.Marshal(object{"event": event["event"], "itemId": itemID})
	streams.Range(func(news, owner any) bool {
		if owner == user && len(news.(chan string)) < 100 {
			news.(chan string) <- "data: " + string(data) + "\n\n"
		}
		return true
	})
}

// serve answers Pluggy, the user, and visitors of the page, who get a session. Replace the session with your login.
func serve(w http.ResponseWriter, r *http.Request) {
	var user any
	if cookie, err := r.Cookie("session"); err == nil {
		user, _ = sessions.Load(cookie.Value)
	}
	if !strings.HasPrefix(r.URL.Path, "/api/") {
		if user == nil {
			random := make([]byte, 48)
			rand.Read(random)
			secret := hex.EncodeToString(random[:32])
			sessions.Store(secret, hex.EncodeToString(random[32:]))
			http.SetCookie(w, &http.Cookie{Name: "session", Value: secret, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode})
		}
		http.FileServer(http.Dir(env("PAGE"))).ServeHTTP(w, r)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	body := object{}
	isJSON := r.ContentLength == 0 || json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&body) == nil
	secret, origin := r.Header.Get("X-Webhook-Secret"), r.Header.Get("Origin")
	isPluggy := subtle.ConstantTimeCompare([]byte(secret), []byte(env("WEBHOOK_SECRET"))) == 1
	status, answer := 200, any(object{})
	switch {
	case !isJSON:
		status, answer = 400, problem("bad-json")
	case r.URL.Path == "/api/webhooks/pluggy" && isPluggy:
		// Pluggy sends an event up to nine times, and waits five seconds for an answer: the rest happens afterwards.
		if _, isKnown := events.LoadOrStore(body["eventId"], true); !isKnown {
			go handle(body)
		}
	case r.Method != "GET" && origin != "" && !strings.HasSuffix(origin, "//"+r.Host): // Other sites can send forms with the cookie.
		status, answer = 403, problem("cross-origin")
	case user == nil:
		status, answer = 401, problem("not-signed-in")
	case r.URL.Path == "/api/events":
		stream(w, r, user)
		return
	default:
		status, answer = api(r.Method, r.URL.Path, user, body)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(answer)
}

func main() {
	key.Store("")
	go renewKey()
	log.Fatal(http.ListenAndServe("localhost:"+env("PORT"), http.HandlerFunc(serve)))
}
