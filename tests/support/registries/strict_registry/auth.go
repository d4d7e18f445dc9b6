// SPDX-License-Identifier: Apache-2.0

package main

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"sync"
)

// authDoor stands before the registry: nobody, Basic, or bearer tokens for one repository and its actions each.
type authDoor struct {
	user, basic, realm string
	anonymousPull      bool

	mutex  sync.Mutex
	tokens map[string]string // token to scope
}

func repositoryOf(path string) string {
	rest := strings.TrimPrefix(path, "/v2/")
	for _, part := range []string{"/manifests/", "/blobs/", "/tags/", "/referrers/"} {
		if at := strings.LastIndex(rest, part); at >= 0 {
			return rest[:at]
		}
	}
	return ""
}

func (d *authDoor) around(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case d.basic != "":
			name, password, _ := r.BasicAuth()
			if name+":"+password != d.basic {
				w.Header().Set("WWW-Authenticate", `Basic realm="strict registry"`)
				refuse(w, http.StatusUnauthorized, "UNAUTHORIZED", "authentication required")
				return
			}
		case d.user != "":
			actions := "pull"
			if r.Method != http.MethodGet && r.Method != http.MethodHead {
				actions = "pull,push"
			}
			scope := fmt.Sprintf("repository:%s:%s", repositoryOf(r.URL.Path), actions)
			if !d.allows(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "), scope) {
				w.Header().Set("WWW-Authenticate", fmt.Sprintf(`Bearer realm="%s",service="strict",scope="%s"`, d.realm, scope))
				refuse(w, http.StatusUnauthorized, "UNAUTHORIZED", "authentication required")
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

func (d *authDoor) allows(token, scope string) bool {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	granted, known := d.tokens[token]
	return known && (granted == scope || granted == scope+",push")
}

func (d *authDoor) serveToken(w http.ResponseWriter, r *http.Request) {
	scope := r.FormValue("scope")
	name, password, _ := r.BasicAuth()
	isUser := name+":"+password == d.user
	isPull := strings.HasSuffix(scope, ":pull")
	if !isUser && !(name == "" && d.anonymousPull && isPull) {
		refuse(w, http.StatusUnauthorized, "UNAUTHORIZED", "wrong user name or password")
		return
	}
	bytes := make([]byte, 16)
	rand.Read(bytes)
	token := hex.EncodeToString(bytes)
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if d.tokens == nil {
		d.tokens = map[string]string{}
	}
	d.tokens[token] = scope
	answerJSON(w, "application/json", map[string]any{"token": token, "expires_in": 300})
}
