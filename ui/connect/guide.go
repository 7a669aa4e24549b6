package connect

import (
	"cmp"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/kit"
)

var keyCopyHere = kit.NewAction("copy-callback-here", kit.NotInText, "copy the callback", "c")

// guide is how to get consumer keys from a provider, and what its error messages mean.
type guide struct {
	*kit.Env
	width     int
	connector *flow.Connector
}

func newGuide(e *kit.Env, c *flow.Connector) *guide { return &guide{Env: e, connector: c} }

func (s *guide) Title() string { return "how to get keys" }

func (s *guide) Init() tea.Cmd { return nil }

func (s *guide) SetSize(width, _ int) { s.width = width }

func (s *guide) IsPager() bool { return true }

func (s *guide) DisabledReason(action key.Binding) string {
	if s.Keys.SameKeys(action, keyCopyHere) {
		return "This connector has no callback to copy"
	}
	return ""
}

func (s *guide) Update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(tea.KeyMsg); ok && s.Keys.Matches(msg, keyCopyHere) && s.connector.Registration.Callback != "" {
		return s.CopyToClipboard("the callback", s.connector.Registration.Callback)
	}
	return nil
}

func (s *guide) ShortHelp() []key.Binding {
	return []key.Binding{s.copyKey(), s.Keys.Binding(kit.KeyFind), s.Keys.Binding(kit.KeyBack)}
}

func (s *guide) copyKey() key.Binding {
	return s.Keys.EnabledIf(s.connector.Registration.Callback != "", keyCopyHere)
}

func (s *guide) FullHelp() [][]key.Binding {
	return [][]key.Binding{{s.copyKey(), s.Keys.Binding(kit.KeyBack)}}
}

func (s *guide) View() string {
	c := s.connector
	parts := []string{StatusView(s.Env, c, s.width), registerView(s.Env, c.Registration, s.width), s.mistakesView(c.Registration.Mistakes)}
	if c.RevokePage != "" {
		parts = append(parts, pair(s.Env, "Revoke", c.RevokePage, s.width))
	}
	parts = append(parts, unverifiedView(s.Env, c, s.width))
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
	lines := []string{kit.Indent + s.Styles.Strong.Render("Common errors")}
	for _, m := range mistakes {
		lines = append(lines,
			kit.HangingIndent(kit.Indent+"✗ ", text.Safe(m.ProviderMessage, 200), s.width),
			kit.HangingIndent(kit.Indent+"  "+s.Styles.Accent.Render("→ "), text.Safe(m.Advice, 400), s.width))
	}
	return strings.Join(lines, "\n")
}

// hasGuide reports whether there is a guide.
func hasGuide(c *flow.Connector) bool {
	r := c.Registration
	return r.Page+r.Application+r.Callback+c.RevokePage != "" || len(r.Notes)+len(r.Mistakes)+len(c.Unverified) > 0
}

// guideInShort is the guide without the common errors.
func guideInShort(e *kit.Env, c *flow.Connector, width int) string {
	var parts []string
	for _, part := range []string{registerView(e, c.Registration, width), unverifiedView(e, c, width)} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	if n := len(c.Registration.Mistakes); n > 0 {
		parts = append(parts, kit.Indent+"Press "+e.Styles.Accent.Render(e.Keys.Label(keyGuide))+" for "+text.Count(n, "common error", "common errors")+".")
	}
	return strings.Join(parts, "\n")
}

// registerView is where and how to register. The callback is at column 0, so that it can be selected with the mouse.
func registerView(e *kit.Env, r flow.Registration, width int) string {
	var lines []string
	if r.Page != "" {
		lines = append(lines, pair(e, "Get keys", r.Page, width))
	}
	if r.Application != "" {
		lines = append(lines, pair(e, "Choose", r.Application, width))
	}
	if r.Callback != "" {
		lines = append(lines, kit.Indent+e.Styles.Strong.Render("Callback")+" to register, exactly:")
		for _, line := range kit.Chunks(text.Safe(r.Callback, 300), width) {
			lines = append(lines, e.Styles.Accent.Render(line))
		}
	}
	for _, note := range r.Notes {
		lines = append(lines, kit.HangingIndent(kit.Indent+"· ", text.Safe(note, 300), width))
	}
	return strings.Join(lines, "\n")
}

func pair(e *kit.Env, label, value string, width int) string {
	return kit.HangingIndent(kit.Indent+e.Styles.Strong.Render(kit.Fit(label, 11)), text.Safe(value, 300), width)
}

func unverifiedView(e *kit.Env, c *flow.Connector, width int) string {
	var lines []string
	for _, u := range c.Unverified {
		lines = append(lines, kit.HangingIndent(kit.Indent+e.Styles.Warning.Render("? "), "Unverified: "+text.Safe(u, 300), width))
	}
	return strings.Join(lines, "\n")
}

// StatusView is a warning about a closing or legacy service; empty for others.
func StatusView(e *kit.Env, c *flow.Connector, width int) string {
	st := c.Status
	if st.State == "" {
		return ""
	}
	word := text.Safe(st.State, 20)
	if st.Date != "" {
		since := map[string]string{"legacy": " since "}
		word += cmp.Or(since[st.State], " on ") + text.Safe(st.Date, 20)
	}
	return kit.RenderLines(e.Styles.Warning, kit.HangingIndent(kit.Indent+"● ", word+": "+text.Safe(st.Text, 300), width))
}
