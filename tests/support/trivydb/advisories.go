// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

var severities = []string{"UNKNOWN", "LOW", "MEDIUM", "HIGH", "CRITICAL"}

// An Advisory is one entry of an advisories file.
type Advisory struct {
	ID          string   `yaml:"id"`
	Severity    string   `yaml:"severity"`
	Title       string   `yaml:"title"`
	Description string   `yaml:"description"`
	References  []string `yaml:"references"`
	Affects     []Affect `yaml:"affects"`
}

// An Affect is one package that an advisory is about: in a file either a Python package or a Debian or Ubuntu source
// package in one release.
type Affect struct {
	Bucket  string `yaml:"-"` // not in files: any of Trivy's buckets, or an ecosystem of languages
	Package string `yaml:"-"`

	Pypi     string   `yaml:"pypi"`     // a name as PyPI has it
	Versions []string `yaml:"versions"` // pypi: vulnerable ranges: ">=2.0, <2.3.1"
	Release  string   `yaml:"release"`  // "debian 12", "ubuntu 24.04"
	Source   string   `yaml:"source"`   // the source package
	Fixed    []string `yaml:"fixed"`    // versions that are fixed; none: no fix yet (deb: at most one)
}

func readAdvisories(file string) ([]Advisory, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var document struct {
		Advisories []Advisory `yaml:"advisories"`
	}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(&document); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	for _, advisory := range document.Advisories {
		if err := advisory.check(); err != nil {
			return nil, fmt.Errorf("%s: %s: %w", file, advisory.ID, err)
		}
	}
	return document.Advisories, nil
}

func (a Advisory) check() error {
	if a.ID == "" || len(a.Affects) == 0 {
		return fmt.Errorf("expected an id and affects")
	}
	if !slices.Contains(severities, a.Severity) {
		return fmt.Errorf("severity %q; expected one of %s", a.Severity, strings.Join(severities, ", "))
	}
	for _, affect := range a.Affects {
		isPypi := affect.Pypi != "" && len(affect.Versions) > 0 && affect.Release == "" && affect.Source == ""
		isDeb := affect.Pypi == "" && len(affect.Versions) == 0 && affect.Release != "" && affect.Source != "" &&
			len(affect.Fixed) <= 1
		if !isPypi && !isDeb {
			return fmt.Errorf("affects: expected pypi and versions, or release, source and at most one fixed version")
		}
	}
	return nil
}

// inBuckets says of an affect of a file which bucket and package it is about.
func (a Affect) inBuckets() Affect {
	switch {
	case a.Pypi != "":
		a.Bucket, a.Package = "pip", a.Pypi
	case a.Release != "":
		a.Bucket, a.Package = a.Release, a.Source
	}
	return a
}

// flagPackages makes three advisories for every line `BUCKET PACKAGE` of a file: one with a fix, one without, and one that
// is fixed in a version without an epoch, which none with an epoch has. A bucket is one of Trivy's: `debian 12`, `rocky 9`,
// `SUSE Linux Enterprise 15`, or an ecosystem of languages: `pip`, `npm`. The ids depend on the sorted list only;
// severities take turns.
func flagPackages(file string) ([]Advisory, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	lines := slices.DeleteFunc(strings.Split(string(data), "\n"), func(line string) bool { return strings.TrimSpace(line) == "" })
	slices.Sort(lines)
	var advisories []Advisory
	for i, line := range slices.Compact(lines) {
		space := strings.LastIndex(line, " ")
		if space < 1 || space+1 == len(line) {
			return nil, fmt.Errorf("%s: %q; expected `BUCKET PACKAGE`", file, line)
		}
		bucket, name := line[:space], line[space+1:]
		for kind, affect := range flagged(bucket, name) {
			advisories = append(advisories, Advisory{
				ID:       fmt.Sprintf("CVE-2000-%05d", 3*i+kind+1),
				Severity: severities[1+(i+kind%2)%4],
				Title:    name + ": made vulnerable for a test",
				Affects:  []Affect{affect},
			})
		}
	}
	return advisories, nil
}

// flagged affects every version of a package, also pre-releases of 0, which `>= 0` would leave out.
func flagged(bucket, name string) []Affect {
	affects := slices.Repeat([]Affect{{Bucket: bucket, Package: name}}, 3)
	withFix, withoutFix, withoutEpoch := &affects[0], &affects[1], &affects[2]
	if _, isLanguage := languages[bucket]; isLanguage {
		withFix.Versions, withFix.Fixed = []string{"<99999999"}, []string{"99999999"}
		withoutFix.Versions = []string{"<=99999999"}
		return affects[:2]
	}
	if hasApkVersions(bucket) {
		withFix.Fixed = []string{"99999999-r0"}
		return affects[:2]
	}
	withFix.Fixed, withoutEpoch.Fixed = []string{"999:0"}, []string{"99999999-0"}
	return affects
}

func hasApkVersions(bucket string) bool {
	return strings.HasPrefix(bucket, "alpine ") || slices.Contains([]string{"chainguard", "minimos", "wolfi"}, bucket)
}
