// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"go.etcd.io/bbolt"
)

// The database, as Trivy reads it (schema version 2): a bbolt file with
//
//	data-source / <bucket>                         -> {"ID", "Name", "URL"}
//	vulnerability / <id>                           -> {"Title", "Severity", "VendorSeverity", …}
//	debian 12 / <source package> / <id>            -> {"FixedVersion"} or {"Status": 2} where there is none
//	rocky 9 / <package> / <id>                     -> {"FixedVersion", "Entries": [{"FixedVersion", "Arches"}]}
//	Red Hat / <package> / <id>                     -> {"Entries": [{"FixedVersion", "Cves", "Arches", "Affected"}]}
//	Red Hat CPE / repository / <name>              -> the numbers that Affected may have
//	pip::<data source> / <package> / <id>          -> {"VulnerableVersions", "PatchedVersions"}
//
// and beside it metadata.json, which says when it was made.

const (
	schemaVersion  = 2
	statusAffected = 2
	sourceName     = "Pushgate Sample Advisories"
	redHatProduct  = 1 // the number of the one product that all of Red Hat's repositories are of here
)

// Ecosystems of languages, and how Trivy looks a name up in each.
var languages = map[string]func(string) string{
	"cargo":    strings.ToLower,
	"composer": strings.ToLower,
	"go":       func(name string) string { return name },
	"maven":    strings.ToLower,
	"npm":      strings.ToLower,
	"nuget":    strings.ToLower,
	"pip":      func(name string) string { return strings.ReplaceAll(strings.ToLower(name), "_", "-") },
	"rubygems": strings.ToLower,
}

// Where an advisory may be restricted to architectures, ours is for these: a package without one is not found.
var architectures = []string{"aarch64", "i686", "noarch", "s390x", "x86_64"}

// What Trivy takes for the repositories of a system that names none.
var redHatRepositories = []string{
	"rhel-6-server-rpms", "rhel-7-server-rpms", "rhel-8-for-x86_64-baseos-rpms", "rhel-9-for-x86_64-baseos-rpms",
}

type dataSource struct{ ID, Name, URL string }

type vulnerability struct {
	Title          string         `json:",omitempty"`
	Description    string         `json:",omitempty"`
	Severity       string         `json:",omitempty"`
	VendorSeverity map[string]int `json:",omitempty"`
	References     []string       `json:",omitempty"`
}

type detail struct {
	FixedVersion       string   `json:",omitempty"`
	Status             int      `json:",omitempty"`
	VulnerableVersions []string `json:",omitempty"`
	PatchedVersions    []string `json:",omitempty"`
	Entries            []entry  `json:",omitempty"`
}

type entry struct {
	FixedVersion string           `json:",omitempty"`
	Cves         []map[string]any `json:",omitempty"`
	Arches       []string         `json:",omitempty"`
	Status       int              `json:",omitempty"`
	Affected     []int            `json:",omitempty"`
}

func writeDatabase(out string, advisories []Advisory, made time.Time) error {
	folder := filepath.Join(out, "db")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	path := filepath.Join(folder, "trivy.db")
	if err := os.RemoveAll(path); err != nil {
		return err
	}
	db, err := bbolt.Open(path, 0o644, &bbolt.Options{Timeout: 5 * time.Second})
	if err != nil {
		return err
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		for _, advisory := range advisories {
			if err := putAdvisory(tx, advisory); err != nil {
				return err
			}
		}
		return nil
	})
	if closed := db.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	metadata, err := json.Marshal(struct {
		Version                             int
		NextUpdate, UpdatedAt, DownloadedAt time.Time
	}{schemaVersion, made.Add(24 * time.Hour), made, made})
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "metadata.json"), metadata, 0o644)
}

func putAdvisory(tx *bbolt.Tx, advisory Advisory) error {
	level := slices.Index(severities, advisory.Severity)
	err := put(tx, []string{"vulnerability"}, advisory.ID, vulnerability{
		Title: advisory.Title, Description: advisory.Description, Severity: advisory.Severity,
		VendorSeverity: map[string]int{"nvd": level}, References: advisory.References,
	})
	if err != nil {
		return err
	}
	for _, affect := range advisory.Affects {
		affect = affect.inBuckets()
		if lookedUp, ok := languages[affect.Bucket]; ok {
			affect.Package = lookedUp(affect.Package)
			err = putLanguage(tx, advisory.ID, affect)
		} else {
			err = putSystem(tx, advisory.ID, level, affect)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func putLanguage(tx *bbolt.Tx, id string, affect Affect) error {
	bucket := affect.Bucket + "::" + sourceName
	source := dataSource{"ghsa", sourceName, "https://github.com/advisories"}
	if err := put(tx, []string{"data-source"}, bucket, source); err != nil {
		return err
	}
	return put(tx, []string{bucket, affect.Package}, id,
		detail{VulnerableVersions: affect.Versions, PatchedVersions: affect.Fixed})
}

func putSystem(tx *bbolt.Tx, id string, severity int, affect Affect) error {
	family, _, _ := strings.Cut(affect.Bucket, " ")
	source := dataSource{strings.ToLower(family), family + " (" + sourceName + ")", "https://example.org/advisories"}
	if err := put(tx, []string{"data-source"}, affect.Bucket, source); err != nil {
		return err
	}
	made := detail{Status: statusAffected}
	if len(affect.Fixed) == 1 {
		made = detail{FixedVersion: affect.Fixed[0]}
	}
	switch family {
	case "Red":
		for _, repository := range redHatRepositories {
			if err := put(tx, []string{"Red Hat CPE", "repository"}, repository, []int{redHatProduct}); err != nil {
				return err
			}
		}
		cves := []map[string]any{{"ID": id, "Severity": severity}}
		made = detail{Entries: []entry{{made.FixedVersion, cves, architectures, made.Status, []int{redHatProduct}}}}
	case "rocky":
		made.Entries = []entry{{FixedVersion: made.FixedVersion, Arches: architectures}}
	}
	return put(tx, []string{affect.Bucket, affect.Package}, id, made)
}

func put(tx *bbolt.Tx, buckets []string, key string, value any) error {
	bucket, err := tx.CreateBucketIfNotExists([]byte(buckets[0]))
	for _, name := range buckets[1:] {
		if err != nil {
			return err
		}
		bucket, err = bucket.CreateBucketIfNotExists([]byte(name))
	}
	if err != nil {
		return err
	}
	data, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return bucket.Put([]byte(key), data)
}
