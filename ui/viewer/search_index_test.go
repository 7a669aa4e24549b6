package viewer

import (
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
)

// A search waits for the index before it reports that there is no match.
func TestASearchWaitsForTheIndex(t *testing.T) {
	t.Parallel()
	m := New(testKeys(), Styles{})
	m.SetSize(80, 20)
	m.Open("application/json")
	body := []byte(`["` + strings.Repeat(`a long road","`, 300_000) + `the harbour"]`)
	later := []tea.Cmd{m.SetBody(body, true)} // the steps of the index
	press := func(msg tea.KeyMsg) tea.Cmd { return m.Update(msg) }
	press(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("/")})
	press(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("harbour")})
	finish := func(cmd tea.Cmd) {
		for queue := []tea.Cmd{cmd}; len(queue) > 0; queue = queue[1:] {
			if queue[0] == nil {
				continue
			}
			switch msg := queue[0]().(type) {
			case tea.BatchMsg:
				queue = append(queue, msg...)
			case Msg:
				queue = append(queue, m.Update(msg))
			}
		}
	}
	finish(press(tea.KeyMsg{Type: tea.KeyEnter}))
	if got := m.Status(); !strings.HasPrefix(got, "searching") {
		t.Fatalf("before the index: %s", got)
	}
	for _, cmd := range later {
		finish(cmd)
	}
	if got := m.Status(); !strings.HasPrefix(got, "match 1 of 1") {
		t.Errorf("after the index: %s", got)
	}
}
