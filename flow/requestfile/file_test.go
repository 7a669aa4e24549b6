package requestfile_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"countersign/flow/requestfile"
)

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestPick(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.http")
	write(t, path, "### one\n# @name uno\nGET /1\n### two\nGET /2\n")
	file, err := requestfile.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	for which, want := range map[string]string{"one": "/1", "uno": "/1", "2": "/2", "two": "/2"} {
		if c, err := requestfile.Pick(file, which); err != nil || c.Target != want {
			t.Errorf("%s %+v, %v", which, c, err)
		}
	}
	for which, why := range map[string]string{"": "contains 2 requests", "three": `no request "three"`, "3": `no request "3"`, "0": `no request "0"`} {
		_, err := requestfile.Pick(file, which)
		var failed *requestfile.Error
		if !errors.As(err, &failed) || !strings.Contains(failed.Err.Error(), why) || !strings.Contains(failed.Hint, "1 one, 2 two") {
			t.Errorf("%q %+v", which, err)
		}
	}
	if _, err := requestfile.Pick(requestfile.File{}, ""); err == nil || !strings.Contains(err.Error(), "contains no requests") {
		t.Errorf("empty file: %v", err)
	}
	file.Requests = file.Requests[:1]
	if c, err := requestfile.Pick(file, ""); err != nil || c.Target != "/1" {
		t.Errorf("only request: %+v, %v", c, err)
	}
}

func TestBodyFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "a.json"), "{}")
	write(t, filepath.Join(dir, "picture"), "\x89PNG\r\n\x1a\n")
	for name, want := range map[string]requestfile.BodyFile{
		"a.json": {Size: 2, Type: "application/json"}, "picture": {Size: 8, Type: "image/png"},
	} {
		want.Path = filepath.Join(dir, name)
		if got, err := requestfile.StatBody(want.Path); err != nil || got != want {
			t.Errorf("got %+v, %v", got, err)
		}
	}
	for name, why := range map[string]string{"none": "file does not exist", ".": "is a directory"} {
		if _, _, err := requestfile.ReadBody(filepath.Join(dir, name)); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%s %v", name, err)
		}
	}
}
