package flow

import (
	"context"
	"fmt"

	"countersign/specs"
	"countersign/specs/script"
)

// evaluate runs one of a connector's methods, whichever way it is written, and gives its answer as plain data. A script
// reaches the world only through host; nil allows it no calls.
func evaluate(ctx context.Context, method specs.Method, vars map[string]any, host script.Host) (any, error) {
	switch {
	case method.Mapping != nil:
		return method.Mapping.Eval(vars)
	case method.Code != "":
		source := script.Source{File: method.File, Text: method.Code, Files: method.Imports}
		return script.Run(ctx, source, method.Name, vars, host, script.Limits{})
	}
	return nil, fmt.Errorf("%s has neither a mapping nor a script", method.Name)
}
