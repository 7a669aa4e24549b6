package flow

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"gopkg.in/yaml.v3"

	"countersign/internal/text"
	"countersign/specs"
	"countersign/specs/mapping"
	"countersign/specs/scaffold"
)

// Connectors are those that are built in, and the person's own.
type Connectors struct{ catalogue *specs.Catalogue }

// List gives the catalogue, the sandbox first. A connector that cannot be loaded is listed with its mistake.
func (cs *Connectors) List() []ConnectorEntry { return cs.catalogue.List() }

// Load reads one connector by its key, or from a folder.
func (cs *Connectors) Load(ref string) (*Connector, error) {
	c, err := cs.catalogue.Open(ref)
	if err != nil {
		return nil, &StepError{Step: StepConnector, What: fmt.Sprintf("loading the connector %s", text.Safe(ref, 80)), Err: err}
	}
	return c, nil
}

// Check finds every mistake of the connector that Load would read. The error says that there is none such, or that it can't
// be read.
func (cs *Connectors) Check(ref string) (Problems, error) { return cs.catalogue.Check(ref) }

// Write writes a new connector's folder, and gives where it is: dir, or, when that is empty, the one of its key in
// the person's own folder of connectors. Nothing is overwritten; the error may be ErrThere.
func (cs *Connectors) Write(b Blueprint, dir string) (folder string, err error) {
	wrong := func(err error, hint string) error {
		return &StepError{Step: StepConnector, What: "writing the connector " + text.Safe(b.Name, 60), Err: err, Hint: hint}
	}
	if dir == "" && cs.catalogue.UserDir() == "" {
		return "", wrong(errors.New("there is no folder of your own connectors"), "say where to write it")
	}
	if dir == "" {
		dir = filepath.Join(cs.catalogue.UserDir(), b.Key)
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return "", wrong(err, "give the folder's whole path")
	}
	files, err := scaffold.Files(b)
	if err != nil {
		return "", wrong(err, "mend what was given; the three addresses are all that is needed")
	}
	switch err := scaffold.Write(dir, files); {
	case errors.Is(err, ErrAlreadyExists):
		return "", wrong(err, "give another name or another folder; nothing is overwritten")
	case err != nil:
		return "", wrong(err, "see whether the folder can be written to")
	}
	return dir, nil
}

// Fingerprint changes whenever a file of a person's own connectors does. It reads none of them.
func (cs *Connectors) Fingerprint() string { return cs.catalogue.Fingerprint() }

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
