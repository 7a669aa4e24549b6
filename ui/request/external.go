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

// A text in an external editor: it is written to a private temporary file, which is removed when the editor exits.

type (
	// editorMsg is an editor command, ready to run.
	editorMsg struct {
		task   int64
		name   string
		cmd    *exec.Cmd
		folder string
		err    error
	}
	// editedMsg is the text after the editor exited.
	editedMsg struct {
		task int64
		name string
		text string
		err  error
	}
)

// startEditor opens the part that has the focus.
func (s *editor) startEditor() tea.Cmd {
	p := s.focus
	if p == partBody && s.kind() == bodyFile {
		return kit.ErrorToast("The body is a file. Edit the file itself.")
	}
	s.store()
	d := s.drafts[s.current]
	text := map[part]string{partQuery: d.query, partHeaders: d.headers, partBody: d.body}[p]
	s.work.Stop()
	s.work = s.StartTask()
	t, name := s.work, partNames[p]+extension(d, p)
	return func() tea.Msg {
		msg := editorMsg{task: t.ID}
		if t.Ctx.Err() != nil {
			return nil
		}
		msg.cmd, msg.folder, msg.err = prepareEditor(name, text, os.Getenv)
		if msg.cmd != nil {
			msg.name = filepath.Base(msg.cmd.Path)
		}
		return msg
	}
}

// extension is the file name extension, for syntax highlighting.
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

// prepareEditor writes the text to a file in a new folder and makes the command of the editor.
func prepareEditor(name, line string, env func(string) string) (cmd *exec.Cmd, folder string, err error) {
	words, err := editorCommand(env)
	if err != nil {
		return nil, "", err
	}
	path, err := exec.LookPath(words[0])
	if err != nil {
		return nil, "", fmt.Errorf("cannot find the editor %s: set VISUAL or EDITOR", text.Safe(words[0], 60))
	}
	if folder, err = os.MkdirTemp("", "countersign-*"); err != nil { // 0700
		return nil, "", fmt.Errorf("cannot create a temporary folder: %w", err)
	}
	if line != "" && !strings.HasSuffix(line, "\n") { // as editors expect
		line += "\n"
	}
	file := filepath.Join(folder, name)
	if err := os.WriteFile(file, []byte(line), 0o600); err != nil {
		return nil, "", errors.Join(fmt.Errorf("cannot write a temporary file: %w", err), os.RemoveAll(folder))
	}
	return exec.Command(path, append(words[1:], file)...), folder, nil //nolint:gosec,noctx // the user's own editor, which runs until they quit it
}

// editorCommand is the command in VISUAL or EDITOR, or the default editor.
func editorCommand(env func(string) string) ([]string, error) {
	chosen := cmp.Or(strings.TrimSpace(env("VISUAL")), strings.TrimSpace(env("EDITOR")))
	if chosen == "" && runtime.GOOS == "windows" {
		return []string{"notepad"}, nil
	}
	if chosen == "" {
		chosen = "vi"
	}
	if _, err := exec.LookPath(chosen); err == nil { // a path with spaces
		return []string{chosen}, nil
	}
	words, err := requestfile.SplitWords(chosen)
	if err != nil || len(words) == 0 {
		return nil, fmt.Errorf("invalid command in VISUAL or EDITOR: %s", text.Safe(chosen, 60))
	}
	return words, nil
}

// runEditor hands the terminal to the editor until it exits.
func (s *editor) runEditor(msg editorMsg) tea.Cmd {
	if !s.work.Matches(msg.task) {
		return removeFolder(msg.folder)
	}
	if msg.err != nil {
		s.work.Stop()
		return kit.ErrorToast(msg.err.Error() + ". The text is unchanged.")
	}
	// The terminal itself: the input of the program may be a pipe.
	msg.cmd.Stdin, msg.cmd.Stdout, msg.cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	file := msg.cmd.Args[len(msg.cmd.Args)-1]
	return s.ExecProcess(msg.cmd, func(err error) tea.Msg {
		text, err := readBack(file, err)
		return editedMsg{msg.task, msg.name, text, err}
	})
}

// readBack reads the edited text and removes the folder.
func readBack(file string, ended error) (string, error) {
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
		_ = os.RemoveAll(folder)
		return nil
	}
}

// edited stores the edited text.
func (s *editor) edited(msg editedMsg) tea.Cmd {
	if !s.work.Matches(msg.task) {
		return nil
	}
	s.work.Stop()
	p := s.focus
	if msg.err != nil {
		return kit.ErrorToast(fmt.Sprintf("%s failed (%s). The text is unchanged.", text.Safe(msg.name, 40), text.Safe(msg.err.Error(), 100)))
	}
	d := &s.drafts[s.current]
	field := map[part]*string{partQuery: &d.query, partHeaders: &d.headers, partBody: &d.body}[p]
	content := strings.ReplaceAll(msg.text, "\r\n", "\n")
	if !strings.HasSuffix(*field, "\n") { // editors add a final newline
		content = strings.TrimSuffix(content, "\n")
	}
	if content == *field {
		return kit.Toast("No changes")
	}
	*field, d.changed = content, true
	if p == partBody {
		d.missingBody = ""
		if d.kind == bodyNone {
			d.kind = d.guessKind()
		}
	}
	s.load(s.current)
	return tea.Batch(s.focusOn(p), kit.Toast("Updated from the editor"))
}
