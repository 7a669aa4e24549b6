package ui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"countersign/ui/viewer"
)

// The keys of the body. They are those of pagers, but for w, which saves.
var (
	keySearch       = bind("search", "/")
	keyMatch        = bind("next match", "n")
	keyMatchBack    = bind("match before", "N")
	keyBodyFilter   = bind("filter by jq, or go to a line", ":")
	keyFold         = bind("fold", "z")
	keyFoldAll      = bind("fold all", "Z")
	keyRaw          = bind("pretty or raw", "r")
	keyHex          = bind("bytes", "x")
	keyWrap         = bind("wrap long lines", "W")
	keyBodyPageUp   = bind("page up", "pgup", "ctrl+b")
	keyBodyPageDown = bind("page down", "pgdown", "ctrl+f", " ")
	keyAlongLeft    = bind("along the line", "left")
	keyAlongRight   = bind("along the line", "right")
)

func bodyKeys() viewer.KeyMap {
	return viewer.KeyMap{
		Search: keySearch, Next: keyMatch, Previous: keyMatchBack, Filter: keyBodyFilter,
		Fold: keyFold, FoldAll: keyFoldAll, Raw: keyRaw, Hex: keyHex, Wrap: keyWrap,
		Up: keyUp, Down: keyDown, Top: keyTop, Bottom: keyBottom, HalfUp: keyHalfUp, HalfDown: keyHalfDown,
		PageUp: keyBodyPageUp, PageDown: keyBodyPageDown, Left: keyAlongLeft, Right: keyAlongRight, Enter: keySaveNow,
	}
}

// bodyOnly reports whether a key does something on the body's tab alone.
func bodyOnly(msg tea.KeyMsg) bool {
	return key.Matches(msg, keySearch, keyMatch, keyMatchBack, keyBodyFilter, keyFold, keyFoldAll, keyRaw, keyHex, keyWrap)
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
