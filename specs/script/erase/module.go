package erase

// imported is an import and the names that it gives.
type imported struct {
	from, to int // tokens
	names    []importedName
}

type importedName struct {
	name     string
	from, to int // offsets of what says so, the comma behind it included
}

func (p *parser) importDeclaration() {
	from := p.at
	p.next()
	if p.importsTypesOnly() {
		for p.tok().kind != literal && p.tok().kind != end {
			p.next()
		}
		p.endImport()
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
			p.refuse("an import by =", "write import … from './file.js'")
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
	p.endImport()
	p.endStatement()
	list.to = p.at
	p.imports = append(p.imports, list)
}

// importsTypesOnly reports an import type.
func (p *parser) importsTypesOnly() bool {
	after := p.peek(1)
	return p.tok().is("type") && (after.is("{", "*") || after.kind == word && (!after.is("from") || p.peek(2).is("from")))
}

// endImport reads where an import is from.
func (p *parser) endImport() {
	if p.tok().kind != literal {
		p.unexpected("the file to import from")
	}
	p.next()
	if t := p.tok(); t.is("with", "assert") && !t.newline && p.peek(1).is("{") {
		p.next()
		p.skip()
	}
}

// specifier reads one of the names between braces, and takes out a type's.
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
	t, after := p.tok(), p.peek(1)
	switch {
	case t.is("=", "import") || t.is("as") && after.is("namespace"):
		p.refuse("this export", "write export default …")
	case t.is("type") && after.is("{", "*"):
		p.next()
		p.exportList()
		p.eraseStatement(from)
	case t.is("interface"), t.is("type") && after.kind == word, t.is("declare") && after.kind == word:
		p.typeDeclaration()
		p.eraseStatement(from)
	case t.is("*", "{"):
		p.exportList()
		p.endStatement()
	case t.is("default"):
		p.next()
		p.exportDefault(from)
	case t.is("function", "async", "class"):
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
		p.endImport()
	}
}

func (p *parser) exportDefault(from int) {
	switch t, after := p.tok(), p.peek(1); {
	case t.is("interface") && after.kind == word:
		p.typeDeclaration()
		p.eraseStatement(from)
	case t.is("abstract") && after.is("class"):
		p.next()
		p.erase(t.start)
		p.declaration(from)
	case t.is("function", "class"), t.is("async") && after.is("function"):
		p.declaration(from)
	default:
		p.expression(where{noComma: true})
		p.endStatement()
	}
}

// eraseUnusedImports takes out imports whose names only types use: there need
// be nothing of that name in JavaScript.
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

func (p *parser) eraseBetween(from, to int) {
	for i := from; i < to; i++ {
		p.erased[i] = true
	}
}
