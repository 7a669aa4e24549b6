package response

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/ui/kit"
	"countersign/ui/viewer"
)

// The keys of the body. They are those of pagers, but for w, which saves.
var (
	keySearch     = kit.NewAction("search", kit.NotInText, "search", "/").OpensInput()
	keyMatch      = kit.NewAction("match-next", kit.NotInText, "next match", "n")
	keyMatchBack  = kit.NewAction("match-previous", kit.NotInText, "match before", "N")
	keyBodyFilter = kit.NewAction("jq", kit.NotInText, "filter by jq, or go to a line", ":").OpensInput()
	keyFold       = kit.NewAction("fold", kit.NotInText, "fold", "z")
	keyFoldAll    = kit.NewAction("fold-all", kit.NotInText, "fold all", "Z")
	keyRaw        = kit.NewAction("raw", kit.NotInText, "pretty or raw", "r")
	keyHex        = kit.NewAction("hex", kit.NotInText, "bytes", "x")
	keyWrap       = kit.NewAction("wrap", kit.NotInText, "wrap long lines", "W")
	keyAlongLeft  = kit.NewAction("along-left", kit.NotInText, "along the line", "left")
	keyAlongRight = kit.NewAction("along-right", kit.NotInText, "along the line", "right")
)

func bodyKeys(keys *kit.Keys) viewer.KeyMap {
	return viewer.KeyMap{
		Search: keys.Binding(keySearch), Next: keys.Binding(keyMatch), Previous: keys.Binding(keyMatchBack), Filter: keys.Binding(keyBodyFilter),
		Fold: keys.Binding(keyFold), FoldAll: keys.Binding(keyFoldAll), Raw: keys.Binding(keyRaw), Hex: keys.Binding(keyHex), Wrap: keys.Binding(keyWrap),
		Up: keys.Binding(kit.KeyUp), Down: keys.Binding(kit.KeyDown), Top: keys.Binding(kit.KeyTop), Bottom: keys.Binding(kit.KeyBottom), HalfUp: keys.Binding(kit.KeyHalfUp), HalfDown: keys.Binding(kit.KeyHalfDown),
		PageUp: keys.Binding(kit.KeyBodyPageUp), PageDown: keys.Binding(kit.KeyBodyPageDown), Left: keys.Binding(keyAlongLeft), Right: keys.Binding(keyAlongRight), Enter: keys.Binding(keySaveNow),
	}
}

// bodyOnly reports whether a key does something on the body's tab alone.
func bodyOnly(keys *kit.Keys, msg tea.KeyMsg) bool {
	return keys.Matches(msg, keySearch, keyMatch, keyMatchBack, keyBodyFilter, keyFold, keyFoldAll, keyRaw, keyHex, keyWrap)
}

// bodyMargin is what stands before the viewer, which has two columns for signs of its own.
const bodyMargin = kit.Margin - 2

func (r *Pane) bodyLook() viewer.Styles {
	s := r.Styles
	return viewer.Styles{
		Text: s.Text, Muted: s.Muted, Name: s.Name, String: s.String, Number: s.Number, Literal: s.Literal, Match: s.Match, CurrentMatch: s.CurrentMatch,
	}
}

// bodyText is the viewer, or why there is nothing in it.
func (r *Pane) bodyText() string {
	a := r.Result
	if len(a.body()) == 0 {
		text := "The body is empty."
		if a.Receiving {
			text = "The body is still to come."
		}
		return kit.Paragraph(text, r.width) + strings.Repeat("\n", max(r.text.Height-1, 0))
	}
	lead := strings.Repeat(" ", bodyMargin)
	return lead + strings.ReplaceAll(r.body.View(), "\n", "\n"+lead)
}
