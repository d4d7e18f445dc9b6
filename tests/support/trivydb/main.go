// SPDX-License-Identifier: Apache-2.0

// Trivydb builds a Trivy vulnerability database offline, so that tests and the quickstart can run the real
// Trivy on a machine that reaches no network:
//
//	trivydb -advisories sample.yaml -updated-at 2026-01-02T03:04:05Z -out DIR
//
// makes DIR/db/trivy.db and DIR/db/metadata.json; DIR is then a Trivy cache folder (--cache-dir DIR).
// With -flag-every FILE every package that the file names is vulnerable, for tests that compare two scans.
package main

import (
	"flag"
	"fmt"
	"os"
	"time"
)

func main() {
	var files []string
	flag.Func("advisories", "a YAML `FILE` of advisories; may be given more than once", func(file string) error {
		files = append(files, file)
		return nil
	})
	out := flag.String("out", "", "the Trivy cache folder `DIR` to make")
	updatedAt := flag.String("updated-at", "", "the `TIME` at which the database claims to have been made (RFC 3339); default: now")
	flagEvery := flag.String("flag-every", "", "a `FILE` of lines 'BUCKET PACKAGE' (debian 12 glibc, pip urllib3): each is made vulnerable")
	flag.Parse()
	if *out == "" || flag.NArg() != 0 || (len(files) == 0 && *flagEvery == "") {
		fmt.Fprintln(os.Stderr, "trivydb: expected -out DIR and -advisories FILE or -flag-every FILE")
		os.Exit(2)
	}
	if err := build(files, *flagEvery, *updatedAt, *out); err != nil {
		fmt.Fprintln(os.Stderr, "trivydb:", err)
		os.Exit(1)
	}
}

func build(files []string, flagEvery, updatedAt, out string) error {
	made := time.Now().UTC().Truncate(time.Second)
	if updatedAt != "" {
		var err error
		if made, err = time.Parse(time.RFC3339, updatedAt); err != nil {
			return fmt.Errorf("-updated-at: %w", err)
		}
	}
	var advisories []Advisory
	for _, file := range files {
		read, err := readAdvisories(file)
		if err != nil {
			return err
		}
		advisories = append(advisories, read...)
	}
	if flagEvery != "" {
		flagged, err := flagPackages(flagEvery)
		if err != nil {
			return err
		}
		advisories = append(advisories, flagged...)
	}
	return writeDatabase(out, advisories, made)
}
