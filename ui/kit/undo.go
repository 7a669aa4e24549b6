package kit

import "unicode"

// past is the undo history of an input. A typed word, a run of deletions and a paste are one step each.
type past struct {
	undone, redone []moment // the latest last
	going          edit     // the kind of the latest step, which continues while the kind stays the same
}

// moment is the state of an input: its text and cursor position.
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

// Limits of the history, so that a long body is not stored too many times.
const (
	mostSteps = 200
	mostPast  = 4 << 20 // bytes
)

// took records the state before a change.
func (p *past) took(before, after moment, how edit, letter rune) {
	if before.text == after.text {
		if before != after { // the cursor moved: typing there is a new step
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

// bound drops the oldest steps beyond the limits.
func (p *past) bound() {
	bytes, from := 0, len(p.undone)
	for from > 0 && len(p.undone)-from < mostSteps && bytes+len(p.undone[from-1].text) <= mostPast {
		from--
		bytes += len(p.undone[from].text)
	}
	p.undone = p.undone[from:]
}

// undo returns the state to go back to from now, and redo the state to go forward to.
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
