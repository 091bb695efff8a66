// Pluggy in Go: Connect Tokens, the user's Items, codes, live events and webhooks.
package main

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"log"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

type object = map[string]any

// Items and users by Item id, known events, users by session, and users by the channel of an open event stream.
var items, owners, events, sessions, streams sync.Map // Replace the first four with tables of your database.
var key atomic.Value

func problem(code string) object { return object{"code": code, "message": "Refused: " + code + "."} }

// pluggy returns the status and body for the browser. A wrong key or a broken server is a failure of this server: 502.
func pluggy(method, path string, body object) (status int, answer object) {
	content, _ := json.Marshal(body) // "null" for no body.
	text := strings.NewReader(strings.TrimPrefix(string(content), "null"))
	request, _ := http.NewRequest(method, os.Getenv("PLUGGY_API_URL")+path, text)
	request.Header = http.Header{"Content-Type": {"application/json"}, "X-Api-Key": {key.Load().(string)}}
	response, err := (&http.Client{Timeout: 20 * time.Second}).Do(request)
	if err == nil {
		defer response.Body.Close()
		err = json.NewDecoder(response.Body).Decode(&answer)
	}
	if err == nil && response.StatusCode == 200 {
		return 200, answer
	} else if err == nil && strings.Contains("400 404 409 429", response.Status[:3]) {
		if answer["codeDescription"] == nil {
			answer["codeDescription"] = "pluggy-refused"
		}
		return response.StatusCode, object{"code": answer["codeDescription"], "message": "Refused.", "data": answer["data"]}
	}
	return 502, problem("pluggy-failed")
}

func renewKey() { // An API key is valid for two hours.
	keys := object{"clientId": os.Getenv("PLUGGY_CLIENT_ID"), "clientSecret": os.Getenv("PLUGGY_CLIENT_SECRET")}
	for ; ; time.Sleep(time.Second) {
		if status, answer := pluggy("POST", "/auth", keys); status == 200 && answer["apiKey"] != nil {
			key.Store(answer["apiKey"])
			time.Sleep(100 * time.Minute)
		}
	}
}

// refresh calls Pluggy for an Item, and keeps the Item if it is the user's. The status for any other Item is `refusal`.
func refresh(method, path string, user any, body object, refusal int) (int, object) {
	status, item := pluggy(method, "/items/"+path, body)
	if status == 404 || status == 200 && item["clientUserId"] != user {
		return refusal, problem("item-not-found")
	} else if status == 200 {
		delete(item, "clientUserId") // Browsers must not have these two.
		delete(item, "webhookUrl")
		items.Store(item["id"], item)
		owners.Store(item["id"], user)
	}
	return status, item
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
	options := object{"clientUserId": user, "avoidDuplicates": true}
	isMine := path == "items" && owner == user
	switch route := method + " " + path; {
	case route == "POST connect-token" && itemID == "":
		return pluggy("POST", "/connect_token", object{"options": options})
	case route == "POST connect-token" && owner == user:
		return pluggy("POST", "/connect_token", object{"options": options, "itemId": itemID})
	case route == "GET items" && rest == "":
		mine := []any{}
		items.Range(func(id, item any) bool {
			if owner, _ := owners.Load(id); owner == user {
				mine = append(mine, item)
			}
			return true
		})
		return 200, mine
	case route == "POST items" && rest == "" && len(itemID) == 36 && strings.Trim(itemID, "0123456789abcdef-") == "":
		return refresh("GET", itemID, user, nil, 403)
	case method == "POST" && rest == "":
		return 403, problem("item-not-found") // 404 would say that there is no such route.
	case isMine && method == "POST" && action == "mfa":
		return refresh("POST", itemID+"/mfa", user, body, 404)
	case isMine && (method == "GET" || method == "PATCH"):
		return refresh(method, itemID, user, map[string]object{"PATCH": {}}[method], 404)
	case isMine && method == "DELETE":
		if status, answer := pluggy("DELETE", "/items/"+itemID, nil); status != 200 && status != 404 {
			return status, answer
		}
		items.Delete(itemID) // The owner stays known, for the events that follow.
		return 200, object{}
	}
	return 404, problem("item-not-found")
}

func stream(w http.ResponseWriter, r *http.Request, user any) {
	news := make(chan string, 100)
	streams.Store(news, user)
	defer streams.Delete(news)
	w.Header().Set("Content-Type", "text/event-stream")
	for data := ":\n\n"; r.Context().Err() == nil; { // Proxies wait for the first bytes, and close an idle stream.
		w.Write([]byte(data))
		w.(http.Flusher).Flush()
		select {
		case data = <-news:
		case <-time.After(15 * time.Second):
			data = ":\n\n"
		}
	}
}

// handle reads the Item that an event names, and informs the pages of its user.
func handle(event object) {
	itemID, _ := event["itemId"].(string)
	user, _ := owners.LoadOrStore(itemID, event["clientUserId"])
	if event["event"] == "item/deleted" {
		items.Delete(itemID)
	} else if itemID != "" {
		refresh("GET", itemID, user, nil, 404)
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
		http.FileServer(http.Dir(os.Getenv("PAGE"))).ServeHTTP(w, r)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	body := object{}
	secret, origin := r.Header.Get("X-Webhook-Secret"), r.Header.Get("Origin")
	isSecret := secret != "" && subtle.ConstantTimeCompare([]byte(secret), []byte(os.Getenv("WEBHOOK_SECRET"))) == 1
	isPluggy := isSecret && r.URL.Path == "/api/webhooks/pluggy"
	status, answer := 200, any(object{})
	switch {
	case !isPluggy && (r.ContentLength < 0 || r.ContentLength > 16_384):
		status, answer = 413, problem("too-large")
	case r.ContentLength != 0 && json.NewDecoder(r.Body).Decode(&body) != nil:
		status, answer = 400, problem("bad-json")
	case isPluggy:
		if _, isKnown := events.LoadOrStore(body["eventId"], true); !isKnown { // Pluggy sends an event up to nine times.
			go handle(body) // Pluggy waits five seconds for the answer.
		}
	case r.Method != "GET" && origin != "" && !strings.HasSuffix(origin, "//"+r.Host):
		status, answer = 403, problem("cross-origin") // Other sites can send forms with the cookie.
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
	log.Fatal(http.ListenAndServe("localhost:"+os.Getenv("PORT"), http.MaxBytesHandler(http.HandlerFunc(serve), 1_000_000)))
}
