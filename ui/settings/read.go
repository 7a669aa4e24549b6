package settings

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"countersign/flow"
	"countersign/internal/text"
)

const (
	// maxSettings bounds what is read of the settings, in bytes.
	maxSettings = 1 << 20
	// maxCalls bounds what is remembered of a connection.
	maxCalls = 10_000

	keychainSetting = "keychain"
)

// Read reads the settings; a file that is not there says nothing. The error is an Error, with every
// mistake of the file, unless the file itself can't be read; what could be understood is given all the same.
func (f File) Read() (Settings, error) {
	r := reader{path: string(f), settings: Defaults()}
	root, err := f.parse()
	if err != nil {
		return r.settings, err
	}
	r.mapping(root, "", "there is no setting %q", "the settings are: ", []setting{
		{keychainSetting, func(at string, n *yaml.Node) { r.keychain(at, n) }},
		{"theme", func(at string, n *yaml.Node) { r.text(at, n, &r.settings.Theme, "auto", "light", "dark", "none") }},
		{"mouse", func(at string, n *yaml.Node) { r.truth(at, n, &r.settings.Mouse) }},
		{"clipboard", func(at string, n *yaml.Node) { r.text(at, n, &r.settings.Clipboard, "auto", "native", "osc52", "none") }},
		{"openBrowser", func(at string, n *yaml.Node) { r.truth(at, n, &r.settings.OpenBrowser) }},
		{"callbackPort", func(at string, n *yaml.Node) { r.number(at, n, &r.settings.CallbackPort, 0, 65535) }},
		{"accessible", func(at string, n *yaml.Node) { r.truth(at, n, &r.settings.Accessible) }},
		{"history", r.history},
		{"colors", r.colors},
		{"keys", r.keys},
	})
	if len(r.mistakes) > 0 {
		return r.settings, &Error{r.mistakes}
	}
	return r.settings, nil
}

// reader takes the settings out of a file, and notes every mistake.
type reader struct {
	path     string
	settings Settings
	mistakes flow.Problems
}

// setting is a name of the file, and what takes its value.
type setting struct {
	name string
	read func(at string, value *yaml.Node)
}

func (r *reader) mistake(n *yaml.Node, what, fix string) {
	r.mistakes = append(r.mistakes, flow.Problem{File: r.path, Line: n.Line, Column: n.Column, Message: what, Fix: fix})
}

// place notes where the file sets something.
func (r *reader) place(at string, n *yaml.Node) {
	if r.settings.Positions == nil {
		r.settings.Positions = map[string]Position{}
	}
	r.settings.Positions[at] = Position{r.path, n.Line, n.Column}
}

// mapping takes a list of names and values, of which only the given ones are known. unknown and known are the words for
// one that is not.
func (r *reader) mapping(n *yaml.Node, under, unknown, known string, settings []setting) {
	names := make([]string, len(settings))
	for i, s := range settings {
		names[i] = s.name
	}
	r.eachOf(n, under, func(at string, key, value *yaml.Node) {
		i := slices.Index(names, key.Value)
		if i < 0 {
			fix := known + strings.Join(names, ", ")
			if near := flow.Nearest(key.Value, names); len(near) > 0 {
				fix = "did you mean " + near[0] + "? " + strings.ToUpper(fix[:1]) + fix[1:]
			}
			r.mistake(key, fmt.Sprintf(unknown, text.Safe(key.Value, 40)), fix)
			return
		}
		settings[i].read(at, value)
	})
}

// eachOf goes over a list of names and values; none of them may be there twice. An empty list, whose lines may all be
// comments, says nothing.
func (r *reader) eachOf(n *yaml.Node, under string, read func(at string, key, value *yaml.Node)) {
	if isNull(n) {
		return
	}
	if n.Kind != yaml.MappingNode {
		r.mistake(n, under+" is no list of names and values", "write each on a line of its own below "+under+":, two spaces further in")
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if value.Kind == yaml.AliasNode {
			value = value.Alias
		}
		at := key.Value
		if under != "" {
			at = under + "." + at
		}
		switch {
		case key.Kind != yaml.ScalarNode:
			r.mistake(key, "this is no name", "write a setting a line: keychain: os")
		case seen[key.Value]:
			r.mistake(key, text.Safe(at, 80)+" is there twice", "leave one of them")
		default:
			seen[key.Value] = true
			r.place(at, key)
			read(at, key, value)
		}
	}
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" }

// said is a value as the file has it.
func said(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return "a list of names and values"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case isNull(n):
		return "empty"
	}
	return strconv.Quote(text.Safe(n.Value, 40))
}

func (r *reader) refuse(at string, n *yaml.Node, fix string) {
	r.mistake(n, at+" cannot be "+said(n), fix)
}

// choice is one of the given words; "" where it is none.
func (r *reader) choice(at string, n *yaml.Node, choices ...string) string {
	if n.Kind == yaml.ScalarNode && slices.Contains(choices, n.Value) {
		return n.Value
	}
	last := len(choices) - 1
	r.refuse(at, n, "write "+strings.Join(choices[:last], ", ")+" or "+choices[last])
	return ""
}

func (r *reader) text(at string, n *yaml.Node, to *string, choices ...string) {
	if word := r.choice(at, n, choices...); word != "" {
		*to = word
	}
}

func (r *reader) keychain(at string, n *yaml.Node) {
	if word := r.choice(at, n, "auto", "os", "file"); word != "auto" {
		r.settings.Store = flow.StoreKind(word)
	}
}

func (r *reader) truth(at string, n *yaml.Node, to *bool) {
	if isNull(n) || n.Decode(to) != nil {
		r.refuse(at, n, "write true or false")
	}
}

func (r *reader) number(at string, n *yaml.Node, to *int, least, most int) {
	number := 0
	if isNull(n) || n.ShortTag() != "!!int" || n.Decode(&number) != nil || number < least || number > most {
		r.refuse(at, n, fmt.Sprintf("write a number from %d to %d", least, most))
		return
	}
	*to = number
}

func (r *reader) history(at string, n *yaml.Node) {
	h := &r.settings.History
	r.mapping(n, at, "there is no setting %q of the history", "its settings are: ", []setting{
		{"keep", func(at string, n *yaml.Node) { r.truth(at, n, &h.Enabled) }},
		{"bodies", func(at string, n *yaml.Node) { r.truth(at, n, &h.Bodies) }},
		{"calls", func(at string, n *yaml.Node) { r.number(at, n, &h.Max, 1, maxCalls) }},
	})
}

var rgb = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

// colors takes any name; only the screens know which there are.
func (r *reader) colors(at string, n *yaml.Node) {
	r.eachOf(n, at, func(at string, key, value *yaml.Node) {
		number, err := strconv.Atoi(value.Value)
		switch {
		case isNull(value): // what begins with # is a comment without quotes
			r.refuse(at, value, `write "#rrggbb" with its quotes, or a number from 0 to 255`)
			return
		case value.Kind != yaml.ScalarNode || !rgb.MatchString(value.Value) && (err != nil || number < 0 || number > 255):
			r.refuse(at, value, `write "#rrggbb", in quotes, or a number from 0 to 255`)
			return
		}
		if r.settings.Colors == nil {
			r.settings.Colors = map[string]string{}
		}
		r.settings.Colors[key.Value] = value.Value
	})
}

// keys takes any name, of a key or of several; only the screens know which there are.
func (r *reader) keys(at string, n *yaml.Node) {
	r.eachOf(n, at, func(at string, key, value *yaml.Node) {
		list := []*yaml.Node{value}
		if value.Kind == yaml.SequenceNode {
			list = value.Content
		}
		if len(list) == 0 {
			r.mistake(value, at+" has no key", "give it one, or leave "+key.Value+" out to keep its own")
			return
		}
		var keys []string
		for i, one := range list {
			if one.Kind != yaml.ScalarNode || isNull(one) || one.Value == "" {
				r.refuse(at, one, `write a key, such as f1, ctrl+y or "?", or several as [f1, "?"]`)
				return
			}
			r.place(fmt.Sprintf("%s[%d]", at, i), one)
			keys = append(keys, one.Value)
		}
		if r.settings.Keys == nil {
			r.settings.Keys = map[string][]string{}
		}
		r.settings.Keys[key.Value] = keys
	})
}

// parse gives the mapping at the file's root; its keys and values are not looked at.
func (f File) parse() (*yaml.Node, error) {
	path, empty := string(f), &yaml.Node{Kind: yaml.MappingNode}
	if path == "" {
		return empty, nil
	}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return empty, nil
	}
	if err == nil && info.Size() > maxSettings {
		err = errors.New("it is too long for settings")
	}
	var content []byte
	if err == nil {
		content, err = os.ReadFile(path)
	}
	if err != nil {
		return nil, fmt.Errorf("reading the settings: %w", err)
	}
	single := func(p flow.Problem) error { return &Error{flow.Problems{p}} }
	var file, more yaml.Node
	documents := yaml.NewDecoder(bytes.NewReader(content))
	if err := documents.Decode(&file); err != nil && !errors.Is(err, io.EOF) {
		return nil, single(notYAML(path, err))
	}
	if file.Kind == 0 { // nothing, or comments alone: they are kept at the head of what comes
		empty.HeadComment = string(content)
		return empty, nil
	}
	if err := documents.Decode(&more); err == nil {
		return nil, single(flow.Problem{File: path, Line: more.Line, Column: 1, Message: "another document begins here", Fix: "leave its --- out: the settings are one"})
	}
	root := file.Content[0]
	if isNull(root) { // a lone ---
		empty.HeadComment = file.HeadComment + root.HeadComment + file.FootComment
		return empty, nil
	}
	if root.Kind != yaml.MappingNode {
		return nil, single(flow.Problem{
			File: path, Line: root.Line, Column: root.Column, Message: "the settings are no list of names and values", Fix: "write a setting a line: keychain: os",
		})
	}
	root.HeadComment = file.HeadComment + root.HeadComment
	root.FootComment += file.FootComment
	return root, nil
}

var yamlPlace = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)

// notYAML is what the parser says of a text that it can't read, with the line that it names.
func notYAML(path string, err error) flow.Problem {
	p := flow.Problem{File: path, Line: 1, Column: 1, Fix: "write it as YAML, indented by spaces: keychain: os"}
	place := yamlPlace.FindStringSubmatch(err.Error())
	if len(place) > 0 && place[1] != "" {
		p.Line, _ = strconv.Atoi(place[1]) // digits
	}
	p.Message = "this is no YAML: " + text.Safe(yamlPlace.ReplaceAllString(err.Error(), ""), 200)
	return p
}
