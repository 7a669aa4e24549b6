package viewer

import "github.com/charmbracelet/bubbles/key"

// KeyMap holds the keys of a Model.
type KeyMap struct {
	Search, Next, Previous, Filter key.Binding
	Fold, FoldAll                  key.Binding // FoldAll unfolds everything if anything is folded
	Raw, Hex, Wrap                 key.Binding // Raw and Hex switch to that view and back
	Up, Down, Top, Bottom          key.Binding
	HalfUp, HalfDown               key.Binding
	PageUp, PageDown               key.Binding
	Left, Right                    key.Binding // while lines are not wrapped
	Enter                          key.Binding // submits the input
}

// Bindings returns the keys, the most useful first.
func (k KeyMap) Bindings() []key.Binding {
	return []key.Binding{
		k.Search, k.Next, k.Previous, k.Filter, k.Fold, k.FoldAll, k.Raw, k.Hex, k.Wrap,
		k.Up, k.Down, k.Top, k.Bottom, k.HalfUp, k.HalfDown, k.PageUp, k.PageDown, k.Left, k.Right,
	}
}
