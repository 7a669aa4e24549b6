package erase

// annotation takes out ": type", when there is one.
func (p *parser) annotation() {
	if !p.tok().is(":") {
		return
	}
	from := p.next().start
	p.typ()
	p.erase(from)
}

// generics takes out "<…>", when there is one.
func (p *parser) generics() {
	if !p.tok().is("<") {
		return
	}
	from := p.tok().start
	p.angles()
	p.erase(from)
}

// angles reads the parameters or arguments of a generic. What turned out to be
// none is remembered: it would be read again from each < before it.
func (p *parser) angles() {
	defer p.nest()()
	first := p.at
	if p.noAngles[first] {
		p.unexpected("type arguments")
	}
	p.noAngles[first] = true
	p.expect("<")
	for !p.tok().is(">") {
		for p.tok().is("const", "in", "out") && p.peek(1).kind == word {
			p.next()
		}
		p.typ()
		if p.accept("=") {
			p.typ()
		}
		if !p.accept(",") {
			break
		}
	}
	p.expect(">")
	p.noAngles[first] = false
}

// typ reads a type.
func (p *parser) typ() {
	defer p.nest()()
	p.accept("|", "&")
	for p.member(); p.accept("|", "&"); {
		p.member()
	}
	if t := p.tok(); t.is("extends") && !t.newline {
		p.next()
		p.typ()
		if p.accept("?") {
			p.typ()
			p.expect(":")
			p.typ()
		}
	}
}

// member reads what stands between | and &.
func (p *parser) member() {
	for p.tok().is("keyof", "unique", "readonly", "infer", "asserts", "typeof", "abstract", "new") && p.operandOfType(p.peek(1)) {
		p.next()
	}
	switch t := p.tok(); {
	case t.is("<"):
		p.angles()
		p.functionType()
		return
	case t.is("("):
		if p.tokens[p.closing[p.at]+1].is("=>") {
			p.functionType()
			return
		}
		p.skip()
	case t.is("{", "[") || t.kind == template:
		p.skip()
	case t.is("-") || t.kind == literal:
		p.accept("-")
		p.next()
	case t.kind == word:
		p.namedType()
	default:
		p.unexpected("a type")
	}
	for t := p.tok(); t.is("[") && !t.newline; t = p.tok() {
		p.skip()
	}
}

// operandOfType reports whether a type operator has something to its right, and
// is no name itself.
func (p *parser) operandOfType(t token) bool {
	return !t.newline && (t.kind == word && !t.is("extends", "is") || t.kind == literal || t.kind == template || t.is("(", "{", "[", "<"))
}

func (p *parser) functionType() {
	if !p.tok().is("(") {
		p.unexpected("(")
	}
	p.skip()
	p.expect("=>")
	p.typ()
}

// namedType reads a.b<c>, import("a").b, and "x is type".
func (p *parser) namedType() {
	p.next()
	if p.tok().is("(") && p.tokens[p.at-1].is("import") {
		p.skip()
	}
	for p.tok().is(".") && p.peek(1).kind == word {
		p.next()
		p.next()
	}
	if t := p.tok(); t.is("<") && !t.newline {
		p.angles()
	}
	if t := p.tok(); t.is("is") && !t.newline {
		p.next()
		p.typ()
	}
}

// skip takes a bracket and all that is in it.
func (p *parser) skip() {
	for p.tok().kind == template && p.tok().text != "}`" {
		p.at = p.closing[p.at]
	}
	if p.tok().kind != template {
		p.at = p.closing[p.at]
	}
	p.at++
}
