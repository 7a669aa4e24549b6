package response

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/internal/text"
	"countersign/ui/kit"
)

var keySaveNow = kit.NewAction("save-now", kit.InText, "save", "enter")

// saving asks for a file name and writes the body to that file.
type saving struct {
	asks  bool
	input kit.LineInput
	task  kit.Task
}

type (
	savedMsg struct {
		task int64
		path string
		size int
		err  error
	}
	// overwriteMsg confirms that a file may be replaced.
	overwriteMsg struct {
		path string
		body []byte
	}
)

func (r *Pane) askSave() tea.Cmd {
	a := r.Result
	switch {
	case a.Receiving:
		return kit.ErrorToast("Still receiving the body. Press " + r.Keys.Label(kit.KeyBack) + " to stop, then " + r.Keys.Label(keySave) + " to save what was received.")
	case len(a.body()) == 0:
		return kit.ErrorToast("Nothing to save: the body is empty")
	case r.saving.task.Running():
		return kit.ErrorToast("Already saving. Press " + r.Keys.Label(kit.KeyBack) + " to stop.")
	}
	r.saving.asks = true
	r.saving.input = kit.NewInput(r.Keys, "path, such as ~/response.json")
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
		return kit.ErrorToast("Enter a file name")
	}
	r.saving.asks = false
	return r.save(path, false)
}

func (r *Pane) replace(msg overwriteMsg) tea.Cmd {
	if r.Result == nil || len(r.Result.body()) == 0 || &r.Result.body()[0] != &msg.body[0] {
		return kit.ErrorToast("The response has changed. Nothing was replaced.")
	}
	return r.save(msg.path, true)
}

func (r *Pane) save(path string, replace bool) tea.Cmd {
	body := r.Result.body()
	r.saving.task.Stop()
	r.saving.task = r.StartTask()
	t := r.saving.task
	return func() tea.Msg {
		whole, err := expanded(path)
		if err == nil {
			err = writeFile(t.Ctx, whole, body, replace)
		}
		return savedMsg{t.ID, whole, len(body), err}
	}
}

// saved reports the outcome, or asks whether to replace an existing file.
func (r *Pane) saved(msg savedMsg) tea.Cmd {
	if !r.saving.task.Matches(msg.task) {
		return nil
	}
	stopped := r.saving.task.Ctx.Err() != nil
	r.saving.task.Stop()
	shown := text.Safe(msg.path, 300)
	switch {
	case msg.err == nil:
		return kit.Toast(fmt.Sprintf("Saved %s to %s", text.Size(msg.size), shown))
	case stopped:
		return kit.ErrorToast("Stopped. No file was written.")
	case errors.Is(msg.err, fs.ErrExist):
		return kit.Ask(kit.AskMsg{
			From: r.Screen, Text: shown + " already exists. Replace it?", Yes: "replace", No: "cancel",
			OnYes: overwriteMsg{msg.path, r.Result.body()},
		})
	}
	return kit.ErrorToast(r.saveError(shown, msg.err))
}

func (r *Pane) saveError(path string, err error) string {
	var at *fs.PathError
	if errors.As(err, &at) {
		err = at.Err
	}
	next := "Press " + r.Keys.Label(keySave) + " to choose another file."
	if errors.Is(err, fs.ErrNotExist) {
		next = "Create the folder " + text.Safe(filepath.Dir(path), 200) + ", or press " + r.Keys.Label(keySave) + " to choose another file."
	}
	return fmt.Sprintf("Cannot save to %s: %s. %s", path, text.Safe(err.Error(), 200), next)
}

// saveLine is the input for the file name.
func (r *Pane) saveLine() string {
	if !r.saving.asks {
		return ""
	}
	const label = "Save to "
	return "\n" + kit.Indent + r.Styles.Accent.Render(label) + r.saving.input.Draw(r.Env, r.width-kit.Margin-len(label)-1)
}

// Waiting reports that the body is being saved, and since when.
func (r *Pane) Waiting() (what string, since time.Time) {
	return r.saving.task.Waiting("saving the body")
}
