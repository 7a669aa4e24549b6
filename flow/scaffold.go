package flow

import (
	"errors"
	"path/filepath"

	"countersign/internal/text"
	"countersign/specs/scaffold"
)

// Blueprint is what a new connector is written from.
type Blueprint = scaffold.Blueprint

// ErrThere says that something stands already where a connector was to be written.
var ErrThere = scaffold.ErrAlreadyExists

// NewConnectorSetup are the questions about a connector that is to be written, to be answered as those of a connector are:
// its Connector's Parameters are the usual ones, the Inputs those that few providers need an answer to.
func NewConnectorSetup() *Setup {
	asked, rare := scaffold.Fields()
	return NewSetup(&Connector{Name: "a new connector", Parameters: asked, Inputs: rare})
}

// BlueprintOf is the connector that the answers describe, with the defaults for what they leave open.
func BlueprintOf(answers *Setup) Blueprint {
	return scaffold.BlueprintOf(answers.Value).WithDefaults()
}

// WriteConnector writes a new connector's folder, and gives where it is: dir, or, when that is empty, the one of its key in
// the person's own folder of connectors. Nothing is overwritten; the error may be ErrThere.
func (m *Manager) WriteConnector(b Blueprint, dir string) (folder string, err error) {
	wrong := func(err error, hint string) error {
		return &StepError{Step: StepConnector, Doing: "writing the connector " + text.Safe(b.Name, 60), Err: err, Hint: hint}
	}
	if dir == "" && m.Catalogue.UserDir() == "" {
		return "", wrong(errors.New("there is no folder of your own connectors"), "say where to write it")
	}
	if dir == "" {
		dir = filepath.Join(m.Catalogue.UserDir(), b.Key)
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

// ConnectorsFingerprint changes whenever a file of a person's own connectors does. It reads none of them.
func (m *Manager) ConnectorsFingerprint() string { return m.Catalogue.Fingerprint() }

// Unfit says in one sentence why a field does not take a value, and nothing when it does. It repeats no secret.
func Unfit(f Field, value string) string {
	if value == "" {
		return ""
	}
	if err := fits(f, value); err != nil {
		return "this " + err.Error()
	}
	return ""
}
