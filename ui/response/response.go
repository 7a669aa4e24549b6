package response

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/charmbracelet/bubbles/viewport"
	tea "github.com/charmbracelet/bubbletea"

	"countersign/internal/text"
	"countersign/ui/kit"
	"countersign/ui/traffic"
	"countersign/ui/viewer"
)

// tab is one view of a result.
type tab int

const (
	tabBody tab = iota
	tabHeaders
	tabSignature
	tabTiming
	tabCount
)

var tabNames = [tabCount]string{"body", "headers", "signature", "timing"}

// Pane shows the result of a request.
type Pane struct {
	*kit.Env
	Screen kit.Screen // contains the pane
	Result *Result
	tab    tab
	body   *viewer.Model
	text   viewport.Model // of all tabs but the body
	width  int
	height int

	Sending Sending
	saving  saving
}

// Sending is a request in flight.
type Sending struct {
	Started         time.Time // zero: no request is in flight
	ResponseStarted time.Time // zero: no response yet
	Frame           int       // of the spinner
}

var (
	keyTabs      = kit.NewAction("tab-next", kit.NotInText, "next tab", "tab", "right")
	keyTabsBack  = kit.NewAction("tab-previous", kit.NotInText, "previous tab", "shift+tab", "left")
	keyCopyTab   = kit.NewAction("copy", kit.NotInText, "copy", "y")
	keyCopyValue = kit.NewAction("copy-value", kit.NotInText, "copy value", "c")
	// KeyToggleResponse moves between the request and the response.
	KeyToggleResponse = kit.NewAction("response", kit.InText, "show response", "ctrl+t")
	// KeyResend sends the request again.
	KeyResend = kit.NewAction("resend", kit.NotInText, "send again", "enter", "ctrl+s").Formerly("send-again")

	keySave = kit.NewAction("save", kit.NotInText, "save to a file", "w")
)

// New makes an empty pane.
func New(e *kit.Env) Pane {
	r := Pane{Env: e, body: viewer.New(bodyKeys(e.Keys), viewer.Styles{}), text: viewport.New(0, 0)}
	r.text.KeyMap = kit.ScrollKeys(e.Keys)
	return r
}

// Close stops the pane's work.
func (r *Pane) Close() {
	r.body.Close()
	r.saving.task.Stop()
}

// Show shows a result: a new one, or more of the current one.
func (r *Pane) Show(a *Result) tea.Cmd {
	more := r.Result != nil && r.Result.Receiving && r.Result.Attempt == a.Attempt && a.Response != nil
	r.Result = a
	if !more {
		r.tab = tabBody
		r.saving.asks = false
		r.body.Open(a.contentType())
	}
	cmd := r.body.SetBody(a.body(), !a.Receiving)
	r.Layout()
	if !more {
		r.text.GotoTop()
	}
	return cmd
}

// SetSize sets the size of the pane.
func (r *Pane) SetSize(width, height int) {
	if r.width == width && r.height == height {
		return
	}
	r.width, r.height = width, height
	r.Layout()
}

// Layout wraps the tab's text to the size of the pane.
func (r *Pane) Layout() {
	r.body.SetStyles(r.bodyLook())
	if r.Result == nil || r.width == 0 {
		return
	}
	room := max(r.height-kit.Height(r.head())-kit.Height(strings.TrimPrefix(r.saveLine(), "\n")), 1)
	r.body.SetSize(max(r.width-bodyMargin-1, 1), room)
	r.text.Width, r.text.Height = r.width, room
	if r.tab != tabBody || r.Result.Response == nil {
		r.text.SetContent(r.tabText())
	}
}

// Update handles all messages but keys.
func (r *Pane) Update(msg tea.Msg) tea.Cmd {
	var cmd tea.Cmd
	switch msg := msg.(type) {
	case viewer.Msg:
		cmd = r.body.Update(msg)
	case savedMsg:
		cmd = r.saved(msg)
	case overwriteMsg:
		cmd = r.replace(msg)
	default:
		return nil
	}
	r.Layout()
	return cmd
}

// HandleKey handles a key.
func (r *Pane) HandleKey(msg tea.KeyMsg) tea.Cmd {
	if r.Result == nil {
		return nil
	}
	cmd := r.pressed(msg)
	r.Layout()
	return cmd
}

func (r *Pane) pressed(msg tea.KeyMsg) tea.Cmd {
	sideways := r.onBody() && r.body.Keys().Left.Enabled() && r.Keys.Matches(msg, keyScrollLeft, keyScrollRight)
	switch {
	case r.saving.asks:
		return r.pressSave(msg)
	case r.onBody() && (r.body.Typing() || sideways):
		return r.body.Update(msg)
	case r.Keys.Matches(msg, keyTabs):
		r.turn(+1)
	case r.Keys.Matches(msg, keyTabsBack):
		r.turn(-1)
	case r.Keys.Matches(msg, keyCopyTab):
		return r.copyTab()
	case r.Keys.Matches(msg, keyCopyValue):
		return r.copyValue()
	case r.Keys.Matches(msg, keySave):
		return r.askSave()
	case r.onBody():
		return r.body.Update(msg)
	case bodyOnly(r.Keys, msg):
		return kit.ErrorToast("This works on the body only. Press " + r.Keys.Label(keyTabs) + " to go there.")
	default:
		r.text, _ = r.text.Update(msg)
	}
	return nil
}

// onBody reports whether the viewer is visible.
func (r *Pane) onBody() bool {
	return r.tab == tabBody && r.Result != nil && r.Result.Response != nil
}

// Typing reports whether an input has the focus.
func (r *Pane) Typing() bool { return r.saving.asks || r.onBody() && r.body.Typing() }

// Back handles Esc: it closes an input, stops saving, or, unless a request is in flight, clears the search and the filter.
func (r *Pane) Back(sending bool) bool {
	switch {
	case r.saving.asks:
		r.saving.asks = false
	case r.onBody() && r.body.Typing():
		r.body.Back()
	case sending:
		return false
	case r.saving.task.Running():
		r.saving.task.Cancel()
	case r.onBody():
		if !r.body.Back() {
			return false
		}
	default:
		return false
	}
	r.Layout()
	return true
}

func (r *Pane) turn(by int) {
	r.tab = (r.tab + tab(by) + tabCount) % tabCount
	r.Layout()
	r.text.GotoTop()
}

// copyLimit is the largest text, in bytes, that is copied. Most clipboards drop larger ones.
const copyLimit = 4 << 20

func (r *Pane) copyTab() tea.Cmd {
	a := r.Result
	switch {
	case r.tab == tabSignature && a.Exchange != nil:
		return r.CopyToClipboard("the base string", a.Exchange.BaseString)
	case r.tab == tabTiming && a.Exchange != nil:
		return r.CopyToClipboard("the times", timesText(a.Exchange))
	case r.tab == tabHeaders && a.Response != nil:
		return r.CopyToClipboard("the headers", text.SafeLines(headerText(a.Response.Header)))
	case r.tab != tabBody || len(a.body()) == 0:
		return kit.ErrorToast("Nothing to copy")
	}
	return r.copyText("the body", a.body())
}

// copyValue copies the value at the cursor of the viewer.
func (r *Pane) copyValue() tea.Cmd {
	if !r.onBody() || len(r.Result.body()) == 0 {
		return kit.ErrorToast("Nothing to copy")
	}
	if text, ok := r.body.Subtree(); ok {
		return r.copyText("the value", []byte(text))
	}
	return r.copyText("the line", []byte(r.body.Line()))
}

// copyText copies text unless it is too large or binary.
func (r *Pane) copyText(what string, content []byte) tea.Cmd {
	switch {
	case len(content) > copyLimit:
		return kit.ErrorToast("Too large for the clipboard: " + text.Size(len(content)) + ". Press " + r.Keys.Label(keySave) + " to save it to a file.")
	case !utf8.Valid(content) || strings.IndexByte(string(content), 0) >= 0:
		return kit.ErrorToast("Cannot copy binary data. Press " + r.Keys.Label(keySave) + " to save it to a file.")
	}
	return r.CopyToClipboard(what, text.SafeLines(string(content)))
}

// Keys are the actions of this package for the settings.
func Keys() kit.KeyGroup {
	return kit.KeyGroup{
		Title: "Response", IncludesListKeys: true,
		Actions: []kit.Action{
			keyTabs, keyTabsBack, keyCopyTab, keyCopyValue, keySave, keySaveNow, keySearch, keyMatch, keyMatchBack,
			keyBodyFilter, keyFold, keyFoldAll, keyRaw, keyHex, keyWrap, kit.KeyBodyPageUp, kit.KeyBodyPageDown, keyScrollLeft,
			keyScrollRight,
		},
		AlsoActive: []kit.Action{KeyResend, traffic.KeyCopyAs, traffic.KeySignature, traffic.KeyTraffic, KeyToggleResponse},
	}
}
