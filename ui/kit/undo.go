package kit

import "unicode"

// past is what an input held before, to go back to. A word typed, characters deleted in a row and a paste are one step
// each.
type past struct {
	undone, redone []moment // the latest last
	going          edit     // what the latest step is made of; it goes on while the same is done
}

// moment is what an input holds, and where its cursor stands.
type moment struct {
	text      string
	row, col  int
	completed bool // a space ended the word
}

// edit is a kind of change.
type edit int

const (
	noEdit edit = iota
	typing
	deleting
	pasting
)

// What a past keeps at most: whoever writes a long body does not pay for it many times over.
const (
	mostSteps = 200
	mostPast  = 4 << 20 // bytes
)

// took remembers what stood there before a change.
func (p *past) took(before, after moment, how edit, letter rune) {
	if before.text == after.text {
		if before != after { // the cursor moved: what is typed there is a step of its own
			p.going = noEdit
		}
		return
	}
	p.redone = nil
	wordBegins := how == typing && !unicode.IsSpace(letter) && len(p.undone) > 0 && p.undone[len(p.undone)-1].completed
	if how != p.going || how == pasting || wordBegins {
		p.undone = append(p.undone, before)
		p.bound()
	}
	if n := len(p.undone); n > 0 && how == typing && unicode.IsSpace(letter) {
		p.undone[n-1].completed = true
	}
	p.going = how
}

// bound forgets the oldest of what is too much.
func (p *past) bound() {
	bytes, from := 0, len(p.undone)
	for from > 0 && len(p.undone)-from < mostSteps && bytes+len(p.undone[from-1].text) <= mostPast {
		from--
		bytes += len(p.undone[from].text)
	}
	p.undone = p.undone[from:]
}

// undo gives the moment to go back to from now; redo the one to go forward to.
func (p *past) undo(now moment) (moment, bool) { return p.step(&p.undone, &p.redone, now) }

func (p *past) redo(now moment) (moment, bool) { return p.step(&p.redone, &p.undone, now) }

func (p *past) step(from, to *[]moment, now moment) (moment, bool) {
	n := len(*from)
	if n == 0 {
		return moment{}, false
	}
	there := (*from)[n-1]
	*from, *to = (*from)[:n-1], append(*to, now)
	p.going = noEdit
	there.completed = false
	return there, true
}
