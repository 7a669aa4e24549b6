package shell

import (
	"slices"
	"strings"
	"time"

	"countersign/ui/kit"
)

// sheet is a text over the body of the top screen, which keeps running.
type sheet int

const (
	noSheet sheet = iota
	helpSheet
	logSheet
)

// remark is a toast that was shown.
type remark struct {
	at time.Time
	kit.ToastMsg
}

// mostRemarks is how many toasts are kept.
const mostRemarks = 200

// messages are the latest toasts, the newest last.
type messages []remark

func (log *messages) add(r remark) {
	*log = append(*log, r)
	*log = (*log)[max(len(*log)-mostRemarks, 0):]
}

// view lists the toasts, the newest first.
func (log messages) view(e *kit.Env, width int) string {
	lines := []string{kit.Indent + e.Styles.Strong.Render("MESSAGES"), ""}
	if len(log) == 0 {
		lines = append(lines, kit.Indent+e.Styles.Muted.Render("No messages yet."))
	}
	for _, r := range slices.Backward(log) {
		sign := e.Styles.Success.Render("✓")
		if r.IsError {
			sign = e.Styles.Error.Render("✗")
		}
		lines = append(lines, kit.HangingIndent(kit.Indent+e.Styles.Muted.Render(r.at.Format("15:04:05"))+" "+sign+" ", r.Text, width))
	}
	return strings.Join(lines, "\n")
}
