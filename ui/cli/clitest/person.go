package clitest

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// browser is what $BROWSER names: it answers the sandbox's consent page with $DECISION (allow) as $ACCOUNT (anna), and
// follows where that leads.
func browser() {
	if err := Visit(os.Args[len(os.Args)-1]); err != nil {
		fail(err)
	}
}

// Visit is what the browser does.
func Visit(link string) error {
	answer, err := Submit(link, env("DECISION", "allow"), env("ACCOUNT", "anna"), "text/html")
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, answer)
	return errors.Join(err, answer.Close())
}

// Submit sends the consent page's form.
func Submit(link, decision, account, accept string) (io.ReadCloser, error) {
	page, err := url.Parse(link)
	if err != nil {
		return nil, err
	}
	form := url.Values{"oauth_token": page.Query()["oauth_token"], "decision": {decision}, "account": {account}}
	page.RawQuery = ""
	req, err := http.NewRequest(http.MethodPost, page.String(), strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", accept)
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode != http.StatusOK {
		return nil, errors.Join(fmt.Errorf("the consent page answered %s", answer.Status), answer.Body.Close())
	}
	return answer.Body, nil
}

func env(key, otherwise string) string {
	if value := os.Getenv(key); value != "" {
		return value
	}
	return otherwise
}

// person runs a command and answers it at its link, as the words before -- say, in their order:
//
//	paste      allows at the page, and pastes the address or the verifier that the page ends on
//	deny       refuses there, and pastes that address
//	browse     lets the browser come back by itself
//	say:TEXT   types a line
//	close      ends standard input
//	interrupt  presses ctrl+c
//
// Its output and exit code are the command's own.
func person() {
	split := slices.Index(os.Args, "--")
	if split < 0 {
		fail(errors.New("usage: person ACTION… -- COMMAND…"))
	}
	cmd := exec.Command(os.Args[split+1], os.Args[split+2:]...)
	cmd.Stdout = os.Stdout
	stdin, err := cmd.StdinPipe()
	if err != nil {
		fail(err)
	}
	stderr, err := cmd.StderrPipe()
	if err != nil {
		fail(err)
	}
	if err := cmd.Start(); err != nil {
		fail(err)
	}
	lines := bufio.NewScanner(stderr)
	for lines.Scan() {
		fmt.Fprintln(os.Stderr, lines.Text())
		if strings.HasPrefix(lines.Text(), "http") {
			for _, action := range os.Args[1:split] {
				if err := act(action, lines.Text(), stdin, cmd.Process); err != nil {
					_ = cmd.Process.Kill()
					fail(fmt.Errorf("%s: %w", action, err))
				}
			}
		}
	}
	err = cmd.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		fail(err)
	}
	os.Exit(cmd.ProcessState.ExitCode())
}

func act(action, link string, stdin io.WriteCloser, process *os.Process) error {
	switch text, says := strings.CutPrefix(action, "say:"); {
	case says:
		_, err := fmt.Fprintln(stdin, text)
		return err
	case action == "paste":
		return paste(link, "allow", stdin)
	case action == "deny":
		return paste(link, "deny", stdin)
	case action == "browse":
		return Visit(link)
	case action == "close":
		return stdin.Close()
	case action == "interrupt":
		return process.Signal(os.Interrupt)
	}
	return errors.New("nobody knows how")
}

// paste answers the page and types where it leads, which a browser would have shown.
func paste(link, decision string, stdin io.Writer) error {
	answer, err := Submit(link, decision, env("ACCOUNT", "anna"), "application/json")
	if err != nil {
		return err
	}
	var led struct{ Callback, Verifier string }
	if err := errors.Join(json.NewDecoder(answer).Decode(&led), answer.Close()); err != nil {
		return err
	}
	_, err = fmt.Fprintln(stdin, led.Callback+led.Verifier)
	return err
}
