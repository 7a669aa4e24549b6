package flow

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"gopkg.in/yaml.v3"

	"countersign/flow/setup"
	"countersign/internal/text"
	"countersign/specs"
	"countersign/specs/mapping"
	"countersign/specs/scaffold"
)

// Connectors are the built-in connectors and the user's own.
type Connectors struct{ catalogue *specs.Catalogue }

// List lists all connectors, the sandbox first. One that cannot be loaded is listed with its problem.
func (cs *Connectors) List() []ConnectorEntry { return cs.catalogue.List() }

// Load loads a connector by its key, or from a folder.
func (cs *Connectors) Load(ref string) (*Connector, error) {
	c, err := cs.catalogue.Open(ref)
	if err != nil {
		return nil, &StepError{Step: StepConnector, What: "cannot load connector " + text.Safe(ref, 80), Err: err}
	}
	return c, nil
}

// Check finds every problem of a connector. The error says that there is none such, or that it cannot be read.
func (cs *Connectors) Check(ref string) (Problems, error) { return cs.catalogue.Check(ref) }

// NewConnectorSetup asks for the values of a new connector's Blueprint: its Connector's Parameters are the usual ones, the
// Inputs those that few providers need.
func NewConnectorSetup() *Setup {
	usual, rare := scaffold.Fields()
	return setup.New(&Connector{Name: "a new connector", Parameters: usual, Inputs: rare})
}

// BlueprintOf makes a Blueprint of the values, with defaults.
func BlueprintOf(values *Setup) Blueprint {
	return scaffold.BlueprintFrom(values.Value).WithDefaults()
}

// Write writes a new connector's folder and returns its path: dir, or if that is empty, the folder named by its key among the
// user's connectors. It overwrites nothing; the error may be ErrAlreadyExists.
func (cs *Connectors) Write(b Blueprint, dir string) (folder string, err error) {
	failed := func(err error, hint string) error {
		return &StepError{Step: StepConnector, What: "cannot write connector " + text.Safe(b.Name, 60), Err: err, Hint: hint}
	}
	if dir == "" && cs.catalogue.UserDir() == "" {
		return "", failed(errors.New("no folder for your connectors"), "Choose a folder to write it to.")
	}
	if dir == "" {
		dir = filepath.Join(cs.catalogue.UserDir(), b.Key)
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return "", failed(err, "Use an absolute path.")
	}
	files, err := scaffold.Files(b)
	if err != nil {
		return "", failed(err, "Fix the values. Only the three URLs are required.")
	}
	switch err := scaffold.Write(dir, files); {
	case errors.Is(err, ErrAlreadyExists):
		return "", failed(err, "Choose another name or folder. Nothing was overwritten.")
	case err != nil:
		return "", failed(err, "Check that the folder is writable.")
	}
	return dir, nil
}

// Fingerprint changes when a file of the user's connectors changes. It reads none of them.
func (cs *Connectors) Fingerprint() string { return cs.catalogue.Fingerprint() }

// maxMappingFile limits the files that EvaluateMapping reads, in bytes.
const maxMappingFile = 1 << 20

// EvaluateMapping evaluates the mapping in a YAML or JSON file with the variables in a JSON file, or without variables. The
// value is plain data; found is false if it is missing (JavaScript's undefined).
func EvaluateMapping(file, varsFile string) (value any, found bool, err error) {
	source, err := readMappingFile(file)
	if err != nil {
		return nil, false, err
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(source, &doc); err != nil {
		return nil, false, fmt.Errorf("%s: invalid YAML: %w", file, err)
	}
	compiled, err := mapping.Compile(file, &doc)
	if err != nil {
		return nil, false, err
	}
	var vars map[string]any
	if varsFile != "" {
		source, err := readMappingFile(varsFile)
		if err != nil {
			return nil, false, err
		}
		if err := json.Unmarshal(bytes.TrimPrefix(source, []byte("\xef\xbb\xbf")), &vars); err != nil {
			return nil, false, fmt.Errorf("%s: not a JSON object: %w", varsFile, err)
		}
	}
	value, err = compiled.Eval(vars)
	if err != nil || value == mapping.Missing {
		return nil, false, err
	}
	return value, true, nil
}

func readMappingFile(file string) ([]byte, error) {
	info, err := os.Stat(file)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s: not a regular file", file)
	case info.Size() > maxMappingFile:
		return nil, fmt.Errorf("%s: larger than 1 MiB", file)
	}
	return os.ReadFile(file)
}
