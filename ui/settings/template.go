package settings

import (
	"fmt"
	"strconv"
	"strings"
)

// Names are the names of the settings that only the screens know.
type Names struct {
	Colors  []ColorName
	Actions []ActionGroup
}

// ColorName is a colour that can be set.
type ColorName struct {
	Name, Description string
	Dark, Light       string // of the themes
}

// ActionGroup are the actions of a screen, or those that many have.
type ActionGroup struct {
	Title   string
	Actions []ActionName
}

// ActionName is an action that can be given other keys.
type ActionName struct {
	Name, Description string
	Keys              []string // its own
}

// The file explains itself: what stands behind "# " is for people, and what stands behind "#" alone is a setting with its
// default, to be taken out of the comment.
const settingsHead = `# Settings of countersign. Everything here is commented out and shows what holds without it: take the # away
# in front of a line to change it (and in front of the line above it that ends in a colon, where it is further in).
# countersign config check finds mistakes, countersign config show tells what is in force.

# Where new connections are kept: os (the keychain of the system), file (encrypted, under a passphrase), or
# auto, which takes os where it answers. For one run: --keychain, COUNTERSIGN_KEYCHAIN.
#keychain: auto

# Colours: auto (by the terminal's background), light, dark, or none. For one run: --theme, COUNTERSIGN_THEME.
#theme: auto

# true: clicks and the wheel go to the screens, and shift marks text. false: the mouse marks text.
#mouse: true

# How to copy: auto, native (this machine's clipboard), osc52 (the terminal's, over ssh too), or none.
# For one run: COUNTERSIGN_CLIPBOARD.
#clipboard: auto

# false never opens a browser for the authorization page. For one run: countersign connect --no-browser.
#openBrowser: true

# The port on this machine that the browser comes back to, 1 to 65535, such as for ssh -L; 0 is a free one each
# time. For one run: countersign connect --callback-port, COUNTERSIGN_CALLBACK_PORT.
#callbackPort: 0

# true: plain questions and lines, for a screen reader, in place of screens. For one run: --accessible, ACCESSIBLE=1.
#accessible: false

# What is remembered of the calls that were sent, without their secrets.
#history:
# false remembers no call.
#  keep: true
# true remembers the bodies of calls and answers, too.
#  bodies: false
# How many of each connection, 1 to 10000.
#  calls: 200
`

// Template is a file of settings that says nothing yet, and explains all that can be said.
func Template(names Names) string {
	var b strings.Builder
	b.WriteString(settingsHead)
	b.WriteString(`
# Colours in place of the theme's: "#rrggbb", in quotes, or the number of a terminal's colour, 0 to 255. Those here are the dark
# theme's, and behind them the light one's.
#colors:
`)
	for _, c := range names.Colors {
		fmt.Fprintf(&b, "#  %s: %q # %s; light: %q\n", c.Name, c.Dark, c.Description, c.Light)
	}
	b.WriteString(`
# Keys in place of an action's own: one, or several as [f1, "?"]; the first is shown. Letters and signs stand for themselves,
# an upper-case letter for shift with it; the others are called enter, esc, tab, shift+tab, space, backspace, delete, up,
# down, left, right, home, end, pgup, pgdown, f1 to f20, ctrl+LETTER and alt+KEY. ctrl+c always quits.
#keys:
`)
	for i, g := range names.Actions {
		if i > 0 {
			b.WriteString("#\n")
		}
		fmt.Fprintf(&b, "# %s\n", g.Title)
		for _, a := range g.Actions {
			fmt.Fprintf(&b, "#  %s: %s # %s\n", a.Name, yamlKeys(a.Keys), a.Description)
		}
	}
	return b.String()
}

// yamlKeys writes keys as the file has them, in quotes where YAML would take them for something else.
func yamlKeys(keys []string) string {
	words := make([]string, len(keys))
	for i, k := range keys {
		words[i] = k
		if strings.ContainsAny(k, `?:#/-,[]{}&*!|>'"%@\~=<`+"`") || strings.Contains("yYnN", k) || strings.Trim(k, "0123456789") == "" {
			words[i] = strconv.Quote(k)
		}
	}
	if len(words) == 1 {
		return words[0]
	}
	return "[" + strings.Join(words, ", ") + "]"
}
