package mapping

import (
	"errors"
	"fmt"
	"sync"

	"github.com/blues/jsonata-go"
	"gopkg.in/yaml.v3"
)

// query is $jsonata: a JSONata expression over the variables. What fails in
// an expression is missing, as on the platform. What may differ or run away is
// refused before it runs: see subset.go.
type query struct {
	written    *jsonata.Expr // nil when the expression is itself evaluated
	expression node
}

func compileJSONata(c *compiler, arg, _ *yaml.Node) node {
	if arg.Kind != yaml.ScalarNode {
		return query{expression: c.compile(arg)}
	}
	if arg.ShortTag() != "!!str" || arg.Value == "" {
		c.slip(arg, "$jsonata has no expression, so this is missing", `write text, such as "connectorParameters.env & '-test'"`)
		return literal{Missing}
	}
	names, err := checkJSONata(arg.Value)
	if err != nil {
		c.mistake(arg, "$jsonata: "+err.Error(), "write it with the other formulas, or the method in JavaScript")
		return literal{Missing}
	}
	for _, path := range names {
		c.refer(arg, path)
	}
	expr, err := compileExpression(arg.Value)
	if err != nil {
		c.mistake(arg, "$jsonata: "+err.Error(), "write it with the other formulas, or the method in JavaScript")
		return literal{Missing}
	}
	return query{written: expr}
}

func (f query) eval(s scope) any {
	expr := f.written
	if expr == nil {
		text, _ := f.expression.eval(s).(string)
		if text == "" {
			return Missing
		}
		_, err := checkJSONata(text)
		if err == nil {
			expr, err = compileExpression(text)
		}
		if err != nil {
			panic(failure{fmt.Errorf("evaluating $jsonata: %w", err)})
		}
	}
	s.spend(size(s.vars))
	result, err := runExpression(expr, s.vars)
	if err != nil {
		return Missing
	}
	s.spend(size(result))
	return result
}

// compileExpression compiles an expression that checkJSONata passed, with the
// functions that the library has otherwise than the platform.
func compileExpression(text string) (expr *jsonata.Expr, err error) {
	defer recoverLibrary(&err)
	if expr, err = jsonata.Compile(text); err != nil {
		return nil, err
	}
	return expr, expr.RegisterExts(replaced)
}

// The library keeps an evaluation's context in its functions, which all
// expressions share.
var library sync.Mutex

func runExpression(expr *jsonata.Expr, vars map[string]any) (result any, err error) {
	library.Lock()
	defer library.Unlock()
	defer recoverLibrary(&err)
	result, err = expr.Eval(toLibrary(vars))
	if err != nil {
		return nil, err
	}
	return uniform(result)
}

// recoverLibrary turns a panic of the library into an error.
func recoverLibrary(err *error) {
	if r := recover(); r != nil {
		*err = errors.New("the expression made the evaluator fail")
	}
}

// libraryNull is null for the library, which takes nil for what is missing.
var libraryNull *any

func toLibrary(v any) any {
	switch v := v.(type) {
	case nil:
		return libraryNull
	case map[string]any:
		object := make(map[string]any, len(v))
		for key, value := range v {
			if value != Missing {
				object[key] = toLibrary(value)
			}
		}
		return object
	case []any:
		list := newList(len(v))
		for _, value := range v {
			list = append(list, toLibrary(value))
		}
		return list
	default:
		return v
	}
}
