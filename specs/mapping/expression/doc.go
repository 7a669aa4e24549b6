// Package expression evaluates the JSONata expressions that are safe to evaluate.
//
//	expression.go  compiling and running
//	subset.go      which expressions are safe
//	functions.go   functions that work differently in the library than on the platform
package expression
