package terminal

import (
	"net"
	"net/url"
	"os"
	"os/user"
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Clickable reports whether the terminal may be given hyperlinks (OSC 8). Most that do not know them leave them out in
// silence; those that would print something, or drop the text, are known by name. tmux passes them on since 3.4.
func SupportsHyperlinks(env func(string) string) bool {
	term := env("TERM")
	switch {
	case term == "", term == "dumb", term == "linux", strings.HasPrefix(term, "vt1"), strings.HasPrefix(term, "eterm"):
		return false
	case env("TMUX") != "":
		return env("TERM_PROGRAM") == "tmux" && atLeast(env("TERM_PROGRAM_VERSION"), 3, 4)
	}
	return env("STY") == "" && !strings.HasPrefix(term, "screen")
}

// atLeast compares a version such as 3.3a.
func atLeast(version string, major, minor int) bool {
	first, rest, _ := strings.Cut(strings.TrimPrefix(version, "next-"), ".")
	end := strings.IndexFunc(rest, func(r rune) bool { return r < '0' || r > '9' })
	if end >= 0 {
		rest = rest[:end]
	}
	a, err1 := strconv.Atoi(first)
	b, err2 := strconv.Atoi(rest)
	return err1 == nil && err2 == nil && slices.Compare([]int{a, b}, []int{major, minor}) >= 0
}

// Hyperlink makes text a part of the link. All parts of one link have the same id, so that the terminal shows them as one.
func Hyperlink(text, target string) string {
	return ansi.SetHyperlink(target, "id=countersign") + text + ansi.ResetHyperlink()
}

// Tunnel is the command that a person who came here by ssh types at their own machine, so that the browser there reaches
// the callback here. It is empty where nobody came by ssh, and where the callback is no port of this machine.
func SSHTunnelCommand(env func(string) string, callback string) string {
	u, err := url.Parse(callback)
	if err != nil || u.Port() == "" || !IsSSH(env) {
		return ""
	}
	command := "ssh -L " + u.Port() + ":" + net.JoinHostPort("127.0.0.1", u.Port())
	here, port := "", ""
	if parts := strings.Fields(env("SSH_CONNECTION")); len(parts) == 4 { // the client's address and port, then ours
		here, port = parts[2], parts[3]
	}
	if here == "" {
		here, _ = os.Hostname()
	}
	if port != "" && port != "22" {
		command += " -p " + port
	}
	return command + " " + login(env) + here
}

// login is the person's name here, as ssh wants it before the machine's.
func login(env func(string) string) string {
	name := env("USER")
	if name == "" {
		if me, err := user.Current(); err == nil {
			name = me.Username
		}
	}
	if name == "" || strings.ContainsAny(name, " \\@") {
		return ""
	}
	return name + "@"
}
