package expression

import (
	"errors"
	"fmt"
	"slices"

	"github.com/blues/jsonata-go/jparse"
)

// The library has no limits on time or memory, and infinite recursion in it would crash the program. So it gets only
// expressions whose work is limited by their length and by the variables: no function definitions, no assignments, and
// nothing that multiplies lists. Nested calls are limited, as some make their argument a little longer.
const (
	maxExpression = 1024
	maxCalls      = 8
	maxNesting    = 64
)

// linear are the functions whose result is not much longer than their arguments, and the same as on the platform.
var linear = []string{
	"string", "length", "substring", "substringBefore", "substringAfter", "uppercase", "lowercase", "trim", "contains",
	"join", "base64encode", "encodeUrl", "encodeUrlComponent", "decodeUrl", "decodeUrlComponent",
	"number", "abs", "floor", "ceil", "round", "sqrt", "power", "sum", "max", "min", "average", "count",
	"boolean", "not", "exists", "append", "reverse", "keys", "lookup", "merge", "type", "now", "millis",
}

// subset checks an expression.
type subset struct {
	paths  [][]string
	depth  int
	calls  int
	filter bool // inside [ ]: names mean the item's
}

func (s *subset) check(n jparse.Node) error {
	s.depth++
	defer func() { s.depth-- }()
	if s.depth > maxNesting {
		return fmt.Errorf("the expression is nested more than %d levels deep", maxNesting)
	}
	switch n := n.(type) {
	case *jparse.StringNode, *jparse.NumberNode, *jparse.BooleanNode, *jparse.NullNode:
		return nil
	case *jparse.VariableNode:
		return s.variable(n)
	case *jparse.NameNode:
		return s.path([]jparse.Node{n})
	case *jparse.PathNode:
		return s.path(n.Steps)
	case *jparse.PredicateNode:
		return s.predicate(n)
	case *jparse.FunctionCallNode:
		return s.call(n)
	case *jparse.BlockNode:
		return s.all(n.Exprs...)
	case *jparse.ArrayNode:
		return s.all(n.Items...)
	case *jparse.ObjectNode:
		for _, pair := range n.Pairs {
			if err := s.all(pair[:]...); err != nil {
				return err
			}
		}
		return nil
	case *jparse.ConditionalNode:
		if n.Else == nil {
			return s.all(n.If, n.Then)
		}
		return s.all(n.If, n.Then, n.Else)
	case *jparse.NegationNode:
		return s.check(n.RHS)
	case *jparse.NumericOperatorNode:
		return s.all(n.LHS, n.RHS)
	case *jparse.ComparisonOperatorNode:
		return s.all(n.LHS, n.RHS)
	case *jparse.BooleanOperatorNode:
		return s.all(n.LHS, n.RHS)
	case *jparse.StringConcatenationNode:
		return s.all(n.LHS, n.RHS)
	}
	return refused(n)
}

func (s *subset) all(nodes ...jparse.Node) error {
	for _, n := range nodes {
		if err := s.check(n); err != nil {
			return err
		}
	}
	return nil
}

// variable allows $ and $$. In a filter, $$ would read everything again for each item.
func (s *subset) variable(n *jparse.VariableNode) error {
	if n.Name == "" || n.Name == "$" && !s.filter {
		return nil
	}
	return fmt.Errorf("$%s is not supported here", n.Name)
}

// path allows any first step; the others must be names.
func (s *subset) path(steps []jparse.Node) error {
	s.refer(steps)
	for i, one := range steps {
		switch one := one.(type) {
		case *jparse.NameNode:
		case *jparse.PredicateNode:
			if _, isName := one.Expr.(*jparse.NameNode); !isName && i > 0 {
				return refused(one.Expr)
			}
			if err := s.predicate(one); err != nil {
				return err
			}
		default:
			if i > 0 {
				return refused(one)
			}
			if err := s.check(one); err != nil {
				return err
			}
		}
	}
	return nil
}

// refer records the names that a path of the variables starts with.
func (s *subset) refer(steps []jparse.Node) {
	if s.filter {
		return
	}
	if first, ok := steps[0].(*jparse.VariableNode); ok && (first.Name == "" || first.Name == "$") {
		steps = steps[1:]
	}
	var names []string
	for _, one := range steps {
		if p, ok := one.(*jparse.PredicateNode); ok {
			one = p.Expr
		}
		name, ok := one.(*jparse.NameNode)
		if !ok {
			break
		}
		names = append(names, name.Value)
	}
	if len(names) > 0 {
		s.paths = append(s.paths, names)
	}
}

// predicate allows a filter that contains no other.
func (s *subset) predicate(n *jparse.PredicateNode) error {
	if s.filter {
		return errors.New("a filter inside a filter is not supported")
	}
	if _, isName := n.Expr.(*jparse.NameNode); !isName {
		if err := s.check(n.Expr); err != nil {
			return err
		}
	}
	s.filter = true
	defer func() { s.filter = false }()
	return s.all(n.Filters...)
}

func (s *subset) call(n *jparse.FunctionCallNode) error {
	name, ok := n.Func.(*jparse.VariableNode)
	if !ok {
		return refused(n.Func)
	}
	if !slices.Contains(linear, name.Name) {
		return fmt.Errorf("the function $%s is not supported", name.Name)
	}
	if name.Name == "join" && len(n.Args) > 1 {
		if _, isText := n.Args[1].(*jparse.StringNode); !isText {
			return errors.New("$join needs a literal string as its separator")
		}
	}
	s.calls++
	defer func() { s.calls-- }()
	if s.calls > maxCalls {
		return fmt.Errorf("calls are nested more than %d levels deep", maxCalls)
	}
	return s.all(n.Args...)
}

// refused names what is not supported, in the terms of JSONata's documentation.
func refused(n jparse.Node) error {
	what := "this kind of expression"
	switch n.(type) {
	case *jparse.LambdaNode, *jparse.TypedLambdaNode, *jparse.PartialNode:
		what = "a function definition"
	case *jparse.AssignmentNode:
		what = "an assignment (:=)"
	case *jparse.RangeNode:
		what = "a range (..)"
	case *jparse.WildcardNode, *jparse.DescendentNode:
		what = "a wildcard (* or **)"
	case *jparse.RegexNode:
		what = "a regular expression"
	case *jparse.SortNode:
		what = "sorting (^)"
	case *jparse.GroupNode:
		what = "grouping ({…} after a path)"
	case *jparse.ObjectTransformationNode:
		what = "a transform (|…|)"
	case *jparse.FunctionApplicationNode:
		what = "chaining (~>)"
	case *jparse.BlockNode, *jparse.ArrayNode, *jparse.ObjectNode, *jparse.FunctionCallNode, *jparse.VariableNode:
		what = "a path step other than a name"
	}
	return fmt.Errorf("%s is not supported", what)
}
