package reply

import (
	"cmp"
	"encoding/xml"
	"errors"
	"html"
	"io"
	"regexp"
	"slices"
	"strings"
)

var (
	hiddenMarkup = regexp.MustCompile(`(?is)<(style|script|head|title)\b.*?</(style|script|head|title)\s*>|<!--.*?-->|<!DOCTYPE[^>]*>|<\?.*?\?>`)
	anyTag       = regexp.MustCompile(`(?s)<[^>]*>`)
	htmlTag      = regexp.MustCompile(`(?i)<(!doctype html|html|body|head|br|p|b|div|h[1-6]|title|form|center)\b`)
	cdata        = regexp.MustCompile(`(?s)<!\[CDATA\[(.*?)\]\]>`)
)

// PlainText is markup as a reader sees it; other texts stay as they are.
func PlainText(body string) string {
	if !strings.HasPrefix(strings.TrimLeft(body, "\ufeff \t\r\n"), "<") && !htmlTag.MatchString(body) {
		return body
	}
	body = cdata.ReplaceAllStringFunc(body, func(s string) string {
		return html.EscapeString(cdata.FindStringSubmatch(s)[1])
	})
	visible := anyTag.ReplaceAllString(hiddenMarkup.ReplaceAllString(body, " "), " ")
	if strings.TrimSpace(visible) == "" { // nothing but a title
		visible = anyTag.ReplaceAllString(body, " ")
	}
	return html.UnescapeString(visible)
}

// parseMarkup reads XML, or a page. Elements, attributes and pairs such as <input name="…" value="…"> are fields; the text
// that a reader sees may hold a form.
func parseMarkup(body, path string, depth int) parsed {
	p := parsed{text: PlainText(body), html: htmlTag.MatchString(body)}
	whole := p.walk(body, path, depth) == nil
	p.structured = whole && !p.html
	base, visible := cutBaseString(p.text)
	if p.baseString == "" {
		p.baseString = base
	}
	p.text = visible
	if p.html || !whole {
		p.fields = append(p.fields, proseFields(visible, path)...)
	}
	return p
}

// element is one that is open.
type element struct {
	name, path, text string
	label            string // what its content is called: by an attribute, or by a sibling such as <name>
	children         bool
}

// walk reads markup leniently, as far as it goes.
func (p *parsed) walk(body, path string, depth int) error {
	d := xml.NewDecoder(strings.NewReader(body))
	d.Strict, d.Entity = false, xml.HTMLEntity
	if p.html {
		d.AutoClose = xml.HTMLAutoClose
	}
	open := []element{{path: path}}
	for {
		token, err := d.Token()
		if token == nil {
			p.leaf(open, depth) // of a body that is cut off
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return err
		}
		top := &open[len(open)-1]
		switch token := token.(type) {
		case xml.StartElement:
			top.children = true
			at := token.Name.Local
			if len(open) > 1 { // the root's name says nothing
				at = join(top.path, at)
			} else if path != "" {
				at = path
			}
			open = append(open, element{name: token.Name.Local, path: at, label: p.attributes(token, at, depth)})
		case xml.CharData:
			top.text += string(token)
		case xml.EndElement:
			p.leaf(open, depth)
			open = open[:max(len(open)-1, 1)]
		}
	}
}

// leaf adds the innermost element if it has nothing but text.
func (p *parsed) leaf(open []element, depth int) {
	n := len(open)
	top := open[n-1]
	s := strings.TrimSpace(top.text)
	if n < 2 || s == "" || top.children {
		return
	}
	name, parent := top.name, &open[n-2]
	switch strings.ToLower(name) {
	case "name", "key":
		parent.label = s
	case "value", "string", "data":
		name = cmp.Or(top.label, parent.label, open[max(n-3, 0)].label, name)
	}
	p.add(Field{Name: name, Value: s, Path: top.path}, depth)
}

// attributes adds an element's attributes, and gives the name that one of them gives its content.
func (p *parsed) attributes(e xml.StartElement, at string, depth int) (name string) {
	var value string
	for _, a := range e.Attr {
		switch strings.ToLower(a.Name.Local) {
		case "name", "key", "id":
			if name == "" {
				name = a.Value
			}
		case "value", "content":
			value = a.Value
		}
		if strings.Contains(strings.ToLower(a.Name.Local), "oauth") || IsSecretName(a.Name.Local) || e.Name.Local == "error" ||
			slices.Contains(messageNames, strings.ToLower(a.Name.Local)) {
			p.add(Field{Name: a.Name.Local, Value: a.Value, Path: join(at, a.Name.Local)}, depth)
		}
	}
	if name != "" && value != "" {
		p.add(Field{Name: name, Value: value, Path: join(at, name)}, depth)
	}
	return name
}
