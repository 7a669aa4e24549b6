package kit

import (
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"countersign/ui/settings"
)

// Action is something that a key does: its name in the settings, its description, and its default keys. Packages declare the
// actions of their screens as constants; Keys knows the keys that each has in this run.
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

// KeyGroup are the actions of a screen. No two of them should have the same key, unless they have by themselves.
type KeyGroup struct {
	Title            string
	Global           bool // they come before any screen's own
	IncludesListKeys bool // the keys of lists work there, too
	Actions          []Action
	AlsoActive       []Action // of other groups, that work there, too
}

// Keys are the keys of all actions in this run. They are made once, from the settings, before the screens are; without any
// every action has the keys that it has by itself.
type Keys struct {
	groups []KeyGroup
	bound  map[string]key.Binding
}

// NewKeys gives the actions of the groups the keys of the settings. What CheckKeys finds wrong there changes nothing.
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

// Of is the binding of an action.
func (k *Keys) Binding(a Action) key.Binding {
	if k != nil {
		if b, known := k.bound[a.Name]; known {
			return b
		}
	}
	return a.binding()
}

// List are the bindings of several actions.
func (k *Keys) Bindings(actions ...Action) []key.Binding {
	list := make([]key.Binding, len(actions))
	for i, a := range actions {
		list[i] = k.Binding(a)
	}
	return list
}

// Hit reports whether a key is one of some actions'.
func (k *Keys) Matches(msg tea.KeyMsg, actions ...Action) bool {
	return slices.ContainsFunc(actions, func(a Action) bool { return key.Matches(msg, k.Binding(a)) })
}

// Label is what an action's key is called in texts, so that they follow the key map.
func (k *Keys) Label(a Action) string { return k.Binding(a).Help().Key }

// Named is an action's binding under another word, for a screen where it does something of its own.
func (k *Keys) Relabeled(a Action, does string) key.Binding { return Relabeled(k.Binding(a), does) }

// When leaves an action working only where it has something to do; help shows working ones only.
func (k *Keys) EnabledIf(ok bool, a Action) key.Binding { return EnabledIf(ok, k.Binding(a)) }

// Same reports whether a binding has an action's keys, whatever it is called and whether it works.
func (k *Keys) SameKeys(b key.Binding, a Action) bool { return SameKeys(b, k.Binding(a)) }

// WhileTyping reports whether a key is one of some actions' and no text.
func (k *Keys) MatchesInText(msg tea.KeyMsg, actions ...Action) bool {
	return !IsText(msg) && k.Matches(msg, actions...)
}

// Opens reports whether a key opens an input, so that what is typed right after it is text.
func (k *Keys) Opens(msg tea.KeyMsg) bool {
	_, found := k.find(func(a Action) bool { return a.opensInput && k.Matches(msg, a) })
	return found
}

// SpelledOut is what a binding does, with the words that one would look for, where the help has no room for them.
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

// HelpTyping is the way to the help that works everywhere.
func (k *Keys) HelpInText() key.Binding {
	return Bind(KeyHelp.Description, plainKeys(k.Binding(KeyHelp))...)
}
