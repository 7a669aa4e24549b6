// Package erase turns TypeScript into JavaScript by taking out its types, each
// replaced by blanks, so that every line and column stays what it was.
//
// It takes what can be erased: annotations, interfaces, type aliases, generics,
// casts, overloads, declarations, imports and exports of types, and imports
// that only types use. What would have to become other code (enums, namespaces,
// parameter properties, decorators) is refused. Types are not checked, and
// what is no TypeScript need not be noticed: the engine that runs the result
// reads it again.
//
// Its work is bounded whatever it is given: nesting by maxDepth, and nothing is
// tried twice but the type arguments of a call.
//
//	scan.go        text into tokens, and which bracket closes which
//	parser.go      the way through the tokens, and what is taken out
//	types.go       a type, wherever it stands
//	expression.go  expressions, and the types in them
//	function.go    parameters, patterns, arrows, methods
//	class.go       classes
//	statement.go   statements and declarations
//	module.go      imports and exports
//
//	erase.go       from source to source
//	scan.go        comments, strings and other text
//	parser.go      the parser, and what it takes out
//	statement.go   statements
//	expression.go  expressions
//	function.go    functions and their parameters
//	class.go       classes
//	module.go      imports and exports
//	types.go       types
package erase
