package setup

import (
	"countersign/specs"
	"countersign/specs/scaffold"
)

// NewBlueprint are the questions about a connector that is to be written, to be answered as those of a connector are:
// its Connector's Parameters are the usual ones, the Inputs those that few providers need an answer to.
func NewBlueprint() *Setup {
	asked, rare := scaffold.Fields()
	return New(&specs.Connector{Name: "a new connector", Parameters: asked, Inputs: rare})
}

// BlueprintOf is the connector that the answers describe, with the defaults for what they leave open.
func BlueprintOf(answers *Setup) scaffold.Blueprint {
	return scaffold.BlueprintFrom(answers.Value).WithDefaults()
}

// Unfit says in one sentence why a field does not take a value, and nothing when it does. It repeats no secret.
func InvalidReason(f specs.Field, value string) string {
	if value == "" {
		return ""
	}
	if err := fits(f, value); err != nil {
		return "this " + err.Error()
	}
	return ""
}
