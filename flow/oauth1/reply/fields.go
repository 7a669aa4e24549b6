package reply

import (
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// maxDepth bounds how deep formats are nested in one another: a form in a JSON string in XML.
const maxDepth = 3

// parseBody takes a body apart. The text itself decides its format: content types are often wrong.
func parseBody(body, format string) parsed { return parseNested(body, format, "", 0) }

func parseNested(body, format, path string, depth int) parsed {
	if depth > maxDepth || body == "" {
		return parsed{text: body}
	}
	if format == "form" && !strings.Contains(body, "<") {
		p := parsed{}
		p.baseString, p.text = cutBaseString(body)
		p.fields = formFields(p.text, path)
		return p
	}
	switch {
	case body[0] == '{' || body[0] == '[':
		if p, ok := parseJSON(body, path, depth); ok {
			return p
		}
	case format == "json":
		return parsed{text: body}
	case strings.HasPrefix(body, "<"):
		return parseMarkup(body, path, depth)
	}
	p := parsed{}
	p.baseString, body = cutBaseString(body)
	if strings.Contains(body, "&amp;") || strings.Contains(body, "&quot;") {
		body = html.UnescapeString(body)
	}
	p.text = body
	if isForm(body) {
		p.fields = formFields(body, path)
	} else {
		p.fields = proseFields(body, path)
	}
	return p
}

// isForm reports whether a text is nothing but a form.
func isForm(s string) bool {
	return strings.Contains(s, "=") && !strings.ContainsAny(s, " \t\r\n<>{}\"")
}

// formFields decodes a form. A name without a value continues a list whose ampersands are not encoded.
func formFields(s, path string) []Field {
	var fields []Field
	for _, pair := range strings.Split(strings.TrimPrefix(s, "?"), "&") {
		name, value, hasValue := strings.Cut(pair, "=")
		name, value = unescape(name), unescape(value)
		last := len(fields) - 1
		switch {
		case name == "":
		case !hasValue && last >= 0 && strings.HasPrefix(fields[last].Name, "oauth_parameters_"):
			fields[last].Value += "&" + name
		default:
			fields = append(fields, Field{Name: name, Value: value, Path: join(path, name)})
		}
	}
	return fields
}

func unescape(s string) string {
	if plain, err := url.QueryUnescape(s); err == nil {
		return plain
	}
	return s
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// protocolField is a protocol parameter within prose, a page or lines of "name: value".
var protocolField = regexp.MustCompile(`(?i)\b(x?oauth_[a-z_]+|login_url|debug_sbs)["']?\s*(=>|=|:)\s*["']?([^\s"'<>;]*)`)

// proseFields finds protocol parameters in a text of no known format.
func proseFields(s, path string) []Field {
	var fields []Field
	for _, m := range protocolField.FindAllStringSubmatch(s, -1) {
		if m[2] == "=" {
			fields = append(fields, formFields(m[1]+"="+m[3], path)...)
			if last := len(fields) - 1; strings.EqualFold(fields[last].Name, "oauth_problem") && known(fields[last].Value) == "" {
				_, rest, _ := strings.Cut(s, m[0])
				fields[last].Value += unescape(sentence(rest))
			}
			continue
		}
		fields = append(fields, Field{Name: m[1], Value: m[3], Path: join(path, m[1]), prose: true})
	}
	return fields
}

// sentence is how a problem goes on that is written in words with their spaces.
func sentence(s string) string {
	if !strings.HasPrefix(s, " ") {
		return ""
	}
	if at := protocolField.FindStringIndex(s); at != nil {
		s = s[:at[0]]
	}
	if at := strings.IndexAny(s, "&<>\"\r\n"); at >= 0 {
		s = s[:at]
	}
	return strings.TrimRight(s, " ")
}

// parseJSON reads a JSON value name by name, so that repeated names are seen. Texts inside it may be forms themselves.
func parseJSON(body, path string, depth int) (parsed, bool) {
	d := json.NewDecoder(strings.NewReader(body))
	d.UseNumber()
	p := parsed{structured: true, json: true, text: body}
	if err := p.readValue(d, path, lastName(path), depth); err != nil {
		return parsed{}, false
	}
	return p, true
}

func lastName(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }

// readValue reads one value.
func (p *parsed) readValue(d *json.Decoder, path, name string, depth int) error {
	token, err := d.Token()
	if err != nil {
		return err
	}
	switch token := token.(type) {
	case json.Delim:
		for i := 0; d.More(); i++ {
			inner := name // an array's elements have its name
			at := join(path, strconv.Itoa(i))
			if token == '{' {
				key, err := d.Token()
				if err != nil {
					return err
				}
				inner = fmt.Sprint(key)
				at = join(path, inner)
			}
			if err := p.readValue(d, at, inner, depth); err != nil {
				return err
			}
		}
		_, err = d.Token()
		return err
	case nil:
	default:
		p.add(Field{Name: name, Value: fmt.Sprint(token), Path: path}, depth)
	}
	return nil
}

// add appends a field, and what is nested in its value.
func (p *parsed) add(f Field, depth int) {
	p.fields = append(p.fields, f)
	base, rest := cutBaseString(f.Value)
	if base != "" && p.baseString == "" {
		p.baseString = base
	}
	if strings.Contains(rest, "oauth_") || strings.HasPrefix(rest, "{") || strings.HasPrefix(rest, "<") {
		nested := parseNested(rest, "", f.Path, depth+1)
		p.fields = append(p.fields, nested.fields...)
	}
}

// challengeFields are the parameters of the OAuth challenges (RFC 7235 section 2.1; values may be percent-encoded, as in the
// Problem Reporting extension). Other schemes have none that matter here.
func challengeFields(header http.Header) []Field {
	var fields []Field
	for _, challenge := range header.Values("WWW-Authenticate") {
		scheme, rest, _ := strings.Cut(strings.TrimSpace(challenge), " ")
		if !strings.EqualFold(scheme, "OAuth") {
			continue
		}
		for rest != "" {
			var name, value string
			name, rest, _ = strings.Cut(rest, "=")
			value, rest = challengeValue(strings.TrimLeft(rest, " \t"))
			if plain, err := url.PathUnescape(value); err == nil && !baseStringPlain.MatchString(value) {
				value = plain
			}
			if name = strings.Trim(name, " \t,"); name != "" {
				fields = append(fields, Field{Name: name, Value: value, Path: name})
			}
		}
	}
	return fields
}

// challengeValue takes a token or a quoted string off the front, and the comma behind it.
func challengeValue(s string) (value, rest string) {
	if !strings.HasPrefix(s, `"`) {
		value, rest, _ = strings.Cut(s, ",")
		return strings.TrimSpace(value), rest
	}
	var b strings.Builder
	i := 1
	for ; i < len(s) && s[i] != '"'; i++ {
		if s[i] == '\\' && i+1 < len(s) {
			i++
		}
		b.WriteByte(s[i])
	}
	_, rest, _ = strings.Cut(s[min(i, len(s)):], ",")
	return b.String(), rest
}
