package request

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"countersign/ui/kit"
	"countersign/ui/uitest"
)

func TestEditorFileIsPrivate(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("no POSIX permissions")
	}
	env := func(name string) string {
		return map[string]string{"VISUAL": `sh -c "cat" "two words"`, "EDITOR": "nothing"}[name]
	}
	cmd, folder, err := prepareEditor("body.json", "{}", env)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(folder, "body.json")
	if got := cmd.Args[1:]; strings.Join(got, "|") != "-c|cat|two words|"+file {
		t.Errorf("the arguments are %q", got)
	}
	for path, want := range map[string]os.FileMode{folder: 0o700, file: 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
	if text, err := readBack(file, nil); err != nil || text != "{}\n" {
		t.Errorf("read back %q, %v", text, err)
	}
	if _, err := os.Stat(folder); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder still exists: %v", err)
	}
}

func TestFailedEditorLeavesTheText(t *testing.T) {
	t.Parallel()
	for chosen, why := range map[string]string{"no-such-editor -x": "cannot find the editor no-such-editor", "'": "invalid command in VISUAL or EDITOR"} {
		_, folder, err := prepareEditor("x.txt", "", func(string) string { return chosen })
		if err == nil || !strings.Contains(err.Error(), why) || folder != "" {
			t.Errorf("%s gave %v, in %s", chosen, err, folder)
		}
	}
	folder := t.TempDir()
	if _, err := readBack(filepath.Join(folder, "in", "x.txt"), errors.New("exit status 1")); err == nil {
		t.Error("the editor failed, and no error")
	}

	s := withBody(kit.NewEnv(uitest.Deps(t), nil), bodyText, "unchanged")
	s.startEditor()
	if cmd := s.Update(editedMsg{task: s.work.ID, name: "vi", err: errors.New("exit status 1")}); !strings.Contains(cmd().(kit.ToastMsg).Text, "vi failed (exit status 1). The text is unchanged.") {
		t.Error("no error toast")
	}
	if s.areas[partBody].Value() != "unchanged" || s.work.Running() {
		t.Errorf("the body is %q", s.areas[partBody].Value())
	}
}

func TestEditedTextIsStored(t *testing.T) {
	t.Parallel()
	s := withBody(kit.NewEnv(uitest.Deps(t), nil), bodyNone, "")
	s.startEditor()
	s.SetSize(60, 16) // the window changed meanwhile
	s.Update(editedMsg{task: s.work.ID, text: "{\"a\": 1}\r\n"})
	s.store()
	if d := s.drafts[0]; d.body != `{"a": 1}` || d.kind != bodyJSON || !d.changed {
		t.Errorf("the draft is %+v", d)
	}
	s.startEditor()
	if cmd := s.Update(editedMsg{task: s.work.ID, text: "{\"a\": 1}\n"}); cmd().(kit.ToastMsg).Text != "No changes" {
		t.Error("a final newline counts as a change")
	}
	s.Update(editedMsg{task: 4711, text: "late"})
	if s.areas[partBody].Value() != `{"a": 1}` {
		t.Error("a late result was used")
	}
}
