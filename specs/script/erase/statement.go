package erase

func (p *parser) block() {
	p.expect("{")
	for !p.accept("}") {
		p.statement()
	}
}

func (p *parser) statement() {
	defer p.nest()()
	t, after := p.tok(), p.peek(1)
	named := after.kind == word && !after.newline
	switch {
	case t.is("{"):
		p.block()
	case p.accept(";"):
	case t.is("@"):
		p.refuse("a decorator", "call what it calls")
	case t.kind != word:
		p.expressionStatement()
	case t.is("import") && !after.is("(", "."):
		p.importDeclaration()
	case t.is("export"):
		p.exportDeclaration()
	case t.is("enum") && named, t.is("const") && after.is("enum"):
		p.refuse("an enum", "write an object: const Name = { … }")
	case t.is("namespace") && named, t.is("module") && (named || after.kind == literal):
		p.refuse("a namespace", "write an object, or a file of its own")
	case t.is("interface") && named, t.is("type") && named && p.peek(2).is("=", "<"), t.is("declare") && named:
		p.typeDeclaration()
		p.eraseStatement(t.start)
	case t.is("abstract") && after.is("class"):
		p.next()
		p.erase(t.start)
		p.statement()
	case t.is("function"), t.is("async") && after.is("function") && named, t.is("class"):
		p.declaration(t.start)
	case t.is("var", "const"), t.is("let") && (after.kind == word || after.is("{", "[")):
		p.variables(where{})
		p.endStatement()
	case after.is(":"): // a label
		p.next()
		p.next()
	default:
		p.control()
	}
}

// control reads a statement that begins with a keyword, or with no more than a
// name.
func (p *parser) control() {
	switch t := p.tok(); {
	case p.accept("if", "while", "with", "switch"):
		p.list("(", ")")
		if t.is("switch") {
			p.cases()
			return
		}
		p.statement()
		if t.is("if") && p.accept("else") {
			p.statement()
		}
	case p.accept("for"):
		p.accept("await")
		p.forHead()
		p.statement()
	case p.accept("do"):
		p.statement()
		p.expect("while")
		p.list("(", ")")
		p.accept(";")
	case p.accept("return", "throw", "break", "continue", "debugger"):
		if p.startsOperand() {
			p.expression(where{})
		}
		p.endStatement()
	case p.accept("try"):
		p.try()
	default:
		p.expressionStatement()
	}
}

func (p *parser) expressionStatement() {
	p.expression(where{})
	p.endStatement()
}

// endStatement sees that something ends here.
func (p *parser) endStatement() {
	if t := p.tok(); !p.accept(";") && !t.is("}") && t.kind != end && !t.newline {
		p.unexpected(";")
	}
}

func (p *parser) variables(w where) {
	for p.next(); ; {
		p.binding()
		if t := p.tok(); t.is("!") && p.peek(1).is(":") {
			p.next()
			p.erase(t.start)
		}
		p.annotation()
		if p.accept("=") {
			p.expression(where{noComma: true, noIn: w.noIn})
		}
		if !p.accept(",") {
			return
		}
	}
}

func (p *parser) forHead() {
	p.expect("(")
	if t := p.tok(); t.is("var", "let", "const") {
		p.variables(where{noIn: true})
	} else if !t.is(";") {
		p.expression(where{noIn: true})
	}
	for !p.accept(")") {
		if !p.accept(";", "in", "of") {
			p.expression(where{})
		}
	}
}

func (p *parser) cases() {
	p.expect("{")
	for !p.accept("}") {
		switch {
		case p.accept("case"):
			p.expression(where{colon: true})
			p.expect(":")
		case p.tok().is("default") && p.peek(1).is(":"):
			p.next()
			p.next()
		default:
			p.statement()
		}
	}
}

func (p *parser) try() {
	p.block()
	if p.accept("catch") {
		if p.accept("(") {
			p.binding()
			p.annotation()
			p.expect(")")
		}
		p.block()
	}
	if p.accept("finally") {
		p.block()
	}
}

// declaration reads a function or a class, and takes out a function that has no
// body.
func (p *parser) declaration(from int) {
	p.accept("async")
	if p.accept("class") {
		p.class()
		return
	}
	p.expect("function")
	if !p.function() {
		p.eraseStatement(from)
	}
}

// typeDeclaration reads interface, type and declare.
func (p *parser) typeDeclaration() {
	switch {
	case p.accept("type"):
		p.next()
		if p.tok().is("<") {
			p.angles()
		}
		p.expect("=")
		p.typ()
	case p.accept("declare"):
		p.declared()
	case p.accept("interface"):
		p.next()
		if p.tok().is("<") {
			p.angles()
		}
		if p.accept("extends") {
			for p.typ(); p.accept(","); {
				p.typ()
			}
		}
		p.body()
	}
}

// declared reads what is said to be somewhere else.
func (p *parser) declared() {
	switch t := p.tok(); {
	case t.is("type", "interface"):
		p.typeDeclaration()
	case t.is("var", "let") || t.is("const") && !p.peek(1).is("enum"):
		p.variables(where{})
	case t.is("function"):
		p.next()
		p.function()
	default: // class, enum, namespace, module, global
		for !p.tok().is("{") && p.tok().kind != end {
			p.next()
		}
		p.body()
	}
}

// body skips what is in braces.
func (p *parser) body() {
	if !p.tok().is("{") {
		p.unexpected("{")
	}
	p.skip()
}
