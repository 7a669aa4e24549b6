package shell

import (
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"countersign/ui/kit"
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
	keys     *kit.Keys
	question *kit.AskMsg
	held     *kit.AskMsg // what was asked before the question whether to quit
	toast    kit.ToastMsg
	stamp    int
}

func (n *notice) show(m kit.ToastMsg) (stamp int) {
	n.stamp++
	n.toast = m
	return n.stamp
}

// ask puts a question in place of the one that stands there, which comes back when this one is answered no.
func (n *notice) ask(m *kit.AskMsg) { n.held, n.question = n.question, m }

func (n *notice) expire(m toastGoneMsg) {
	if m.stamp == n.stamp {
		n.toast = kit.ToastMsg{}
	}
}

// answer takes a key for the open question; done is false when it is neither yes nor no.
func (n *notice) answer(msg tea.KeyMsg) (reply tea.Msg, from kit.Screen, done bool) {
	q := n.question
	switch {
	case n.keys.Matches(msg, kit.KeyYes):
		reply = q.OnYes
	case n.keys.Matches(msg, kit.KeyNo):
		reply = q.OnNo
	default:
		return nil, nil, false
	}
	n.question, n.held = n.held, nil
	return reply, q.From, true
}

// keys are the question's, for the footer.
func (n *notice) help() []key.Binding {
	return []key.Binding{n.keys.Relabeled(kit.KeyYes, n.question.Yes), n.keys.Relabeled(kit.KeyNo, n.question.No), n.keys.Relabeled(kit.KeyBack, n.question.No)}
}

// view is at least one line; idle is the one that stands there when nothing is said.
func (n *notice) view(s kit.Styles, idle string, width int) string {
	switch {
	case n.question != nil:
		return kit.RenderLines(s.Warning, kit.HangingIndent(" ? ", n.question.Text, width))
	case n.toast.Text != "" && n.toast.IsError:
		return kit.RenderLines(s.Error, kit.HangingIndent(" ✗ ", n.toast.Text, width))
	case n.toast.Text != "":
		return kit.HangingIndent(" "+s.Success.Render("✓")+" ", n.toast.Text, width)
	}
	return idle
}
