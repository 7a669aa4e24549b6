package response

import (
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/spinner"
	"github.com/charmbracelet/x/ansi"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/kit"
	"countersign/ui/traffic"
	"countersign/ui/viewer"
)

// View renders the pane.
func (r *Pane) View() string {
	if r.Result == nil {
		return kit.Paragraph("The response appears here.", r.width)
	}
	text := ""
	if r.onBody() {
		text = r.bodyText()
	} else {
		text = r.text.View()
	}
	return r.head() + "\n" + text + r.saveLine()
}

// head is the part above the text: request, outcome, error, tabs, position.
func (r *Pane) head() string {
	a := r.Result
	lines := []string{kit.Indent + r.Styles.Muted.Render(kit.Clip(text.Safe(a.Method+" "+a.URL, 2000), r.width-kit.Margin-1)), r.outcome()}
	lines = append(lines, r.errorLines()...)
	return strings.Join(append(lines, r.tabs(), r.place()), "\n")
}

// errorLines explain a failure, in at most half of the pane.
func (r *Pane) errorLines() []string {
	a := r.Result
	var x *flow.Explanation
	switch {
	case a.Response == nil || a.stopped: // the pane itself says it
	case a.Failure != nil:
		x = a.Failure
	default:
		x = a.Response.Explanation()
	}
	if x == nil {
		return nil
	}
	shown := *x
	if a.Failure == nil && a.Response.NeedsReconnect() {
		shown.Next += " (" + r.Keys.Label(kit.KeyReconnect) + " in the list of connections)"
	}
	lines := strings.Split(r.Styles.RenderError(shown, "", r.width), "\n")
	if most := max(r.height/2-3, 2); len(lines) > most {
		lines = append(lines[:most-1:most-1], kit.Indent+"  …")
	}
	return lines
}

// outcome is the progress of the request, or status, duration, size and type of the response.
func (r *Pane) outcome() string {
	a := r.Result
	switch {
	case r.busy():
		return r.progress()
	case a.Response == nil:
		return kit.Indent + r.Styles.Error.Render("✗ no response")
	}
	look, sign := kit.StatusStyle(r.Styles, a.Response.Status)
	status := statusWords(a.Response.Status)
	rest := text.Duration(a.Response.Took) + "   " + a.received()
	switch {
	case a.stopped:
		look, sign, status, rest = r.Styles.Warning, "●", status+", stopped at "+a.received(), text.Duration(a.Response.Took)
	case a.Failure != nil:
		look, sign, status, rest = r.Styles.Error, "✗", status+", interrupted at "+a.received(), text.Duration(a.Response.Took)
	}
	if kind := a.contentType(); kind != "" {
		rest += "   " + text.Safe(kind, 60)
	}
	status = look.Render(kit.Clip(sign+" "+status, r.width-kit.Margin-1))
	return kit.Indent + status + r.Styles.Muted.Render(kit.Clip("   "+rest, r.width-kit.Margin-1-ansi.StringWidth(status)))
}

// busy reports whether to show the progress of a request.
func (r *Pane) busy() bool {
	w := r.Sending
	return !w.Started.IsZero() && (r.Result.Receiving || r.Now().Sub(w.Started) >= kit.SlowAfter)
}

// progress shows a request in flight: elapsed time, bytes received and speed.
func (r *Pane) progress() string {
	w, frames := r.Sending, spinner.MiniDot.Frames
	spin := r.Styles.Warning.Render(frames[w.Frame%len(frames)])
	elapsed := text.Duration(r.Now().Sub(w.Started))
	if !r.Result.Receiving {
		return kit.Indent + spin + " " + kit.Clip("Sending "+elapsed+"   "+r.Keys.Label(kit.KeyBack)+" to stop", r.width-kit.Margin-3)
	}
	a := r.Result
	look, sign := kit.StatusStyle(r.Styles, a.Response.Status)
	line := kit.Indent + spin + " " + look.Render(sign+" "+statusWords(a.Response.Status)) + "   " + a.received()
	came := int64(len(a.body()))
	for _, more := range []string{share(came, a.Response.Length), rate(came, r.Now().Sub(w.ResponseStarted)), elapsed, r.Keys.Label(kit.KeyBack) + " to stop"} {
		if next := line + "   " + more; more != "" && ansi.StringWidth(next) < r.width {
			line = next
		}
	}
	return kit.Clip(line, r.width)
}

// share shows the received part as a bar and a percentage; empty if the total is unknown.
func share(part, whole int64) string {
	const cells = 10
	if whole <= 0 {
		return ""
	}
	done := int(min(part*cells/whole, cells))
	return fmt.Sprintf("%s%s %d%%", strings.Repeat("█", done), strings.Repeat("░", cells-done), min(part*100/whole, 100))
}

// rate is the speed per second; empty if it is too early to tell.
func rate(bytes int64, in time.Duration) string {
	if in < kit.SlowAfter {
		return ""
	}
	return text.Size(int64(float64(bytes)/in.Seconds())) + "/s"
}

// statusWords is the status with its text, or its class if the code is not registered.
func statusWords(status int) string {
	text := (&flow.Response{Status: status}).StatusText()
	if strings.Contains(text, " ") {
		return text
	}
	return text + map[int]string{1: " informational", 2: " success", 3: " redirect", 4: " client error", 5: " server error"}[status/100]
}

func (r *Pane) tabs() string {
	parts := make([]string, tabCount)
	for i, name := range tabNames {
		if tab(i) == r.tab {
			parts[i] = r.Styles.Accent.Render("[" + name + "]")
		} else {
			parts[i] = r.Styles.Muted.Render(" " + name + " ")
		}
	}
	return kit.Clip(kit.Indent+strings.Join(parts, " "), r.width-1)
}

// place is the position in the tab's text.
func (r *Pane) place() string {
	text := ""
	switch {
	case r.onBody() && len(r.Result.body()) > 0:
		text = r.body.Status()
	case !r.onBody() && r.text.TotalLineCount() > r.text.Height:
		text = fmt.Sprintf("lines %d–%d of %d", r.text.YOffset+1, r.text.YOffset+r.text.VisibleLineCount(), r.text.TotalLineCount())
	}
	return strings.TrimRight(kit.Indent+r.Styles.Muted.Render(kit.Clip(text, r.width-kit.Margin-1)), " ")
}

// tabText is the text of any tab but the body.
func (r *Pane) tabText() string {
	a := r.Result
	switch {
	case r.tab == tabSignature && a.Exchange != nil:
		return traffic.SignatureText(r.Env, a.Exchange, r.width)
	case r.tab == tabTiming && a.Exchange != nil:
		return timingText(r.Styles, r.width, a.Exchange, len(a.body()))
	case a.Receiving && r.tab != tabHeaders:
		return kit.Paragraph("Available when the response is complete.", r.width)
	case r.tab == tabSignature:
		return kit.Paragraph("Nothing was signed.", r.width)
	case r.tab == tabTiming:
		return kit.Paragraph("Nothing was sent.", r.width)
	case a.Response == nil:
		return r.Styles.RenderError(*a.Failure, "", r.width)
	}
	return r.headerText(a)
}

// headerText are the headers in two columns.
func (r *Pane) headerText(a *Result) string {
	pairs := headerLines(a.Response.Header)
	if len(pairs) == 0 {
		return kit.Paragraph("The response has no headers.", r.width)
	}
	var names []string
	for _, p := range pairs {
		names = append(names, text.Safe(p.Name, 200))
	}
	column := kit.Widest(names, 0, max(r.width/3, 12)) + 2
	room := r.width - kit.Margin - column - 1
	var lines []string
	for i, p := range pairs {
		name := names[i] + ":"
		lead := kit.Indent + r.Styles.Name.Render(kit.Fit(name, column))
		if ansi.StringWidth(name) >= column { // a long name gets its own line
			for _, l := range kit.Chunks(name, r.width-kit.Margin-1) {
				lines = append(lines, kit.Indent+r.Styles.Name.Render(l))
			}
			lead = kit.Indent + strings.Repeat(" ", column)
		}
		for _, l := range kit.Wrap(text.Safe(p.Value, 256<<10), room) {
			lines = append(lines, lead+l)
			lead = kit.Indent + strings.Repeat(" ", column)
		}
	}
	return strings.Join(lines, "\n")
}

// ShortHelp are the most used keys.
func (r *Pane) ShortHelp() []key.Binding {
	back := r.Keys.Relabeled(kit.KeyBack, "request")
	switch {
	case r.saving.asks:
		return []key.Binding{r.Keys.Relabeled(keySaveNow, "save"), r.Keys.Relabeled(kit.KeyBack, "cancel")}
	case r.onBody() && r.body.Typing():
		return []key.Binding{r.Keys.Relabeled(keySaveNow, "go"), r.Keys.Relabeled(kit.KeyBack, "close")}
	case r.Result.Receiving:
		k := r.body.Keys()
		return []key.Binding{r.Keys.Relabeled(keyTabs, "next tab"), k.Search, k.Next, r.Keys.Relabeled(kit.KeyDown, "scroll"), r.Keys.Relabeled(kit.KeyBack, "stop")}
	case r.saving.task.Running():
		back = r.Keys.Relabeled(kit.KeyBack, "stop saving")
	case !r.onBody():
		return []key.Binding{r.Keys.Binding(KeyResend), r.Keys.Relabeled(keyTabs, "next tab"), r.Keys.Relabeled(kit.KeyDown, "scroll"), r.Keys.Binding(keyCopyTab), r.Keys.Binding(traffic.KeyCopyAs), r.Keys.Binding(traffic.KeySignature), back}
	}
	k, filter := r.body.Keys(), "go to a line"
	if r.body.Kind() == viewer.JSON {
		filter = "jq"
	}
	return []key.Binding{r.Keys.Binding(KeyResend), r.Keys.Relabeled(keyTabs, "next tab"), k.Search, kit.Relabeled(k.Filter, filter), k.Next, r.Keys.Relabeled(keySave, "save"), r.Keys.Binding(keyCopyTab), r.Keys.Binding(traffic.KeyCopyAs), k.Fold, k.Raw, back}
}

// FullHelp are all keys.
func (r *Pane) FullHelp() [][]key.Binding {
	own := r.Keys.Bindings(KeyResend, keyTabs, keyTabsBack, keyCopyTab, keyCopyValue, keySave)
	if !r.onBody() {
		return [][]key.Binding{own, r.Keys.Bindings(kit.KeyUp, kit.KeyDown, kit.KeyBodyPageUp, kit.KeyBodyPageDown)}
	}
	return [][]key.Binding{own, r.body.Keys().Bindings()}
}

// DisabledReason explains why an action is not available.
func (r *Pane) DisabledReason(action key.Binding) string {
	switch k := r.body.Keys(); {
	case r.Keys.SameKeys(action, keyMatch), r.Keys.SameKeys(action, keyMatchBack):
		return "No search. Press " + r.Keys.Label(keySearch) + " to search."
	case (r.Keys.SameKeys(action, keyFold) || r.Keys.SameKeys(action, keyFoldAll)) && !k.Raw.Enabled():
		return "Nothing to fold in this type of body"
	case r.Keys.SameKeys(action, keyFold), r.Keys.SameKeys(action, keyFoldAll):
		return "Only the formatted body can be folded. Press " + r.Keys.Label(keyRaw) + " to show it."
	case r.Keys.SameKeys(action, keyRaw):
		return "This type of body has no formatted view. Press " + r.Keys.Label(keyHex) + " for a hex dump."
	case r.Keys.SameKeys(action, keyWrap), r.Keys.SameKeys(action, keySearch), r.Keys.SameKeys(action, keyBodyFilter):
		return "Not available in the hex dump. Press " + r.Keys.Label(keyHex) + " to leave it."
	case r.Keys.SameKeys(action, keyScrollLeft), r.Keys.SameKeys(action, keyScrollRight):
		return "Lines are wrapped. Press " + r.Keys.Label(keyWrap) + " to unwrap them."
	}
	return ""
}
