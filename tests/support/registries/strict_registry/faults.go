// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"sync"
	"time"
)

// fault is one way to fail. POST /_faults with
//
//	{"match": "PUT /v2/.*/blobs", "action": "cut", "after": 1000, "times": 2, "skip": 1}
//
// match is a regular expression over "METHOD path"; the first skip matches pass, the next times (default 1,
// -1: all) fail. Actions:
//
//	status            answers with status (default 500) and body
//	retry_after       answers 429 with Retry-After: retry_after (seconds or a date, default "1")
//	hang              reads the request and says nothing until the client leaves
//	cut               reads after bytes of a request's body and closes the connection (a request with fewer is not
//	                  met); of an answer to GET, sends only the first after bytes of its body
//	wrong_digest      flips one bit in the middle of the answer's body
//	drop_after_store  answers as if all were well, and forgets what was stored
//	redirect          answers 307 with Location: location
type fault struct {
	Match      string `json:"match"`
	Action     string `json:"action"`
	Times      int    `json:"times"`
	Skip       int    `json:"skip"`
	Status     int    `json:"status"`
	Body       string `json:"body"`
	After      int64  `json:"after"`
	RetryAfter string `json:"retry_after"`
	Location   string `json:"location"`

	pattern *regexp.Regexp
}

type faultList struct {
	mutex  sync.Mutex
	faults []*fault
}

func (l *faultList) serve(w http.ResponseWriter, r *http.Request) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	switch r.Method {
	case http.MethodDelete:
		l.faults = nil
	case http.MethodPost:
		decoder := json.NewDecoder(r.Body)
		decoder.DisallowUnknownFields()
		added := &fault{Times: 1, Status: http.StatusInternalServerError, RetryAfter: "1"}
		err := decoder.Decode(added)
		if err == nil {
			added.pattern, err = regexp.Compile("^(?:" + added.Match + ")")
		}
		if err == nil && actions[added.Action] == nil && added.Action != "drop_after_store" {
			err = fmt.Errorf("unknown action %q", added.Action)
		}
		if err != nil {
			refuse(w, http.StatusBadRequest, "UNKNOWN", err.Error())
			return
		}
		l.faults = append(l.faults, added)
	}
	answerJSON(w, "application/json", l.faults)
}

// take gives the fault that this request shall meet, or nil.
func (l *faultList) take(r *http.Request) *fault {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	for _, f := range l.faults {
		if f.Times == 0 || !f.pattern.MatchString(r.Method+" "+r.URL.Path) {
			continue
		}
		if f.Action == "cut" && r.Method != http.MethodGet && r.ContentLength < f.After {
			continue
		}
		if f.Skip > 0 {
			f.Skip--
			return nil
		}
		if f.Times > 0 {
			f.Times--
		}
		return f
	}
	return nil
}

var actions = map[string]func(*fault, http.ResponseWriter, *http.Request, http.Handler){
	"status": func(f *fault, w http.ResponseWriter, r *http.Request, _ http.Handler) {
		w.WriteHeader(f.Status)
		io.WriteString(w, f.Body)
	},
	"retry_after": func(f *fault, w http.ResponseWriter, r *http.Request, _ http.Handler) {
		w.Header().Set("Retry-After", f.RetryAfter)
		refuse(w, http.StatusTooManyRequests, "TOOMANYREQUESTS", "slow down")
	},
	"hang": func(f *fault, w http.ResponseWriter, r *http.Request, _ http.Handler) {
		io.Copy(io.Discard, r.Body)
		select {
		case <-r.Context().Done():
		case <-time.After(10 * time.Minute):
		}
	},
	"cut": func(f *fault, w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.Method != http.MethodGet {
			io.CopyN(io.Discard, r.Body, f.After)
			panic(http.ErrAbortHandler) // closes the connection without an answer
		}
		whole := record(next, r)
		body := whole.Body.Bytes()
		copyHeader(w, whole)
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.WriteHeader(whole.Code)
		w.Write(body[:min(int64(len(body)), f.After)])
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	},
	"wrong_digest": func(f *fault, w http.ResponseWriter, r *http.Request, next http.Handler) {
		whole := record(next, r)
		body := whole.Body.Bytes()
		if len(body) != 0 {
			body[len(body)/2] ^= 1
		}
		copyHeader(w, whole)
		w.WriteHeader(whole.Code)
		w.Write(body)
	},
	"redirect": func(f *fault, w http.ResponseWriter, r *http.Request, _ http.Handler) {
		w.Header().Set("Location", f.Location)
		w.WriteHeader(http.StatusTemporaryRedirect)
	},
}

func record(next http.Handler, r *http.Request) *httptest.ResponseRecorder {
	recorder := httptest.NewRecorder()
	next.ServeHTTP(recorder, r)
	return recorder
}

func copyHeader(w http.ResponseWriter, from *httptest.ResponseRecorder) {
	for name, values := range from.Header() {
		w.Header()[name] = values
	}
}
