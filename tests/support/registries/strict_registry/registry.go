// SPDX-License-Identifier: Apache-2.0

package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"sync"
)

type storedManifest struct {
	mediaType string
	bytes     []byte
	fields    manifestFields
}

type repository struct {
	blobs     map[string][]byte
	uploads   map[string][]byte
	manifests map[string]storedManifest
	tags      map[string]string // to digest
}

type registry struct {
	page      int
	referrers bool

	mutex        sync.Mutex
	repositories map[string]*repository
	nextUpload   int
}

func newRegistry(page int, referrers bool) *registry {
	return &registry{page: page, referrers: referrers, repositories: map[string]*repository{}}
}

var (
	component  = `[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*`
	namePart   = `(` + component + `(?:/` + component + `)*)`
	digestForm = `sha256:[0-9a-f]{64}`
	tagForm    = regexp.MustCompile(`^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$`)
	isDigest   = regexp.MustCompile(`^` + digestForm + `$`)

	routes = []struct {
		pattern *regexp.Regexp
		serve   func(*registry, http.ResponseWriter, *http.Request, string, string)
	}{
		{regexp.MustCompile(`^/v2/` + namePart + `/blobs/uploads/$`), (*registry).beginUpload},
		{regexp.MustCompile(`^/v2/` + namePart + `/blobs/uploads/([0-9]+)$`), (*registry).serveUpload},
		{regexp.MustCompile(`^/v2/` + namePart + `/blobs/([^/]+)$`), (*registry).serveBlob},
		{regexp.MustCompile(`^/v2/` + namePart + `/manifests/([^/]+)$`), (*registry).serveManifest},
		{regexp.MustCompile(`^/v2/` + namePart + `/tags/list$`), (*registry).serveTags},
		{regexp.MustCompile(`^/v2/` + namePart + `/referrers/([^/]+)$`), (*registry).serveReferrers},
	}
)

func (g *registry) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/v2/" {
		w.WriteHeader(http.StatusOK)
		return
	}
	for _, route := range routes {
		if match := route.pattern.FindStringSubmatch(r.URL.Path); match != nil {
			route.serve(g, w, r, match[1], match[len(match)-1])
			return
		}
	}
	refuse(w, http.StatusNotFound, "NAME_INVALID", "no such end point: "+r.URL.Path)
}

// find gives a repository; with create, a missing one is made. The caller holds the mutex.
func (g *registry) find(name string, create bool) *repository {
	found := g.repositories[name]
	if found == nil && create {
		found = &repository{map[string][]byte{}, map[string][]byte{}, map[string]storedManifest{}, map[string]string{}}
		g.repositories[name] = found
	}
	return found
}

func digestOf(bytes []byte) string {
	sum := sha256.Sum256(bytes)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// onePage cuts a sorted list after `last` and sets Link where more follows.
func (g *registry) onePage(w http.ResponseWriter, r *http.Request, all []string) []string {
	query := r.URL.Query()
	size := g.page
	if n, err := strconv.Atoi(query.Get("n")); err == nil && n >= 0 && n < size {
		size = n
	}
	start := sort.SearchStrings(all, query.Get("last"))
	if start < len(all) && all[start] == query.Get("last") {
		start++
	}
	rest := all[start:]
	if len(rest) <= size || size == 0 {
		return rest[:min(size, len(rest))]
	}
	query.Set("last", rest[size-1])
	next := url.URL{Path: r.URL.Path, RawQuery: query.Encode()}
	w.Header().Set("Link", fmt.Sprintf(`<%s>; rel="next"`, next.String()))
	return rest[:size]
}

func (g *registry) serveTags(w http.ResponseWriter, r *http.Request, name, _ string) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	found := g.find(name, false)
	if found == nil {
		refuse(w, http.StatusNotFound, "NAME_UNKNOWN", "repository name not known to registry")
		return
	}
	answerJSON(w, "application/json", map[string]any{"name": name, "tags": g.onePage(w, r, sortedKeys(found.tags))})
}

func (g *registry) serveContent(w http.ResponseWriter, r *http.Request) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	blobs, manifests, tags := map[string][]string{}, map[string][]string{}, map[string]map[string]string{}
	for name, stored := range g.repositories {
		blobs[name], manifests[name], tags[name] = sortedKeys(stored.blobs), sortedKeys(stored.manifests), stored.tags
	}
	answerJSON(w, "application/json", map[string]any{"blobs": blobs, "manifests": manifests, "tags": tags})
}

func sortedKeys[V any](values map[string]V) []string {
	keys := make([]string, 0, len(values))
	for key := range values {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}

// accepts tells whether an Accept field names this media type; a missing field accepts nothing, as
// distribution 2.8 has it.
func accepts(r *http.Request, mediaType string) bool {
	for _, field := range r.Header.Values("Accept") {
		for _, one := range strings.Split(field, ",") {
			if one, _, _ = strings.Cut(strings.TrimSpace(one), ";"); one == mediaType || one == "*/*" {
				return true
			}
		}
	}
	return false
}
