package expression

import (
	"errors"
	"fmt"
	"sync"

	"github.com/blues/jsonata-go"
	"github.com/blues/jsonata-go/jparse"
)

// Expression is a compiled expression.
type Expression struct{ compiled *jsonata.Expr }

// Null is the library's null; nil is a missing value there.
var Null *any

// Compile compiles an expression and gives the paths of the variables that it reads. It fails for an expression that is
// not safe to run.
func Compile(text string) (e *Expression, variables [][]string, err error) {
	defer recoverLibrary(&err)
	if len(text) > maxExpression {
		return nil, nil, fmt.Errorf("the expression is longer than %d bytes", maxExpression)
	}
	root, err := jparse.Parse(text)
	if err != nil {
		return nil, nil, fmt.Errorf("invalid expression: %w", err)
	}
	var s subset
	if err := s.check(root); err != nil {
		return nil, nil, err
	}
	compiled, err := jsonata.Compile(text)
	if err != nil {
		return nil, nil, err
	}
	return &Expression{compiled}, s.paths, compiled.RegisterExts(replaced)
}

// library serializes evaluations: the library keeps their context in its functions, which all expressions share.
var library sync.Mutex

// Run evaluates the expression.
func (e *Expression) Run(vars any) (result any, err error) {
	library.Lock()
	defer library.Unlock()
	defer recoverLibrary(&err)
	return e.compiled.Eval(vars)
}

// recoverLibrary turns a panic of the library into an error.
func recoverLibrary(err *error) {
	if r := recover(); r != nil {
		*err = errors.New("the expression made the evaluator panic")
	}
}
