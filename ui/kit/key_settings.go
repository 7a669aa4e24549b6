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

// KeyMap is what the settings are held against.
type KeyMap []KeyGroup

// Names are the actions that the settings may name, with the keys that they have by themselves.
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

// Check is nil, or a settings.Error with every mistake of the settings in keys and colours.
func (m KeyMap) Check(s settings.Settings) error {
	_, mistakes := m.changesOf(s)
	mistakes = append(mistakes, colorMistakes(s)...)
	if len(mistakes) == 0 {
		return nil
	}
	slices.SortStableFunc(mistakes, func(a, b flow.Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return &settings.Error{Problems: mistakes}
}

// changes are the keys that the settings give to actions, by the actions' names; keys have Bubble Tea's names.
type changes map[string][]string

// of are the keys that an action will have.
func (c changes) of(a Action) []string {
	if keys, changed := c[a.Name]; changed {
		return keys
	}
	return a.Keys
}

// changesOf reads what the settings give to which action.
func (m KeyMap) changesOf(s settings.Settings) (changes, flow.Problems) {
	changed := changes{}
	var mistakes flow.Problems
	for _, name := range slices.Sorted(maps.Keys(s.Keys)) {
		a, known := m.action(name)
		if !known {
			mistakes = append(mistakes, unknownName(s, "keys."+name, "action", name, m.actionNames()))
			continue
		}
		keys, wrong := readKeys(s, a)
		mistakes = append(mistakes, wrong...)
		if len(wrong) == 0 {
			changed[a.Name] = keys
		}
	}
	return changed, append(mistakes, m.collisions(s, changed)...)
}

func (m KeyMap) action(name string) (Action, bool) {
	for _, g := range m {
		if i := slices.IndexFunc(g.Actions, func(a Action) bool { return a.Name == name }); i >= 0 {
			return g.Actions[i], true
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

// unknownName is the mistake of a name that there is not.
func unknownName(s settings.Settings, setting, kind, name string, names []string) flow.Problem {
	fix := "countersign config init --print lists them"
	if near := flow.Nearest(name, names); len(near) > 0 {
		fix = "did you mean " + near[0] + "? " + fix
	}
	return s.Problem(setting, fmt.Sprintf("there is no %s %q", kind, text.Safe(name, 40)), fix)
}

// readKeys reads the keys of one action. Where letters are typed, those that are no text come first, to be the one that is
// shown.
func readKeys(s settings.Settings, a Action) (keys []string, mistakes flow.Problems) {
	setting := "keys." + a.Name
	for i, word := range s.Keys[a.Name] {
		name, ok := keyNamed(word)
		wrong := func(what, fix string) {
			mistakes = append(mistakes, s.Problem(fmt.Sprintf("%s[%d]", setting, i), what, fix))
		}
		switch {
		case !ok:
			wrong(fmt.Sprintf("there is no key %q", text.Safe(word, 40)), keyHint(word))
		case name == "ctrl+c" && a.Name != KeyQuit.Name:
			wrong("ctrl+c always quits", "give "+a.Name+" another key")
		case a.reach == InText && isTextKey(name):
			wrong(fmt.Sprintf("%s works where letters are typed, and %s is one of them", a.Name, word), "give it a key such as ctrl+y, alt+y or f5")
		case slices.Contains(keys, name):
			wrong(word+" is there twice", "leave one of them")
		default:
			keys = append(keys, name)
		}
	}
	if len(mistakes) > 0 {
		return nil, mistakes
	}
	switch {
	case a.Name == KeyQuit.Name && !slices.Contains(keys, "ctrl+c"):
		mistakes = append(mistakes, s.Problem(setting, "ctrl+c always quits, and is not among the keys of quit", "add it: [ctrl+c, …]"))
	case a.reach == ControlKeysInText && !slices.ContainsFunc(keys, func(k string) bool { return !isTextKey(k) }):
		mistakes = append(mistakes, s.Problem(setting, a.Name+" works where letters are typed, too, and has letters alone",
			fmt.Sprintf("add a key such as %s or ctrl+y", writtenKey(plainKeys(a.binding())[0]))))
	case a.reach == ControlKeysInText && !isTextKey(a.Keys[0]):
		slices.SortStableFunc(keys, func(a, b string) int { return cmp.Compare(textFirst(b), textFirst(a)) })
	}
	return keys, mistakes
}

func textFirst(name string) int {
	if isTextKey(name) {
		return 0
	}
	return 1
}

// collisions are keys that two actions of a screen would have. A pair that shares one by itself works at different times.
func (m KeyMap) collisions(s settings.Settings, changed changes) (mistakes flow.Problems) {
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
					mistakes = append(mistakes, collision(s, changed, k, a, b))
				}
			}
		}
	}
	return mistakes
}

// neighbours are the actions that work where those of a group do.
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

// collision tells it where the file gives that key; where it does so twice, at the second place.
func collision(s settings.Settings, changed changes, k string, a, b Action) flow.Problem {
	here, other := a, b
	if _, both := changed[b.Name]; both && (changed[a.Name] == nil || standsAfter(s, b.Name, a.Name)) {
		here, other = b, a
	}
	setting := "keys." + here.Name
	for i, word := range s.Keys[here.Name] {
		if name, _ := keyNamed(word); name == k {
			setting = fmt.Sprintf("%s[%d]", setting, i)
		}
	}
	return s.Problem(setting, fmt.Sprintf("%s is a key of %s (%s), too", writtenKey(k), other.Name, other.Description), "give one of them another key")
}

func standsAfter(s settings.Settings, a, b string) bool {
	at, than := s.Positions["keys."+a], s.Positions["keys."+b]
	return at.Line > than.Line || at.Line == than.Line && at.Column > than.Column
}

// otherNames are the names of people for keys that Bubble Tea calls otherwise; the help has them, too.
var otherNames = map[string]string{"space": " ", "pgdn": "pgdown", "escape": "esc", "return": "enter", "del": "delete"}

// keyNamed is the name that Bubble Tea has for a key, if there is one of that name.
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

// writtenKey is a key as people write it.
func writtenKey(name string) string {
	if name == " " {
		return "space"
	}
	return name
}

// keyHint says how to write a key that was not understood.
func keyHint(word string) string {
	lower := strings.ToLower(word)
	if same, known := map[string]string{"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+[": "esc"}[lower]; known {
		return "a terminal sends " + same + " for it: write " + same
	}
	if letter, ok := strings.CutPrefix(lower, "shift+"); ok && utf8.RuneCountInString(letter) == 1 {
		return "write the letter itself: " + strings.ToUpper(letter)
	}
	if near := flow.Nearest(word, slices.Sorted(maps.Keys(NamedKeys))); len(near) > 0 {
		return "did you mean " + near[0] + "?"
	}
	return "write a letter, ctrl+LETTER, alt+KEY, f1 to f20, or a name such as enter, tab, up or pgdn"
}

// isTextKey reports whether a key is text where something is typed.
func isTextKey(name string) bool { return IsText(KeyMessage(name)) }
