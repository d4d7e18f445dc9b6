// SPDX-License-Identifier: Apache-2.0

//go:build tools

// Package tools holds the scanner's version and the hashes of everything it is built from.
package tools

import _ "github.com/aquasecurity/trivy/cmd/trivy"
