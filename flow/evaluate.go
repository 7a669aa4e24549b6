package flow

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"gopkg.in/yaml.v3"

	"countersign/specs/mapping"
)

// maxMappingFile bounds a file that EvaluateMapping reads.
const maxMappingFile = 1 << 20

// EvaluateMapping evaluates the mapping in a YAML or JSON file with the variables in a JSON file; without one there are
// none. The answer is plain data; there is none when it is missing, JavaScript's undefined. The error names every mistake
// of the mapping with its place.
func EvaluateMapping(file, varsFile string) (answer any, there bool, err error) {
	text, err := readBounded(file)
	if err != nil {
		return nil, false, err
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		return nil, false, fmt.Errorf("reading %s: %w", file, err)
	}
	compiled, err := mapping.Compile(file, &doc)
	if err != nil {
		return nil, false, err
	}
	var vars map[string]any
	if varsFile != "" {
		if vars, err = readVariables(varsFile); err != nil {
			return nil, false, err
		}
	}
	answer, err = compiled.Eval(vars)
	if err != nil || answer == mapping.Missing {
		return nil, false, err
	}
	return answer, true, nil
}

func readVariables(file string) (map[string]any, error) {
	text, err := readBounded(file)
	if err != nil {
		return nil, err
	}
	var vars map[string]any
	if err := json.Unmarshal(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf")), &vars); err != nil {
		return nil, fmt.Errorf("reading %s, which must be a JSON object: %w", file, err)
	}
	return vars, nil
}

func readBounded(file string) ([]byte, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("reading %s: it is no file", file)
	}
	if info.Size() > maxMappingFile {
		return nil, errors.New("reading " + file + ": it is larger than 1 MiB")
	}
	return os.ReadFile(file)
}
