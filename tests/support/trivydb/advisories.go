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

// An Affect is one package that an advisory is about: either a Python package or a Debian or Ubuntu source
// package in one release.
type Affect struct {
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

// flagPackages makes two advisories for every line `deb SOURCE` or `pypi NAME` of a file: one with a fix and one
// without. Their ids depend on the sorted list only; severities take turns.
func flagPackages(file string, releases []string) ([]Advisory, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	lines := slices.DeleteFunc(strings.Split(string(data), "\n"), func(line string) bool { return strings.TrimSpace(line) == "" })
	slices.Sort(lines)
	var advisories []Advisory
	for i, line := range slices.Compact(lines) {
		fields := strings.Fields(line)
		if len(fields) != 2 || (fields[0] != "deb" && fields[0] != "pypi") {
			return nil, fmt.Errorf("%s: %q; expected `deb SOURCE` or `pypi NAME`", file, line)
		}
		for _, hasFix := range []bool{true, false} {
			number := 2 * i
			if !hasFix {
				number++
			}
			advisories = append(advisories, Advisory{
				ID:       fmt.Sprintf("CVE-2000-%05d", number+1),
				Severity: severities[1+(i+number%2)%4],
				Title:    fields[1] + ": made vulnerable for a test",
				Affects:  flagged(fields[0], fields[1], hasFix, releases),
			})
		}
	}
	return advisories, nil
}

func flagged(ecosystem, name string, hasFix bool, releases []string) []Affect {
	if ecosystem == "pypi" {
		if hasFix {
			return []Affect{{Pypi: name, Versions: []string{"<99999"}, Fixed: []string{"99999"}}}
		}
		return []Affect{{Pypi: name, Versions: []string{">=0"}}}
	}
	var affects []Affect
	for _, release := range releases {
		affect := Affect{Release: strings.TrimSpace(release), Source: name}
		if hasFix {
			affect.Fixed = []string{"999:0"}
		}
		affects = append(affects, affect)
	}
	return affects
}
