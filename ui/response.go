package ui

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/charmbracelet/bubbles/viewport"
	tea "github.com/charmbracelet/bubbletea"

	"countersign/internal/text"
	"countersign/ui/viewer"
)

// tab is one view of an answer.
type tab int

const (
	tabBody tab = iota
	tabHeaders
	tabSignature
	tabTiming
	tabCount
)

var tabNames = [tabCount]string{"body", "headers", "signature", "timing"}

// response is the pane that shows an answer.
type response struct {
	*env
	screen Screen // that the pane is part of
	answer *answer
	tab    tab
	body   *viewer.Model
	text   viewport.Model // of all tabs but the body's
	width  int
	height int

	calling calling
	saving  saving
}

// calling is a call on its way, as the pane shows it.
type calling struct {
	since time.Time // zero: nothing is waited for
	first time.Time // since when the answer comes; zero: it does not yet
	frame int       // of the spinner
}

var (
	keyTabs      = NewAction("tab-next", Never, "body, headers, signature, timing", "tab", "right")
	keyTabsBack  = NewAction("tab-previous", Never, "the tab before", "shift+tab", "left")
	keyCopyTab   = NewAction("copy", Never, "copy", "y")
	keyCopyValue = NewAction("copy-value", Never, "copy what the line opens", "c")
	// Of the request pane, too.
	keyTurn      = NewAction("response", Always, "to the response", "ctrl+t")
	keySendAgain = NewAction("send-again", Never, "send again", "enter", "ctrl+s")

	keySave = NewAction("save", Never, "save to a file", "w")
)

func newResponse(e *env) response {
	r := response{env: e, body: viewer.New(bodyKeys(e.keys), viewer.Look{}), text: viewport.New(0, 0)}
	r.text.KeyMap = scrollKeys(e.keys)
	return r
}

// close ends what runs for the pane.
func (r *response) close() {
	r.body.Close()
	r.saving.task.stop()
}

// show brings an answer up: another one, or more of the one that is there.
func (r *response) show(a *answer) tea.Cmd {
	more := r.answer != nil && r.answer.coming && r.answer.try == a.try && a.response != nil
	r.answer = a
	if !more {
		r.tab = tabBody
		r.saving.asks = false
		r.body.Open(a.contentType())
	}
	cmd := r.body.Share(a.body())
	if !a.coming {
		cmd = tea.Batch(cmd, r.body.Finish())
	}
	r.fill()
	if !more {
		r.text.GotoTop()
	}
	return cmd
}

func (r *response) setSize(width, height int) {
	if r.width == width && r.height == height {
		return
	}
	r.width, r.height = width, height
	r.fill()
}

// fill wraps the tab's text to the pane.
func (r *response) fill() {
	r.body.SetLook(r.bodyLook())
	if r.answer == nil || r.width == 0 {
		return
	}
	room := max(r.height-height(r.head())-r.saving.lines(), 1)
	r.body.SetSize(max(r.width-bodyMargin-1, 1), room)
	r.text.Width, r.text.Height = r.width, room
	if r.tab != tabBody || r.answer.response == nil {
		r.text.SetContent(r.tabText())
	}
}

// update takes what is no key.
func (r *response) update(msg tea.Msg) tea.Cmd {
	var cmd tea.Cmd
	switch msg := msg.(type) {
	case viewer.Msg:
		cmd = r.body.Update(msg)
	case savedMsg:
		cmd = r.saved(msg)
	case overwriteMsg:
		cmd = r.replace(msg)
	case savingTick:
		return r.saveTick(msg)
	default:
		return nil
	}
	r.fill()
	return cmd
}

func (r *response) press(msg tea.KeyMsg) tea.Cmd {
	if r.answer == nil {
		return nil
	}
	cmd := r.pressed(msg)
	r.fill()
	return cmd
}

func (r *response) pressed(msg tea.KeyMsg) tea.Cmd {
	sideways := r.onBody() && r.body.Keys().Left.Enabled() && r.keys.Hit(msg, keyAlongLeft, keyAlongRight)
	switch {
	case r.saving.asks:
		return r.pressSave(msg)
	case r.onBody() && (r.body.Typing() || sideways):
		return r.body.Update(msg)
	case r.keys.Hit(msg, keyTabs):
		r.turn(+1)
	case r.keys.Hit(msg, keyTabsBack):
		r.turn(-1)
	case r.keys.Hit(msg, keyCopyTab):
		return r.copyTab()
	case r.keys.Hit(msg, keyCopyValue):
		return r.copyValue()
	case r.keys.Hit(msg, keySave):
		return r.askSave()
	case r.onBody():
		return r.body.Update(msg)
	case bodyOnly(r.keys, msg):
		return badToast("that is for the body: " + r.keys.Label(keyTabs) + " goes there")
	default:
		r.text, _ = r.text.Update(msg)
	}
	return nil
}

// onBody reports whether the viewer is what is seen.
func (r *response) onBody() bool {
	return r.tab == tabBody && r.answer != nil && r.answer.response != nil
}

// typing reports whether letters are text.
func (r *response) typing() bool { return r.saving.asks || r.onBody() && r.body.Typing() }

// back takes esc: an input closes first, then what is saved ends, and, unless a call is under way which esc stops, the
// search and the filter.
func (r *response) back(sending bool) bool {
	switch {
	case r.saving.asks:
		r.saving.asks = false
	case r.onBody() && r.body.Typing():
		r.body.Back()
	case sending:
		return false
	case r.saving.task.running():
		r.saving.task.cancel() // its answer says so
	case r.onBody():
		if !r.body.Back() {
			return false
		}
	default:
		return false
	}
	r.fill()
	return true
}

func (r *response) turn(by int) {
	r.tab = (r.tab + tab(by) + tabCount) % tabCount
	r.fill()
	r.text.GotoTop()
}

// copyLimit is how much of a body goes to a clipboard, in bytes: of a larger one most clipboards keep nothing.
const copyLimit = 4 << 20

func (r *response) copyTab() tea.Cmd {
	a := r.answer
	switch {
	case r.tab == tabSignature && a.exchange != nil:
		return r.copy("the base string", a.exchange.BaseString)
	case r.tab == tabTiming && a.exchange != nil:
		return r.copy("the times", timesText(a.exchange))
	case r.tab == tabHeaders && a.response != nil:
		return r.copy("the headers", text.SafeLines(headerText(a.response.Header)))
	case r.tab != tabBody || len(a.body()) == 0:
		return badToast("there is nothing to copy here")
	}
	return r.copyText("the body", a.body())
}

// copyValue copies what the viewer's cursor is on.
func (r *response) copyValue() tea.Cmd {
	if !r.onBody() || len(r.answer.body()) == 0 {
		return badToast("there is nothing to copy here")
	}
	if text, ok := r.body.Subtree(); ok {
		return r.copyText("what the line holds", []byte(text))
	}
	return r.copyText("the line", []byte(r.body.Line()))
}

// copyText copies a part of the body, unless a clipboard is no place for it.
func (r *response) copyText(what string, content []byte) tea.Cmd {
	switch {
	case len(content) > copyLimit:
		return badToast(what + " has " + text.Size(len(content)) + ", too much for a clipboard: " + r.keys.Label(keySave) + " saves it to a file")
	case !utf8.Valid(content) || strings.IndexByte(string(content), 0) >= 0:
		return badToast(what + " is no text: " + r.keys.Label(keySave) + " saves it to a file")
	}
	return r.copy(what, text.SafeLines(string(content)))
}

// responseKeys are the actions under that title in the settings.
func responseKeys() KeyGroup {
	return KeyGroup{
		Title: "Response", Moves: true,
		Actions: []Action{
			keyTabs, keyTabsBack, keyCopyTab, keyCopyValue, keySave, keySaveNow, keySearch, keyMatch, keyMatchBack,
			keyBodyFilter, keyFold, keyFoldAll, keyRaw, keyHex, keyWrap, keyBodyPageUp, keyBodyPageDown, keyAlongLeft,
			keyAlongRight,
		},
		With: []Action{keySendAgain, keyCopyAs, keySigned, keyExchanges, keyTurn},
	}
}
