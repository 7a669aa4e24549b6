package ui

import (
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// toastLife is how long a passing remark stays.
const toastLife = 6 * time.Second

// toastGoneMsg takes a remark away, if it is still the one that the timer was started for.
type toastGoneMsg struct{ stamp int }

func toastGone(stamp int) func(time.Time) tea.Msg {
	return func(time.Time) tea.Msg { return toastGoneMsg{stamp} }
}

// notice is what stands above the footer: a question, else a passing remark.
type notice struct {
	keys     *Keys
	question *askMsg
	held     *askMsg // what was asked before the question whether to quit
	toast    toastMsg
	stamp    int
}

func (n *notice) show(m toastMsg) (stamp int) {
	n.stamp++
	n.toast = m
	return n.stamp
}

// ask puts a question in place of the one that stands there, which comes back when this one is answered no.
func (n *notice) ask(m *askMsg) { n.held, n.question = n.question, m }

func (n *notice) expire(m toastGoneMsg) {
	if m.stamp == n.stamp {
		n.toast = toastMsg{}
	}
}

// answer takes a key for the open question; done is false when it is neither yes nor no.
func (n *notice) answer(msg tea.KeyMsg) (reply tea.Msg, from Screen, done bool) {
	q := n.question
	switch {
	case n.keys.Hit(msg, keyYes):
		reply = q.onYes
	case n.keys.Hit(msg, keyNo):
		reply = q.onNo
	default:
		return nil, nil, false
	}
	n.question, n.held = n.held, nil
	return reply, q.from, true
}

// keys are the question's, for the footer.
func (n *notice) help() []key.Binding {
	return []key.Binding{n.keys.Named(keyYes, n.question.yes), n.keys.Named(keyNo, n.question.no), n.keys.Named(keyBack, n.question.no)}
}

// view is at least one line; idle is the one that stands there when nothing is said.
func (n *notice) view(s Styles, idle string, width int) string {
	switch {
	case n.question != nil:
		return eachLine(s.Wait, hang(" ? ", n.question.text, width))
	case n.toast.text != "" && n.toast.bad:
		return eachLine(s.Bad, hang(" ✗ ", n.toast.text, width))
	case n.toast.text != "":
		return hang(" "+s.Good.Render("✓")+" ", n.toast.text, width)
	}
	return idle
}
