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

// SupportsHyperlinks reports whether the terminal can be sent hyperlinks (OSC 8). Most terminals without support
// ignore them. Those that would print something, or drop the text, are listed by name. tmux supports them since 3.4.
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

// Hyperlink makes text part of a link. All parts have the same ID, so that the terminal treats them as one link.
func Hyperlink(text, target string) string {
	return ansi.SetHyperlink(target, "id=countersign") + text + ansi.ResetHyperlink()
}

// SSHTunnelCommand returns the command for an SSH user to run on their own machine, so that the browser there reaches
// the callback here. It is empty without SSH, and if the callback has no port.
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

// login returns the user name on this machine and "@", as in an ssh command.
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
