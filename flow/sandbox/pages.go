package sandbox

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"maps"
	"net/http"
	"slices"
	"strings"

	"countersign/flow/sandbox/personality"
	"countersign/flow/sandbox/tokens"
)

var (
	//go:embed consent.html
	pageText string
	//go:embed consent.css
	styleText string

	pages = template.Must(template.New("").Funcs(template.FuncMap{
		"style": func() template.CSS { return template.CSS(styleText) }, //nolint:gosec // our own file, embedded
	}).Parse(pageText))

	// styleSource allows the style in the Content-Security-Policy.
	styleSource = func() string {
		sum := sha256.Sum256([]byte(styleText))
		return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}()
)

// consentView is the data of the consent page.
type consentView struct {
	Consumer, ConsumerKey string
	Token                 string
	ReturnTo              string // the callback's host; "": out-of-band
	Accounts              []tokens.Account
	As                    string // the simulated service, if any
}

type verifierView struct{ Consumer, Account, Verifier string }

// showPage replies with a page of consent.html. A browser applies form-action to redirects too, so the callback's scheme must
// be allowed.
func showPage(w http.ResponseWriter, status int, name string, view any, callbackScheme string) {
	formAction := "'self'"
	if callbackScheme != "" {
		formAction += " " + callbackScheme + ":"
	}
	var page bytes.Buffer
	if err := pages.ExecuteTemplate(&page, name, view); err != nil {
		panic(err) // a bug in the template
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src "+styleSource+
		"; form-action "+formAction+"; base-uri 'none'; frame-ancestors 'none'")
	w.WriteHeader(status)
	_, _ = w.Write(page.Bytes()) // as in writeForm
}

// errorPage is an error of the consent page, for a browser or as JSON.
type errorPage struct {
	status      int
	Title, Text string
}

func (p *errorPage) Error() string { return p.Title }

func (p *errorPage) write(w http.ResponseWriter, r *http.Request) {
	if accepts(r, "application/json") {
		writeJSON(w, p.status, &failure{Text: p.Title + ". " + p.Text})
		return
	}
	showPage(w, p.status, "refusal", p, "")
}

// home is the reply to GET /: everything needed to connect.
type home struct {
	Sandbox         string   `json:"sandbox"`      // checked by IsRunning
	As              string   `json:"as,omitempty"` // the key of the simulated service
	ConsumerKey     string   `json:"consumerKey"`
	ConsumerSecret  string   `json:"consumerSecret"`
	RequestTokenURI string   `json:"requestTokenUri"`
	AuthorizeURI    string   `json:"authorizeUri"`
	TokenURI        string   `json:"tokenUri"`
	Calls           []string `json:"calls"`
}

// homePage is GET /.
type homePage struct{ as role }

func (p homePage) serve(w http.ResponseWriter, a *incoming) error {
	base := "http://" + a.Host
	answer := home{
		Sandbox:        program,
		As:             p.played(),
		ConsumerKey:    ConsumerKey,
		ConsumerSecret: p.as.consumerSecret(),
		Calls:          p.callsAt(base),
	}
	if p.as.RequestToken != nil {
		answer.RequestTokenURI, answer.TokenURI = base+address(p.as.RequestToken.Path, p.as.RequestToken.Query), base+address(p.as.AccessToken.Path, p.as.AccessToken.Query)
		answer.AuthorizeURI = base + address(p.as.Authorize.Path, p.as.Authorize.Query)
	}
	if accepts(a.Request, "text/html") {
		showPage(w, http.StatusOK, "home", answer, "")
		return nil
	}
	writeJSON(w, http.StatusOK, answer)
	return nil
}

func (p homePage) played() string {
	if !p.as.service {
		return ""
	}
	return p.as.Key
}

func (p homePage) callsAt(base string) []string {
	if !p.as.service {
		return []string{base + pathMe, base + pathEcho, base + pathNotes}
	}
	calls := make([]string, len(p.as.Requests))
	for i, c := range p.as.Requests {
		calls[i] = base + address(c.Path, c.Query)
	}
	return calls
}

// address returns a path with its required query, patterns without backslashes.
func address(path string, query map[string]personality.Pattern) string {
	separator := "?"
	for _, name := range slices.Sorted(maps.Keys(query)) {
		path += separator + name + "=" + strings.ReplaceAll(string(query[name]), "\\", "")
		separator = "&"
	}
	return path
}
