package erase

// typeParser parses types.
type typeParser struct {
	cursor
	noAngles []bool // of each token: a < there starts no type arguments
}

// annotation erases ": type", if there is one.
func (p *typeParser) annotation() {
	if p.tok().is(":") {
		from := p.next().start
		p.typ()
		p.erase(from)
	}
}

// generics erases "<…>", if there is one.
func (p *typeParser) generics() {
	if p.tok().is("<") {
		from := p.tok().start
		p.angles()
		p.erase(from)
	}
}

// angles parses the parameters or arguments of a generic. A failure is remembered; otherwise each < before it would parse
// it again.
func (p *typeParser) angles() {
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

func (p *typeParser) typ() {
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

// types parses types separated by commas.
func (p *typeParser) types() {
	for p.typ(); p.accept(","); {
		p.typ()
	}
}

// member parses an operand of | and &.
func (p *typeParser) member() {
	for p.tok().is("keyof", "unique", "readonly", "infer", "asserts", "typeof", "abstract", "new") && p.startsType(p.peek(1)) {
		p.next()
	}
	switch t := p.tok(); {
	case t.is("<"):
		p.angles()
		p.functionType()
		return
	case t.is("(") && p.tokens[p.closing[p.at]+1].is("=>"):
		p.functionType()
		return
	case t.is("(", "{", "[") || t.kind == template:
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

// startsType reports whether a type starts here, which makes the word before it an operator and not a name.
func (p *typeParser) startsType(t token) bool {
	return !t.newline && (t.kind == word && !t.is("extends", "is") || t.kind == literal || t.kind == template || t.is("(", "{", "[", "<"))
}

func (p *typeParser) functionType() {
	if !p.tok().is("(") {
		p.unexpected("(")
	}
	p.skip()
	p.expect("=>")
	p.typ()
}

// namedType parses a.b<c>, import("a").b, and "x is type".
func (p *typeParser) namedType() {
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
