package settings

import (
	"fmt"
	"strconv"
	"strings"
)

// Names are the parts of the template that only the screens know.
type Names struct {
	Colors  []ColorName
	Actions []ActionGroup
}

// ColorName is a color that can be set, with its defaults in both themes.
type ColorName struct {
	Name, Description string
	Dark, Light       string
}

// ActionGroup is the actions of a screen, or of many.
type ActionGroup struct {
	Title   string
	Actions []ActionName
}

// ActionName is an action with its default keys.
type ActionName struct {
	Name, Description string
	Keys              []string
}

// settingsHead starts the template, in which "# " starts a comment, and "#" without a space a setting with its
// default.
const settingsHead = `# Settings of countersign. All lines are commented out and show the defaults. To change a setting, remove the # at
# the start of its line, and of the section name above it (such as history:).
# Run countersign config check to find problems, and countersign config show to see the settings in use.

# Where to save new connections: os (the OS keychain), file (encrypted with a passphrase), or auto (the OS keychain
# if it is available). For one run: --keychain, COUNTERSIGN_KEYCHAIN.
#keychain: auto

# Colors: auto (by the terminal's background), light, dark or none. For one run: --theme, COUNTERSIGN_THEME.
#theme: auto

# true: click and scroll in the screens; hold Shift to select text. false: the mouse selects text.
#mouse: true

# How to copy: auto, native (this machine's clipboard), osc52 (the terminal's clipboard, also over ssh) or none.
# For one run: COUNTERSIGN_CLIPBOARD.
#clipboard: auto

# false: never open the authorization page in a browser. For one run: countersign connect --no-browser.
#openBrowser: true

# The port of the callback listener, 1 to 65535, for example to forward it with ssh -L. 0: any free port.
# For one run: countersign connect --callback-port, COUNTERSIGN_CALLBACK_PORT.
#callbackPort: 0

# true: screen-reader mode, prompts and lines of text instead of screens. For one run: --accessible, ACCESSIBLE=1.
#accessible: false

# The history of requests, saved without secrets.
#history:
# false: save no requests.
#  enabled: true
# true: also save the bodies of requests and responses.
#  bodies: false
# The number of requests to save per connection, 1 to 10000.
#  limit: 200
`

// Template is the settings file with every setting commented out and explained.
func Template(names Names) string {
	var b strings.Builder
	b.WriteString(settingsHead)
	b.WriteString(`
# Colors: "#rrggbb" in quotes, or the number of a terminal color, 0 to 255. The values are the dark theme's; the light
# theme's are in the comments.
#colors:
`)
	for _, c := range names.Colors {
		fmt.Fprintf(&b, "#  %s: %q # %s; light: %q\n", c.Name, c.Dark, c.Description, c.Light)
	}
	b.WriteString(`
# Keys: one key, or several as [f1, "?"]; the screens show the first. Write letters and signs as they are, and an upper-case
# letter for Shift with it. Other keys: enter, esc, tab, shift+tab, space, backspace, delete, up, down, left, right, home,
# end, pgup, pgdown, f1 to f20, ctrl+LETTER and alt+KEY. ctrl+c always quits.
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

// yamlKeys writes keys as YAML, quoted where needed.
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
