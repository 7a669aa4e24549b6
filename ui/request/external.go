package request

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow/requestfile"
	"countersign/internal/text"
	"countersign/ui/kit"
)

// A text in the person's own editor: it is written into a file for the person alone, which is gone when the editor ends.

type (
	// editorMsg is an editor that can be started on a file.
	editorMsg struct {
		task   int64
		name   string
		cmd    *exec.Cmd
		folder string
		err    error
	}
	// editedMsg is what the file held when the editor ended.
	editedMsg struct {
		task int64
		name string
		text string
		err  error
	}
)

// startEditor opens the text of the part that has the focus.
func (s *editor) startEditor() tea.Cmd {
	p := s.focus
	if p == partBody && s.kind() == bodyFile {
		return kit.ErrorToast("the body is a file of yours: edit that itself")
	}
	s.store()
	d := s.calls[s.current]
	text := map[part]string{partQuery: d.query, partHeaders: d.headers, partBody: d.body}[p]
	s.work.Stop()
	s.work = s.StartTask()
	t, name := s.work, partNames[p]+extension(d, p)
	return func() tea.Msg {
		msg := editorMsg{task: t.ID}
		if t.Ctx.Err() != nil {
			return nil
		}
		msg.cmd, msg.folder, msg.err = openInEditor(name, text, os.Getenv)
		if msg.cmd != nil {
			msg.name = filepath.Base(msg.cmd.Path)
		}
		return msg
	}
}

// extension lets the editor colour the text.
func extension(d draft, p part) string {
	media, _ := d.contentType()
	switch {
	case p != partBody || d.kind == bodyForm:
		return ".txt"
	case d.kind == bodyJSON, strings.Contains(media, "json"):
		return ".json"
	case strings.Contains(media, "xml"):
		return ".xml"
	case strings.Contains(media, "html"):
		return ".html"
	}
	return ".txt"
}

// openInEditor writes a text into a file of a folder of its own, and makes the editor's command.
func openInEditor(name, line string, env func(string) string) (cmd *exec.Cmd, folder string, err error) {
	words, err := editorWords(env)
	if err != nil {
		return nil, "", err
	}
	path, err := exec.LookPath(words[0])
	if err != nil {
		return nil, "", fmt.Errorf("there is no editor %s: set VISUAL or EDITOR to one", text.Safe(words[0], 60))
	}
	if folder, err = os.MkdirTemp("", "countersign-*"); err != nil { // 0700
		return nil, "", fmt.Errorf("making a folder for the editor: %w", err)
	}
	if line != "" && !strings.HasSuffix(line, "\n") { // as editors have it
		line += "\n"
	}
	file := filepath.Join(folder, name)
	if err := os.WriteFile(file, []byte(line), 0o600); err != nil {
		return nil, "", errors.Join(fmt.Errorf("writing the file for the editor: %w", err), os.RemoveAll(folder))
	}
	return exec.Command(path, append(words[1:], file)...), folder, nil //nolint:gosec,noctx // the person's own choice, which ends when they leave it
}

// editorWords are the person's editor with its arguments, or what the machine is likely to have.
func editorWords(env func(string) string) ([]string, error) {
	chosen := cmp.Or(strings.TrimSpace(env("VISUAL")), strings.TrimSpace(env("EDITOR")))
	if chosen == "" && runtime.GOOS == "windows" {
		return []string{"notepad"}, nil
	}
	if chosen == "" {
		chosen = "vi"
	}
	if _, err := exec.LookPath(chosen); err == nil { // a path with spaces in it
		return []string{chosen}, nil
	}
	words, err := requestfile.SplitWords(chosen)
	if err != nil || len(words) == 0 {
		return nil, fmt.Errorf("VISUAL or EDITOR is no command: %s", text.Safe(chosen, 60))
	}
	return words, nil
}

// runEditor gives it the terminal until it ends.
func (s *editor) runEditor(msg editorMsg) tea.Cmd {
	if !s.work.Matches(msg.task) {
		return removeFolder(msg.folder)
	}
	if msg.err != nil {
		s.work.Stop()
		return kit.ErrorToast(msg.err.Error() + "; the text is as it was")
	}
	// The terminal itself, and not what the screens read their keys from: through that, an editor would get a pipe.
	msg.cmd.Stdin, msg.cmd.Stdout, msg.cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	file := msg.cmd.Args[len(msg.cmd.Args)-1]
	return s.ExecProcess(msg.cmd, func(err error) tea.Msg {
		text, err := takeBack(file, err)
		return editedMsg{msg.task, msg.name, text, err}
	})
}

// takeBack reads what the editor left, and removes it.
func takeBack(file string, ended error) (string, error) {
	defer func() { _ = os.RemoveAll(filepath.Dir(file)) }()
	if ended != nil {
		return "", ended
	}
	text, err := os.ReadFile(file)
	return string(text), err
}

func removeFolder(folder string) tea.Cmd {
	if folder == "" {
		return nil
	}
	return func() tea.Msg {
		_ = os.RemoveAll(folder) // it is empty of anything but a text that nobody waits for
		return nil
	}
}

// edited takes the text, wherever the window's edges are by now.
func (s *editor) edited(msg editedMsg) tea.Cmd {
	if !s.work.Matches(msg.task) {
		return nil
	}
	s.work.Stop()
	p := s.focus
	if msg.err != nil {
		return kit.ErrorToast(fmt.Sprintf("%s did not end well (%s); the text is as it was", text.Safe(msg.name, 40), text.Safe(msg.err.Error(), 100)))
	}
	d := &s.calls[s.current]
	field := map[part]*string{partQuery: &d.query, partHeaders: &d.headers, partBody: &d.body}[p]
	content := strings.ReplaceAll(msg.text, "\r\n", "\n")
	if !strings.HasSuffix(*field, "\n") { // editors end a text's last line
		content = strings.TrimSuffix(content, "\n")
	}
	if content == *field {
		return kit.Toast("nothing was changed")
	}
	*field, d.changed = content, true
	if p == partBody {
		d.lost = ""
		if d.kind == bodyNone {
			d.kind = d.looksLike()
		}
	}
	s.load(s.current)
	return tea.Batch(s.focusOn(p), kit.Toast("taken from the editor"))
}
