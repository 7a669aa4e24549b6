package flow

import "countersign/specs/scaffold"

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
