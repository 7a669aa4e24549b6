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

// Log is a file of what the program does, a line for each: every exchange on the wire, retries and renewals, what was
// done with a keychain, and what a front end adds. A secret that has been used stands in no line of it, in whatever
// spelling. A nil log takes everything and keeps nothing.
type Log struct {
	path string
	file *os.File
	log  *slog.Logger

	mu      sync.Mutex
	hidden  []string // secrets, as they may be spelt, the longest first
	conceal *strings.Replacer
}

// Open opens a log, or makes it, for the person alone. A link, somebody else's file and what is no file at all are
// refused: they would put the lines where the person does not expect them.
func Open(path string) (*Log, error) {
	file, err := openOwn(path)
	if err != nil {
		return nil, &oauth1.StepError{
			What: "opening the debug log " + text.Safe(path, 200), Err: pathless(err), Hint: "name a file of your own, in a folder that you can write to",
		}
	}
	d := &Log{path: path, file: file, conceal: strings.NewReplacer()}
	d.log = slog.New(slog.NewTextHandler(file, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		switch {
		case a.Key == slog.LevelKey: // all of them are alike
			return slog.Attr{}
		case a.Key == slog.MessageKey:
			return slog.String("component", a.Value.String())
		case a.Value.Kind() == slog.KindString:
			return slog.String(a.Key, d.masked(a.Value.String()))
		}
		return a
	}}))
	return d, nil
}

// openOwn opens a file to append to. What stands at the path is looked at before and after, so that it cannot be changed for
// something else in between.
func openOwn(path string) (*os.File, error) {
	flags := os.O_WRONLY | os.O_APPEND | os.O_CREATE
	before, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		flags |= os.O_EXCL
	case err != nil:
		return nil, err
	case before.Mode()&fs.ModeSymlink != 0:
		return nil, errors.New("it is a symbolic link")
	case !before.Mode().IsRegular():
		return nil, errors.New("it is no regular file")
	case keychain.OwnedByOther(before):
		return nil, errors.New("it belongs to somebody else")
	}
	file, err := os.OpenFile(path, flags, 0o600)
	if err != nil {
		return nil, err
	}
	after, err := file.Stat()
	if err == nil && before != nil && !os.SameFile(before, after) {
		err = errors.New("it was changed for another file just now")
	}
	if err == nil {
		err = file.Chmod(0o600)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// Path is where the log stands; empty for none.
func (d *Log) Path() string {
	if d == nil {
		return ""
	}
	return d.path
}

// Close ends the log.
func (d *Log) Close() error {
	if d == nil {
		return nil
	}
	return d.file.Close()
}

// Note writes a line: which part of the program speaks, and names and values by turns. Values are texts, numbers or
// durations.
func (d *Log) Note(component string, facts ...any) {
	if d != nil {
		d.log.Log(context.Background(), slog.LevelInfo, component, facts...)
	}
}

// Outcome is Note of how something went.
func (d *Log) Outcome(component string, err error, facts ...any) {
	said := "done"
	if err != nil {
		said = oauth1.OneLine(err)
	}
	d.Note(component, append(facts, "outcome", said)...)
}

// Messages takes a line for each message that reaches the screens. The same ones in a row, ticks for the most part, are
// counted and not repeated. It is nil where there is no log.
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

// Watch notes whatever is done with a keychain.
func (d *Log) Watch(k *keychain.Store) {
	if d == nil {
		return
	}
	k.Watch(func(o keychain.Operation) {
		d.Outcome("keychain", o.Err, "operation", o.Name, "connection", o.Connection, "kind", string(o.Kind), "took", o.Duration)
	})
}

// Exchange writes what was said on the wire, without its bodies.
func (d *Log) Exchange(e oauth1.Exchange) {
	if d == nil {
		return
	}
	facts := []any{
		"step", string(e.Step), "method", e.Method, "url", maskedURL(e.URL), "status", e.Status, "took", e.Took,
		"signed", e.SignatureMethod, "in", e.Placement,
	}
	if e.ClockSkew != 0 {
		facts = append(facts, "skew", e.ClockSkew)
	}
	if e.BaseString != "" {
		facts = append(facts, "base", maskedBase(e))
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

// maskedURL hides the values of a query that let a reader act for the person.
func maskedURL(uri string) string {
	place, query, found := strings.Cut(uri, "?")
	if !found {
		return uri
	}
	parts := strings.Split(query, "&")
	for i, part := range parts {
		if list := signature.ParseForm(part); len(list) == 1 && maskedParameter(list[0].Name) {
			name, _, _ := strings.Cut(part, "=")
			parts[i] = name + "=" + secret.Dots
		}
	}
	return place + "?" + strings.Join(parts, "&")
}

// maskedBase hides the same in a base string, where each pair stands encoded once more.
func maskedBase(e oauth1.Exchange) string {
	base := e.BaseString
	for _, p := range e.Parameters {
		if maskedParameter(p.Name) && p.Value != "" {
			pair := func(value string) string {
				return signature.Encode(signature.Encode(p.Name)+"=") + value
			}
			base = strings.ReplaceAll(base, pair(signature.Encode(signature.Encode(p.Value))), pair(secret.Dots))
		}
	}
	return base
}

// maskedParameter leaves alone what says whose token it is, as the trace does.
func maskedParameter(name string) bool {
	switch name {
	case "oauth_consumer_key", "oauth_token":
		return false
	case "oauth_signature": // that of PLAINTEXT is both secrets
		return true
	}
	return oauth1.IsSecretName(name) || oauth1.IsSecretParam(name)
}

// headerLine is a header on one line, in the order of the names.
func headerLine(h map[string][]string) string {
	var parts []string
	for name, values := range oauth1.MaskedHeader(h) {
		for _, v := range values {
			switch name {
			case "Set-Cookie", "Proxy-Authorization", "Proxy-Authenticate":
				v = secret.Dots
			case "Location":
				v = maskedURL(v)
			}
			parts = append(parts, fmt.Sprintf("%s: %s", text.Safe(name, 60), text.Safe(v, 200)))
		}
	}
	slices.Sort(parts)
	return strings.Join(parts, "; ")
}

// Hide keeps secrets out of all lines from now on.
func (d *Log) Hide(list ...secret.Text) {
	if d == nil {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	before := len(d.hidden)
	for _, s := range list {
		for _, text := range append(strings.Split(s.Reveal(), "\n"), s.Reveal()) { // a key in PEM may stand somewhere by the line
			if len(text) < oauth1.MinRedactedLength || strings.HasPrefix(text, "-----") && !strings.Contains(text, "\n") || slices.Contains(d.hidden, text) {
				continue
			}
			for _, form := range oauth1.Encodings(text) {
				if !slices.Contains(d.hidden, form) {
					d.hidden = append(d.hidden, form)
				}
			}
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
	d.conceal = strings.NewReplacer(pairs...)
}

func (d *Log) masked(text string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.conceal.Replace(text)
}

// pathless takes the path off a file's error: what was asked for says it already.
func pathless(err error) error {
	var file *fs.PathError
	if errors.As(err, &file) {
		return file.Err
	}
	return err
}
