// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

func (g *registry) serveBlob(w http.ResponseWriter, r *http.Request, name, digest string) {
	if !isDigest.MatchString(digest) {
		refuse(w, http.StatusBadRequest, "DIGEST_INVALID", "invalid digest "+digest)
		return
	}
	g.mutex.Lock()
	found := g.find(name, false)
	var content []byte
	known := false
	if found != nil {
		content, known = found.blobs[digest]
		if known && r.Method == http.MethodDelete {
			delete(found.blobs, digest)
		}
	}
	g.mutex.Unlock()
	switch {
	case !known:
		refuse(w, http.StatusNotFound, "BLOB_UNKNOWN", "blob unknown to registry")
	case r.Method == http.MethodDelete:
		w.WriteHeader(http.StatusAccepted)
	case r.Method == http.MethodGet || r.Method == http.MethodHead:
		w.Header().Set("Content-Type", "application/octet-stream")
		w.Header().Set("Docker-Content-Digest", digest)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
	default:
		refuse(w, http.StatusMethodNotAllowed, "UNSUPPORTED", r.Method)
	}
}

func (g *registry) beginUpload(w http.ResponseWriter, r *http.Request, name, _ string) {
	if r.Method != http.MethodPost {
		refuse(w, http.StatusMethodNotAllowed, "UNSUPPORTED", r.Method)
		return
	}
	if r.ContentLength != 0 {
		refuse(w, http.StatusBadRequest, "BLOB_UPLOAD_INVALID", "expected Content-Length: 0")
		return
	}
	g.mutex.Lock()
	defer g.mutex.Unlock()
	if mount := r.URL.Query().Get("mount"); mount != "" {
		if source := g.find(r.URL.Query().Get("from"), false); source != nil && source.blobs[mount] != nil {
			g.find(name, true).blobs[mount] = source.blobs[mount]
			g.created(w, name, "blobs/"+mount, mount)
			return
		}
	}
	g.nextUpload++
	id := strconv.Itoa(g.nextUpload)
	g.find(name, true).uploads[id] = []byte{}
	g.accepted(w, name, id, 0)
}

func (g *registry) accepted(w http.ResponseWriter, name, id string, size int) {
	w.Header().Set("Location", fmt.Sprintf("/v2/%s/blobs/uploads/%s?_state=%d", name, id, size))
	w.Header().Set("Range", fmt.Sprintf("0-%d", max(size-1, 0)))
	w.WriteHeader(http.StatusAccepted)
}

func (g *registry) created(w http.ResponseWriter, name, rest, digest string) {
	w.Header().Set("Location", fmt.Sprintf("/v2/%s/%s", name, rest))
	w.Header().Set("Docker-Content-Digest", digest)
	w.WriteHeader(http.StatusCreated)
}

// serveUpload takes one chunk (PATCH) or the last one (PUT). The query must be that of the newest Location.
func (g *registry) serveUpload(w http.ResponseWriter, r *http.Request, name, id string) {
	chunk, err := io.ReadAll(r.Body)
	g.mutex.Lock()
	defer g.mutex.Unlock()
	found := g.find(name, false)
	var have []byte
	known := false
	if found != nil {
		have, known = found.uploads[id]
	}
	if !known || r.URL.Query().Get("_state") != strconv.Itoa(len(have)) {
		refuse(w, http.StatusNotFound, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry")
		return
	}
	if err != nil || (r.ContentLength >= 0 && int64(len(chunk)) != r.ContentLength) {
		delete(found.uploads, id) // a broken connection ends the session, as with distribution 2.8
		refuse(w, http.StatusBadRequest, "SIZE_INVALID", "body is cut short")
		return
	}
	switch r.Method {
	case http.MethodGet:
		w.Header().Set("Location", fmt.Sprintf("/v2/%s/blobs/uploads/%s?_state=%d", name, id, len(have)))
		w.Header().Set("Range", fmt.Sprintf("0-%d", max(len(have)-1, 0)))
		w.WriteHeader(http.StatusNoContent)
		return
	case http.MethodDelete:
		delete(found.uploads, id)
		w.WriteHeader(http.StatusNoContent)
		return
	case http.MethodPatch, http.MethodPut:
	default:
		refuse(w, http.StatusMethodNotAllowed, "UNSUPPORTED", r.Method)
		return
	}
	if len(chunk) != 0 && r.Header.Get("Content-Type") != "application/octet-stream" {
		refuse(w, http.StatusBadRequest, "BLOB_UPLOAD_INVALID", "expected Content-Type: application/octet-stream")
		return
	}
	wanted := fmt.Sprintf("%d-%d", len(have), len(have)+len(chunk)-1)
	given := r.Header.Get("Content-Range")
	if (given != "" || r.Method == http.MethodPatch) && given != wanted {
		refuse(w, http.StatusRequestedRangeNotSatisfiable, "BLOB_UPLOAD_INVALID",
			fmt.Sprintf("Content-Range is '%s'; expected %s", given, wanted))
		return
	}
	content := append(have, chunk...)
	if r.Method == http.MethodPatch {
		found.uploads[id] = content
		g.accepted(w, name, id, len(content))
		return
	}
	digest := r.URL.Query().Get("digest")
	delete(found.uploads, id)
	if digestOf(content) != digest {
		refuse(w, http.StatusBadRequest, "DIGEST_INVALID", "content is "+digestOf(content))
		return
	}
	if !drops(r) {
		found.blobs[digest] = content
	}
	g.created(w, name, "blobs/"+digest, digest)
}
