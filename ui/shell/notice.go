package shell

import (
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"countersign/ui/kit"
)

// toastLife is how long a toast is shown.
const toastLife = 6 * time.Second

// toastGoneMsg removes a toast, if it is still the one that the timer was started for.
type toastGoneMsg struct{ stamp int }

func toastGone(stamp int) func(time.Time) tea.Msg {
	return func(time.Time) tea.Msg { return toastGoneMsg{stamp} }
}

// notice is the line above the footer: a question, or else a toast.
type notice struct {
	keys     *kit.Keys
	question *kit.AskMsg
	held     *kit.AskMsg // the question that was open before the question whether to quit
	toast    kit.ToastMsg
	stamp    int
}

func (n *notice) show(m kit.ToastMsg) (stamp int) {
	n.stamp++
	n.toast = m
	return n.stamp
}

// ask replaces the open question, which returns if the answer to the new one is no.
func (n *notice) ask(m *kit.AskMsg) { n.held, n.question = n.question, m }

func (n *notice) expire(m toastGoneMsg) {
	if m.stamp == n.stamp {
		n.toast = kit.ToastMsg{}
	}
}

// answer handles a key while a question is open; done is false if it is neither yes nor no.
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

// help returns the keys of the question, for the footer.
func (n *notice) help() []key.Binding {
	return []key.Binding{n.keys.Relabeled(kit.KeyYes, n.question.Yes), n.keys.Relabeled(kit.KeyNo, n.question.No), n.keys.Relabeled(kit.KeyBack, n.question.No)}
}

// view renders at least one line; idle if there is no question or toast.
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
