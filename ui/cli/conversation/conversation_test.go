//go:build !windows

package conversation_test

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"github.com/creack/pty"

	"countersign/internal/testenv"
	"countersign/ui/cli/clitest"
)

// The conversation, as somebody has it who hears the screen.

// talk is a person who cannot see the screen, at a terminal: what is said is heard line by line, and answered.
type talk struct {
	*testing.T
	terminal *os.File
	cmd      *exec.Cmd

	mu    sync.Mutex
	heard strings.Builder
	from  int           // what stands before was heard already
	ended chan struct{} // the program wrote its last
}

// sitDown runs the program on a terminal of its own, in an empty home.
func sitDown(t *testing.T, args []string, env ...string) *talk {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	p := &talk{T: t, ended: make(chan struct{})}
	p.cmd = exec.Command(self, args...)
	p.cmd.Args[0] = "countersign" // which TestMain makes of it
	p.cmd.Env = append([]string{
		"HOME=" + home, "DATA=" + filepath.Join(home, "data"), "TERM=xterm-256color", "GORACE=atexit_sleep_ms=0", "BROWSER=false",
		"DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent", "PATH=" + os.Getenv("PATH"),
	}, env...)
	if p.terminal, err = pty.StartWithSize(p.cmd, &pty.Winsize{Rows: 24, Cols: 80}); err != nil {
		t.Fatalf("opening a pseudo-terminal: %v", err)
	}
	go func() {
		defer close(p.ended)
		buf := make([]byte, 4096)
		for {
			n, err := p.terminal.Read(buf)
			p.mu.Lock()
			p.heard.Write(buf[:n])
			p.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill()
		<-p.ended
		_ = p.terminal.Close()
		if t.Failed() {
			t.Logf("heard:\n%s", p.all())
		}
	})
	return p
}

func (p *talk) all() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.heard.String()
}

// hear waits for a text after what was heard before, and gives all up to its end.
func (p *talk) hear(text string) string {
	p.Helper()
	for limit := time.Now().Add(testenv.WaitTimeout()); time.Now().Before(limit); time.Sleep(5 * time.Millisecond) {
		said := p.all()
		if i := strings.Index(said[p.from:], text); i >= 0 {
			before := said[p.from : p.from+i+len(text)]
			p.from += i + len(text)
			return before
		}
	}
	p.Fatalf("this was never said: %s", text)
	return ""
}

// say types a line.
func (p *talk) say(line string) *talk {
	p.Helper()
	if _, err := io.WriteString(p.terminal, line+"\n"); err != nil {
		p.Fatal(err)
	}
	return p
}

// answer hears a question, and answers it.
func (p *talk) answer(question, line string) *talk {
	p.Helper()
	p.hear(question)
	return p.say(line)
}

// press sends a key: \x03 is ctrl+c, \x04 ctrl+d.
func (p *talk) press(key string) {
	p.Helper()
	if _, err := io.WriteString(p.terminal, key); err != nil {
		p.Fatal(err)
	}
}

// leaves waits for the end and its exit code, and holds all that was said against what a reader speaks well.
func (p *talk) leaves(code int) {
	p.Helper()
	select {
	case <-p.ended:
	case <-time.After(testenv.WaitTimeout()):
		p.Fatal("it never ended")
	}
	err := p.cmd.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		p.Fatal(err)
	}
	if got := p.cmd.ProcessState.ExitCode(); got != code {
		p.Errorf("exit code %d, want %d", got, code)
	}
	said := p.all()
	if strings.Contains(strings.ReplaceAll(said, "\r\n", "\n"), "\r") {
		p.Error("a line was written over")
	}
	for _, r := range said {
		if r > unicode.MaxASCII || r < ' ' && r != '\n' && r != '\r' && r != '\t' {
			p.Errorf("%q was said", r)
		}
	}
}

// connects begins a new connection to a sandbox, up to its link.
func (p *talk) connects(address, secret, name string) (link string) {
	p.Helper()
	p.menu("What do you want to do?", "new connection").menu("Which connector?", "sandbox")
	p.answer("Address, or enter for", address).answer("Consumer key, or enter for", "").answer("or enter for the one that the connector brings:", secret)
	p.answer("Name for the connection, or enter for", name)
	if secret != "" {
		return ""
	}
	return p.link()
}

func (p *talk) link() string {
	p.Helper()
	p.hear("Open this link and allow the access:")
	lines := strings.Fields(p.hear("\nWaiting for the browser"))
	return lines[0]
}

// menu chooses in a menu by its name.
func (p *talk) menu(question, choice string) *talk {
	p.Helper()
	p.hear(question)
	return p.answer("Number or name:", choice)
}

func freeAddress(t *testing.T) string {
	t.Helper()
	return "http://" + testenv.FreeAddress(t)
}

// I connect by questions and answers, hear a call's answer and its headers, save it, hear it as curl, post a form,
// test, rename and forget the connection.
func TestConversationConnectsCallsRenamesAndForgets(t *testing.T) {
	t.Parallel()
	p := sitDown(t, []string{"--accessible"}, "COUNTERSIGN_KEYCHAIN=memory")
	p.connects(freeAddress(t), "", "")
	p.answer("typing allow or deny here", "help")
	p.answer("typing allow or deny here", "allow")
	p.hear("Done: connected sandbox as anna")

	p.menu("What do you want to do?", "1").menu("Which connection?", "sandbox")
	p.menu("What about sandbox?", "ready").menu("Which call?", "1")
	p.hear("Done: the answer is 200 OK, in ")
	p.menu("What about the answer?", "whole")
	p.hear(`"anna"`)
	p.menu("What about the answer?", "headers")
	p.hear("Content-Type: ")
	saved := filepath.Join(t.TempDir(), "body")
	p.menu("What about the answer?", "save").answer("Path of the file:", saved)
	p.hear("saved.")
	if body, err := os.ReadFile(saved); err != nil || !json.Valid(body) {
		t.Errorf("what was saved is %q: %v", body, err)
	}
	p.menu("What about the answer?", "curl")
	p.hear("curl \\")
	p.menu("What about the answer?", "back")

	p.menu("What about sandbox?", "call of your own").answer("Method, or enter for GET:", "post").answer("Target:", "/notes")
	p.answer("Query parameter", "").answer("Header as", "no header").hear("Failed: there is no colon in it.")
	p.answer("Header as", "").menu("What body?", "form").answer("Field as", "text=said aloud").answer("Field as", "")
	p.hear("Done: the answer is 201 Created")
	p.menu("What about the answer?", "back")

	p.menu("What about sandbox?", "test").hear("Done: sandbox works as anna")
	p.menu("What about sandbox?", "rename").answer("New name:", "aloud").hear("sandbox is called aloud now.")
	p.menu("What about aloud?", "known").hear("name: aloud")
	p.menu("What about aloud?", "forget").answer("yes or no:", "no").hear("Cancelled.")
	p.menu("What about aloud?", "forget").answer("yes or no:", "yes").hear("Forgot aloud.")
	p.menu("What do you want to do?", "3").hear("No connections are kept.")
	p.menu("What do you want to do?", "nonsense").hear("Failed: there is no nonsense among them.")
	p.say("help").hear("Type the answer and press Enter.")
	p.say("back").hear("This is where it begins.")
	p.menu("What do you want to do?", "quit")
	p.leaves(0)
}

// I refuse, and am asked what now; I paste a verifier, then an address; a wrong consumer secret is told in the
// service's words; control C cancels one thing at a time.
func TestConversationToldNo(t *testing.T) {
	t.Parallel()
	address := freeAddress(t)
	p := sitDown(t, nil, "ACCESSIBLE=1", "COUNTERSIGN_KEYCHAIN=memory")
	p.connects(address, "", "")
	p.answer("typing allow or deny here", "deny")
	p.hear("Failed: ")
	p.hear("refused")
	p.hear("What to do next: ")

	// Out-of-band, on the spot: the page shows a verifier, which is pasted.
	p.menu("What now?", "out-of-band")
	p.hear("Open this link and allow the access:")
	link := strings.Fields(p.hear("\nThe page shows a verifier"))[0]
	verifier := verifierOf(t, link)
	p.say("no verifier at all").hear("Failed: reading the pasted verifier")
	p.say(verifier).hear("Done: connected sandbox as anna")

	// The address that the browser ended on.
	p.menu("What do you want to do?", "2").menu("Which connector?", "sandbox")
	p.answer("Address, or enter for", address).answer("Consumer key, or", "").answer("that the connector brings:", "").answer("or enter for sandbox-2:", "")
	p.say(verifierOf(t, p.link())).hear("Done: connected sandbox-2 as anna")

	// A wrong secret, which is not shown; then ctrl+c in a wait, in a menu below, and where it begins.
	p.connects(address, "wrong-consumer-secret", "third")
	p.hear("They said: ")
	p.hear("What to do next: ")
	p.menu("What now?", "back to the beginning")
	p.connects(address, "", "fourth")
	p.press("\x03")
	p.hear("Cancelled.")
	p.menu("What do you want to do?", "1").hear("Which connection?")
	p.hear("Number or name:")
	p.press("\x03")
	p.hear("Cancelled.")
	p.hear("What do you want to do?")
	p.hear("Number or name:")
	p.press("\x03")
	p.leaves(130)
	if strings.Contains(p.all(), "wrong-consumer-secret") {
		t.Error("a secret was shown")
	}
}

// I open the encrypted file by a passphrase, which is never shown, go back from it and cancel it, and leave by control
// D.
func TestConversationWithTheEncryptedFile(t *testing.T) {
	t.Parallel()
	p := sitDown(t, []string{"--accessible", "--keychain", "file"})
	p.menu("What do you want to do?", "keychains").menu("What about the keychains?", "open the encrypted")
	p.answer("New passphrase", "sample passphrase").answer("The same again:", "a slip").hear("They are not the same.")
	p.answer("New passphrase", "back").hear("Back.")
	p.menu("What about the keychains?", "6").hear("New passphrase")
	p.press("\x03")
	p.hear("Cancelled.")
	p.menu("What about the keychains?", "6") // which is shown again: the echo is back
	p.answer("New passphrase", "sample passphrase").answer("The same again:", "sample passphrase").hear("Done: the encrypted file is open.")
	p.menu("What about the keychains?", "which there are").hear("keychain file, connections 0, state ready; in use, by --keychain")
	p.hear("Number or name:")
	p.press("\x04")
	p.hear("Cancelled.")
	p.hear("What do you want to do?")
	p.hear("Number or name:")
	p.press("\x04")
	p.hear("Goodbye.")
	p.leaves(0)
	if strings.Contains(p.all(), "sample passphrase") {
		t.Error("a passphrase was shown")
	}
}

// I use the commands, and they speak in the same plain words.
func TestCommandsInPlainWords(t *testing.T) {
	t.Parallel()
	p := sitDown(t, []string{"--accessible", "keychain"}, "COUNTERSIGN_KEYCHAIN=memory")
	p.hear("keychain memory, connections 0, state ready, until the command ends; in use, by COUNTERSIGN_KEYCHAIN")
	p.leaves(0)
	p = sitDown(t, []string{"--accessible", "test", "nobody"}, "COUNTERSIGN_KEYCHAIN=memory")
	p.hear("Failed: ")
	p.hear("What to do next: ")
	p.leaves(5)
	p = sitDown(t, []string{"--accessible", "connectors", "show", "etrade"}, "COUNTERSIGN_KEYCHAIN=memory")
	p.hear("key: etrade")
	p.leaves(0)
}

// verifierOf allows the access at a page, and gives what it ends on.
func verifierOf(t *testing.T, link string) string {
	t.Helper()
	return verifierBy(t, "anna", link)
}

// verifierBy is verifierOf by one of the sandbox's accounts.
func verifierBy(t *testing.T, account, link string) string {
	t.Helper()
	answer, err := clitest.Submit(link, "allow", account, "application/json")
	if err != nil {
		t.Fatal(err)
	}
	var led struct{ Callback, Verifier string }
	if err := errors.Join(json.NewDecoder(answer).Decode(&led), answer.Close()); err != nil {
		t.Fatal(err)
	}
	return led.Callback + led.Verifier
}
