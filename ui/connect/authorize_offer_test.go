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

func TestTheConnectorsOwnPortIsCalledThat(t *testing.T) {
	t.Parallel()
	s := begun(kit.NewEnv(uitest.Deps(t), nil), begunMsg{link: "https://photos.example/", callback: "http://127.0.0.1:8477/callback", chosenPort: 9000})
	s.SetSize(120, 30)
	if view := uitest.OneLine(s.View()); !strings.Contains(view, "Waiting on 127.0.0.1:8477, the connector's own port, for 0:00") {
		t.Error(view)
	}
}

// A key that has nothing to do now says why.
func TestKeysThatDoNothingSayWhy(t *testing.T) {
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
		s.Update(verifiedMsg{task: s.dance.ID, err: flow.ErrDenied})
		return s
	}
	testing := func(e *kit.Env) *authorize {
		s := exchanged(e)
		s.Update(keptMsg{task: s.dance.ID, conn: uitest.Connection()})
		return s
	}
	for _, test := range []struct {
		at   func(e *kit.Env) *authorize
		keys string
		why  string
	}{
		{asking, "o c v l p a d", "the link is not there yet"},
		{asking, "r", "nothing failed"},
		{asking, "b", "too late for the other way"},
		{asking, "s", "nothing has been signed yet"},
		{asking, "k", "when one fails"},
		{waiting, "o", "openBrowser: false"},
		{waiting, "a d", "only the sandbox's page"},
		{waiting, "l", "there is no ssh"},
		{waiting, "r", "nothing failed"},
		{waiting, "f", "only a port that is taken"},
		{failed, "o c v p", "the link has been used"},
		{failed, "f", "only a port that is taken"},
		{exchanged, "r", "nothing failed"},
		{testing, "enter", "the test is still under way"},
		{testing, "c", "the link has been used"},
	} {
		for _, name := range strings.Fields(test.keys) {
			s := test.at(kit.NewEnv(d, nil))
			cmd := uitest.Press(s, name)
			if cmd == nil {
				t.Errorf("%s says nothing, not %q", name, test.why)
				continue
			}
			if msg, ok := cmd().(kit.ToastMsg); !ok || !msg.IsError || !strings.Contains(msg.Text, test.why) {
				t.Errorf("%s says %#v, not %q", name, msg, test.why)
			}
		}
	}
}

func TestOpeningTheBrowserShowsThatItIsAtWork(t *testing.T) {
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
	if s.Update(then()); !strings.Contains(s.View(), "✓ link") || !strings.Contains(s.View(), "opened in the browser") {
		t.Error(s.View())
	}
}

// The browser may come back before its launcher has ended.
func TestABrowserThatComesBackAtOnceWasOpenedHere(t *testing.T) {
	t.Parallel()
	e := kit.NewEnv(uitest.Deps(t), nil)
	s := waiting(e)
	later(e, 2*time.Second)
	uitest.Press(s, "o")
	later(e, time.Second)
	s.Update(verifiedMsg{task: s.dance.ID})
	s.SetSize(80, 20)
	if view := uitest.OneLine(s.View()); !strings.Contains(view, "✓ link 2.0 s opened in the browser ✓ authorize 1.0 s allowed") {
		t.Error(view)
	}
}

func TestTheMouseIsTheTerminalsWhileThereIsALinkToMark(t *testing.T) {
	t.Parallel()
	e := kit.NewEnv(uitest.Deps(t), nil)
	s := waiting(e)
	if !s.Selectable() {
		t.Error("the link cannot be marked")
	}
	s.Update(verifiedMsg{task: s.dance.ID})
	if s.Selectable() {
		t.Error("there is nothing to mark any more")
	}
	var _ kit.Selectable = s
}

// Dark on light by colours of its own; without colours, by what is known of the background.
func TestTheCodeIsDarkOnLight(t *testing.T) {
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

// Where Bubble Tea leaves a line out because it stands there already, the break must stay.
func TestOnlyAWholeLinkIsLeftToTheTerminalToWrap(t *testing.T) {
	t.Parallel()
	d := uitest.Deps(t)
	e := kit.NewEnv(d, nil)
	e.SoftWraps = true
	s := waiting(e)
	s.SetSize(60, 12)
	for frame, want := range map[string]string{
		strings.ReplaceAll(s.link(), "\n", "\r\n"):            s.open.link,
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
		t.Error("a frame without a link was changed")
	}
}

// TestTheDanceOnAClock holds the total against the steps.
func TestTheDanceOnAClock(t *testing.T) {
	t.Parallel()
	e := kit.NewEnv(uitest.Deps(t), nil)
	s := waiting(e)
	later(e, 10*time.Second)
	s.Update(verifiedMsg{task: s.dance.ID})
	s.Update(exchangedMsg{task: s.dance.ID, token: flow.Token{Key: "sample-access-token"}, took: time.Second})
	later(e, 2*time.Second)
	s.Update(keptMsg{task: s.dance.ID, conn: uitest.Connection(), took: time.Second})
	s.SetSize(80, 20)
	if view := s.View(); strings.Contains(view, "Connected") {
		t.Errorf("connected before the test has answered:\n%s", view)
	}
	s.Update(dancedTestMsg{task: s.dance.ID, result: flow.TestResult{Account: "Anna Sample", Took: time.Second}})
	if view := uitest.OneLine(s.View()); !strings.Contains(view, "✓ authorize 10.0 s") || !strings.Contains(view, "Connected as Anna Sample, in 12.0 s") {
		t.Error(view)
	}
	later(e, time.Hour)
	if view := uitest.OneLine(s.View()); !strings.Contains(view, "in 12.0 s") {
		t.Errorf("the total runs on:\n%s", view)
	}
}
