package response

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"github.com/charmbracelet/bubbles/spinner"
	tea "github.com/charmbracelet/bubbletea"

	"countersign/internal/text"
	"countersign/ui/kit"
)

// Saving a body to a file: asked where, written beside the screens, told how it went.

var keySaveNow = kit.NewAction("save-now", kit.InText, "save", "enter")

// saving is the input for a file's name, and then the writing of it.
type saving struct {
	asks  bool
	input kit.LineInput

	task    kit.Task
	since   time.Time
	written *atomic.Int64
	total   int64
	frame   int
}

type (
	savedMsg struct {
		task int64
		path string
		size int64
		err  error
	}
	// overwriteMsg is the person's yes to the loss of the file that was there.
	overwriteMsg struct {
		path string
		body []byte
	}
	savingTick struct{ task int64 }
)

// lines is how many lines of the pane it takes.
func (s *saving) lines() int {
	if s.asks || s.task.Running() {
		return 1
	}
	return 0
}

func (r *Pane) askSave() tea.Cmd {
	a := r.Result
	switch {
	case a.Receiving:
		return kit.ErrorToast("the body is still coming: " + r.Keys.Label(kit.KeyBack) + " stops it, and then " + r.Keys.Label(keySave) + " saves what has come")
	case len(a.body()) == 0:
		return kit.ErrorToast("there is nothing to save: the body is empty")
	case r.saving.task.Running():
		return kit.ErrorToast("a body is being saved: " + r.Keys.Label(kit.KeyBack) + " stops that")
	}
	r.saving.asks = true
	r.saving.input = kit.NewInput(r.Keys, "a file, such as ~/answer.json")
	r.saving.input.SetValue(a.fileName())
	r.saving.input.CursorEnd()
	r.saving.input.Focus()
	return nil
}

func (r *Pane) pressSave(msg tea.KeyMsg) tea.Cmd {
	if !r.Keys.Matches(msg, keySaveNow) {
		kit.TypeInto(&r.saving.input, msg)
		return nil
	}
	path := strings.TrimSpace(kit.InputText(r.saving.input))
	if path == "" {
		return kit.ErrorToast("a file needs a name")
	}
	r.saving.asks = false
	return r.save(path, false)
}

// replace writes over a file, after the question.
func (r *Pane) replace(msg overwriteMsg) tea.Cmd {
	if r.Result == nil || len(r.Result.body()) == 0 || &r.Result.body()[0] != &msg.body[0] {
		return kit.ErrorToast("another answer has come meanwhile; nothing was replaced")
	}
	return r.save(msg.path, true)
}

func (r *Pane) save(path string, replace bool) tea.Cmd {
	body := r.Result.body()
	r.saving.task.Stop()
	r.saving.task, r.saving.since = r.StartTask(), r.Now()
	r.saving.written, r.saving.total = new(atomic.Int64), int64(len(body))
	t, written := r.saving.task, r.saving.written
	return tea.Batch(r.saveSpin(), func() tea.Msg {
		whole, err := expanded(path)
		if err == nil {
			err = writeFile(t.Ctx, whole, body, replace, written)
		}
		return savedMsg{t.ID, whole, int64(len(body)), err}
	})
}

// saved tells how it went, or asks whether the file that is there may be lost.
func (r *Pane) saved(msg savedMsg) tea.Cmd {
	if !r.saving.task.Matches(msg.task) {
		return nil
	}
	stopped := r.saving.task.Ctx.Err() != nil
	r.saving.task.Stop()
	shown := text.Safe(msg.path, 300)
	switch {
	case msg.err == nil:
		return kit.Toast(fmt.Sprintf("%s saved to %s", text.Size(msg.size), shown))
	case stopped:
		return kit.ErrorToast("saving was stopped; no file was left behind")
	case errors.Is(msg.err, fs.ErrExist):
		return kit.Ask(kit.AskMsg{
			From: r.Screen, Text: shown + " is there already. Replace it?", Yes: "replace it", No: "keep it",
			OnYes: overwriteMsg{msg.path, r.Result.body()},
		})
	}
	return kit.ErrorToast(saveTrouble(shown, msg.err))
}

// saveTrouble is why a body was not saved, in three parts.
func saveTrouble(path string, err error) string {
	said := err
	var at *fs.PathError
	if errors.As(err, &at) {
		said = at.Err
	}
	next := "w tries another file"
	switch {
	case errors.Is(err, fs.ErrNotExist):
		next = "the folder " + text.Safe(filepath.Dir(path), 200) + " is not there: make it, or w tries another"
	case errors.Is(err, fs.ErrPermission):
		next = "you may not write there: w tries another file"
	}
	return fmt.Sprintf("saving to %s failed: %s; %s", path, text.Safe(said.Error(), 200), next)
}

// saveLine is the input, or how far the writing is when that takes a while.
func (r *Pane) saveLine() string {
	s := &r.saving
	switch {
	case s.asks:
		label := "save to "
		return "\n" + kit.Indent + r.Styles.Accent.Render(label) + s.input.Draw(r.Env, r.width-kit.Margin-len(label)-1)
	case s.task.Running() && r.Now().Sub(s.since) >= calm:
		spin := r.Styles.Warning.Render(spinner.MiniDot.Frames[s.frame%len(spinner.MiniDot.Frames)])
		text := fmt.Sprintf("saving %s of %s   %s   "+r.Keys.Label(kit.KeyBack)+" stops", text.Size(s.written.Load()), text.Size(s.total), text.Duration(r.Now().Sub(s.since)))
		return "\n" + kit.Indent + spin + " " + kit.Clip(text, r.width-kit.Margin-3)
	case s.task.Running():
		return "\n"
	}
	return ""
}

func (r *Pane) saveSpin() tea.Cmd {
	id := r.saving.task.ID
	return r.Tick(kit.TickEvery, func(time.Time) tea.Msg { return savingTick{id} })
}

func (r *Pane) saveTick(msg savingTick) tea.Cmd {
	if !r.saving.task.Matches(msg.task) {
		return nil
	}
	r.saving.frame++
	return r.saveSpin()
}
