package erase

// typeModifiers go, modifiers stay.
var (
	typeModifiers = []string{"public", "private", "protected", "readonly", "override"}
	modifiers     = []string{"static", "async", "get", "set", "accessor"}
)

// class reads on behind the word.
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
		for p.typ(); p.accept(","); {
			p.typ()
		}
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
	for p.modifies() {
		switch t := p.next(); {
		case t.is("declare", "abstract"):
			gone = true
		case t.is(typeModifiers...):
			p.erase(t.start)
		}
	}
	switch t := p.tok(); {
	case t.is("@"):
		p.refuse("a decorator", "call what it calls")
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

// modifies reports whether the word at hand is a modifier and no name.
func (p *parser) modifies() bool {
	t, after := p.tok(), p.peek(1)
	if after.is("(", "=", ";", ":", "?", "!", ",", "}", "<") || after.kind == end {
		return false
	}
	return t.is("declare", "abstract") && !after.newline || t.is(typeModifiers...) || t.is(modifiers...)
}

// classProperty reads a field or method; it is no code when it is an overload.
func (p *parser) classProperty() bool {
	p.key()
	if t := p.tok(); p.accept("?", "!") {
		p.erase(t.start)
	}
	if p.tok().is("(", "<") {
		return p.method()
	}
	p.annotation()
	if p.accept("=") {
		p.expression(where{noComma: true})
	}
	p.endStatement()
	return true
}
