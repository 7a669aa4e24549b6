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

// decisionVariable makes this test binary a browser: started as $BROWSER with a link, it opens the consent page there,
// presses Allow or Deny and follows the way back to the callback. A browser is given no variable of the program's own name.
const decisionVariable = "E2E_DECISION"

// browserThat is the environment of a home whose browser decides so: allow or deny.
func browserThat(t *testing.T, decision string) []string {
	t.Helper()
	self, err := os.Executable()
	must(t, err)
	return []string{"BROWSER=" + self, decisionVariable + "=" + decision}
}

func browse(decision string, args []string) (exitCode int) {
	if len(args) != 1 {
		fmt.Fprintf(os.Stderr, "a browser is given one link, not %q\n", args)
		return 2
	}
	page, err := submit(context.Background(), args[0], decision, "anna", "text/html")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	if !strings.Contains(page, "terminal") { // the page that the callback ends on
		fmt.Fprintf(os.Stderr, "the browser ended on another page:\n%s\n", page)
		return 1
	}
	return 0
}

var hiddenField = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)">`)

// submit opens a consent page and submits its form, hidden fields and all.
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
		return "", errors.New("this is no consent page:\n" + page)
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
		err = fmt.Errorf("%s answered %s:\n%s", link, resp.Status, body)
	}
	return string(body), err
}

// consent allows the access on another machine, say: what there is to paste comes back.
func consent(t *testing.T, link string) (callback, verifier string) {
	t.Helper()
	return consentAs(t, "anna", link)
}

// consentAs is consent by one of the sandbox's accounts.
func consentAs(t *testing.T, account, link string) (callback, verifier string) {
	t.Helper()
	text, err := submit(t.Context(), link, "allow", account, "application/json")
	must(t, err)
	var answer struct{ Callback, Verifier string }
	must(t, json.Unmarshal([]byte(text), &answer))
	return answer.Callback, answer.Verifier
}
