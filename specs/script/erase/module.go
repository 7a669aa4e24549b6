package erase

// imported is an import and its names.
type imported struct {
	from, to int // tokens
	names    []importedName
}

type importedName struct {
	name     string
	from, to int // offsets, including the comma after it
}

func (p *parser) importDeclaration() {
	from := p.at
	p.next()
	if p.importsTypesOnly() {
		for p.tok().kind != literal && p.tok().kind != end {
			p.next()
		}
		p.importSource()
		p.eraseStatement(p.tokens[from].start)
		return
	}
	list := imported{from: from}
	name := func(offset int) {
		n := importedName{p.tokens[p.at-1].text, offset, p.before()}
		if p.accept(",") {
			n.to = p.before()
		}
		list.names = append(list.names, n)
	}
	if t := p.tok(); t.kind == word {
		p.next()
		if p.tok().is("=") {
			p.fail("import = is not supported; write import … from './file.js'")
		}
		name(t.start)
	}
	if t := p.tok(); p.accept("*") {
		p.expect("as")
		p.next()
		name(t.start)
	}
	if p.accept("{") {
		for !p.accept("}") {
			p.specifier(name)
		}
	}
	p.accept("from")
	p.importSource()
	p.endStatement()
	list.to = p.at
	p.imports = append(p.imports, list)
}

// importsTypesOnly reports whether this is an import type.
func (p *parser) importsTypesOnly() bool {
	after := p.peek(1)
	return p.tok().is("type") && (after.is("{", "*") || after.kind == word && (!after.is("from") || p.peek(2).is("from")))
}

func (p *parser) importSource() {
	if p.tok().kind != literal {
		p.unexpected("the file to import from")
	}
	p.next()
	if t := p.tok(); t.is("with", "assert") && !t.newline && p.peek(1).is("{") {
		p.next()
		p.skip()
	}
}

// specifier parses one of the names in braces, and erases that of a type.
func (p *parser) specifier(name func(offset int)) {
	t, after := p.tok(), p.peek(1)
	typed := t.is("type") && !after.is(",", "}") && (!after.is("as") || p.peek(2).is("as"))
	if typed {
		p.next()
	}
	p.key()
	if p.accept("as") {
		p.key()
	}
	if !typed {
		name(t.start)
		return
	}
	p.accept(",")
	p.erase(t.start)
}

func (p *parser) exportDeclaration() {
	from := p.next().start
	if p.accept("default") {
		p.exportDefault(from)
		return
	}
	t, after := p.tok(), p.peek(1)
	switch {
	case t.is("=", "import") || t.is("as") && after.is("namespace"):
		p.fail("this export is not supported; write export default …")
	case t.is("type") && after.is("{", "*"):
		p.next()
		p.exportList()
		p.eraseStatement(from)
	case t.is("interface", "type", "declare") && after.kind == word:
		p.typeDeclaration()
		p.eraseStatement(from)
	case t.is("*", "{"):
		p.exportList()
		p.endStatement()
	case t.is("function", "async", "class", "abstract"):
		p.declaration(from)
	default:
		p.statement()
	}
}

func (p *parser) exportList() {
	if p.accept("*") {
		if p.accept("as") {
			p.key()
		}
	} else {
		p.expect("{")
		for !p.accept("}") {
			p.specifier(func(int) { p.accept(",") })
		}
	}
	if p.accept("from") {
		p.importSource()
	}
}

func (p *parser) exportDefault(from int) {
	switch t, after := p.tok(), p.peek(1); {
	case t.is("interface") && after.kind == word:
		p.typeDeclaration()
		p.eraseStatement(from)
	case t.is("function", "class"), t.is("abstract") && after.is("class"), t.is("async") && after.is("function"):
		p.declaration(from)
	default:
		p.value()
		p.endStatement()
	}
}

// eraseUnusedImports erases imports that only types use: JavaScript may have nothing of that name.
func (p *parser) eraseUnusedImports() {
	used := map[string]bool{}
	rest := p.imports
	for i := 0; i < len(p.tokens); i++ {
		if len(rest) > 0 && i == rest[0].from {
			i, rest = rest[0].to-1, rest[1:]
			continue
		}
		if t := p.tokens[i]; t.kind == word && !p.erased[t.start] && (i == 0 || !p.tokens[i-1].is(".", "?.")) {
			used[t.text] = true
		}
	}
	for _, d := range p.imports {
		unused := 0
		for _, n := range d.names {
			if !used[n.name] {
				p.eraseBetween(n.from, n.to)
				unused++
			}
		}
		if unused > 0 && unused == len(d.names) {
			from := p.tokens[d.from].start
			p.eraseBetween(from, p.tokens[d.to-1].end)
			p.put[from] = ';'
		}
	}
}
