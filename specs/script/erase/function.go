package erase

import "strings"

const noDecorators = "decorators are not supported; call the function instead"

// startsArrow reports whether the parenthesis contains the parameters of an arrow function.
func (p *parser) startsArrow(w where) bool {
	closing := p.closing[p.at]
	switch after := p.tokens[closing+1]; {
	case after.is("=>"):
		return true
	case !after.is(":"):
		return false
	}
	if w.colon && closing > p.at+1 && !p.annotated(p.at+1) {
		return false // a ? (b) : c => d
	}
	at := p.at
	p.at = closing + 2
	arrow := p.tries(p.typ) && p.tok().is("=>")
	p.at = at
	return arrow
}

// annotated reports whether the parameter at an index has a type.
func (p *parser) annotated(i int) bool {
	if p.tokens[i].is("...") {
		i++
	}
	if p.tokens[i].is("{", "[") {
		i = p.closing[i]
	} else if p.tokens[i].kind != word {
		return false
	}
	return p.tokens[i+1].is(":") || p.tokens[i+1].is("?") && p.tokens[i+2].is(":")
}

func (p *parser) arrow(w where) {
	p.parameters()
	closing, from := p.before()-1, p.tok().start
	if p.tok().is(":") {
		p.annotation()
		if strings.Contains(p.text[from:p.before()], "\n") { // not allowed before =>
			p.put[closing], p.put[p.before()-1] = ' ', ')'
		}
	}
	p.arrowBody(w)
}

func (p *parser) arrowBody(w where) {
	p.expect("=>")
	if p.tok().is("{") {
		p.block()
		return
	}
	p.expression(where{noComma: true, noIn: w.noIn, colon: w.colon})
}

// function parses what follows the keyword. It reports whether there is a body: an overload has none.
func (p *parser) function() bool {
	p.accept("*")
	if p.tok().kind == word {
		p.next()
	}
	return p.method()
}

// method parses generics, parameters, return type and body.
func (p *parser) method() bool {
	p.generics()
	p.parameters()
	p.annotation()
	if !p.tok().is("{") {
		return false
	}
	p.block()
	return true
}

// typeModifiers are erased, modifiers are not.
var (
	typeModifiers = []string{"public", "private", "protected", "readonly", "override"}
	modifiers     = []string{"static", "async", "get", "set", "accessor"}
)

func (p *parser) parameters() {
	defer p.nest()()
	p.expect("(")
	for !p.accept(")") {
		t := p.tok()
		switch {
		case t.is("@"):
			p.fail(noDecorators)
		case t.is(typeModifiers...) && (p.peek(1).kind == word || p.peek(1).is("{", "[")):
			p.fail("parameter properties are not supported; declare the property and assign it in the constructor")
		case t.is("this"):
			p.next()
			p.annotation()
			p.accept(",")
			p.erase(t.start)
			continue
		}
		p.accept("...")
		p.binding()
		if q := p.tok(); p.accept("?") {
			p.erase(q.start)
		}
		p.annotation()
		p.initializer()
		if !p.accept(",") && !p.tok().is(")") {
			p.unexpected(")")
		}
	}
}

// initializer parses "= value", if there is one.
func (p *parser) initializer() {
	if p.accept("=") {
		p.value()
	}
}

// binding parses a name, or a destructuring pattern.
func (p *parser) binding() {
	defer p.nest()()
	switch {
	case p.tok().kind == word:
		p.next()
	case p.accept("["):
		for !p.accept("]") {
			if !p.accept(",", "...") {
				p.binding()
				p.initializer()
			}
		}
	case p.accept("{"):
		for !p.accept("}") {
			switch {
			case p.accept(","):
			case p.accept("..."):
				p.binding()
			default:
				p.key()
				if p.accept(":") {
					p.binding()
				}
				p.initializer()
			}
		}
	default:
		p.unexpected("a name")
	}
}

// class parses what follows the keyword.
func (p *parser) class() {
	defer p.nest()()
	if t := p.tok(); t.kind == word && !t.is("extends", "implements") {
		p.next()
	}
	p.generics()
	if p.accept("extends") {
		for p.operand(where{}); !p.tok().is("{", "<") && p.postfix(); {
		}
		p.generics()
	}
	if from := p.tok().start; p.accept("implements") {
		p.types()
		p.erase(from)
	}
	p.expect("{")
	for !p.accept("}") {
		if !p.accept(";") {
			p.classMember()
		}
	}
}

func (p *parser) classMember() {
	from, gone := p.tok().start, false
	for p.startsModifier() {
		t := p.next()
		if t.is("declare", "abstract") {
			gone = true
		} else if t.is(typeModifiers...) {
			p.erase(t.start)
		}
	}
	switch t := p.tok(); {
	case t.is("@"):
		p.fail(noDecorators)
	case t.is("{"): // static
		p.block()
		return
	case t.is("[") && p.peek(1).kind == word && p.peek(2).is(":"): // an index signature
		p.skip()
		p.annotation()
		gone = true
	default:
		p.accept("*")
		gone = !p.classProperty() || gone
	}
	if gone {
		p.eraseStatement(from)
	}
}

// startsModifier reports whether the word is a modifier, and not a name.
func (p *parser) startsModifier() bool {
	t, after := p.tok(), p.peek(1)
	if after.is("(", "=", ";", ":", "?", "!", ",", "}", "<") || after.kind == end {
		return false
	}
	return t.is("declare", "abstract") && !after.newline || t.is(typeModifiers...) || t.is(modifiers...)
}

// classProperty parses a field or method. It reports false for an overload.
func (p *parser) classProperty() bool {
	p.key()
	if t := p.tok(); p.accept("?", "!") {
		p.erase(t.start)
	}
	if p.tok().is("(", "<") {
		return p.method()
	}
	p.annotation()
	p.initializer()
	p.endStatement()
	return true
}
