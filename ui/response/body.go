package response

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/ui/kit"
	"countersign/ui/viewer"
)

// The keys of the body. They are those of pagers, but for w, which saves.
var (
	keySearch     = kit.NewAction("search", kit.Never, "search", "/").OpensInput()
	keyMatch      = kit.NewAction("match-next", kit.Never, "next match", "n")
	keyMatchBack  = kit.NewAction("match-previous", kit.Never, "match before", "N")
	keyBodyFilter = kit.NewAction("jq", kit.Never, "filter by jq, or go to a line", ":").OpensInput()
	keyFold       = kit.NewAction("fold", kit.Never, "fold", "z")
	keyFoldAll    = kit.NewAction("fold-all", kit.Never, "fold all", "Z")
	keyRaw        = kit.NewAction("raw", kit.Never, "pretty or raw", "r")
	keyHex        = kit.NewAction("hex", kit.Never, "bytes", "x")
	keyWrap       = kit.NewAction("wrap", kit.Never, "wrap long lines", "W")
	keyAlongLeft  = kit.NewAction("along-left", kit.Never, "along the line", "left")
	keyAlongRight = kit.NewAction("along-right", kit.Never, "along the line", "right")
)

func bodyKeys(keys *kit.Keys) viewer.KeyMap {
	return viewer.KeyMap{
		Search: keys.Of(keySearch), Next: keys.Of(keyMatch), Previous: keys.Of(keyMatchBack), Filter: keys.Of(keyBodyFilter),
		Fold: keys.Of(keyFold), FoldAll: keys.Of(keyFoldAll), Raw: keys.Of(keyRaw), Hex: keys.Of(keyHex), Wrap: keys.Of(keyWrap),
		Up: keys.Of(kit.KeyUp), Down: keys.Of(kit.KeyDown), Top: keys.Of(kit.KeyTop), Bottom: keys.Of(kit.KeyBottom), HalfUp: keys.Of(kit.KeyHalfUp), HalfDown: keys.Of(kit.KeyHalfDown),
		PageUp: keys.Of(kit.KeyBodyPageUp), PageDown: keys.Of(kit.KeyBodyPageDown), Left: keys.Of(keyAlongLeft), Right: keys.Of(keyAlongRight), Enter: keys.Of(keySaveNow),
	}
}

// bodyOnly reports whether a key does something on the body's tab alone.
func bodyOnly(keys *kit.Keys, msg tea.KeyMsg) bool {
	return keys.Hit(msg, keySearch, keyMatch, keyMatchBack, keyBodyFilter, keyFold, keyFoldAll, keyRaw, keyHex, keyWrap)
}

// bodyMargin is what stands before the viewer, which has two columns for signs of its own.
const bodyMargin = kit.Margin - 2

func (r *Pane) bodyLook() viewer.Look {
	s := r.Styles
	return viewer.Look{
		Text: s.Text, Muted: s.Muted, Name: s.Name, String: s.String, Number: s.Number, Literal: s.Literal, Match: s.Match, MatchHere: s.MatchHere,
	}
}

// bodyText is the viewer, or why there is nothing in it.
func (r *Pane) bodyText() string {
	a := r.Answer
	if len(a.body()) == 0 {
		text := "The body is empty."
		if a.Coming {
			text = "The body is still to come."
		}
		return kit.Paragraph(text, r.width) + strings.Repeat("\n", max(r.text.Height-1, 0))
	}
	lead := strings.Repeat(" ", bodyMargin)
	return lead + strings.ReplaceAll(r.body.View(), "\n", "\n"+lead)
}
