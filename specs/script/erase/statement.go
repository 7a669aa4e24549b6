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
		p.fail(noDecorators)
	case t.kind != word:
		p.expressionStatement()
	case t.is("import") && !after.is("(", "."):
		p.importDeclaration()
	case t.is("export"):
		p.exportDeclaration()
	case t.is("enum") && named, t.is("const") && after.is("enum"):
		p.fail("enums are not supported; write an object: const Name = { … }")
	case t.is("namespace") && named, t.is("module") && (named || after.kind == literal):
		p.fail("namespaces are not supported; use an object, or another file")
	case t.is("interface") && named, t.is("type") && named && p.peek(2).is("=", "<"), t.is("declare") && named:
		p.typeDeclaration()
		p.eraseStatement(t.start)
	case t.is("abstract") && after.is("class"), t.is("function", "class"), t.is("async") && after.is("function") && named:
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

// control parses a statement that starts with a keyword, or an expression.
func (p *parser) control() {
	switch t := p.tok(); {
	case p.accept("if", "while", "with"):
		p.list("(", ")")
		p.statement()
		if t.is("if") && p.accept("else") {
			p.statement()
		}
	case p.accept("switch"):
		p.list("(", ")")
		p.cases()
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

// declaration parses a function or a class, and erases an overload.
func (p *parser) declaration(from int) {
	if t := p.tok(); p.accept("abstract") {
		p.erase(t.start)
	}
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

// typeDeclaration parses interface, type and declare.
func (p *parser) typeDeclaration() {
	switch t := p.next(); {
	case t.is("type"):
		p.next()
		p.generics()
		p.expect("=")
		p.typ()
	case t.is("declare"):
		p.declared()
	default: // interface
		p.next()
		p.generics()
		if p.accept("extends") {
			p.types()
		}
		p.body()
	}
}

// declared parses what follows declare.
func (p *parser) declared() {
	switch t := p.tok(); {
	case t.is("type", "interface"):
		p.typeDeclaration()
	case t.is("var", "let") || t.is("const") && !p.peek(1).is("enum"):
		p.variables(where{})
	case p.accept("function"):
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
