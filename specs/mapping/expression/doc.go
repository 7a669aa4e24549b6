// Package expression evaluates the JSONata expressions that are safe to evaluate.
//
//	expression.go  compiling and running
//	subset.go      which expressions are safe
//	functions.go   the functions that the library has otherwise than the platform
package expression
