// Package mapping is the formula language in which connectors are written.
//
// A mapping is YAML (or JSON) in which an object whose first key names a
// formula stands for a value:
//
//	consumerKey: {$var: connectorParameters.consumerKey}
//	tokenUri: {$concat: [{$var: connectorParameters.baseUri}, /oauth/access_token]}
//
// [Compile] turns the ordered YAML nodes into a [Mapping], with the place of
// every mistake; [Mapping.Eval] gives the value for one set of variables.
// Nothing here reads a file or the network. The answers are those of the
// platform's own evaluator (its buildData), oddities included: a connector
// must mean here what it means there.
//
//	compile.go    nodes to formulas: the first-key rule
//	formulas.go   which formulas there are
//	mistake.go    mistakes and warnings
//	plain.go      YAML values as they are
//	container.go  literals, objects and lists; what is missing leaves no trace
//	locator.go    where a variable's value is
//	var.go        $var, $plain
//	text.go       $concat, $tpl
//	logic.go      $and, $or, $eval and its operators
//	case.go       $case, and its older filters
//	choose.go     $map, $firstNotEmpty, $mergeObjects, $iterate
//	copy.go       $copy, and what it does to the finished value
//	formula.go    $formula
//	name.go       $firstName, $lastName, $record, $domainFromEmail
//	date.go       $extractDate, $extractTime
//	jsonata.go    $jsonata
//	scope.go      the variables of an evaluation, made uniform, and its bounds
//	value.go      truth, equality and text of values, as JavaScript has them
//	moment/       moments as Node reads them
//	expression/   the JSONata expressions that are safe to evaluate
package mapping
