package erase

// parser parses everything but types.
type parser struct {
	typeParser
	imports []imported
}

// where is the context of an expression.
type where struct {
	noComma bool // a comma ends it
	noIn    bool // it is the head of a for
	colon   bool // a colon after it doesn't start an arrow's return type: in a case, and in the middle of ? :
}

var (
	unary  = []string{"+", "-", "!", "~", "++", "--", "...", "typeof", "void", "delete", "await", "new"}
	binary = []string{
		"+", "-", "*", "/", "%", "**", "&", "|", "^", "<<", "<", "<=", "==", "!=", "===", "!==", "&&", "||", "??", "instanceof",
		"=", "+=", "-=", "*=", "/=", "%=", "**=", "&=", "|=", "^=", "&&=", "||=", "??=", "<<=",
	}
)

func (p *parser) expression(w where) {
	defer p.nest()()
	for p.operand(w); ; {
		switch t := p.tok(); {
		case p.postfix():
		case t.is("as", "satisfies") && !t.newline:
			p.cast()
		case t.is(">"):
			p.next()
			for p.tok().is(">", "=", "==", "===") && p.tok().start == p.before() {
				p.next() // >>, >=, >>>= and the like
			}
			p.operand(w)
		case t.is(binary...), t.is("in") && !w.noIn, t.is(",") && !w.noComma:
			p.next()
			p.operand(w)
		case t.is("?"):
			p.next()
			p.expression(where{noComma: true, colon: true})
			p.expect(":")
			p.expression(where{noComma: true, noIn: w.noIn, colon: w.colon})
		default:
			return
		}
	}
}

// value parses an expression up to a comma.
func (p *parser) value() { p.expression(where{noComma: true}) }

// cast erases "as type". If the next line could continue the expression, a semicolon ends it.
func (p *parser) cast() {
	from := p.next().start
	p.typ()
	p.erase(from)
	if t := p.tok(); t.newline && (t.is("(", "[", "+", "-", "/") || t.kind == template || t.kind == literal) {
		p.put[from] = ';'
	}
}

// operand parses an operand with its unary operators.
func (p *parser) operand(w where) {
	for p.tok().is(unary...) && !p.peek(1).is(".") {
		p.next()
	}
	switch t := p.tok(); {
	case t.is("yield"):
		p.next()
		p.accept("*")
		if p.startsOperand() {
			p.expression(where{noComma: true, noIn: w.noIn, colon: w.colon})
		}
	case t.is("<"): // type parameters of an arrow, or a cast of the older form
		defer p.nest()()
		p.generics()
		p.operand(w)
	case t.is("@"):
		p.fail(noDecorators)
	case t.is("(") && p.startsArrow(w):
		p.arrow(w)
	case t.is("("):
		p.list("(", ")")
	case t.is("["):
		p.list("[", "]")
	case t.is("{"):
		p.object()
	case t.kind == template:
		p.template()
	case t.kind == literal:
		p.next()
	case t.kind == word:
		p.named(w)
	default:
		p.unexpected("an expression")
	}
}

// named parses an operand that starts with a word.
func (p *parser) named(w where) {
	t := p.next()
	async := t.is("async") && !p.tok().newline
	switch {
	case p.tok().is("=>"):
		p.arrowBody(w)
	case t.is("function"):
		p.function()
	case t.is("class"):
		p.class()
	case async && p.accept("function"):
		p.function()
	case async && p.tok().kind == word && p.peek(1).is("=>"):
		p.next()
		p.arrowBody(w)
	case t.is("async") && p.tok().is("(") && p.startsArrow(w):
		p.arrow(w)
	case t.is("async") && p.tok().is("<"):
		at := p.at
		if p.tries(p.angles) && p.tok().is("(") {
			p.erase(p.tokens[at].start)
			p.arrow(w)
		}
	}
}

// postfix parses one thing after an operand.
func (p *parser) postfix() bool {
	switch t := p.tok(); {
	case t.is("++", "--") && !t.newline:
		p.next()
	case t.is("!") && !t.newline:
		p.next()
		p.erase(t.start)
	case t.is("."):
		p.next()
		p.next()
	case t.is("?."):
		if p.next(); p.tok().kind == word {
			p.next()
		}
	case t.is("("):
		p.list("(", ")")
	case t.is("["):
		p.list("[", "]")
	case p.startsTemplate() && t.kind == template:
		p.template()
	case p.startsTemplate():
		p.next()
	case t.is("<"):
		return p.typeArguments()
	default:
		return false
	}
	return true
}

func (p *parser) startsTemplate() bool {
	t := p.tok()
	return t.kind == template && t.text == "`${" || t.kind == literal && p.text[t.start] == '`'
}

// typeArguments erases the type arguments of a call. Any other < is a comparison.
func (p *parser) typeArguments() bool {
	at := p.at
	if !p.tries(p.angles) {
		return false
	}
	t := p.tok()
	ends := t.is(")", "]", "}", ":", ";", ",", ".", "?.", "==", "===", "!=", "!==", "&&", "||", "??") || t.kind == end || t.newline
	if !t.is("(") && !p.startsTemplate() && !ends {
		p.at = at
		return false
	}
	p.erase(p.tokens[at].start)
	return true
}

func (p *parser) template() {
	defer p.nest()()
	for p.next(); ; {
		p.expression(where{})
		if p.tok().kind != template {
			p.unexpected("}")
		}
		if p.next().text == "}`" {
			return
		}
	}
}

// list parses expressions between brackets, which can have holes.
func (p *parser) list(open, closing string) {
	p.expect(open)
	for !p.accept(closing) {
		if !p.accept(",") {
			p.expression(where{})
		}
	}
}

// object parses an object literal.
func (p *parser) object() {
	defer p.nest()()
	p.expect("{")
	for !p.accept("}") {
		if p.accept(",") {
			continue
		}
		if p.tok().is("...") {
			p.value()
			continue
		}
		for p.tok().is("async", "get", "set", "*") && !p.peek(1).is(",", ":", "(", "=", "}", "<") {
			p.next()
		}
		p.key()
		if p.tok().is("(", "<") {
			p.method()
		} else if p.accept(":", "=") {
			p.value()
		}
	}
}

// key parses the name of a property.
func (p *parser) key() {
	switch t := p.tok(); {
	case t.is("["):
		p.list("[", "]")
	case t.kind == word || t.kind == literal:
		p.next()
	default:
		p.unexpected("a name")
	}
}

// startsOperand reports whether an expression starts here, on this line.
func (p *parser) startsOperand() bool {
	t := p.tok()
	return !t.newline && t.kind != end && !(t.kind == template && t.text != "`${") && !t.is(")", "]", "}", ",", ";", ":", "in", "of")
}
