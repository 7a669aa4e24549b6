// Package erase turns TypeScript into JavaScript by replacing its types with spaces, so that lines and columns stay the
// same.
//
// It erases annotations, interfaces, type aliases, generics, casts, overloads, declarations, imports and exports of types,
// and imports that only types use. It refuses what would become other code: enums, namespaces, parameter properties and
// decorators. It doesn't check types, and it doesn't have to notice every syntax error: the engine parses the result
// again.
//
// Its work is limited: nesting by maxDepth, and only the type arguments of a call are ever parsed twice.
//
//	erase.go       Types, from source to source
//	scan.go        text to tokens
//	cursor.go      the position in the tokens, and what is erased
//	types.go       types
//	expression.go  expressions
//	function.go    functions, parameters and classes
//	statement.go   statements and declarations
//	module.go      imports and exports
package erase
