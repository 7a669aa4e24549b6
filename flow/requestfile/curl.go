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

	"countersign/flow/oauth1/signature"
	"countersign/internal/text"
	"countersign/specs"
)

// IsCurl reports whether a text is a curl command rather than an address.
func IsCurl(content string) bool {
	first, _, _ := strings.Cut(strings.TrimLeft(strings.TrimSpace(content), "$ "), " ")
	return first == "curl" || first == "curl.exe"
}

// ParseCurl reads a curl command as the request that it makes. remarks say what was left out of it. The error says what can't
// be done in the same way; nothing is guessed then.
func ParseCurl(command string) (r Request, remarks []string, err error) {
	wrong := func(err error) (Request, []string, error) {
		return Request{}, nil, &Error{What: "reading the curl command", Err: err, Hint: "change it, or write the call itself"}
	}
	words, err := SplitWords(strings.TrimLeft(strings.TrimSpace(command), "$ "))
	if err != nil {
		return wrong(err)
	}
	c := curlReader{words: words[min(len(words), 1):]}
	for len(c.words) > 0 {
		if err := c.next(); err != nil {
			return wrong(err)
		}
	}
	r, err = c.request()
	if err != nil {
		return wrong(err)
	}
	return r, c.remarks, nil
}

type curlReader struct {
	words   []string
	method  string
	target  string
	header  []Pair
	data    []string
	file    string
	get     bool
	head    bool
	json    bool
	remarks []string
}

// curlValues are the options that take a value, by their long names; curlShort are the short names of options.
var (
	curlValues = map[string]func(c *curlReader, value string) error{
		"request": func(c *curlReader, v string) error { c.method = strings.ToUpper(v); return nil },
		"url":     (*curlReader).address,
		"header":  (*curlReader).headerLine,
		"data":    (*curlReader).formData, "data-ascii": (*curlReader).formData, "data-binary": (*curlReader).formData,
		"data-raw":       (*curlReader).rawData,
		"data-urlencode": (*curlReader).encodedData,
		"json": func(c *curlReader, v string) error {
			c.json = true
			return c.formData(v)
		},
		"upload-file": func(c *curlReader, v string) error { c.method = cmp.Or(c.method, http.MethodPut); return c.body(v) },
		"user-agent":  func(c *curlReader, v string) error { return c.headerLine("User-Agent: " + v) },
		"referer":     func(c *curlReader, v string) error { return c.headerLine("Referer: " + v) },
		"cookie": func(c *curlReader, v string) error {
			if !strings.Contains(v, "=") {
				return errors.New("-b reads its cookies from a file: write them as a header")
			}
			return c.headerLine("Cookie: " + v)
		},
		"user": func(*curlReader, string) error {
			return errors.New("-u signs in by user and password, and calls are signed here by the connection")
		},
		"oauth2-bearer": func(*curlReader, string) error {
			return errors.New("--oauth2-bearer is another way to sign in: calls are signed here by the connection")
		},
		"form": func(*curlReader, string) error {
			return errors.New("-F sends a form of several parts (multipart), which can't be written here: have such a body in a file")
		},
		"form-string": func(*curlReader, string) error {
			return errors.New("--form-string sends a form of several parts (multipart), which can't be written here: have such a body in a file")
		},
		"output": nil, "max-time": nil, "connect-timeout": nil, "retry": nil, "retry-delay": nil, "retry-max-time": nil, "write-out": nil,
		"max-redirs": nil, "dump-header": nil, "cookie-jar": nil, "limit-rate": nil, "stderr": nil, "trace": nil, "trace-ascii": nil,
	}
	curlSwitches = map[string]func(c *curlReader){
		"get": func(c *curlReader) { c.get = true }, "head": func(c *curlReader) { c.head = true },
		"location": func(c *curlReader) {
			c.remarks = append(c.remarks, "-L left out: a signature is good for one address")
		},
		"insecure": func(c *curlReader) { c.remarks = append(c.remarks, "-k left out: certificates are checked") },
		"silent":   nil, "show-error": nil, "include": nil, "verbose": nil, "compressed": nil, "fail": nil, "fail-with-body": nil,
		"progress-bar": nil, "http1.0": nil, "http1.1": nil, "http2": nil, "http2-prior-knowledge": nil, "http3": nil, "globoff": nil,
		"no-buffer": nil, "remote-name": nil, "ipv4": nil, "ipv6": nil, "path-as-is": nil, "tcp-nodelay": nil, "no-progress-meter": nil,
	}
	curlShort = map[byte]string{
		'X': "request", 'H': "header", 'd': "data", 'T': "upload-file", 'A': "user-agent", 'e': "referer", 'b': "cookie", 'u': "user",
		'F': "form", 'o': "output", 'm': "max-time", 'w': "write-out", 'D': "dump-header", 'c': "cookie-jar", 'G': "get", 'I': "head",
		'L': "location", 'k': "insecure", 's': "silent", 'S': "show-error", 'i': "include", 'v': "verbose", 'f': "fail",
		'#': "progress-bar", 'g': "globoff", 'N': "no-buffer", 'O': "remote-name", '4': "ipv4", '6': "ipv6", '0': "http1.0",
	}
)

// next reads one option, or the address.
func (c *curlReader) next() error {
	word := c.words[0]
	c.words = c.words[1:]
	switch {
	case strings.HasPrefix(word, "--") && len(word) > 2:
		name, value, given := strings.Cut(word[2:], "=")
		if !given {
			return c.option(name, "", false)
		}
		return c.option(name, value, true)
	case !strings.HasPrefix(word, "-") || word == "-":
		return c.address(word)
	}
	for i := 1; i < len(word); i++ {
		name, known := curlShort[word[i]]
		if !known {
			return fmt.Errorf("the option -%s is not known here", text.Safe(string(word[i]), 2))
		}
		if _, takes := curlValues[name]; takes {
			return c.option(name, word[i+1:], i+1 < len(word))
		}
		if err := c.option(name, "", false); err != nil {
			return err
		}
	}
	return nil
}

// option does what an option says; value is what stands in the same word.
func (c *curlReader) option(name, value string, given bool) error {
	if do, known := curlSwitches[name]; known {
		if do != nil {
			do(c)
		}
		return nil
	}
	do, known := curlValues[name]
	switch {
	case !known:
		return fmt.Errorf("the option --%s is not known here", text.Safe(name, 30))
	case !given && len(c.words) == 0:
		return fmt.Errorf("the option --%s has no value", name)
	case !given:
		value, c.words = c.words[0], c.words[1:]
	}
	if do == nil { // it says where an answer goes, or how long to wait
		return nil
	}
	return do(c, value)
}

func (c *curlReader) address(address string) error {
	if c.target != "" {
		return fmt.Errorf("it has two addresses, %s and %s", text.Safe(c.target, 60), text.Safe(address, 60))
	}
	c.target = strings.TrimSpace(address)
	if !IsAbsolute(c.target) { // as curl has it
		c.target = "http://" + c.target
	}
	return nil
}

func (c *curlReader) headerLine(line string) error {
	name, value, ok := strings.Cut(line, ":")
	name, value = strings.TrimSpace(name), strings.TrimSpace(value)
	switch {
	case strings.HasPrefix(line, "@"):
		return errors.New("-H reads its headers from a file: write them out")
	case !ok && strings.HasSuffix(name, ";"):
		name = strings.TrimSuffix(name, ";")
	case !ok:
		return fmt.Errorf("%q is no header", text.Safe(line, 40))
	case value == "": // curl leaves out what it would add itself
		return nil
	}
	switch {
	case strings.EqualFold(name, "Authorization"):
		c.remarks = append(c.remarks, "Authorization left out: signing makes it")
		return nil
	case strings.EqualFold(name, "Content-Length"), strings.EqualFold(name, "Host"), strings.EqualFold(name, "Accept-Encoding"), strings.HasPrefix(name, ":"):
		return nil // sending says them
	}
	c.header = append(c.header, Pair{Name: name, Value: value})
	return nil
}

// formData is a body, or a file with one. curl leaves the line breaks of -d's file out; here it goes as it is.
func (c *curlReader) formData(value string) error {
	if path, isFile := strings.CutPrefix(value, "@"); isFile {
		return c.body(path)
	}
	return c.rawData(value)
}

func (c *curlReader) body(path string) error {
	switch {
	case path == "-" || path == "." || path == "":
		return errors.New("its body comes from another command: have it in a file")
	case c.file != "":
		return errors.New("its body comes from two files")
	}
	c.file = path
	return nil
}

func (c *curlReader) rawData(value string) error {
	c.data = append(c.data, value)
	return nil
}

// encodedData is name=content, =content or content; the content is encoded.
func (c *curlReader) encodedData(value string) error {
	name, content, named := strings.Cut(value, "=")
	switch {
	case strings.Contains(name, "@"):
		return errors.New("--data-urlencode reads from a file: put the text there")
	case !named:
		return c.rawData(signature.Encode(value))
	case name == "":
		return c.rawData(signature.Encode(content))
	}
	return c.rawData(name + "=" + signature.Encode(content))
}

func (c *curlReader) request() (Request, error) {
	r := Request{Method: c.method, Target: c.target, BodyFile: c.file, Body: strings.Join(c.data, "&")}
	switch {
	case r.Target == "":
		return r, errors.New("it has no address")
	case r.Body != "" && r.BodyFile != "":
		return r, errors.New("its body comes from a text and from a file")
	case c.get && r.BodyFile != "":
		return r, errors.New("-G puts a file into the address")
	case c.get && r.Body != "":
		mark := "?"
		if strings.Contains(r.Target, "?") {
			mark = "&"
		}
		r.Target, r.Body = r.Target+mark+r.Body, ""
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
	c.addTypes(r)
	for _, h := range c.header {
		r.Header = append(r.Header, specs.Header(h))
	}
	r.Name = r.Method + " " + hostAndPath(r.Target)
	return r, nil
}

// addTypes says what curl would say of a body that no header names. A form is what it looks like; of what looks like
// JSON, it is told.
func (c *curlReader) addTypes(r Request) {
	if c.json {
		c.header = WithContentType(c.header, jsonType)
		if !slices.ContainsFunc(c.header, func(h Pair) bool { return strings.EqualFold(h.Name, "Accept") }) {
			c.header = append(c.header, Pair{Name: "Accept", Value: jsonType})
		}
	}
	if before := len(c.header); r.Body != "" || r.BodyFile != "" && r.Method == http.MethodPost {
		c.header = WithContentType(c.header, formType)
		if len(c.header) > before && json.Valid([]byte(r.Body)) {
			c.remarks = append(c.remarks, "the body goes as a form, as curl has it, and looks like "+jsonType)
		}
	}
}

// hostAndPath names an address without its query, which may hold anything.
func hostAndPath(target string) string {
	u, err := url.Parse(target)
	if err != nil || u.Host == "" {
		return "the service"
	}
	return text.Safe(strings.ToLower(u.Host)+u.EscapedPath(), 120)
}
