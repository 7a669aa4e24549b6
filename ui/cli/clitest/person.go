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

// browser is the command in $BROWSER. It submits the sandbox's consent page with $DECISION (allow) as $ACCOUNT (anna) and
// follows the redirect.
func browser() {
	if err := Visit(os.Args[len(os.Args)-1]); err != nil {
		fail(err)
	}
}

// Visit submits the consent page at link.
func Visit(link string) error {
	response, err := Submit(link, env("DECISION", "allow"), env("ACCOUNT", "anna"), "text/html")
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, response)
	return errors.Join(err, response.Close())
}

// Submit submits the form of the consent page and returns the response body.
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
	response, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		return nil, errors.Join(fmt.Errorf("the consent page returned %s", response.Status), response.Body.Close())
	}
	return response.Body, nil
}

func env(key, otherwise string) string {
	if value := os.Getenv(key); value != "" {
		return value
	}
	return otherwise
}

// user runs the command after --. When it prints a link, it performs the actions before --:
//
//	paste      allow access and paste the callback address or verifier
//	deny       deny access and paste the callback address
//	browse     allow access in the browser
//	say:TEXT   type a line
//	close      close standard input
//	interrupt  press Ctrl+C
//
// The output and exit code are those of the command.
func user() {
	split := slices.Index(os.Args, "--")
	if split < 0 {
		fail(errors.New("usage: user ACTION… -- COMMAND…"))
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
	return errors.New("unknown action")
}

// paste submits the page and types the callback address or verifier.
func paste(link, decision string, stdin io.Writer) error {
	response, err := Submit(link, decision, env("ACCOUNT", "anna"), "application/json")
	if err != nil {
		return err
	}
	var page struct{ Callback, Verifier string }
	if err := errors.Join(json.NewDecoder(response).Decode(&page), response.Close()); err != nil {
		return err
	}
	_, err = fmt.Fprintln(stdin, page.Callback+page.Verifier)
	return err
}
