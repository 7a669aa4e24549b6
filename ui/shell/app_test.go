package shell

import (
	"bytes"
	"strings"
	"testing"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"countersign/ui/kit"
	"countersign/ui/uitest"
)

// fake is a screen that tells what was done to it.
type fake struct {
	keys   []key.Binding
	title  string
	got    []tea.Msg
	closed int
	typing bool
	lines  int
}

func (f *fake) Init() tea.Cmd              { return nil }
func (f *fake) Update(msg tea.Msg) tea.Cmd { f.got = append(f.got, msg); return nil }
func (f *fake) View() string               { return strings.Repeat("line\n", f.lines) + "last" }
func (f *fake) Title() string              { return f.title }
func (f *fake) SetSize(int, int)           {}
func (f *fake) ShortHelp() []key.Binding {
	return append(f.keys, (*kit.Keys)(nil).Bindings(kit.KeyBack)...)
}
func (f *fake) FullHelp() [][]key.Binding  { return nil }
func (f *fake) Close()                     { f.closed++ }
func (f *fake) Typing() bool               { return f.typing }
func (f *fake) received(want tea.Msg) bool { return f.last() == want }
func (f *fake) last() tea.Msg {
	if len(f.got) == 0 {
		return nil
	}
	return f.got[len(f.got)-1]
}

func staged(t *testing.T, screens ...kit.Screen) *App {
	t.Helper()
	a := New(kit.NewEnv(uitest.Deps(t), nil), screens...)
	a.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	return a
}

func TestEscClosesTheTopScreenAndTellsTheOneBelow(t *testing.T) {
	t.Parallel()
	home, over := &fake{}, &fake{title: "over"}
	a := staged(t, home, over)
	a.Update(uitest.KeyMsg("esc"))
	if over.closed != 1 || len(a.stack) != 1 {
		t.Errorf("closed %d times, %d screens left", over.closed, len(a.stack))
	}
	if !home.received(kit.ResumedMsg{}) {
		t.Errorf("home got %#v", home.last())
	}
	a.Update(uitest.KeyMsg("esc"))
	if home.closed != 0 || len(a.stack) != 1 {
		t.Error("esc on home closed it")
	}
}

func TestCtrlCClosesEveryScreenEvenWhileTyping(t *testing.T) {
	t.Parallel()
	home, over := &fake{}, &fake{typing: true}
	a := staged(t, home, over)
	_, cmd := a.Update(uitest.KeyMsg("ctrl+c"))
	if _, ok := cmd().(tea.QuitMsg); !ok || home.closed != 1 || over.closed != 1 {
		t.Errorf("home closed %d times, the top one %d", home.closed, over.closed)
	}
}

func TestQQuitsOnHomeOnlyAndIsTextWhileTyping(t *testing.T) {
	t.Parallel()
	home, over := &fake{}, &fake{}
	a := staged(t, home, over)
	if _, cmd := a.Update(uitest.KeyMsg("q")); cmd != nil || over.last() == nil {
		t.Error("q was not for the screen above home")
	}
	a = staged(t, home)
	home.typing = true
	if _, cmd := a.Update(uitest.KeyMsg("q")); cmd != nil {
		t.Error("q quit while something was typed")
	}
	home.typing = false
	if _, cmd := a.Update(uitest.KeyMsg("q")); cmd == nil {
		t.Error("q did not quit on home")
	}
}

func TestNavigationFromAScreenThatIsNoLongerOnTopDoesNothing(t *testing.T) {
	t.Parallel()
	home, gone, late := &fake{}, &fake{}, &fake{}
	a := staged(t, home)
	for _, msg := range []tea.Msg{kit.PushMsg{From: gone, To: late}, kit.LeaveMsg{From: gone}, kit.HomeMsg{From: gone, To: late}, kit.AskMsg{From: gone, Text: "?"}} {
		a.Update(msg)
		if len(a.stack) != 1 || a.notice.question != nil {
			t.Errorf("%T took effect", msg)
		}
	}
	if late.closed != 1 {
		t.Errorf("the screen that never came up was closed %d times", late.closed)
	}
}

func TestResultsGoToEveryScreenAndKeysToTheTopOne(t *testing.T) {
	t.Parallel()
	home, over := &fake{}, &fake{}
	a := staged(t, home, over)
	a.Update(plainMsg{})
	a.Update(uitest.KeyMsg("z"))
	if len(home.got) != 1 || len(over.got) != 2 {
		t.Errorf("home got %v, the top one %v", home.got, over.got)
	}
}

func TestAQuestionTakesEveryKeyUntilItIsAnswered(t *testing.T) {
	t.Parallel()
	home := &fake{}
	a := staged(t, home)
	question := kit.AskMsg{From: home, Text: "sure?", OnYes: kit.DiscardMsg{}, Yes: "do", No: "don't"}
	for keys, want := range map[string]tea.Msg{"y": kit.DiscardMsg{}, "n": nil, "esc": nil} {
		home.got = nil
		a.Update(question)
		for _, other := range []string{"z", "enter", "q", "?"} {
			a.Update(uitest.KeyMsg(other))
		}
		if a.notice.question == nil || home.last() != nil {
			t.Fatal("another key answered the question")
		}
		a.Update(uitest.KeyMsg(keys))
		if a.notice.question != nil || home.last() != want {
			t.Errorf("%s gave %#v", keys, home.last())
		}
	}
}

func TestAnOldTimerDoesNotTakeANewToastAway(t *testing.T) {
	t.Parallel()
	a := staged(t, &fake{})
	a.Update(kit.ToastMsg{Text: "first"})
	first := a.notice.stamp
	a.Update(kit.ToastMsg{Text: "second"})
	a.Update(toastGoneMsg{first})
	if !strings.Contains(a.View(), "second") {
		t.Error("the first toast's timer took the second away")
	}
	a.Update(toastGoneMsg{a.notice.stamp})
	if strings.Contains(a.View(), "second") {
		t.Error("the toast stays for ever")
	}
}

func TestAToastGoesWithItsScreen(t *testing.T) {
	t.Parallel()
	home, over := &fake{}, &fake{}
	a := staged(t, home, over)
	a.Update(kit.ToastMsg{Text: "done here"})
	a.Update(uitest.KeyMsg("esc"))
	if strings.Contains(a.View(), "done here") {
		t.Error("the toast outlives its screen")
	}
	a.Update(kit.ToastMsg{Text: "done there"})
	a.Update(kit.PushMsg{From: home, To: over})
	if strings.Contains(a.View(), "done there") {
		t.Error("the toast goes along to the next screen")
	}
}

func TestCtrlZSuspendsOnAnyScreenAndUndoesInAText(t *testing.T) {
	t.Parallel()
	over := &fake{}
	a := staged(t, &fake{}, over)
	_, cmd := a.Update(tea.KeyMsg{Type: tea.KeyCtrlZ})
	if cmd == nil || over.last() != nil {
		t.Fatal("ctrl+z was for the screen")
	}
	if _, ok := cmd().(tea.SuspendMsg); !ok {
		t.Errorf("it gave %T", cmd())
	}
	over.typing = true
	if _, cmd := a.Update(uitest.KeyMsg("ctrl+z")); cmd != nil || over.last() == nil {
		t.Error("in a text it suspends")
	}
}

func TestHelpOpensOverAnyScreenAndClosesByAnyKey(t *testing.T) {
	t.Parallel()
	over := &fake{typing: true}
	a := staged(t, &fake{}, over)
	a.Update(uitest.KeyMsg("?"))
	if strings.Contains(a.View(), "KEYS") {
		t.Error("? opened the help while something was typed")
	}
	a.Update(uitest.KeyMsg("f1"))
	if !strings.Contains(a.View(), "KEYS") {
		t.Errorf("f1 did not open the help:\n%s", a.View())
	}
	a.Update(uitest.KeyMsg("esc"))
	if strings.Contains(a.View(), "KEYS") || over.closed != 0 {
		t.Error("esc did more than close the help")
	}
}

func TestABodyLongerThanTheFrameScrolls(t *testing.T) {
	t.Parallel()
	a := staged(t, &fake{lines: 60})
	if !strings.Contains(a.View(), "lines below") {
		t.Errorf("nothing says that there is more:\n%s", a.View())
	}
	for range 5 {
		a.Update(uitest.KeyMsg("pgdown"))
	}
	if !strings.Contains(a.View(), "last") {
		t.Errorf("the end is out of reach:\n%s", a.View())
	}
	uitest.CheckFrame(t, a.View(), uitest.FrameSizes[0])
}

func TestASmallWindowSaysSoAndStillLetsOut(t *testing.T) {
	t.Parallel()
	a := staged(t, &fake{}, &fake{typing: true})
	a.Update(tea.WindowSizeMsg{Width: 59, Height: 16})
	if !strings.Contains(a.View(), "59×16, needs 60×16") {
		t.Error(a.View())
	}
	if _, cmd := a.Update(uitest.KeyMsg("q")); cmd == nil {
		t.Error("q does not quit")
	}
	a.Update(tea.WindowSizeMsg{Width: 60, Height: 16})
	if strings.Contains(a.View(), "too small") {
		t.Error("60×16 is enough")
	}
}

func TestTheBackgroundRepaintsAtRunTime(t *testing.T) {
	t.Parallel()
	d := uitest.Deps(t)
	d.Renderer = lipgloss.NewRenderer(&bytes.Buffer{})
	d.Renderer.SetColorProfile(termenv.TrueColor)
	a := New(kit.NewEnv(d, nil), &fake{})
	a.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	dark := a.View()
	a.Update(kit.BackgroundMsg{Dark: false})
	if a.View() == dark {
		t.Error("the frame looks the same on a light background")
	}
	a.Update(kit.BackgroundMsg{Dark: true})
	if a.View() != dark {
		t.Error("dark again looks different")
	}
}

func TestTheDebugLogHoldsTypesAndNothingThatWasTyped(t *testing.T) {
	t.Parallel()
	d := uitest.Deps(t)
	var log bytes.Buffer
	d.Debug = &log
	a := New(kit.NewEnv(d, nil), &fake{})
	a.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("sample-consumer-secret"), Paste: true})
	a.Update(plainMsg{})
	if text := log.String(); !strings.Contains(text, ".plainMsg") || strings.Contains(text, "sample") {
		t.Errorf("the log is %q", text)
	}
}

// Where a letter is text, no line of the palette would type one.
func TestPaletteOffersNoLettersToAnInput(t *testing.T) {
	t.Parallel()
	a := staged(t, &fake{}, &fake{typing: true, keys: []key.Binding{kit.Bind("a letter", "x"), kit.Bind("no letter", "ctrl+x")}})
	a.Update(uitest.KeyMsg("ctrl+k"))
	for _, e := range a.palette.all {
		if len([]rune(e.key)) == 1 {
			t.Errorf("%q would be typed", e.key)
		}
	}
	if !strings.Contains(a.View(), "no letter") {
		t.Errorf("an action is missing in\n%s", a.View())
	}
}

// plainMsg is a message of a screen.
type plainMsg struct{}
