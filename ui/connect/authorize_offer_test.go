package connect

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"countersign/flow"
	"countersign/ui/kit"
	"countersign/ui/terminal"
	"countersign/ui/uitest"
)

func TestConnectorPortIsNamed(t *testing.T) {
	t.Parallel()
	s := begun(kit.NewEnv(uitest.Deps(t), nil), begunMsg{link: "https://photos.example/", callback: "http://127.0.0.1:8477/callback", chosenPort: 9000})
	s.SetSize(120, 30)
	if view := uitest.OneLine(s.View()); !strings.Contains(view, "Waiting for the callback on 127.0.0.1:8477 (the connector's port) until") {
		t.Error(view)
	}
}

func TestDisabledKeysExplainWhy(t *testing.T) {
	t.Parallel()
	d := uitest.Deps(t)
	d.Settings.OpenBrowser = false
	asking := func(e *kit.Env) *authorize {
		s := newAuthorize(e, plan{setup: flow.NewSetup(uitest.Photos), name: "photos"})
		s.Init()
		return s
	}
	failed := func(e *kit.Env) *authorize {
		s := waiting(e)
		s.Update(verifiedMsg{task: s.task.ID, err: flow.ErrDenied})
		return s
	}
	testing := func(e *kit.Env) *authorize {
		s := exchanged(e)
		s.Update(savedMsg{task: s.task.ID, conn: uitest.Connection()})
		return s
	}
	for _, test := range []struct {
		at   func(e *kit.Env) *authorize
		keys string
		why  string
	}{
		{asking, "o c v l p a d", "No link yet"},
		{asking, "r", "Nothing failed"},
		{asking, "b", "Too late to change the callback"},
		{asking, "s", "Nothing signed yet"},
		{asking, "k", "when saving fails"},
		{waiting, "o", "openBrowser: false"},
		{waiting, "a d", "Only the sandbox"},
		{waiting, "l", "No SSH session"},
		{waiting, "f", "when the callback port is in use"},
		{failed, "o c v p", "The link was already used"},
		{failed, "f", "when the callback port is in use"},
		{exchanged, "r", "Nothing failed"},
		{testing, "enter", "The test is still running"},
		{testing, "c", "The link was already used"},
	} {
		for _, name := range strings.Fields(test.keys) {
			s := test.at(kit.NewEnv(d, nil))
			cmd := uitest.Press(s, name)
			if cmd == nil {
				t.Errorf("%s: no toast, want %q", name, test.why)
				continue
			}
			if msg, ok := cmd().(kit.ToastMsg); !ok || !msg.IsError || !strings.Contains(msg.Text, test.why) {
				t.Errorf("%s: %#v, want %q", name, msg, test.why)
			}
		}
	}
}

func TestOpeningTheBrowserIsShown(t *testing.T) {
	t.Parallel()
	d := uitest.Deps(t)
	opened := make(chan struct{})
	d.OpenBrowser = func(context.Context, string) error { <-opened; return nil }
	e := kit.NewEnv(d, nil)
	s := waiting(e)
	s.SetSize(80, 20)
	cmd := uitest.Press(s, "o")
	if !strings.Contains(s.View(), "opening the browser") {
		t.Error(s.View())
	}
	close(opened)
	then := s.Update(cmd())
	if strings.Contains(s.View(), "opening the browser") {
		t.Error(s.View())
	}
	if s.Update(then()); !strings.Contains(s.View(), "✓ link") || !strings.Contains(s.View(), "opened in browser") {
		t.Error(s.View())
	}
}

// The callback may arrive before the launcher of the browser has ended.
func TestFastCallback(t *testing.T) {
	t.Parallel()
	e := kit.NewEnv(uitest.Deps(t), nil)
	s := waiting(e)
	later(e, 2*time.Second)
	uitest.Press(s, "o")
	later(e, time.Second)
	s.Update(verifiedMsg{task: s.task.ID})
	s.SetSize(80, 20)
	if view := uitest.OneLine(s.View()); !strings.Contains(view, "✓ link 2.0 s opened in browser ✓ authorize 1.0 s allowed") {
		t.Error(view)
	}
}

func TestMouseSelectsTheLink(t *testing.T) {
	t.Parallel()
	e := kit.NewEnv(uitest.Deps(t), nil)
	s := waiting(e)
	if !s.Selectable() {
		t.Error("the link cannot be selected")
	}
	s.Update(verifiedMsg{task: s.task.ID})
	if s.Selectable() {
		t.Error("the link is gone, but selectable")
	}
	var _ kit.Selectable = s
}

// With colors the code is dark on light; without, it depends on the background.
func TestQRCodeIsDarkOnLight(t *testing.T) {
	t.Parallel()
	const finder = "█▀▀▀▀▀█" // the upper edge of a finder pattern, dark blocks
	for name, test := range map[string]struct {
		profile     termenv.Profile
		dark, known bool
		blocks      bool // the blocks are the dark modules
		says        bool // that it is a guess
	}{
		"colours":                {profile: termenv.TrueColor, blocks: true},
		"16 colours":             {profile: termenv.ANSI, dark: true, known: true, blocks: true},
		"no colours, light":      {profile: termenv.Ascii, known: true, blocks: true},
		"no colours, dark":       {profile: termenv.Ascii, dark: true, known: true},
		"no colours, who knows?": {profile: termenv.Ascii, says: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := uitest.Deps(t)
			d.Renderer = lipgloss.NewRenderer(io.Discard)
			d.Renderer.SetColorProfile(test.profile)
			e := kit.NewEnv(d, nil)
			e.Dark, e.DarkKnown = test.dark, test.known
			s := waiting(e)
			s.SetSize(120, 60)
			uitest.Press(s, "v")
			view := s.View()
			if strings.Contains(view, finder) != test.blocks || strings.Contains(view, "Drawn for a dark") != test.says {
				t.Error(view)
			}
			if coloured := strings.Contains(view, "\x1b["); coloured != (test.profile != termenv.Ascii) {
				t.Errorf("coloured: %v", coloured)
			}
		})
	}
}

// Bubble Tea leaves out lines that have not changed; the line break must stay.
func TestSoftWrappedLink(t *testing.T) {
	t.Parallel()
	d := uitest.Deps(t)
	e := kit.NewEnv(d, nil)
	e.SoftWraps = true
	s := waiting(e)
	s.SetSize(60, 12)
	for frame, want := range map[string]string{
		strings.ReplaceAll(s.link(), "\n", "\r\n"):            s.pending.link,
		"above" + terminal.SoftWrap + "\r\n\n":                "above\r\n\n",
		"\n" + terminal.SoftWrap + "below":                    "\nbelow",
		"no link\r\nat all" + terminal.SoftWrap + "\r\nbelow": "no link\r\nat all\r\nbelow",
	} {
		got := strings.ReplaceAll(string(terminal.JoinSoftWraps([]byte(frame))), terminal.SoftWrap, "")
		if got != want {
			t.Errorf("%q became %q", frame, got)
		}
	}
	if plain := []byte("a\r\nb"); !bytes.Equal(terminal.JoinSoftWraps(plain), plain) {
		t.Error("a frame without a link has changed")
	}
}

// The total agrees with the steps.
func TestAuthorizationTimes(t *testing.T) {
	t.Parallel()
	e := kit.NewEnv(uitest.Deps(t), nil)
	s := waiting(e)
	later(e, 10*time.Second)
	s.Update(verifiedMsg{task: s.task.ID})
	s.Update(exchangedMsg{task: s.task.ID, token: flow.Token{Key: "sample-access-token"}, took: time.Second})
	later(e, 2*time.Second)
	s.Update(savedMsg{task: s.task.ID, conn: uitest.Connection(), took: time.Second})
	s.SetSize(80, 20)
	if view := s.View(); strings.Contains(view, "Connected") {
		t.Errorf("connected before the test has finished:\n%s", view)
	}
	s.Update(testedMsg{task: s.task.ID, result: flow.TestResult{Account: "Anna Sample", Took: time.Second}})
	if view := uitest.OneLine(s.View()); !strings.Contains(view, "✓ authorize 10.0 s") || !strings.Contains(view, "Connected as Anna Sample in 12.0 s") {
		t.Error(view)
	}
	later(e, time.Hour)
	if view := uitest.OneLine(s.View()); !strings.Contains(view, "in 12.0 s") {
		t.Errorf("the total keeps growing:\n%s", view)
	}
}
