package kit

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/settings"
)

// KeyMap is every action of the program, to check the settings against.
type KeyMap []KeyGroup

// Names are the actions that the settings may name, with their default keys.
func (m KeyMap) Names() (groups []settings.ActionGroup) {
	for _, g := range m {
		group := settings.ActionGroup{Title: g.Title}
		for _, a := range g.Actions {
			named := settings.ActionName{Name: a.Name, Description: a.Description}
			for _, k := range a.Keys {
				named.Keys = append(named.Keys, writtenKey(k))
			}
			group.Actions = append(group.Actions, named)
		}
		groups = append(groups, group)
	}
	return groups
}

// Check checks the keys and colors of the settings. Its error is a settings.Error with every problem.
func (m KeyMap) Check(s settings.Settings) error {
	_, problems := m.changesOf(s)
	problems = append(problems, colorProblems(s)...)
	if len(problems) == 0 {
		return nil
	}
	slices.SortStableFunc(problems, func(a, b flow.Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return &settings.Error{Problems: problems}
}

// changes are the keys that the settings give to actions, by the action's name.
type changes map[string]change

// change is an action's entry in the settings: the name as written there, which may be a former one, and Bubble Tea's names
// of its keys.
type change struct {
	written string
	keys    []string
}

// of are the keys that an action will have.
func (c changes) of(a Action) []string {
	if changed, ok := c[a.Name]; ok {
		return changed.keys
	}
	return a.Keys
}

// changesOf reads the keys section of the settings.
func (m KeyMap) changesOf(s settings.Settings) (changes, flow.Problems) {
	changed := changes{}
	var problems flow.Problems
	for _, name := range slices.Sorted(maps.Keys(s.Keys)) {
		a, known := m.action(name)
		if !known {
			problems = append(problems, unknownName(s, "keys."+name, "action", name, m.actionNames()))
			continue
		}
		if other, twice := changed[a.Name]; twice {
			problems = append(problems, s.Problem("keys."+name, fmt.Sprintf("keys.%s and keys.%s are the same action", other.written, name), "remove one of them"))
			continue
		}
		keys, wrong := readKeys(s, a, name)
		problems = append(problems, wrong...)
		if len(wrong) == 0 {
			changed[a.Name] = change{name, keys}
		}
	}
	return changed, append(problems, m.collisions(s, changed)...)
}

// action finds an action by its name or its former name.
func (m KeyMap) action(name string) (Action, bool) {
	for _, former := range []bool{false, true} {
		for _, g := range m {
			i := slices.IndexFunc(g.Actions, func(a Action) bool { return !former && a.Name == name || former && a.formerName == name })
			if i >= 0 {
				return g.Actions[i], true
			}
		}
	}
	return Action{}, false
}

func (m KeyMap) actionNames() (names []string) {
	for _, g := range m {
		for _, a := range g.Actions {
			names = append(names, a.Name)
		}
	}
	return names
}

func unknownName(s settings.Settings, setting, kind, name string, names []string) flow.Problem {
	fix := "run countersign config init --print for a list"
	if near := flow.Nearest(name, names); len(near) > 0 {
		fix = "did you mean " + near[0] + "? Or " + fix
	}
	return s.Problem(setting, fmt.Sprintf("unknown %s %q", kind, text.Safe(name, 40)), fix)
}

// readKeys reads the keys of one action, whose entry has the given name. Control keys come first for an action that also
// works in inputs, because the first key is the one that is shown.
func readKeys(s settings.Settings, a Action, written string) (keys []string, problems flow.Problems) {
	setting := "keys." + written
	for i, word := range s.Keys[written] {
		name, ok := keyNamed(word)
		wrong := func(what, fix string) {
			problems = append(problems, s.Problem(fmt.Sprintf("%s[%d]", setting, i), what, fix))
		}
		switch {
		case !ok:
			wrong(fmt.Sprintf("unknown key %q", text.Safe(word, 40)), keyHint(word))
		case name == "ctrl+c" && a.Name != KeyQuit.Name:
			wrong("ctrl+c always quits", "choose another key for "+written)
		case a.mode == InText && isTextKey(name):
			wrong(fmt.Sprintf("%s also works while you type, so %s would insert text", written, word), "choose a key such as ctrl+y, alt+y or f5")
		case slices.Contains(keys, name):
			wrong("duplicate key "+word, "remove one of them")
		default:
			keys = append(keys, name)
		}
	}
	if len(problems) > 0 {
		return nil, problems
	}
	switch {
	case a.Name == KeyQuit.Name && !slices.Contains(keys, "ctrl+c"):
		problems = append(problems, s.Problem(setting, "quit must include ctrl+c", "add it: [ctrl+c, …]"))
	case a.mode == ControlKeysInText && !slices.ContainsFunc(keys, func(k string) bool { return !isTextKey(k) }):
		problems = append(problems, s.Problem(setting, written+" also works while you type and needs a key that inserts no text",
			fmt.Sprintf("add a key such as %s or ctrl+y", writtenKey(plainKeys(a.binding())[0]))))
	case a.mode == ControlKeysInText && !isTextKey(a.Keys[0]):
		slices.SortStableFunc(keys, func(a, b string) int {
			switch {
			case isTextKey(a) == isTextKey(b):
				return 0
			case isTextKey(a):
				return 1
			}
			return -1
		})
	}
	return keys, problems
}

// collisions are keys shared by two actions of a screen. A pair that shares one by default works at different times.
func (m KeyMap) collisions(s settings.Settings, changed changes) (problems flow.Problems) {
	told := map[[2]string]bool{}
	for _, g := range m {
		for _, a := range g.Actions {
			for _, b := range m.neighbours(g) {
				pair := [2]string{a.Name, b.Name}
				if a.Name == b.Name || told[pair] || shared(a.Keys, b.Keys) != "" {
					continue
				}
				told[pair], told[[2]string{b.Name, a.Name}] = true, true
				if k := shared(changed.of(a), changed.of(b)); k != "" {
					problems = append(problems, collision(s, changed, k, a, b))
				}
			}
		}
	}
	return problems
}

// neighbours are the actions that are active together with those of a group.
func (m KeyMap) neighbours(g KeyGroup) (list []Action) {
	lists := ListKeys().Title
	for _, other := range m {
		if other.Title == g.Title || other.Global || g.Global && !other.Global && other.Title != lists || g.IncludesListKeys && other.Title == lists {
			list = append(list, other.Actions...)
		}
	}
	return append(list, g.AlsoActive...)
}

func shared(a, b []string) string {
	for _, k := range a {
		if slices.Contains(b, k) {
			return k
		}
	}
	return ""
}

// collision reports a shared key where the file sets it: at the later place if the file sets both.
func collision(s settings.Settings, changed changes, k string, a, b Action) flow.Problem {
	here, other := a, b
	second, both := changed[b.Name]
	if first, set := changed[a.Name]; both && (!set || after(s.Positions["keys."+second.written], s.Positions["keys."+first.written])) {
		here, other = b, a
	}
	written := changed[here.Name].written
	setting := "keys." + written
	for i, word := range s.Keys[written] {
		if name, _ := keyNamed(word); name == k {
			setting = fmt.Sprintf("%s[%d]", setting, i)
		}
	}
	return s.Problem(setting, fmt.Sprintf("%s is already a key of %s (%s)", writtenKey(k), other.Name, other.Description), "choose another key for one of them")
}

func after(a, b settings.Position) bool {
	return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column)) > 0
}

// otherNames are common names of keys that Bubble Tea names differently.
var otherNames = map[string]string{"space": " ", "pgdn": "pgdown", "escape": "esc", "return": "enter", "del": "delete"}

// keyNamed converts the name of a key to Bubble Tea's.
func keyNamed(word string) (name string, ok bool) {
	last, _ := utf8.DecodeLastRuneInString(strings.TrimPrefix(word, "alt+"))
	if utf8.RuneCountInString(strings.TrimPrefix(word, "alt+")) == 1 {
		return word, unicode.IsPrint(last)
	}
	word = strings.ToLower(word)
	if named, known := otherNames[word]; known {
		return named, true
	}
	_, ok = NamedKeys[word]
	return word, ok
}

// writtenKey is a key as the settings file writes it.
func writtenKey(name string) string {
	if name == " " {
		return "space"
	}
	return name
}

// keyHint suggests how to write an unknown key.
func keyHint(word string) string {
	lower := strings.ToLower(word)
	if same, known := map[string]string{"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+[": "esc"}[lower]; known {
		return "terminals send it as " + same + ": write " + same
	}
	if letter, ok := strings.CutPrefix(lower, "shift+"); ok && utf8.RuneCountInString(letter) == 1 {
		return "write " + strings.ToUpper(letter)
	}
	if near := flow.Nearest(word, slices.Sorted(maps.Keys(NamedKeys))); len(near) > 0 {
		return "did you mean " + near[0] + "?"
	}
	return "write a letter, ctrl+LETTER, alt+KEY, f1 to f20, or a name such as enter, tab, up or pgdn"
}

// isTextKey reports whether a key inserts text in an input.
func isTextKey(name string) bool { return IsText(KeyMessage(name)) }
