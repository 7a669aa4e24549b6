package erase

// startsArrow reports whether the parenthesis at hand holds an arrow's
// parameters.
func (p *parser) startsArrow(w where) bool {
	closed := p.closing[p.at]
	switch after := p.tokens[closed+1]; {
	case after.is("=>"):
		return true
	case !after.is(":"):
		return false
	}
	if w.colon && closed > p.at+1 && !p.annotated(p.at+1) {
		return false // a ? (b) : c => d
	}
	at := p.at
	p.at = closed + 2
	arrow := p.tries(p.typ) && p.tok().is("=>")
	p.at = at
	return arrow
}

// annotated reports whether a typed parameter stands at an index.
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
	closed := p.before() - 1
	if p.tok().is(":") {
		from := p.tok().start
		p.annotation()
		// No line may break before =>.
		if p.linesWithin(from, p.before()) {
			p.put[closed], p.put[p.before()-1] = ' ', ')'
		}
	}
	if !p.tok().is("=>") {
		p.unexpected("=>")
	}
	p.arrowBody(w)
}

func (p *parser) linesWithin(from, to int) bool {
	for i := from; i < to; i++ {
		if p.text[i] == '\n' {
			return true
		}
	}
	return false
}

func (p *parser) arrowBody(w where) {
	p.expect("=>")
	if p.tok().is("{") {
		p.block()
		return
	}
	p.expression(where{noComma: true, noIn: w.noIn, colon: w.colon})
}

// function reads on behind the word, and reports whether there is a body: an
// overload has none.
func (p *parser) function() bool {
	p.accept("*")
	if p.tok().kind == word {
		p.next()
	}
	return p.method()
}

// method reads generics, parameters, type and body.
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

func (p *parser) parameters() {
	defer p.nest()()
	p.expect("(")
	for !p.accept(")") {
		t := p.tok()
		switch {
		case t.is("@"):
			p.refuse("a decorator", "call what it calls")
		case t.is("public", "private", "protected", "readonly", "override") && (p.peek(1).kind == word || p.peek(1).is("{", "[")):
			p.refuse("a parameter that is a property", "declare the property, and set it in the constructor")
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
		if p.accept("=") {
			p.expression(where{noComma: true})
		}
		if !p.accept(",") && !p.tok().is(")") {
			p.unexpected(")")
		}
	}
}

// binding reads a name, or a pattern of them.
func (p *parser) binding() {
	defer p.nest()()
	switch {
	case p.tok().kind == word:
		p.next()
	case p.accept("["):
		for !p.accept("]") {
			if p.accept(",") {
				continue
			}
			p.accept("...")
			p.element()
		}
	case p.accept("{"):
		for !p.accept("}") {
			if p.accept(",") {
				continue
			}
			if p.accept("...") {
				p.binding()
				continue
			}
			p.key()
			if p.accept(":") {
				p.element()
			} else if p.accept("=") {
				p.expression(where{noComma: true})
			}
		}
	default:
		p.unexpected("a name")
	}
}

// element is a binding with its default.
func (p *parser) element() {
	p.binding()
	if p.accept("=") {
		p.expression(where{noComma: true})
	}
}
