package kit

import (
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"countersign/ui/settings"
)

// Action is something that a key does: its name in the settings, its description, and its default keys. Packages declare the
// actions of their screens as variables; Keys knows the keys that each has in this run.
type Action struct {
	Name, Description string
	longDescription   string
	formerName        string
	Keys              []string
	mode              TextMode
	opensInput        bool
}

// TextMode says whether an action works while the user types into an input.
type TextMode int

// The modes.
const (
	NotInText         TextMode = iota // not while typing, so any key is allowed
	ControlKeysInText                 // while typing, by those of its keys that insert no text; needs at least one
	InText                            // while typing, too, so none of its keys may insert text
)

// NewAction declares an action.
func NewAction(name string, mode TextMode, description string, keys ...string) Action {
	return Action{Name: name, Description: description, Keys: keys, mode: mode}
}

// WithLongDescription sets the words to find the action by in the palette, where there is more room than in the footer.
func (a Action) WithLongDescription(text string) Action {
	a.longDescription = text
	return a
}

// Formerly sets a name that the settings still accept.
func (a Action) Formerly(name string) Action {
	a.formerName = name
	return a
}

// OpensInput says that the action's key opens an input, so that what is typed right after it is text.
func (a Action) OpensInput() Action {
	a.opensInput = true
	return a
}

func (a Action) binding() key.Binding { return Bind(a.Description, a.Keys...) }

// KeyGroup holds the actions of a screen. No two of them should share a key, except by default.
type KeyGroup struct {
	Title            string
	Global           bool // these keys take precedence over those of a screen
	IncludesListKeys bool // the keys of lists work here, too
	Actions          []Action
	AlsoActive       []Action // actions of other groups that work here, too
}

// Keys holds the keys of all actions in this run. They are read from the settings once, before the screens are
// created. An action without a setting has its default keys.
type Keys struct {
	groups []KeyGroup
	bound  map[string]key.Binding
}

// NewKeys assigns the keys of the settings to the actions of the groups. Invalid settings are ignored; Check reports
// them.
func NewKeys(groups []KeyGroup, s settings.Settings) *Keys {
	k := &Keys{groups: groups, bound: map[string]key.Binding{}}
	changed, _ := KeyMap(groups).changesOf(s)
	for _, g := range groups {
		for _, a := range g.Actions {
			k.bound[a.Name] = Bind(a.Description, changed.of(a)...)
		}
	}
	return k
}

// Binding returns the binding of an action.
func (k *Keys) Binding(a Action) key.Binding {
	if k != nil {
		if b, known := k.bound[a.Name]; known {
			return b
		}
	}
	return a.binding()
}

// Bindings returns the bindings of several actions.
func (k *Keys) Bindings(actions ...Action) []key.Binding {
	list := make([]key.Binding, len(actions))
	for i, a := range actions {
		list[i] = k.Binding(a)
	}
	return list
}

// Matches reports whether a key belongs to one of the actions.
func (k *Keys) Matches(msg tea.KeyMsg, actions ...Action) bool {
	return slices.ContainsFunc(actions, func(a Action) bool { return key.Matches(msg, k.Binding(a)) })
}

// Label returns the label of an action's key, so that texts follow the settings.
func (k *Keys) Label(a Action) string { return k.Binding(a).Help().Key }

// Relabeled returns an action's binding with another description, for a screen where it does something else.
func (k *Keys) Relabeled(a Action, does string) key.Binding { return Relabeled(k.Binding(a), does) }

// EnabledIf returns an action's binding, disabled unless ok. The help only shows enabled ones.
func (k *Keys) EnabledIf(ok bool, a Action) key.Binding { return EnabledIf(ok, k.Binding(a)) }

// SameKeys reports whether a binding has the keys of an action, regardless of its description and whether it is
// enabled.
func (k *Keys) SameKeys(b key.Binding, a Action) bool { return SameKeys(b, k.Binding(a)) }

// MatchesInText reports whether a key belongs to one of the actions and does not insert text.
func (k *Keys) MatchesInText(msg tea.KeyMsg, actions ...Action) bool {
	return !IsText(msg) && k.Matches(msg, actions...)
}

// Opens reports whether a key opens an input, so that what is typed right after it is text.
func (k *Keys) Opens(msg tea.KeyMsg) bool {
	_, found := k.find(func(a Action) bool { return a.opensInput && k.Matches(msg, a) })
	return found
}

// LongDescription returns the long description of a binding's action, or else its short one.
func (k *Keys) LongDescription(b key.Binding) string {
	if a, found := k.find(func(a Action) bool { return a.longDescription != "" && k.SameKeys(b, a) }); found {
		return a.longDescription
	}
	return b.Help().Desc
}

func (k *Keys) find(fits func(Action) bool) (Action, bool) {
	if k == nil {
		return Action{}, false
	}
	for _, g := range k.groups {
		if i := slices.IndexFunc(g.Actions, fits); i >= 0 {
			return g.Actions[i], true
		}
	}
	return Action{}, false
}

// HelpInText returns the binding of the help with only those keys that work while typing.
func (k *Keys) HelpInText() key.Binding {
	return Bind(KeyHelp.Description, plainKeys(k.Binding(KeyHelp))...)
}
