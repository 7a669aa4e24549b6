package viewer

import "github.com/charmbracelet/bubbles/key"

// KeyMap holds the keys of a Model; a host gives its own, to show them and to let them be changed.
type KeyMap struct {
	Search, Next, Previous, Filter key.Binding
	Fold, FoldAll                  key.Binding // FoldAll unfolds all when all is folded
	Raw, Hex, Wrap                 key.Binding // Raw goes from pretty to raw and back; Hex to the bytes and back
	Up, Down, Top, Bottom          key.Binding
	HalfUp, HalfDown               key.Binding
	PageUp, PageDown               key.Binding
	Left, Right                    key.Binding // while lines are not wrapped
	Enter                          key.Binding // ends what is typed
}

// DefaultKeys are the keys that pagers have.
func DefaultKeys() KeyMap {
	bind := func(shown, does string, keys ...string) key.Binding {
		return key.NewBinding(key.WithKeys(keys...), key.WithHelp(shown, does))
	}
	return KeyMap{
		Search:   bind("/", "search", "/"),
		Next:     bind("n", "next match", "n"),
		Previous: bind("N", "match before", "N"),
		Filter:   bind(":", "filter (jq), or go to a line", ":"),
		Fold:     bind("z", "fold", "z"),
		FoldAll:  bind("Z", "fold all", "Z"),
		Raw:      bind("r", "pretty or raw", "r"),
		Hex:      bind("x", "bytes", "x"),
		Wrap:     bind("w", "wrap lines", "w"),
		Up:       bind("↑", "up", "up", "k"),
		Down:     bind("↓", "down", "down", "j"),
		Top:      bind("g", "top", "g", "home"),
		Bottom:   bind("G", "end", "G", "end"),
		HalfUp:   bind("ctrl+u", "half a page up", "ctrl+u"),
		HalfDown: bind("ctrl+d", "half a page down", "ctrl+d"),
		PageUp:   bind("pgup", "page up", "pgup", "ctrl+b"),
		PageDown: bind("pgdn", "page down", "pgdown", "ctrl+f"),
		Left:     bind("←", "left", "left", "h"),
		Right:    bind("→", "right", "right", "l"),
		Enter:    bind("enter", "go", "enter"),
	}
}

// Bindings lists the keys, the most useful first.
func (k KeyMap) Bindings() []key.Binding {
	return []key.Binding{
		k.Search, k.Next, k.Previous, k.Filter, k.Fold, k.FoldAll, k.Raw, k.Hex, k.Wrap,
		k.Up, k.Down, k.Top, k.Bottom, k.HalfUp, k.HalfDown, k.PageUp, k.PageDown, k.Left, k.Right,
	}
}
