package debuglog

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"slices"
	"strings"
	"sync"

	"countersign/flow/oauth1"
	"countersign/flow/oauth1/signature"
	"countersign/internal/secret"
	"countersign/internal/text"
	"countersign/keychain"
)

// Log is a debug log file, one line per event: HTTP exchanges, retries, token refreshes, store operations and messages of the
// screens. Secrets are masked, in every encoding. A nil Log discards everything.
type Log struct {
	path string
	file *os.File
	log  *slog.Logger

	mu       sync.Mutex
	hidden   []string // secrets in every encoding, the longest first
	redactor *strings.Replacer
}

// Open opens or creates a log file that only the user can read. It refuses symbolic links, other users' files and anything
// that is not a regular file.
func Open(path string) (*Log, error) {
	file, err := openFile(path)
	if err != nil {
		var withPath *fs.PathError
		if errors.As(err, &withPath) {
			err = withPath.Err
		}
		return nil, &oauth1.StepError{
			What: "cannot open the debug log " + text.Safe(path, 200), Err: err, Hint: "Choose a file that you own, in a folder that you can write to.",
		}
	}
	d := &Log{path: path, file: file, redactor: strings.NewReplacer()}
	d.log = slog.New(slog.NewTextHandler(file, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		switch {
		case a.Key == slog.LevelKey: // always the same
			return slog.Attr{}
		case a.Key == slog.MessageKey:
			return slog.String("component", a.Value.String())
		case a.Value.Kind() == slog.KindString:
			return slog.String(a.Key, d.redact(a.Value.String()))
		}
		return a
	}}))
	return d, nil
}

// openFile checks the file before and after opening it, so that it cannot be swapped in between.
func openFile(path string) (*os.File, error) {
	flags := os.O_WRONLY | os.O_APPEND | os.O_CREATE
	before, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		flags |= os.O_EXCL
	case err != nil:
		return nil, err
	case before.Mode()&fs.ModeSymlink != 0:
		return nil, errors.New("symbolic link")
	case !before.Mode().IsRegular():
		return nil, errors.New("not a regular file")
	case keychain.OwnedByOther(before):
		return nil, errors.New("owned by another user")
	}
	file, err := os.OpenFile(path, flags, 0o600)
	if err != nil {
		return nil, err
	}
	after, err := file.Stat()
	if err == nil && before != nil && !os.SameFile(before, after) {
		err = errors.New("replaced by another file just now")
	}
	if err == nil {
		err = file.Chmod(0o600)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// Path is the log's file; empty for a nil log.
func (d *Log) Path() string {
	if d == nil {
		return ""
	}
	return d.path
}

// Close closes the file.
func (d *Log) Close() error {
	if d == nil {
		return nil
	}
	return d.file.Close()
}

// Note writes a line: the component, then alternating names and values.
func (d *Log) Note(component string, facts ...any) {
	if d != nil {
		d.log.Log(context.Background(), slog.LevelInfo, component, facts...)
	}
}

// Outcome writes a line that ends with "done" or the error.
func (d *Log) Outcome(component string, err error, facts ...any) {
	outcome := "done"
	if err != nil {
		outcome = oauth1.OneLine(err)
	}
	d.Note(component, append(facts, "outcome", outcome)...)
}

// Messages logs each line written to it: the type of a message that the screens receive. Repetitions, mostly timer ticks,
// are only counted. It is nil for a nil log.
func (d *Log) Messages() io.Writer {
	if d == nil {
		return nil
	}
	return &messages{log: d}
}

type messages struct {
	log   *Log
	last  string
	times int
}

func (m *messages) Write(line []byte) (int, error) {
	text := strings.TrimSpace(string(line))
	if text == m.last {
		m.times++
		return len(line), nil
	}
	if m.times > 0 {
		m.log.Note("message", "type", m.last, "again", m.times)
	}
	m.last, m.times = text, 0
	m.log.Note("message", "type", text)
	return len(line), nil
}

// Watch logs every operation on a credential store.
func (d *Log) Watch(k *keychain.Store) {
	if d == nil {
		return
	}
	k.Watch(func(o keychain.Operation) {
		d.Outcome("keychain", o.Err, "operation", o.Name, "connection", o.Connection, "kind", string(o.Kind), "took", o.Duration)
	})
}

// Exchange logs an HTTP exchange without its bodies.
func (d *Log) Exchange(e oauth1.Exchange) {
	if d == nil {
		return
	}
	facts := []any{
		"step", string(e.Step), "method", e.Method, "url", maskURL(e.URL), "status", e.Status, "took", e.Took,
		"signed", e.SignatureMethod, "in", e.Placement,
	}
	if e.ClockSkew != 0 {
		facts = append(facts, "skew", e.ClockSkew)
	}
	if e.BaseString != "" {
		facts = append(facts, "base", maskBaseString(e))
	}
	if e.ProviderBaseString != "" {
		facts = append(facts, "theirBase", e.ProviderBaseString)
	}
	facts = append(facts, "sent", headerLine(e.RequestHeader), "got", headerLine(e.ResponseHeader))
	if e.Failure != "" {
		facts = append(facts, "failure", e.Failure)
	}
	d.Note("exchange", facts...)
}

func maskURL(uri string) string {
	address, query, found := strings.Cut(uri, "?")
	if !found {
		return uri
	}
	parts := strings.Split(query, "&")
	for i, part := range parts {
		if list := signature.ParseForm(part); len(list) == 1 && mustMask(list[0].Name) {
			name, _, _ := strings.Cut(part, "=")
			parts[i] = name + "=" + secret.Dots
		}
	}
	return address + "?" + strings.Join(parts, "&")
}

// maskBaseString masks the same parameters in a base string, where each pair is encoded once more.
func maskBaseString(e oauth1.Exchange) string {
	base := e.BaseString
	for _, p := range e.Parameters {
		if mustMask(p.Name) && p.Value != "" {
			name := signature.Encode(signature.Encode(p.Name) + "=")
			base = strings.ReplaceAll(base, name+signature.Encode(signature.Encode(p.Value)), name+secret.Dots)
		}
	}
	return base
}

func mustMask(parameter string) bool {
	switch parameter {
	case "oauth_consumer_key", "oauth_token": // they identify, and are shown in the traffic screen too
		return false
	case "oauth_signature": // with PLAINTEXT, it is both secrets
		return true
	}
	return oauth1.IsSecretName(parameter) || oauth1.IsSecretParam(parameter)
}

// headerLine is a header on one line, sorted by name.
func headerLine(h map[string][]string) string {
	var parts []string
	for name, values := range oauth1.MaskedHeader(h) {
		for _, v := range values {
			switch name {
			case "Set-Cookie", "Proxy-Authorization", "Proxy-Authenticate":
				v = secret.Dots
			case "Location":
				v = maskURL(v)
			}
			parts = append(parts, fmt.Sprintf("%s: %s", text.Safe(name, 60), text.Safe(v, 200)))
		}
	}
	slices.Sort(parts)
	return strings.Join(parts, "; ")
}

// Hide masks these secrets in all lines from now on.
func (d *Log) Hide(list ...secret.Text) {
	if d == nil {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	before := len(d.hidden)
	for _, s := range list {
		for _, text := range append(strings.Split(s.Reveal(), "\n"), s.Reveal()) { // a PEM key may be logged line by line
			if len(text) < oauth1.MinRedactedLength || strings.HasPrefix(text, "-----") && !strings.Contains(text, "\n") || slices.Contains(d.hidden, text) {
				continue
			}
			d.hidden = append(d.hidden, oauth1.Encodings(text)...)
		}
	}
	if len(d.hidden) == before {
		return
	}
	slices.SortFunc(d.hidden, func(a, b string) int { return len(b) - len(a) })
	var pairs []string
	for _, text := range d.hidden {
		pairs = append(pairs, text, secret.Dots)
	}
	d.redactor = strings.NewReplacer(pairs...)
}

func (d *Log) redact(text string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.redactor.Replace(text)
}
