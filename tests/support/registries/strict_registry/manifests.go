// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
)

const (
	indexType    = "application/vnd.oci.image.index.v1+json"
	dockerList   = "application/vnd.docker.distribution.manifest.list.v2+json"
	maxManifests = 4 << 20
)

type descriptor struct {
	MediaType    string            `json:"mediaType"`
	Size         int64             `json:"size"`
	Digest       string            `json:"digest"`
	ArtifactType string            `json:"artifactType,omitempty"`
	Annotations  map[string]string `json:"annotations,omitempty"`
}

type manifestFields struct {
	SchemaVersion int               `json:"schemaVersion"`
	MediaType     string            `json:"mediaType"`
	ArtifactType  string            `json:"artifactType"`
	Config        *descriptor       `json:"config"`
	Layers        []descriptor      `json:"layers"`
	Manifests     []descriptor      `json:"manifests"`
	Subject       *descriptor       `json:"subject"`
	Annotations   map[string]string `json:"annotations"`
}

// check is what the specification lets a registry ask of a manifest: what it names is here, with that size.
func (s *repository) check(fields manifestFields, mediaType string) error {
	if fields.SchemaVersion != 2 {
		return fmt.Errorf("schemaVersion is %d; expected 2", fields.SchemaVersion)
	}
	if fields.MediaType != "" && fields.MediaType != mediaType {
		return fmt.Errorf("mediaType is %s, Content-Type %s", fields.MediaType, mediaType)
	}
	isIndex := mediaType == indexType || mediaType == dockerList
	blobs := fields.Layers
	if !isIndex {
		if fields.Config == nil {
			return fmt.Errorf("config is missing")
		}
		blobs = append([]descriptor{*fields.Config}, blobs...)
	}
	for _, blob := range blobs {
		content, known := s.blobs[blob.Digest]
		if !known {
			return fmt.Errorf("blob %s is not here", blob.Digest)
		}
		if int64(len(content)) != blob.Size {
			return fmt.Errorf("blob %s has %d bytes, not %d", blob.Digest, len(content), blob.Size)
		}
	}
	for _, child := range fields.Manifests {
		content, known := s.manifests[child.Digest]
		if !known {
			return fmt.Errorf("manifest %s is not here", child.Digest)
		}
		if int64(len(content.bytes)) != child.Size {
			return fmt.Errorf("manifest %s has %d bytes, not %d", child.Digest, len(content.bytes), child.Size)
		}
	}
	return nil
}

func (g *registry) serveManifest(w http.ResponseWriter, r *http.Request, name, reference string) {
	if !isDigest.MatchString(reference) && !tagForm.MatchString(reference) {
		refuse(w, http.StatusBadRequest, "MANIFEST_INVALID", "neither a tag nor a digest: "+reference)
		return
	}
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		g.getManifest(w, r, name, reference)
	case http.MethodPut:
		g.putManifest(w, r, name, reference)
	case http.MethodDelete:
		g.deleteManifest(w, name, reference)
	default:
		refuse(w, http.StatusMethodNotAllowed, "UNSUPPORTED", r.Method)
	}
}

func (g *registry) getManifest(w http.ResponseWriter, r *http.Request, name, reference string) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	found := g.find(name, false)
	if found == nil {
		refuse(w, http.StatusNotFound, "NAME_UNKNOWN", "repository name not known to registry")
		return
	}
	digest := reference
	if tagged, ok := found.tags[reference]; ok {
		digest = tagged
	}
	stored, known := found.manifests[digest]
	if !known || !accepts(r, stored.mediaType) {
		refuse(w, http.StatusNotFound, "MANIFEST_UNKNOWN", "manifest unknown, or of a type that Accept does not name")
		return
	}
	w.Header().Set("Content-Type", stored.mediaType)
	w.Header().Set("Docker-Content-Digest", digest)
	w.Header().Set("Content-Length", strconv.Itoa(len(stored.bytes)))
	if r.Method == http.MethodGet {
		w.Write(stored.bytes)
	}
}

func (g *registry) putManifest(w http.ResponseWriter, r *http.Request, name, reference string) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxManifests))
	if err != nil {
		refuse(w, http.StatusRequestEntityTooLarge, "SIZE_INVALID", err.Error())
		return
	}
	digest := digestOf(body)
	if isDigest.MatchString(reference) && reference != digest {
		refuse(w, http.StatusBadRequest, "DIGEST_INVALID", "content is "+digest)
		return
	}
	stored := storedManifest{mediaType: r.Header.Get("Content-Type"), bytes: body}
	if err := json.Unmarshal(body, &stored.fields); err != nil {
		refuse(w, http.StatusBadRequest, "MANIFEST_INVALID", err.Error())
		return
	}
	g.mutex.Lock()
	defer g.mutex.Unlock()
	found := g.find(name, true)
	if err := found.check(stored.fields, stored.mediaType); err != nil {
		refuse(w, http.StatusBadRequest, "MANIFEST_BLOB_UNKNOWN", err.Error())
		return
	}
	if !drops(r) {
		found.manifests[digest] = stored
		if reference != digest {
			found.tags[reference] = digest
		}
	}
	if stored.fields.Subject != nil && g.referrers {
		w.Header().Set("OCI-Subject", stored.fields.Subject.Digest)
	}
	g.created(w, name, "manifests/"+digest, digest)
}

func (g *registry) deleteManifest(w http.ResponseWriter, name, reference string) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	found := g.find(name, false)
	if found == nil {
		refuse(w, http.StatusNotFound, "NAME_UNKNOWN", "repository name not known to registry")
		return
	}
	if _, tagged := found.tags[reference]; tagged {
		delete(found.tags, reference)
		w.WriteHeader(http.StatusAccepted)
		return
	}
	if _, known := found.manifests[reference]; !known {
		refuse(w, http.StatusNotFound, "MANIFEST_UNKNOWN", "manifest unknown to registry")
		return
	}
	delete(found.manifests, reference)
	for tag, digest := range found.tags {
		if digest == reference {
			delete(found.tags, tag)
		}
	}
	w.WriteHeader(http.StatusAccepted)
}

func (g *registry) serveReferrers(w http.ResponseWriter, r *http.Request, name, subject string) {
	if !g.referrers {
		http.NotFound(w, r)
		return
	}
	if !isDigest.MatchString(subject) {
		refuse(w, http.StatusBadRequest, "DIGEST_INVALID", "invalid digest "+subject)
		return
	}
	g.mutex.Lock()
	defer g.mutex.Unlock()
	wanted := r.URL.Query().Get("artifactType")
	entries := map[string]descriptor{}
	if found := g.find(name, false); found != nil {
		for digest, stored := range found.manifests {
			fields := stored.fields
			if fields.Subject == nil || fields.Subject.Digest != subject {
				continue
			}
			entry := descriptor{stored.mediaType, int64(len(stored.bytes)), digest, fields.ArtifactType, fields.Annotations}
			if entry.ArtifactType == "" && fields.Config != nil {
				entry.ArtifactType = fields.Config.MediaType
			}
			if wanted == "" || entry.ArtifactType == wanted {
				entries[digest] = entry
			}
		}
	}
	if wanted != "" {
		w.Header().Set("OCI-Filters-Applied", "artifactType")
	}
	page := []descriptor{}
	for _, digest := range g.onePage(w, r, sortedKeys(entries)) {
		page = append(page, entries[digest])
	}
	answerJSON(w, indexType, map[string]any{"schemaVersion": 2, "mediaType": indexType, "manifests": page})
}
