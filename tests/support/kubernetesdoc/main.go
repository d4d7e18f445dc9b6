// SPDX-License-Identifier: Apache-2.0

// Kubernetesdoc reads YAML documents of Jobs and ConfigMaps from stdin as the Kubernetes API server does with
// strict field validation, into the types of its own API, and writes them to stdout as JSON, one a line:
//
//	kubernetesdoc < jobs.yaml
//
// A field that the API does not have, one that stands twice, or a value of another type is an error.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	strictjson "sigs.k8s.io/json"
	"sigs.k8s.io/yaml"
)

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "kubernetesdoc:", err)
		os.Exit(1)
	}
}

func run(in io.Reader, out io.Writer) error {
	documents := utilyaml.NewYAMLReader(bufio.NewReader(in))
	for number := 1; ; number++ {
		text, err := documents.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		object, err := decode(text)
		if err != nil {
			return fmt.Errorf("document %d: %w", number, err)
		}
		if err := json.NewEncoder(out).Encode(object); err != nil {
			return err
		}
	}
}

func decode(text []byte) (any, error) {
	var kind metav1.TypeMeta
	if err := yaml.Unmarshal(text, &kind); err != nil {
		return nil, err
	}
	var object any
	switch kind.APIVersion + " " + kind.Kind {
	case "batch/v1 Job":
		object = &batchv1.Job{}
	case "v1 ConfigMap":
		object = &corev1.ConfigMap{}
	default:
		return nil, fmt.Errorf("apiVersion %q, kind %q; expected a Job or a ConfigMap", kind.APIVersion, kind.Kind)
	}
	data, err := yaml.YAMLToJSONStrict(text)
	if err != nil {
		return nil, err
	}
	wrong, err := strictjson.UnmarshalStrict(data, object)
	return object, errors.Join(append(wrong, err)...)
}
