// Pluggy in Go: Connect Tokens, the user's Items, codes, live events and webhooks.
package main

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"log"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"sync"
	"time"
)

const webhookPath = "/api/webhooks/pluggy"

type object = map[string]any

var (
	env     = os.Getenv
	client  = &http.Client{Timeout: 20 * time.Second}
	uuid    = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	items   sync.Map // Items by id. Replace this, and the owners, with a table of your database.
	owners  sync.Map // Users by the ids of their Items.
	streams sync.Map // Users by the channels of their open event streams.
	keyLock sync.Mutex
	key     string
	keyEnd  time.Time
)

// send returns the status and body for the browser. A wrong key or a broken server is a failure of this server: 502.
func send(method, path, key string, body any) (status int, answer object) {
	content, _ := json.Marshal(body)
	request, _ := http.NewRequest(method, env("PLUGGY_API_URL")+path, bytes.NewReader(content))
	request.Header = http.Header{"Content-Type": {"application/json"}, "X-Api-Key": {key}}
	response, err := client.Do(request)
	if err != nil {
		return 502, nil
	}
	defer response.Body.Close()
	err = json.NewDecoder(response.Body).Decode(&answer)
	switch response.StatusCode {
	case 200:
		if err == nil {
			return 200, answer
		}
	case 400, 404, 409, 429:
		return response.StatusCode, object{"code": answer["codeDescription"], "data": answer["data"]}
	}
	return 502, nil
}

func pluggy(method, path string, body any) (int, object) {
	keyLock.Lock()
	if time.Now().After(keyEnd) { // A key is valid for two hours.
		keys := object{"clientId": env("PLUGGY_CLIENT_ID"), "clientSecret": env("PLUGGY_CLIENT_SECRET")}
		if status, answer := send("POST", "/auth", "", keys); status == 200 {
			key, _ = answer["apiKey"].(string)
			keyEnd = time.Now().Add(100 * time.Minute)
		}
	}
	current := key
	keyLock.Unlock()
	return send(method, path, current, body)
}

// refresh calls Pluggy for an Item, and stores the Item of the answer if it is the user's.
func refresh(method, path, user string, body any) (int, any) {
	status, item := pluggy(method, "/items/"+path, body)
	if status != 200 {
		return status, item
	} else if item["clientUserId"] != user {
		return 404, nil
	}
	delete(item, "clientUserId") // Browsers must not have these two.
	delete(item, "webhookUrl")
	items.Store(item["id"], item)
	owners.Store(item["id"], user)
	return 200, item
}

// api answers a request of the user. Another user's Item looks like none.
func api(method, path, user string, body object) (int, any) {
	itemID, _ := body["itemId"].(string)
	itemID = strings.ToLower(itemID)
	switch method + " " + path {
	case "POST /api/connect-token":
		token := object{"options": object{"clientUserId": user, "avoidDuplicates": true}}
		if itemID != "" {
			token["itemId"] = itemID
			if owner, _ := owners.Load(itemID); owner != user {
				return 404, nil
			}
		}
		return pluggy("POST", "/connect_token", token)
	case "GET /api/items":
		mine := []object{}
		items.Range(func(id, item any) bool {
			if owner, _ := owners.Load(id); owner == user {
				mine = append(mine, item.(object))
			}
			return true
		})
		return 200, mine
	case "POST /api/items":
		if !uuid.MatchString(itemID) {
			return 400, nil
		}
		return refresh("GET", itemID, user, nil)
	}
	itemID, rest, _ := strings.Cut(strings.TrimPrefix(path, "/api/items/"), "/")
	itemID = strings.ToLower(itemID)
	if owner, _ := owners.Load(itemID); owner != user {
		return 404, nil
	}
	switch method + " " + rest {
	case "GET ", "PATCH ":
		return refresh(method, itemID, user, object{})
	case "POST mfa":
		return refresh(method, itemID+"/mfa", user, body)
	case "DELETE ":
		status, answer := pluggy(method, "/items/"+itemID, nil)
		if status != 200 && status != 404 {
			return status, answer
		}
		items.Delete(itemID)
		owners.Delete(itemID)
		return 204, nil
	}
	return 405, nil
}

func stream(w http.ResponseWriter, r *http.Request, user string) {
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

// handle reads the Item that an event names, and tells the pages of its user. A repeated or late event does no harm.
func handle(event object) {
	itemID, _ := event["itemId"].(string)
	user, _ := event["clientUserId"].(string)
	if event["event"] == "item/deleted" {
		items.Delete(itemID)
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

// session returns the user of a request, which the cookie's secret stands for. Replace this with the user of your login.
func session(w http.ResponseWriter, r *http.Request) string {
	cookie, err := r.Cookie("session")
	if err != nil {
		random := make([]byte, 32)
		rand.Read(random)
		cookie = &http.Cookie{Name: "session", Value: hex.EncodeToString(random), Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode}
		http.SetCookie(w, cookie)
	}
	hash := sha256.Sum256([]byte(cookie.Value))
	return hex.EncodeToString(hash[:])
}

func serve(w http.ResponseWriter, r *http.Request) {
	origin, _ := url.Parse(r.Header.Get("Origin"))
	user, body := session(w, r), object{}
	w.Header().Set("Cache-Control", "no-store")
	if r.URL.Path == "/api/events" {
		stream(w, r, user)
		return
	}
	status, answer := 403, any(nil)
	if r.Method == "GET" || origin == nil || origin.Host == "" || origin.Host == r.Host { // Other sites can send forms with the cookie.
		json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&body)
		status, answer = api(r.Method, r.URL.Path, user, body)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if status != 204 {
		json.NewEncoder(w).Encode(answer)
	}
}

func main() {
	secret := env("WEBHOOK_SECRET")
	if env("PUBLIC_URL") != "" { // Pluggy sends webhooks to public https addresses. A webhook that exists stays.
		headers := object{"X-Webhook-Secret": secret}
		pluggy("POST", "/webhooks", object{"event": "all", "url": env("PUBLIC_URL") + webhookPath, "headers": headers})
	}
	files := http.FileServer(http.Dir(env("PAGE")))
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { session(w, r); files.ServeHTTP(w, r) })
	http.HandleFunc("/api/", serve)
	http.HandleFunc(webhookPath, func(w http.ResponseWriter, r *http.Request) {
		event := object{}
		if subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Webhook-Secret")), []byte(secret)) != 1 {
			w.WriteHeader(401)
		} else if json.NewDecoder(r.Body).Decode(&event) == nil {
			go handle(event) // Pluggy waits five seconds for an answer.
		}
	})
	log.Fatal(http.ListenAndServe("localhost:"+env("PORT"), nil))
}
