package response

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/ui/kit"
	"countersign/ui/viewer"
)

// The keys of the body are those of pagers, except for w, which saves.
var (
	keySearch      = kit.NewAction("search", kit.NotInText, "search", "/").OpensInput()
	keyMatch       = kit.NewAction("match-next", kit.NotInText, "next match", "n")
	keyMatchBack   = kit.NewAction("match-previous", kit.NotInText, "previous match", "N")
	keyBodyFilter  = kit.NewAction("jq", kit.NotInText, "jq filter or line number", ":").OpensInput()
	keyFold        = kit.NewAction("fold", kit.NotInText, "fold", "z")
	keyFoldAll     = kit.NewAction("fold-all", kit.NotInText, "fold all", "Z")
	keyRaw         = kit.NewAction("raw", kit.NotInText, "formatted or raw", "r")
	keyHex         = kit.NewAction("hex", kit.NotInText, "hex dump", "x")
	keyWrap        = kit.NewAction("wrap", kit.NotInText, "wrap long lines", "W")
	keyScrollLeft  = kit.NewAction("scroll-left", kit.NotInText, "scroll left", "left").Formerly("along-left")
	keyScrollRight = kit.NewAction("scroll-right", kit.NotInText, "scroll right", "right").Formerly("along-right")
)

func bodyKeys(keys *kit.Keys) viewer.KeyMap {
	return viewer.KeyMap{
		Search: keys.Binding(keySearch), Next: keys.Binding(keyMatch), Previous: keys.Binding(keyMatchBack), Filter: keys.Binding(keyBodyFilter),
		Fold: keys.Binding(keyFold), FoldAll: keys.Binding(keyFoldAll), Raw: keys.Binding(keyRaw), Hex: keys.Binding(keyHex), Wrap: keys.Binding(keyWrap),
		Up: keys.Binding(kit.KeyUp), Down: keys.Binding(kit.KeyDown), Top: keys.Binding(kit.KeyTop), Bottom: keys.Binding(kit.KeyBottom), HalfUp: keys.Binding(kit.KeyHalfUp), HalfDown: keys.Binding(kit.KeyHalfDown),
		PageUp: keys.Binding(kit.KeyBodyPageUp), PageDown: keys.Binding(kit.KeyBodyPageDown), Left: keys.Binding(keyScrollLeft), Right: keys.Binding(keyScrollRight), Enter: keys.Binding(keySaveNow),
	}
}

// bodyOnly reports whether a key works on the body tab only.
func bodyOnly(keys *kit.Keys, msg tea.KeyMsg) bool {
	return keys.Matches(msg, keySearch, keyMatch, keyMatchBack, keyBodyFilter, keyFold, keyFoldAll, keyRaw, keyHex, keyWrap)
}

// bodyMargin is the margin of the viewer, which draws its own two columns of marks.
const bodyMargin = kit.Margin - 2

func (r *Pane) bodyLook() viewer.Styles {
	s := r.Styles
	return viewer.Styles{
		Text: s.Text, Muted: s.Muted, Name: s.Name, String: s.String, Number: s.Number, Literal: s.Literal, Match: s.Match, CurrentMatch: s.CurrentMatch,
	}
}

func (r *Pane) bodyText() string {
	a := r.Result
	if len(a.body()) == 0 {
		text := "The body is empty."
		if a.Receiving {
			text = "No body received yet."
		}
		return kit.Paragraph(text, r.width) + strings.Repeat("\n", max(r.text.Height-1, 0))
	}
	lead := strings.Repeat(" ", bodyMargin)
	return lead + strings.ReplaceAll(r.body.View(), "\n", "\n"+lead)
}
