package journeys_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
)

// decisionVariable turns this test binary into a browser: run as $BROWSER with a link, it opens the consent page, presses Allow
// or Deny and follows the redirect to the callback. Its name is not COUNTERSIGN_…, which browsers don't inherit.
const decisionVariable = "E2E_DECISION"

// browserThat returns the environment for a browser that decides to allow or deny.
func browserThat(t *testing.T, decision string) []string {
	t.Helper()
	self, err := os.Executable()
	must(t, err)
	return []string{"BROWSER=" + self, decisionVariable + "=" + decision}
}

func browse(decision string, args []string) (exitCode int) {
	if len(args) != 1 {
		fmt.Fprintf(os.Stderr, "a browser needs one link, not %q\n", args)
		return 2
	}
	page, err := submit(context.Background(), args[0], decision, "anna", "text/html")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	if !strings.Contains(page, "terminal") { // the last page
		fmt.Fprintf(os.Stderr, "the browser ended on another page:\n%s\n", page)
		return 1
	}
	return 0
}

var hiddenField = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)">`)

// submit opens a consent page and submits its form.
func submit(ctx context.Context, link, decision, account, accept string) (page string, err error) {
	page, err = fetch(ctx, http.MethodGet, link, nil, "text/html")
	if err != nil {
		return "", err
	}
	form := url.Values{"decision": {decision}, "account": {account}}
	for _, field := range hiddenField.FindAllStringSubmatch(page, -1) {
		form.Set(field[1], field[2])
	}
	if len(form) < 3 {
		return "", errors.New("not a consent page:\n" + page)
	}
	target, _, _ := strings.Cut(link, "?")
	return fetch(ctx, http.MethodPost, target, form, accept)
}

func fetch(ctx context.Context, method, link string, form url.Values, accept string) (page string, err error) {
	r, err := http.NewRequestWithContext(ctx, method, link, strings.NewReader(form.Encode()))
	if err != nil {
		return "", err
	}
	r.Header.Set("Accept", accept)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s:\n%s", link, resp.Status, body)
	}
	return string(body), err
}

// consent allows access and returns what can be pasted.
func consent(t *testing.T, link string) (callback, verifier string) {
	t.Helper()
	return consentAs(t, "anna", link)
}

// consentAs is consent with one of the sandbox's accounts.
func consentAs(t *testing.T, account, link string) (callback, verifier string) {
	t.Helper()
	text, err := submit(t.Context(), link, "allow", account, "application/json")
	must(t, err)
	var reply struct{ Callback, Verifier string }
	must(t, json.Unmarshal([]byte(text), &reply))
	return reply.Callback, reply.Verifier
}
