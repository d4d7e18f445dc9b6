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
//	data-source / <bucket>                        -> {"ID", "Name", "URL"}
//	vulnerability / <id>                          -> {"Title", "Severity", "VendorSeverity", …}
//	debian 12 / <source package> / <id>           -> {"FixedVersion"} or {"Status": 2} where there is none
//	pip::<data source> / <package> / <id>         -> {"VulnerableVersions", "PatchedVersions"}
//
// and beside it metadata.json, which says when it was made.

const (
	schemaVersion  = 2
	statusAffected = 2
	sourceName     = "Pushgate Sample Advisories"
	pipBucket      = "pip::" + sourceName
)

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
		if affect.Pypi != "" {
			err = putPypi(tx, advisory.ID, affect)
		} else {
			err = putDeb(tx, advisory.ID, affect)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func putPypi(tx *bbolt.Tx, id string, affect Affect) error {
	source := dataSource{"ghsa", sourceName, "https://github.com/advisories"}
	if err := put(tx, []string{"data-source"}, pipBucket, source); err != nil {
		return err
	}
	name := strings.ReplaceAll(strings.ToLower(affect.Pypi), "_", "-") // as Trivy looks it up
	return put(tx, []string{pipBucket, name}, id,
		detail{VulnerableVersions: affect.Versions, PatchedVersions: affect.Fixed})
}

func putDeb(tx *bbolt.Tx, id string, affect Affect) error {
	family, _, _ := strings.Cut(affect.Release, " ")
	source := dataSource{family, family + " (" + sourceName + ")", "https://security-tracker.debian.org/tracker/"}
	if err := put(tx, []string{"data-source"}, affect.Release, source); err != nil {
		return err
	}
	entry := detail{Status: statusAffected}
	if len(affect.Fixed) == 1 {
		entry = detail{FixedVersion: affect.Fixed[0]}
	}
	return put(tx, []string{affect.Release, affect.Source}, id, entry)
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
