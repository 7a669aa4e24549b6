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
	// maxSettings is the maximum size of the file in bytes.
	maxSettings = 1 << 20
	// maxHistory is how many requests of a connection the history may hold.
	maxHistory = 10_000

	storeSetting = "keychain"
)

// Read reads the settings; without a file they are the defaults. The error is an Error with every problem of the file, unless
// the file itself cannot be read. What is valid is returned all the same.
func (f File) Read() (Settings, error) {
	r := reader{path: string(f), settings: Defaults()}
	root, err := f.parse()
	if err != nil {
		return r.settings, err
	}
	r.mapping(root, "", []setting{
		{name: storeSetting, read: r.store},
		{name: "theme", read: r.choiceInto(&r.settings.Theme, "auto", "light", "dark", "none")},
		{name: "mouse", read: r.boolInto(&r.settings.Mouse)},
		{name: "clipboard", read: r.choiceInto(&r.settings.Clipboard, "auto", "native", "osc52", "none")},
		{name: "openBrowser", read: r.boolInto(&r.settings.OpenBrowser)},
		{name: "callbackPort", read: r.intInto(&r.settings.CallbackPort, 0, 65535)},
		{name: "accessible", read: r.boolInto(&r.settings.Accessible)},
		{name: "history", read: r.history},
		{name: "colors", read: r.colors},
		{name: "keys", read: r.keys},
	})
	if len(r.problems) > 0 {
		return r.settings, &Error{r.problems}
	}
	return r.settings, nil
}

// reader reads the settings from a file and collects every problem.
type reader struct {
	path     string
	settings Settings
	problems flow.Problems
}

// setting is a name of the file, or its former name, and what reads its value.
type setting struct {
	name, former string
	read         func(at string, value *yaml.Node)
}

func (r *reader) problem(n *yaml.Node, what, fix string) {
	r.problems = append(r.problems, flow.Problem{File: r.path, Line: n.Line, Column: n.Column, Message: what, Fix: fix})
}

// place remembers where the file sets something.
func (r *reader) place(at string, n *yaml.Node) {
	if r.settings.Positions == nil {
		r.settings.Positions = map[string]Position{}
	}
	r.settings.Positions[at] = Position{r.path, n.Line, n.Column}
}

// mapping reads a mapping of known names.
func (r *reader) mapping(n *yaml.Node, under string, settings []setting) {
	names := make([]string, len(settings))
	for i, s := range settings {
		names[i] = s.name
	}
	set := map[int]bool{}
	r.eachOf(n, under, func(at string, key, value *yaml.Node) {
		i := slices.IndexFunc(settings, func(s setting) bool { return s.name == key.Value || s.former == key.Value })
		switch {
		case i < 0:
			fix := "valid settings: " + strings.Join(names, ", ")
			if near := flow.Nearest(key.Value, names); len(near) > 0 {
				fix = "did you mean " + near[0] + "? V" + fix[1:]
			}
			r.problem(key, fmt.Sprintf("unknown setting %q", text.Safe(at, 40)), fix)
			return
		case set[i]:
			r.problem(key, fmt.Sprintf("duplicate setting: %s was called %s", settings[i].name, settings[i].former), "remove one of them")
			return
		}
		set[i] = true
		prefix := strings.TrimSuffix(at, key.Value)
		r.place(prefix+settings[i].name, key)
		r.place(prefix+settings[i].former, key) // for config show, which prints both
		settings[i].read(at, value)
	})
}

// eachOf reads a mapping without duplicate names. An empty one, whose lines may all be comments, is valid.
func (r *reader) eachOf(n *yaml.Node, under string, read func(at string, key, value *yaml.Node)) {
	if isNull(n) {
		return
	}
	if n.Kind != yaml.MappingNode {
		r.problem(n, under+" is not a mapping", "write one NAME: VALUE a line below "+under+":, indented by two spaces")
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
			r.problem(key, "invalid name", "write one setting a line: keychain: os")
		case seen[key.Value]:
			r.problem(key, fmt.Sprintf("duplicate setting %q", text.Safe(at, 80)), "remove one of them")
		default:
			seen[key.Value] = true
			r.place(at, key)
			read(at, key, value)
		}
	}
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" }

// describe is a value as the file has it.
func describe(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return "a mapping"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case isNull(n):
		return "empty"
	}
	return strconv.Quote(text.Safe(n.Value, 40))
}

func (r *reader) refuse(at string, n *yaml.Node, fix string) {
	r.problem(n, at+" cannot be "+describe(n), fix)
}

func (r *reader) choiceInto(to *string, choices ...string) func(string, *yaml.Node) {
	return func(at string, n *yaml.Node) {
		if n.Kind == yaml.ScalarNode && slices.Contains(choices, n.Value) {
			*to = n.Value
			return
		}
		last := len(choices) - 1
		r.refuse(at, n, "use "+strings.Join(choices[:last], ", ")+" or "+choices[last])
	}
}

func (r *reader) store(at string, n *yaml.Node) {
	kind := "auto"
	r.choiceInto(&kind, "auto", "os", "file")(at, n)
	if kind != "auto" {
		r.settings.Store = flow.StoreKind(kind)
	}
}

func (r *reader) boolInto(to *bool) func(string, *yaml.Node) {
	return func(at string, n *yaml.Node) {
		if isNull(n) || n.Decode(to) != nil {
			r.refuse(at, n, "use true or false")
		}
	}
}

func (r *reader) intInto(to *int, least, most int) func(string, *yaml.Node) {
	return func(at string, n *yaml.Node) {
		number := 0
		if isNull(n) || n.ShortTag() != "!!int" || n.Decode(&number) != nil || number < least || number > most {
			r.refuse(at, n, fmt.Sprintf("use a number from %d to %d", least, most))
			return
		}
		*to = number
	}
}

func (r *reader) history(at string, n *yaml.Node) {
	h := &r.settings.History
	r.mapping(n, at, []setting{
		{name: "enabled", former: "keep", read: r.boolInto(&h.Enabled)},
		{name: "bodies", read: r.boolInto(&h.Bodies)},
		{name: "limit", former: "calls", read: r.intInto(&h.Max, 1, maxHistory)},
	})
}

var rgb = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

// colors accepts any name; the screens check the names.
func (r *reader) colors(at string, n *yaml.Node) {
	r.eachOf(n, at, func(at string, key, value *yaml.Node) {
		number, err := strconv.Atoi(value.Value)
		switch {
		case isNull(value): // without quotes, #rrggbb is a comment
			r.refuse(at, value, `use "#rrggbb" in quotes, or a number from 0 to 255`)
			return
		case value.Kind != yaml.ScalarNode || !rgb.MatchString(value.Value) && (err != nil || number < 0 || number > 255):
			r.refuse(at, value, `use "#rrggbb" in quotes, or a number from 0 to 255`)
			return
		}
		if r.settings.Colors == nil {
			r.settings.Colors = map[string]string{}
		}
		r.settings.Colors[key.Value] = value.Value
	})
}

// keys accepts any name, with one key or several; the screens check them.
func (r *reader) keys(at string, n *yaml.Node) {
	r.eachOf(n, at, func(at string, key, value *yaml.Node) {
		list := []*yaml.Node{value}
		if value.Kind == yaml.SequenceNode {
			list = value.Content
		}
		if len(list) == 0 {
			r.problem(value, at+" has no keys", "add a key, or remove "+key.Value+" to use its default")
			return
		}
		var keys []string
		for i, one := range list {
			if one.Kind != yaml.ScalarNode || isNull(one) || one.Value == "" {
				r.refuse(at, one, `use a key such as f1, ctrl+y or "?", or a list such as [f1, "?"]`)
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

// parse returns the mapping at the file's root, with keys and values unchecked.
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
		err = fmt.Errorf("%s is larger than %s", text.Safe(path, 200), text.Size(maxSettings))
	}
	var content []byte
	if err == nil {
		content, err = os.ReadFile(path)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot read the settings: %w", err)
	}
	single := func(p flow.Problem) error { return &Error{flow.Problems{p}} }
	var file, more yaml.Node
	documents := yaml.NewDecoder(bytes.NewReader(content))
	if err := documents.Decode(&file); err != nil && !errors.Is(err, io.EOF) {
		return nil, single(notYAML(path, err))
	}
	if file.Kind == 0 { // empty, or only comments: they stay at the head
		empty.HeadComment = string(content)
		return empty, nil
	}
	if err := documents.Decode(&more); err == nil {
		return nil, single(flow.Problem{File: path, Line: more.Line, Column: 1, Message: "more than one YAML document", Fix: "remove the ---"})
	}
	root := file.Content[0]
	if isNull(root) { // a lone ---
		empty.HeadComment = file.HeadComment + root.HeadComment + file.FootComment
		return empty, nil
	}
	if root.Kind != yaml.MappingNode {
		return nil, single(flow.Problem{
			File: path, Line: root.Line, Column: root.Column, Message: "the settings are not a mapping", Fix: "write one setting a line: keychain: os",
		})
	}
	root.HeadComment = file.HeadComment + root.HeadComment
	root.FootComment += file.FootComment
	return root, nil
}

var yamlPlace = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)

// notYAML is a syntax error at the line that the parser names.
func notYAML(path string, err error) flow.Problem {
	p := flow.Problem{File: path, Line: 1, Column: 1, Fix: "check the indentation (spaces, no tabs) and the quotes"}
	place := yamlPlace.FindStringSubmatch(err.Error())
	if len(place) > 0 && place[1] != "" {
		p.Line, _ = strconv.Atoi(place[1]) // digits
	}
	p.Message = "invalid YAML: " + text.Safe(yamlPlace.ReplaceAllString(err.Error(), ""), 200)
	return p
}
