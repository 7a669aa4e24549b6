package flow

import (
	"errors"
	"fmt"
	"path/filepath"

	"countersign/internal/text"
	"countersign/specs"
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
		return nil, &StepError{Step: StepConnector, Doing: fmt.Sprintf("loading the connector %s", text.Safe(ref, 80)), Err: err}
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
		return &StepError{Step: StepConnector, Doing: "writing the connector " + text.Safe(b.Name, 60), Err: err, Hint: hint}
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
	case errors.Is(err, ErrThere):
		return "", wrong(err, "give another name or another folder; nothing is overwritten")
	case err != nil:
		return "", wrong(err, "see whether the folder can be written to")
	}
	return dir, nil
}

// Fingerprint changes whenever a file of a person's own connectors does. It reads none of them.
func (cs *Connectors) Fingerprint() string { return cs.catalogue.Fingerprint() }
