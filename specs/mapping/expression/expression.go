package expression

import (
	"errors"
	"sync"

	"github.com/blues/jsonata-go"
)

// Expression is one that is ready to run.
type Expression struct{ compiled *jsonata.Expr }

// Null is null for the library, which takes nil for what is missing.
var Null *any

// Compile compiles an expression that Check passed, with the functions that the library has otherwise than the platform.
func Compile(text string) (e *Expression, err error) {
	defer recoverLibrary(&err)
	compiled, err := jsonata.Compile(text)
	if err != nil {
		return nil, err
	}
	return &Expression{compiled}, compiled.RegisterExts(replaced)
}

// The library keeps an evaluation's context in its functions, which all
// expressions share.
var library sync.Mutex

// Run evaluates it. What fails in an expression is missing, as on the platform.
func (e *Expression) Run(vars any) (result any, err error) {
	library.Lock()
	defer library.Unlock()
	defer recoverLibrary(&err)
	return e.compiled.Eval(vars)
}

// recoverLibrary turns a panic of the library into an error.
func recoverLibrary(err *error) {
	if r := recover(); r != nil {
		*err = errors.New("the expression made the evaluator fail")
	}
}
