package erase

// where says what an expression stands in.
type where struct {
	noComma bool // a comma ends it
	noIn    bool // the head of a for
	colon   bool // a colon after it is not of an arrow's type: a case, the middle of a ? :
}

var unary = []string{"+", "-", "!", "~", "++", "--", "...", "typeof", "void", "delete", "await", "new"}

var binary = []string{
	"+", "-", "*", "/", "%", "**", "&", "|", "^", "<<", "<", "<=", "==", "!=", "===", "!==", "&&", "||", "??", "instanceof",
	"=", "+=", "-=", "*=", "/=", "%=", "**=", "&=", "|=", "^=", "&&=", "||=", "??=", "<<=",
}

// expression reads an expression and takes the types out of it.
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

// cast takes out "as type". Where the next line could be taken for going on, it
// is told apart.
func (p *parser) cast() {
	from := p.next().start
	p.typ()
	p.erase(from)
	if t := p.tok(); t.newline && (t.is("(", "[", "+", "-", "/") || t.kind == template || t.kind == literal) {
		p.put[from] = ';'
	}
}

// operand reads what operators stand between.
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
	case t.is("<"): // of an arrow, or a cast of the older form
		defer p.nest()()
		p.generics()
		p.operand(w)
	case t.is("@"):
		p.refuse("a decorator", "call what it calls")
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

// named reads an operand that begins with a word.
func (p *parser) named(w where) {
	switch t := p.next(); {
	case p.tok().is("=>"):
		p.arrowBody(w)
	case t.is("function"):
		p.function()
	case t.is("class"):
		p.class()
	case t.is("async") && p.tok().is("function") && !p.tok().newline:
		p.next()
		p.function()
	case t.is("async") && p.tok().kind == word && p.peek(1).is("=>") && !p.tok().newline:
		p.next()
		p.arrowBody(w)
	case t.is("async") && p.tok().is("("):
		if p.startsArrow(w) {
			p.arrow(w)
		}
	case t.is("async") && p.tok().is("<"):
		at := p.at
		if p.tries(p.angles) && p.tok().is("(") {
			end := p.at
			p.at = at
			p.generics()
			p.at = end
			p.arrow(w)
		}
	}
}

// postfix reads one thing that stands behind an operand.
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
	case t.kind == template && t.text == "`${":
		p.template()
	case t.kind == literal && p.text[t.start] == '`':
		p.next()
	case t.is("<"):
		return p.typeArguments()
	default:
		return false
	}
	return true
}

// typeArguments takes out the type arguments of a call. What else begins with <
// is a comparison.
func (p *parser) typeArguments() bool {
	at := p.at
	if !p.tries(p.angles) {
		return false
	}
	t := p.tok()
	call := t.is("(") || t.kind == template && t.text == "`${" || t.kind == literal && p.text[t.start] == '`'
	over := t.is(")", "]", "}", ":", ";", ",", ".", "?.", "==", "===", "!=", "!==", "&&", "||", "??") || t.kind == end || t.newline && !t.is("(")
	if !call && !over {
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
		if t := p.tok(); t.kind != template {
			p.unexpected("}")
		}
		if p.next().text == "}`" {
			return
		}
	}
}

// list reads expressions between brackets, with holes.
func (p *parser) list(open, closed string) {
	p.expect(open)
	for !p.accept(closed) {
		if !p.accept(",") {
			p.expression(where{})
		}
	}
}

// object reads an object literal.
func (p *parser) object() {
	defer p.nest()()
	p.expect("{")
	for !p.accept("}") {
		if p.accept(",") {
			continue
		}
		if p.tok().is("...") {
			p.expression(where{noComma: true})
			continue
		}
		for p.tok().is("async", "get", "set", "*") && !p.peek(1).is(",", ":", "(", "=", "}", "<") {
			p.next()
		}
		p.key()
		switch {
		case p.tok().is("(", "<"):
			p.method()
		case p.accept(":", "="):
			p.expression(where{noComma: true})
		}
	}
}

// key reads the name of a property.
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

// startsOperand reports whether an expression may begin here, on this line.
func (p *parser) startsOperand() bool {
	t := p.tok()
	return !t.newline && t.kind != end && !(t.kind == template && t.text != "`${") && !t.is(")", "]", "}", ",", ";", ":", "in", "of")
}
