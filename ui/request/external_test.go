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

func TestTheTextIsForTheEditorAlone(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("permissions are otherwise there")
	}
	env := func(name string) string {
		return map[string]string{"VISUAL": `sh -c "cat" "two words"`, "EDITOR": "nothing"}[name]
	}
	cmd, folder, err := openInEditor("body.json", "{}", env)
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
	if text, err := takeBack(file, nil); err != nil || text != "{}\n" {
		t.Errorf("taken back is %q, %v", text, err)
	}
	if _, err := os.Stat(folder); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder is still there: %v", err)
	}
}

func TestAnEditorThatIsMissingOrFailsLeavesTheText(t *testing.T) {
	t.Parallel()
	for chosen, why := range map[string]string{"no-such-editor -x": "there is no editor no-such-editor", "'": "is no command"} {
		_, folder, err := openInEditor("x.txt", "", func(string) string { return chosen })
		if err == nil || !strings.Contains(err.Error(), why) || folder != "" {
			t.Errorf("%s gave %v, in %s", chosen, err, folder)
		}
	}
	folder := t.TempDir()
	if _, err := takeBack(filepath.Join(folder, "in", "x.txt"), errors.New("exit status 1")); err == nil {
		t.Error("an editor that failed is believed")
	}

	s := withBody(kit.NewEnv(uitest.Deps(t), nil), bodyText, "as it was")
	s.startEditor()
	if cmd := s.Update(editedMsg{task: s.work.ID, name: "vi", err: errors.New("exit status 1")}); !strings.Contains(cmd().(kit.ToastMsg).Text, "vi did not end well (exit status 1); the text is as it was") {
		t.Error("it is not told")
	}
	if s.areas[partBody].Value() != "as it was" || s.work.Running() {
		t.Errorf("the body is %q", s.areas[partBody].Value())
	}
}

func TestWhatTheEditorLeftIsTaken(t *testing.T) {
	t.Parallel()
	s := withBody(kit.NewEnv(uitest.Deps(t), nil), bodyNone, "")
	s.startEditor()
	s.SetSize(60, 16) // the window changed meanwhile
	s.Update(editedMsg{task: s.work.ID, text: "{\"a\": 1}\r\n"})
	s.store()
	if d := s.calls[0]; d.body != `{"a": 1}` || d.kind != bodyJSON || !d.changed {
		t.Errorf("the draft is %+v", d)
	}
	s.startEditor()
	if cmd := s.Update(editedMsg{task: s.work.ID, text: "{\"a\": 1}\n"}); cmd().(kit.ToastMsg).Text != "nothing was changed" {
		t.Error("an end of line counts as a change")
	}
	s.Update(editedMsg{task: 4711, text: "late"})
	if s.areas[partBody].Value() != `{"a": 1}` {
		t.Error("a late answer was taken")
	}
}
