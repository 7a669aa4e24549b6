// Package mapping is the formula language of connectors.
//
// A mapping is YAML (or JSON) in which an object whose first key is the name of a formula stands for a value:
//
//	consumerKey: {$var: connectorParameters.consumerKey}
//	tokenUri: {$concat: [{$var: connectorParameters.baseUri}, /oauth/access_token]}
//
// [Compile] compiles YAML nodes to a [Mapping], with the position of every problem; [Mapping.Eval] evaluates it with a
// set of variables. Nothing here reads files or the network. The results are those of the platform's own evaluator (its
// buildData), quirks included: a connector must mean the same here and there.
//
//	compile.go    nodes to formulas: the first-key rule
//	formulas.go   the table of formulas
//	problem.go    problems and their positions
//	container.go  literals, objects and lists
//	locator.go    the path of a variable's value
//	text.go       $var, $concat, $tpl, $record, $domainFromEmail
//	logic.go      $and, $or, $eval and its operators
//	case.go       $case, and its older filters
//	choose.go     $map, $firstNotEmpty, $mergeObjects, $iterate
//	copy.go       $copy, and how it changes the finished value
//	formula.go    $formula
//	name.go       $firstName, $lastName
//	date.go       $extractDate, $extractTime
//	jsonata.go    $jsonata
//	scope.go      the variables of an evaluation, and its limits
//	value.go      truthiness, equality and conversion of values, as in JavaScript
//	expression/   the JSONata expressions that are safe to evaluate
package mapping
