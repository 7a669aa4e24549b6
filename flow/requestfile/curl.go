package requestfile

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"countersign/flow/oauth1/signature"
	"countersign/internal/text"
	"countersign/specs"
)

// IsCurl reports whether a text is a curl command rather than a URL.
func IsCurl(content string) bool {
	first, _, _ := strings.Cut(withoutPrompt(content), " ")
	return first == "curl" || first == "curl.exe"
}

func withoutPrompt(command string) string { return strings.TrimLeft(strings.TrimSpace(command), "$ ") }

// ParseCurl converts a curl command to the request that it sends. remarks name the options that were ignored. A command
// that can't be converted faithfully is an error.
func ParseCurl(command string) (r Request, remarks []string, err error) {
	words, err := SplitWords(withoutPrompt(command))
	var c curlReader
	if err == nil {
		err = c.parse(words[min(len(words), 1):])
	}
	if err == nil {
		r, err = c.request()
	}
	if err != nil {
		return Request{}, nil, &Error{
			What: "cannot convert the curl command", Err: err, Hint: "edit the command, or enter the request by hand",
		}
	}
	return r, c.remarks, nil
}

type curlReader struct {
	method          string
	target          string
	header          []Pair
	data            []string
	file            string
	get, head, json bool
	remarks         []string
}

// Options of curl that make no difference to the request, as name:shorthand.
const (
	ignoredValues = "output:o max-time:m connect-timeout retry retry-delay retry-max-time write-out:w max-redirs dump-header:D " +
		"cookie-jar:c limit-rate stderr trace trace-ascii"
	ignoredSwitches = "silent:s show-error:S include:i verbose:v compressed fail:f fail-with-body progress-bar:# http1.0:0 http1.1 http2 " +
		"http2-prior-knowledge http3 globoff:g no-buffer:N remote-name:O ipv4:4 ipv6:6 path-as-is tcp-nodelay no-progress-meter"
)

func (c *curlReader) parse(arguments []string) error {
	flags := pflag.NewFlagSet("curl", pflag.ContinueOnError)
	flags.Usage = func() {}
	for _, option := range strings.Fields(ignoredValues) {
		name, short, _ := strings.Cut(option, ":")
		flags.StringP(name, short, "", "")
	}
	for _, option := range strings.Fields(ignoredSwitches) {
		name, short, _ := strings.Cut(option, ":")
		flags.BoolP(name, short, false, "")
	}
	flags.BoolVarP(&c.get, "get", "G", false, "")
	flags.BoolVarP(&c.head, "head", "I", false, "")
	follow := flags.BoolP("location", "L", false, "")
	insecure := flags.BoolP("insecure", "k", false, "")
	flags.StringVarP(&c.method, "request", "X", "", "")
	for option, add := range map[string]func(value string) error{
		"url":            c.setTarget,
		"header:H":       c.addHeader,
		"data:d":         c.addData,
		"data-ascii":     c.addData,
		"data-binary":    c.addData,
		"data-raw":       c.addRawData,
		"data-urlencode": c.addEncodedData,
		"json":           func(v string) error { c.json = true; return c.addData(v) },
		"upload-file:T":  func(v string) error { c.method = cmp.Or(c.method, http.MethodPut); return c.setBodyFile(v) },
		"user-agent:A":   func(v string) error { return c.addHeader("User-Agent: " + v) },
		"referer:e":      func(v string) error { return c.addHeader("Referer: " + v) },
		"cookie:b": func(v string) error {
			if !strings.Contains(v, "=") {
				return errors.New("-b with a cookie file is not supported; use -H 'Cookie: …'")
			}
			return c.addHeader("Cookie: " + v)
		},
		"user:u":        unsupported("-u (password authentication) is not supported: the connection signs the request"),
		"oauth2-bearer": unsupported("--oauth2-bearer is not supported: the connection signs the request"),
		"form:F":        unsupported("-F (multipart/form-data) is not supported; save the body in a file and use --data-binary @FILE"),
		"form-string":   unsupported("--form-string (multipart/form-data) is not supported; save the body in a file and use --data-binary @FILE"),
	} {
		name, short, _ := strings.Cut(option, ":")
		flags.FuncP(name, short, "", add)
	}
	err := flags.Parse(arguments)
	if invalid, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		return invalid.Unwrap() // its own text repeats the value, which may be a password
	}
	if err != nil {
		return err
	}
	for _, target := range flags.Args() {
		if err := c.setTarget(target); err != nil {
			return err
		}
	}
	if *insecure {
		c.remarks = append(c.remarks, "ignored -k (certificates are always verified)")
	}
	if *follow {
		c.remarks = append(c.remarks, "ignored -L (a signature is valid for one URL only)")
	}
	return nil
}

func unsupported(reason string) func(string) error {
	return func(string) error { return errors.New(reason) }
}

func (c *curlReader) setTarget(target string) error {
	if c.target != "" {
		return fmt.Errorf("more than one URL: %s and %s", text.Safe(c.target, 60), text.Safe(target, 60))
	}
	c.target = strings.TrimSpace(target)
	if !IsAbsolute(c.target) { // as curl does
		c.target = "http://" + c.target
	}
	return nil
}

func (c *curlReader) addHeader(line string) error {
	name, value, ok := strings.Cut(line, ":")
	name, value = strings.TrimSpace(name), strings.TrimSpace(value)
	switch {
	case strings.HasPrefix(line, "@"):
		return errors.New("-H with a file of headers is not supported")
	case !ok && strings.HasSuffix(name, ";"):
		name = strings.TrimSuffix(name, ";")
	case !ok:
		return fmt.Errorf("invalid header %q", text.Safe(line, 40))
	case value == "": // removes a default header of curl
		return nil
	}
	switch lower := strings.ToLower(name); {
	case lower == "authorization":
		c.remarks = append(c.remarks, "ignored the Authorization header (signing replaces it)")
		return nil
	case lower == "content-length", lower == "host", lower == "accept-encoding", strings.HasPrefix(name, ":"):
		return nil // set when the request is sent
	}
	c.header = append(c.header, Pair{Name: name, Value: value})
	return nil
}

// addData adds form data, or a file (@FILE) as the body. Unlike curl's -d, it keeps the file's line breaks.
func (c *curlReader) addData(value string) error {
	if path, isFile := strings.CutPrefix(value, "@"); isFile {
		return c.setBodyFile(path)
	}
	return c.addRawData(value)
}

func (c *curlReader) setBodyFile(path string) error {
	switch {
	case path == "-" || path == "." || path == "":
		return errors.New("a body from standard input is not supported; save it in a file")
	case c.file != "":
		return errors.New("more than one body file")
	}
	c.file = path
	return nil
}

func (c *curlReader) addRawData(value string) error {
	c.data = append(c.data, value)
	return nil
}

// addEncodedData adds name=content, =content or content, with the content percent-encoded.
func (c *curlReader) addEncodedData(value string) error {
	name, content, named := strings.Cut(value, "=")
	switch {
	case strings.Contains(name, "@"):
		return errors.New("--data-urlencode with a file is not supported; put the text in the command")
	case !named:
		return c.addRawData(signature.Encode(value))
	case name == "":
		return c.addRawData(signature.Encode(content))
	}
	return c.addRawData(name + "=" + signature.Encode(content))
}

func (c *curlReader) request() (Request, error) {
	r := Request{Method: strings.ToUpper(c.method), Target: c.target, BodyFile: c.file, Body: strings.Join(c.data, "&")}
	switch {
	case r.Target == "":
		return r, errors.New("no URL")
	case r.Body != "" && r.BodyFile != "":
		return r, errors.New("the body is both text and a file")
	case c.get && r.BodyFile != "":
		return r, errors.New("-G with a file is not supported")
	case c.get && r.Body != "":
		separator := "?"
		if strings.Contains(r.Target, "?") {
			separator = "&"
		}
		r.Target, r.Body = r.Target+separator+r.Body, ""
	}
	switch {
	case r.Method != "":
	case c.head:
		r.Method = http.MethodHead
	case r.Body != "" || r.BodyFile != "":
		r.Method = http.MethodPost
	default:
		r.Method = http.MethodGet
	}
	c.addContentType(r)
	for _, h := range c.header {
		r.Header = append(r.Header, specs.Header(h))
	}
	r.Name = r.Method + " " + hostAndPath(r.Target)
	return r, nil
}

// addContentType adds the headers that curl would send by default.
func (c *curlReader) addContentType(r Request) {
	if c.json {
		c.header = WithContentType(c.header, jsonType)
		if !slices.ContainsFunc(c.header, func(h Pair) bool { return strings.EqualFold(h.Name, "Accept") }) {
			c.header = append(c.header, Pair{Name: "Accept", Value: jsonType})
		}
	}
	if before := len(c.header); r.Body != "" || r.BodyFile != "" && r.Method == http.MethodPost {
		c.header = WithContentType(c.header, formType)
		if len(c.header) > before && json.Valid([]byte(r.Body)) {
			c.remarks = append(c.remarks, "the body looks like JSON but is sent as a form, as curl does (set Content-Type to "+jsonType+" to change that)")
		}
	}
}

// hostAndPath leaves out the query, which may hold secrets.
func hostAndPath(target string) string {
	u, err := url.Parse(target)
	if err != nil || u.Host == "" {
		return "the service"
	}
	return text.Safe(strings.ToLower(u.Host)+u.EscapedPath(), 120)
}
