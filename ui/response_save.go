package ui

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
)

// Saving a body to a file: asked where, written beside the screens, told how it went.

var keySaveNow = NewAction("save-now", Always, "save", "enter")

// saving is the input for a file's name, and then the writing of it.
type saving struct {
	asks  bool
	input lineInput

	task    task
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
	if s.asks || s.task.running() {
		return 1
	}
	return 0
}

func (r *response) askSave() tea.Cmd {
	a := r.answer
	switch {
	case a.coming:
		return badToast("the body is still coming: " + r.keys.Label(keyBack) + " stops it, and then " + r.keys.Label(keySave) + " saves what has come")
	case len(a.body()) == 0:
		return badToast("there is nothing to save: the body is empty")
	case r.saving.task.running():
		return badToast("a body is being saved: " + r.keys.Label(keyBack) + " stops that")
	}
	r.saving.asks = true
	r.saving.input = newInput(r.keys, "a file, such as ~/answer.json")
	r.saving.input.SetValue(a.fileName())
	r.saving.input.CursorEnd()
	r.saving.input.Focus()
	return nil
}

func (r *response) pressSave(msg tea.KeyMsg) tea.Cmd {
	if !r.keys.Hit(msg, keySaveNow) {
		typeInto(&r.saving.input, msg)
		return nil
	}
	path := strings.TrimSpace(inputText(r.saving.input))
	if path == "" {
		return badToast("a file needs a name")
	}
	r.saving.asks = false
	return r.save(path, false)
}

// replace writes over a file, after the question.
func (r *response) replace(msg overwriteMsg) tea.Cmd {
	if r.answer == nil || len(r.answer.body()) == 0 || &r.answer.body()[0] != &msg.body[0] {
		return badToast("another answer has come meanwhile; nothing was replaced")
	}
	return r.save(msg.path, true)
}

func (r *response) save(path string, replace bool) tea.Cmd {
	body := r.answer.body()
	r.saving.task.stop()
	r.saving.task, r.saving.since = r.start(), r.Now()
	r.saving.written, r.saving.total = new(atomic.Int64), int64(len(body))
	t, written := r.saving.task, r.saving.written
	return tea.Batch(r.saveSpin(), func() tea.Msg {
		whole, err := expanded(path)
		if err == nil {
			err = writeFile(t.ctx, whole, body, replace, written)
		}
		return savedMsg{t.id, whole, int64(len(body)), err}
	})
}

// saved tells how it went, or asks whether the file that is there may be lost.
func (r *response) saved(msg savedMsg) tea.Cmd {
	if !r.saving.task.answers(msg.task) {
		return nil
	}
	stopped := r.saving.task.ctx.Err() != nil
	r.saving.task.stop()
	shown := text.Safe(msg.path, 300)
	switch {
	case msg.err == nil:
		return toast(fmt.Sprintf("%s saved to %s", text.Size(msg.size), shown))
	case stopped:
		return badToast("saving was stopped; no file was left behind")
	case errors.Is(msg.err, fs.ErrExist):
		return ask(askMsg{
			from: r.screen, text: shown + " is there already. Replace it?", yes: "replace it", no: "keep it",
			onYes: overwriteMsg{msg.path, r.answer.body()},
		})
	}
	return badToast(saveTrouble(shown, msg.err))
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
func (r *response) saveLine() string {
	s := &r.saving
	switch {
	case s.asks:
		label := "save to "
		return "\n" + indent + r.styles.Accent.Render(label) + s.input.draw(r.env, r.width-margin-len(label)-1)
	case s.task.running() && r.Now().Sub(s.since) >= calm:
		spin := r.styles.Wait.Render(spinner.MiniDot.Frames[s.frame%len(spinner.MiniDot.Frames)])
		text := fmt.Sprintf("saving %s of %s   %s   "+r.keys.Label(keyBack)+" stops", text.Size(s.written.Load()), text.Size(s.total), text.Took(r.Now().Sub(s.since)))
		return "\n" + indent + spin + " " + clip(text, r.width-margin-3)
	case s.task.running():
		return "\n"
	}
	return ""
}

func (r *response) saveSpin() tea.Cmd {
	id := r.saving.task.id
	return r.Tick(tickEvery, func(time.Time) tea.Msg { return savingTick{id} })
}

func (r *response) saveTick(msg savingTick) tea.Cmd {
	if !r.saving.task.answers(msg.task) {
		return nil
	}
	r.saving.frame++
	return r.saveSpin()
}
