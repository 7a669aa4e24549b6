package ui

import (
	"cmp"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/internal/text"
)

var keyCopyHere = NewAction("copy-callback-here", Never, "copy the callback", "c")

// guide is all that a connector knows of getting consumer keys: where, what to enter, and what the provider says when
// something else was entered.
type guide struct {
	*env
	width     int
	connector *flow.Connector
}

func newGuide(e *env, c *flow.Connector) *guide { return &guide{env: e, connector: c} }

func (s *guide) Title() string { return "getting keys" }

func (s *guide) Init() tea.Cmd { return nil }

func (s *guide) SetSize(width, _ int) { s.width = width }

// Reads says that the frame scrolls and searches the guide.
func (s *guide) Reads() bool { return true }

// Why says that there is no callback.
func (s *guide) Why(action key.Binding) string {
	if s.keys.Same(action, keyCopyHere) {
		return "this connector names no callback to copy"
	}
	return ""
}

func (s *guide) Update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(tea.KeyMsg); ok && s.keys.Hit(msg, keyCopyHere) && s.connector.Registration.Callback != "" {
		return s.copy("the callback", s.connector.Registration.Callback)
	}
	return nil
}

func (s *guide) ShortHelp() []key.Binding {
	return []key.Binding{s.copyKey(), s.keys.Of(keyFind), s.keys.Of(keyBack)}
}

func (s *guide) copyKey() key.Binding {
	return s.keys.When(s.connector.Registration.Callback != "", keyCopyHere)
}

func (s *guide) FullHelp() [][]key.Binding { return [][]key.Binding{{s.copyKey(), s.keys.Of(keyBack)}} }

func (s *guide) View() string {
	c := s.connector
	parts := []string{statusView(s.env, c, s.width), registerView(s.env, c.Registration, s.width), s.mistakesView(c.Registration.Mistakes)}
	if c.RevokeAt != "" {
		parts = append(parts, pair(s.env, "Revoke", c.RevokeAt, s.width))
	}
	parts = append(parts, unverifiedView(s.env, c, s.width))
	var shown []string
	for _, part := range parts {
		if part != "" {
			shown = append(shown, part)
		}
	}
	return strings.Join(shown, "\n\n")
}

func (s *guide) mistakesView(mistakes []flow.Mistake) string {
	if len(mistakes) == 0 {
		return ""
	}
	lines := []string{indent + s.styles.Strong.Render("When it says …")}
	for _, m := range mistakes {
		lines = append(lines,
			hang(indent+"✗ ", text.Safe(m.Said, 200), s.width),
			hang(indent+"  "+s.styles.Accent.Render("→ "), text.Safe(m.Means, 400), s.width))
	}
	return strings.Join(lines, "\n")
}

// hasGuide reports whether there is anything to read beyond what the configure screen says in short.
func hasGuide(c *flow.Connector) bool {
	r := c.Registration
	return r.At+r.Application+r.Callback+c.RevokeAt != "" || len(r.Notes)+len(r.Mistakes)+len(c.Unverified) > 0
}

// guideInShort is the guide without its mistakes, which it counts.
func guideInShort(e *env, c *flow.Connector, width int) string {
	var parts []string
	for _, part := range []string{registerView(e, c.Registration, width), unverifiedView(e, c, width)} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	if n := len(c.Registration.Mistakes); n > 0 {
		parts = append(parts, indent+e.styles.Accent.Render(e.keys.Label(keyGuide)+" ")+"says what "+text.Count(n, "error", "errors")+" of the provider's may mean")
	}
	return strings.Join(parts, "\n")
}

// registerView is where and how consumer keys are registered. The callback stands on a line of its own at column 0, so
// that it can be copied by mouse.
func registerView(e *env, r flow.Registration, width int) string {
	var lines []string
	if r.At != "" {
		lines = append(lines, pair(e, "Keys from", r.At, width))
	}
	if r.Application != "" {
		lines = append(lines, pair(e, "Choose", r.Application, width))
	}
	if r.Callback != "" {
		lines = append(lines, indent+e.styles.Strong.Render("Callback")+" to enter there, exactly so:")
		for _, line := range chunks(text.Safe(r.Callback, 300), width) {
			lines = append(lines, e.styles.Accent.Render(line))
		}
	}
	for _, note := range r.Notes {
		lines = append(lines, hang(indent+"· ", text.Safe(note, 300), width))
	}
	return strings.Join(lines, "\n")
}

func pair(e *env, label, value string, width int) string {
	return hang(indent+e.styles.Strong.Render(fit(label, 11)), text.Safe(value, 300), width)
}

func unverifiedView(e *env, c *flow.Connector, width int) string {
	var lines []string
	for _, u := range c.Unverified {
		lines = append(lines, hang(indent+e.styles.Wait.Render("? "), "unverified: "+text.Safe(u, 300), width))
	}
	return strings.Join(lines, "\n")
}

// statusView says that a service is not what it was; nothing of one that is.
func statusView(e *env, c *flow.Connector, width int) string {
	st := c.Status
	if st.State == "" {
		return ""
	}
	word := text.Safe(st.State, 20)
	if st.Date != "" {
		since := map[string]string{"legacy": " since "}
		word += cmp.Or(since[st.State], " on ") + text.Safe(st.Date, 20)
	}
	return eachLine(e.styles.Wait, hang(indent+"● ", word+": "+text.Safe(st.Text, 300), width))
}
