package debuglog

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"countersign/flow/oauth1"
	"countersign/internal/secret"
	"countersign/keychain"
)

func TestDebugLogIsPrivate(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "debug.log")
	for range 2 { // created, then appended to
		d, err := Open(path)
		if err != nil {
			t.Fatal(err)
		}
		d.Note("start", "version", "v1")
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(path)
	if err != nil || strings.Count(string(text), "component=start version=v1\n") != 2 {
		t.Errorf("the log is %q: %v", text, err)
	}
	if info, err := os.Stat(path); err != nil || !keychain.OwnedByOther(info) && info.Mode().Perm()&0o077 != 0 && os.PathSeparator == '/' {
		t.Errorf("others may read it: %v %v", info.Mode(), err)
	}
	if os.PathSeparator != '/' {
		return
	}
	link := filepath.Join(dir, "link.log")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{link, dir, "/dev/null", filepath.Join(dir, "missing", "debug.log")} {
		if d, err := Open(path); err == nil {
			t.Errorf("%s was opened: %v", path, d.Path())
		}
	}
	if os.Geteuid() == 0 {
		if err := os.Chown(path, 65534, -1); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(path); err == nil || !strings.Contains(err.Error(), "owned by another user") {
			t.Errorf("another user's file: %v", err)
		}
	}
}

func TestDebugLogMasksSecrets(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "debug.log")
	d, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	const planted = `sample "secret" +&/ of nobody`
	d.Hide(secret.New(planted), secret.New("-----BEGIN SAMPLE KEY-----\nc2FtcGxlLWtleQ\n-----END SAMPLE KEY-----"))
	for _, form := range oauth1.Encodings(planted) {
		d.Note("start", "text", "before "+form+" after")
	}
	d.Note("start", "text", "one line: c2FtcGxlLWtleQ")
	d.Exchange(oauth1.Exchange{
		Method: "GET", URL: "https://service.example/?api_key=sample-api-key&oauth_signature=sample-signature&page=2",
		Parameters:    []oauth1.Param{{Name: "api_key", Value: "sample-api-key"}, {Name: "page", Value: "2"}},
		BaseString:    "GET&https%3A%2F%2Fservice.example%2F&api_key%3Dsample-api-key%26page%3D2",
		RequestHeader: http.Header{"X-Api-Key": {"sample-api-key"}, "Accept": {"*/*"}},
		ResponseHeader: http.Header{
			"Set-Cookie": {"session=sample-cookie"}, "Location": {"https://service.example/?access_token=sample-token"}, "Server": {"one\ntwo\x1b[2J"},
		},
	})
	messages := d.Messages()
	for range 3 {
		_, _ = messages.Write([]byte("ui.tickMsg\n"))
	}
	_, _ = messages.Write([]byte("ui.keptMsg\n"))
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text := string(content)
	for _, gone := range []string{"nobody", "c2FtcGxlLWtleQ", "sample-api-key", "sample-signature", "sample-cookie", "sample-token", "\x1b", "two\x1b"} {
		if strings.Contains(text, gone) {
			t.Errorf("the log contains %q", gone)
		}
	}
	for _, want := range []string{"page=2", "page%3D2", "Accept: */*", "component=exchange", "type=ui.tickMsg again=2", "type=ui.keptMsg"} {
		if !strings.Contains(text, want) {
			t.Errorf("the log does not contain %q:\n%s", want, text)
		}
	}
	var none *Log // discards everything
	none.Note("start")
	if none.Messages() != nil || none.Path() != "" || none.Close() != nil {
		t.Error("a nil log is not empty")
	}
}
