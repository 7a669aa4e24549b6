package ui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/ui/viewer"
)

// The keys of the body. They are those of pagers, but for w, which saves.
var (
	keySearch     = NewAction("search", Never, "search", "/").OpensInput()
	keyMatch      = NewAction("match-next", Never, "next match", "n")
	keyMatchBack  = NewAction("match-previous", Never, "match before", "N")
	keyBodyFilter = NewAction("jq", Never, "filter by jq, or go to a line", ":").OpensInput()
	keyFold       = NewAction("fold", Never, "fold", "z")
	keyFoldAll    = NewAction("fold-all", Never, "fold all", "Z")
	keyRaw        = NewAction("raw", Never, "pretty or raw", "r")
	keyHex        = NewAction("hex", Never, "bytes", "x")
	keyWrap       = NewAction("wrap", Never, "wrap long lines", "W")
	keyAlongLeft  = NewAction("along-left", Never, "along the line", "left")
	keyAlongRight = NewAction("along-right", Never, "along the line", "right")
)

func bodyKeys(keys *Keys) viewer.KeyMap {
	return viewer.KeyMap{
		Search: keys.Of(keySearch), Next: keys.Of(keyMatch), Previous: keys.Of(keyMatchBack), Filter: keys.Of(keyBodyFilter),
		Fold: keys.Of(keyFold), FoldAll: keys.Of(keyFoldAll), Raw: keys.Of(keyRaw), Hex: keys.Of(keyHex), Wrap: keys.Of(keyWrap),
		Up: keys.Of(keyUp), Down: keys.Of(keyDown), Top: keys.Of(keyTop), Bottom: keys.Of(keyBottom), HalfUp: keys.Of(keyHalfUp), HalfDown: keys.Of(keyHalfDown),
		PageUp: keys.Of(keyBodyPageUp), PageDown: keys.Of(keyBodyPageDown), Left: keys.Of(keyAlongLeft), Right: keys.Of(keyAlongRight), Enter: keys.Of(keySaveNow),
	}
}

// bodyOnly reports whether a key does something on the body's tab alone.
func bodyOnly(keys *Keys, msg tea.KeyMsg) bool {
	return keys.Hit(msg, keySearch, keyMatch, keyMatchBack, keyBodyFilter, keyFold, keyFoldAll, keyRaw, keyHex, keyWrap)
}

// bodyMargin is what stands before the viewer, which has two columns for signs of its own.
const bodyMargin = margin - 2

func (r *response) bodyLook() viewer.Look {
	s := r.styles
	return viewer.Look{
		Text: s.Text, Muted: s.Muted, Name: s.Name, String: s.String, Number: s.Number, Literal: s.Literal, Match: s.Match, MatchHere: s.MatchHere,
	}
}

// bodyText is the viewer, or why there is nothing in it.
func (r *response) bodyText() string {
	a := r.answer
	if len(a.body()) == 0 {
		text := "The body is empty."
		if a.coming {
			text = "The body is still to come."
		}
		return paragraph(text, r.width) + strings.Repeat("\n", max(r.text.Height-1, 0))
	}
	lead := strings.Repeat(" ", bodyMargin)
	return lead + strings.ReplaceAll(r.body.View(), "\n", "\n"+lead)
}
