// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
)

type logEntry struct {
	Method        string `json:"method"`
	Path          string `json:"path"`
	Query         string `json:"query"`
	Status        int    `json:"status"` // 0: cut or hung
	Received      int64  `json:"received"`
	Authorization string `json:"authorization"`
	Fault         string `json:"fault"`
}

// journal remembers every request to the registry, in the order in which they came.
type journal struct {
	mutex   sync.Mutex
	entries []*logEntry
}

type dropKey struct{}

// drops tells whether this request shall be answered and its content forgotten.
func drops(r *http.Request) bool { return r.Context().Value(dropKey{}) != nil }

func (j *journal) serve(w http.ResponseWriter, r *http.Request) {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	if r.Method == http.MethodDelete {
		j.entries = nil
	}
	entries := j.entries
	if entries == nil {
		entries = []*logEntry{}
	}
	answerJSON(w, "application/json", entries)
}

func (j *journal) around(faults *faultList, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		scheme, _, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		entry := &logEntry{Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery, Authorization: strings.ToLower(scheme)}
		j.mutex.Lock()
		j.entries = append(j.entries, entry)
		j.mutex.Unlock()
		r.Body = &countedBody{r.Body, j, entry}
		counted := &countedAnswer{w, j, entry}

		f := faults.take(r)
		if f == nil {
			next.ServeHTTP(counted, r)
			return
		}
		j.mutex.Lock()
		entry.Fault = f.Action
		j.mutex.Unlock()
		if f.Action == "drop_after_store" {
			next.ServeHTTP(counted, r.WithContext(context.WithValue(r.Context(), dropKey{}, true)))
			return
		}
		actions[f.Action](f, counted, r, next)
	})
}

type countedBody struct {
	io.ReadCloser
	journal *journal
	entry   *logEntry
}

func (b *countedBody) Read(buffer []byte) (int, error) {
	count, err := b.ReadCloser.Read(buffer)
	b.journal.mutex.Lock()
	b.entry.Received += int64(count)
	b.journal.mutex.Unlock()
	return count, err
}

type countedAnswer struct {
	http.ResponseWriter
	journal *journal
	entry   *logEntry
}

func (a *countedAnswer) note(status int) {
	a.journal.mutex.Lock()
	defer a.journal.mutex.Unlock()
	if a.entry.Status == 0 {
		a.entry.Status = status
	}
}

func (a *countedAnswer) WriteHeader(status int) {
	a.note(status)
	a.ResponseWriter.WriteHeader(status)
}

func (a *countedAnswer) Write(bytes []byte) (int, error) {
	a.note(http.StatusOK)
	return a.ResponseWriter.Write(bytes)
}

func (a *countedAnswer) Flush() { a.ResponseWriter.(http.Flusher).Flush() }
