package erase

import (
	"slices"
	"strconv"
)

// parser goes through the tokens once.
type parser struct {
	text    string
	tokens  []token
	closing []int // the index of the bracket that closes the one at an index
	at      int
	depth   int

	noAngles []bool // of each token: a < there begins no type arguments

	erased  []bool       // of each byte
	put     map[int]byte // what stands in a byte's place
	imports []imported
}

// match finds which bracket closes which.
func (p *parser) match() {
	p.closing, p.noAngles = make([]int, len(p.tokens)), make([]bool, len(p.tokens))
	var open []int
	for i, t := range p.tokens {
		if t.kind == template && t.text != "`${" || t.kind == punct && slices.Contains([]string{")", "]", "}"}, t.text) {
			if len(open) == 0 || !closes(p.tokens[open[len(open)-1]], t) {
				panic(failed{t.start, t.text[:1] + " closes nothing"})
			}
			p.closing[open[len(open)-1]] = i
			open = open[:len(open)-1]
		}
		if t.kind == template && t.text != "}`" || t.kind == punct && slices.Contains([]string{"(", "[", "{"}, t.text) {
			if open = append(open, i); len(open) > maxDepth {
				panic(failed{t.start, tooDeep})
			}
		}
	}
	if len(open) > 0 {
		t := p.tokens[open[len(open)-1]]
		panic(failed{t.start, "nothing closes this " + t.text})
	}
}

const tooDeep = "the script is nested too deeply"

func closes(open, t token) bool {
	if t.kind == template || open.kind == template {
		return t.kind == open.kind
	}
	return open.text+t.text == "()" || open.text+t.text == "[]" || open.text+t.text == "{}"
}

// nest counts how deep the parser is in itself. The function that it gives is
// to be deferred.
func (p *parser) nest() func() {
	if p.depth++; p.depth > maxDepth {
		p.fail(tooDeep)
	}
	return func() { p.depth-- }
}

func (p *parser) tok() token { return p.tokens[p.at] }

// peek is the token some way ahead; the end, beyond it.
func (p *parser) peek(n int) token { return p.tokens[min(p.at+n, len(p.tokens)-1)] }

func (p *parser) next() token {
	t := p.tok()
	if t.kind != end {
		p.at++
	}
	return t
}

func (t token) is(texts ...string) bool {
	return (t.kind == punct || t.kind == word) && slices.Contains(texts, t.text)
}

// accept takes the token if it is one of these.
func (p *parser) accept(texts ...string) bool {
	if p.tok().is(texts...) {
		p.next()
		return true
	}
	return false
}

func (p *parser) expect(text string) {
	if !p.accept(text) {
		p.unexpected(text)
	}
}

func (p *parser) unexpected(wanted string) {
	found := "the end"
	if t := p.tok(); t.kind != end {
		found = strconv.Quote(t.text)
	}
	p.fail("expected " + wanted + ", not " + found)
}

func (p *parser) fail(message string) { panic(failed{p.tok().start, message}) }

// refuse says that something can't be erased.
func (p *parser) refuse(what, instead string) {
	p.fail(what + " is more than a type and can't be taken out; " + instead)
}

// before is the end of the token before the one at hand.
func (p *parser) before() int { return p.tokens[p.at-1].end }

// erase takes out everything from an offset to the token at hand.
func (p *parser) erase(from int) {
	for i := from; i < p.before(); i++ {
		p.erased[i] = true
	}
}

// eraseStatement takes out a whole statement. What is before it ends there.
func (p *parser) eraseStatement(from int) {
	p.accept(";")
	p.erase(from)
	p.put[from] = ';'
}

// tries reports whether a part can be read, and goes back if it can't.
func (p *parser) tries(read func()) (ok bool) {
	at, depth := p.at, p.depth
	defer func() {
		if failure := recover(); failure != nil {
			if _, expected := failure.(failed); !expected {
				panic(failure)
			}
			p.at, p.depth = at, depth
		}
	}()
	read()
	return true
}
