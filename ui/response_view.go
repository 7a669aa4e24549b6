package ui

import (
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/spinner"
	"github.com/charmbracelet/x/ansi"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/viewer"
)

func (r *response) viewText() string {
	if r.answer == nil {
		return paragraph("The answer comes here.", r.width)
	}
	text := ""
	if r.onBody() {
		text = r.bodyText()
	} else {
		text = r.text.View()
	}
	return r.head() + "\n" + text + r.saveLine()
}

// head is what stands above the text: the call, the outcome, its trouble, the tabs, the place.
func (r *response) head() string {
	a := r.answer
	lines := []string{indent + r.styles.Muted.Render(clip(text.Safe(a.method+" "+a.url, 2000), r.width-margin-1)), r.outcome()}
	lines = append(lines, r.troubleLines()...)
	return strings.Join(append(lines, r.tabs(), r.place()), "\n")
}

// troubleLines explain the answer, in at most half of the pane.
func (r *response) troubleLines() []string {
	a := r.answer
	var x *flow.Explanation
	switch {
	case a.response == nil || a.stopped: // the pane says it
	case a.failure != nil:
		x = a.failure
	default:
		x = a.response.Trouble()
	}
	if x == nil {
		return nil
	}
	said := *x
	if a.failure == nil && a.response.TokenEnded() {
		said.Next += "; that is " + r.keys.Label(keyReconnect) + " on the list of connections, where " + r.keys.Label(keyBack) + " leads"
	}
	lines := strings.Split(r.styles.trouble(said, "", r.width), "\n")
	if most := max(r.height/2-3, 2); len(lines) > most {
		lines = append(lines[:most-1:most-1], indent+"  …")
	}
	return lines
}

// outcome is what is waited for, or the status with a sign and a word, then time, size and type.
func (r *response) outcome() string {
	a := r.answer
	switch {
	case r.at(): // the answer before is gone, or going
		return r.progress()
	case a.response == nil:
		return indent + r.styles.Bad.Render("✗ no answer")
	}
	look, sign := statusLook(r.styles, a.response.Status)
	status := statusWords(a.response.Status)
	rest := text.Took(a.response.Took) + "   " + a.came()
	switch {
	case a.stopped:
		look, sign, status, rest = r.styles.Wait, "●", status+", stopped at "+a.came(), text.Took(a.response.Took)
	case a.failure != nil:
		look, sign, status, rest = r.styles.Bad, "✗", status+", broken off at "+a.came(), text.Took(a.response.Took)
	}
	if kind := a.contentType(); kind != "" {
		rest += "   " + text.Safe(kind, 60)
	}
	status = look.Render(clip(sign+" "+status, r.width-margin-1))
	return indent + status + r.styles.Muted.Render(clip("   "+rest, r.width-margin-1-ansi.StringWidth(status)))
}

// calm is how long nothing is said of a call on its way: most are answered before.
const calm = 300 * time.Millisecond

// at reports whether the pane says what it is at.
func (r *response) at() bool {
	w := r.calling
	return !w.since.IsZero() && (r.answer.coming || r.Now().Sub(w.since) >= calm)
}

// progress is a call on its way: the time, and what has come, of how many, how fast.
func (r *response) progress() string {
	w, frames := r.calling, spinner.MiniDot.Frames
	spin := r.styles.Wait.Render(frames[w.frame%len(frames)])
	elapsed := text.Took(r.Now().Sub(w.since))
	if !r.answer.coming {
		return indent + spin + " " + clip("sending, "+elapsed+"; "+r.keys.Label(keyBack)+" stops", r.width-margin-3)
	}
	a := r.answer
	look, sign := statusLook(r.styles, a.response.Status)
	line := indent + spin + " " + look.Render(sign+" "+statusWords(a.response.Status)) + "   " + a.came()
	came := int64(len(a.body()))
	for _, more := range []string{share(came, a.response.Length), rate(came, r.Now().Sub(w.first)), elapsed, r.keys.Label(keyBack) + " stops"} {
		if next := line + "   " + more; more != "" && ansi.StringWidth(next) < r.width {
			line = next
		}
	}
	return clip(line, r.width)
}

// share is a part of a whole that is known, as a bar and a number.
func share(part, whole int64) string {
	const cells = 10
	if whole <= 0 {
		return ""
	}
	done := int(min(part*cells/whole, cells))
	return fmt.Sprintf("%s%s %d%%", strings.Repeat("█", done), strings.Repeat("░", cells-done), min(part*100/whole, 100))
}

// rate is how many bytes came in a second; empty when it is too early to say.
func rate(bytes int64, in time.Duration) string {
	if in < calm {
		return ""
	}
	return text.Size(int64(float64(bytes)/in.Seconds())) + "/s"
}

// statusWords is the status as people say it, with a word for one that has no name.
func statusWords(status int) string {
	text := (&flow.Response{Status: status}).StatusText()
	if strings.Contains(text, " ") {
		return text
	}
	return text + map[int]string{1: " not final", 2: " success", 3: " elsewhere", 4: " refused", 5: " the service's fault"}[status/100]
}

func (r *response) tabs() string {
	parts := make([]string, tabCount)
	for i, name := range tabNames {
		if tab(i) == r.tab {
			parts[i] = r.styles.Accent.Render("[" + name + "]")
		} else {
			parts[i] = r.styles.Muted.Render(" " + name + " ")
		}
	}
	return clip(indent+strings.Join(parts, " "), r.width-1)
}

// place is where in the tab's text the pane stands.
func (r *response) place() string {
	text := ""
	switch {
	case r.onBody() && len(r.answer.body()) > 0:
		text = r.body.Status()
	case !r.onBody() && r.text.TotalLineCount() > r.text.Height:
		text = fmt.Sprintf("lines %d–%d of %d", r.text.YOffset+1, r.text.YOffset+r.text.VisibleLineCount(), r.text.TotalLineCount())
	}
	return strings.TrimRight(indent+r.styles.Muted.Render(clip(text, r.width-margin-1)), " ")
}

// tabText is a tab's content but the body's, wrapped so that nothing is cut.
func (r *response) tabText() string {
	a := r.answer
	switch {
	case r.tab == tabSignature && a.exchange != nil:
		return signatureText(r.env, a.exchange, r.width)
	case r.tab == tabTiming && a.exchange != nil:
		return r.timingText(a.exchange, len(a.body()))
	case a.coming && r.tab != tabHeaders:
		return paragraph("That is known when the answer is whole.", r.width)
	case r.tab == tabSignature:
		return paragraph("Nothing was signed.", r.width)
	case r.tab == tabTiming:
		return paragraph("Nothing was sent.", r.width)
	case a.response == nil:
		return r.styles.trouble(*a.failure, "", r.width)
	}
	return r.headerText(a)
}

// headerText are the headers, their names in a column of their own where there is room.
func (r *response) headerText(a *answer) string {
	pairs := headerLines(a.response.Header)
	if len(pairs) == 0 {
		return paragraph("The answer has no headers.", r.width)
	}
	var names []string
	for _, p := range pairs {
		names = append(names, text.Safe(p.Name, 200))
	}
	column := widest(names, 0, max(r.width/3, 12)) + 2
	room := r.width - margin - column - 1
	var lines []string
	for i, p := range pairs {
		name := names[i] + ":"
		lead := indent + r.styles.Name.Render(fit(name, column))
		if ansi.StringWidth(name) >= column { // a long name has a line, or more, of its own
			for _, l := range chunks(name, r.width-margin-1) {
				lines = append(lines, indent+r.styles.Name.Render(l))
			}
			lead = indent + strings.Repeat(" ", column)
		}
		for _, l := range wrap(text.Safe(p.Value, 256<<10), room) {
			lines = append(lines, lead+l)
			lead = indent + strings.Repeat(" ", column)
		}
	}
	return strings.Join(lines, "\n")
}

// shortHelp are the keys of the pane that are used most.
func (r *response) shortHelp() []key.Binding {
	back := r.keys.Named(keyBack, "request")
	switch {
	case r.saving.asks:
		return []key.Binding{r.keys.Named(keySaveNow, "save"), r.keys.Named(keyBack, "cancel")}
	case r.onBody() && r.body.Typing():
		return []key.Binding{r.keys.Named(keySaveNow, "go"), r.keys.Named(keyBack, "close")}
	case r.answer.coming:
		k := r.body.Keys()
		return []key.Binding{r.keys.Named(keyTabs, "next tab"), k.Search, k.Next, r.keys.Named(keyDown, "scroll"), r.keys.Named(keyBack, "stop")}
	case r.saving.task.running():
		back = r.keys.Named(keyBack, "stop saving")
	case !r.onBody():
		return []key.Binding{r.keys.Of(keySendAgain), r.keys.Named(keyTabs, "next tab"), r.keys.Named(keyDown, "scroll"), r.keys.Of(keyCopyTab), r.keys.Of(keyCopyAs), r.keys.Of(keySigned), back}
	}
	k, filter := r.body.Keys(), "go to a line"
	if r.body.Kind() == viewer.JSON {
		filter = "jq"
	}
	return []key.Binding{r.keys.Of(keySendAgain), r.keys.Named(keyTabs, "next tab"), k.Search, named(k.Filter, filter), k.Next, r.keys.Named(keySave, "save"), r.keys.Of(keyCopyTab), r.keys.Of(keyCopyAs), k.Fold, k.Raw, back}
}

func (r *response) fullHelp() [][]key.Binding {
	own := r.keys.List(keySendAgain, keyTabs, keyTabsBack, keyCopyTab, keyCopyValue, keySave)
	if !r.onBody() {
		return [][]key.Binding{own, r.keys.List(keyUp, keyDown, keyBodyPageUp, keyBodyPageDown)}
	}
	return [][]key.Binding{own, r.body.Keys().Bindings()}
}

// why says why an action can't be done to the answer.
func (r *response) why(action key.Binding) string {
	raw := r.keys.Same(action, keyRaw)
	switch k := r.body.Keys(); {
	case r.keys.Same(action, keyMatch), r.keys.Same(action, keyMatchBack):
		return "nothing is searched for: " + r.keys.Label(keySearch) + " begins a search"
	case (r.keys.Same(action, keyFold) || r.keys.Same(action, keyFoldAll)) && !k.Raw.Enabled():
		return "there is nothing to fold in a body of this kind"
	case r.keys.Same(action, keyFold), r.keys.Same(action, keyFoldAll):
		return "only the pretty form folds: " + r.keys.Label(keyRaw) + " leads back to it"
	case raw && r.body.Kind() == viewer.Text, raw && r.body.Len() == 0:
		return "a text has one form only; " + r.keys.Label(keyHex) + " shows its bytes"
	case raw:
		return "a body of this kind has one form only; " + r.keys.Label(keyHex) + " shows its bytes"
	case r.keys.Same(action, keyWrap), r.keys.Same(action, keySearch), r.keys.Same(action, keyBodyFilter):
		return "these are no lines; " + r.keys.Label(keyHex) + " leads back to them"
	case r.keys.Same(action, keyAlongLeft), r.keys.Same(action, keyAlongRight):
		return "lines are wrapped: " + r.keys.Label(keyWrap) + " lets them be as long as they are"
	}
	return ""
}
