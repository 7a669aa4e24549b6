//go:build !windows

package cli_test

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"countersign/internal/testenv"
)

// shell is a shell with the completion script, saved connections, and a session bus that must not be used.
type shell struct {
	*testing.T
	env []string
	dir string
}

func newShell(t *testing.T) *shell {
	t.Helper()
	dir, err := os.MkdirTemp("", "cs-shell-*") // short: the path of a socket has a limit
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	self, err := os.Executable()
	if err == nil {
		err = os.Symlink(self, filepath.Join(dir, "countersign"))
	}
	if err == nil {
		err = os.MkdirAll(filepath.Join(dir, "data"), 0o700)
	}
	const index = `{"version": 1, "connections": [
  {"name": "anna", "connector": "sandbox", "title": "Sandbox", "account": "anna", "store": "os", "created": "2025-01-02T03:04:05Z"},
  {"name": "second", "connector": "flickr", "title": "Flickr", "store": "file", "created": "2025-01-02T03:04:05Z"}]}`
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "data", "index.json"), []byte(index), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	bus, err := net.Listen("unix", filepath.Join(dir, "bus"))
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		for {
			c, err := bus.Accept()
			if err != nil {
				return
			}
			t.Error("a completion opened a credential store")
			_ = c.Close()
		}
	}()
	t.Cleanup(func() { _ = bus.Close() })
	return &shell{T: t, dir: dir, env: []string{
		"HOME=" + dir, "XDG_CONFIG_HOME=" + dir, "XDG_DATA_HOME=" + dir, "DATA=" + filepath.Join(dir, "data"), "TERM=dumb", "LANG=C.UTF-8",
		"PATH=" + dir + string(os.PathListSeparator) + os.Getenv("PATH"), "DBUS_SESSION_BUS_ADDRESS=unix:path=" + filepath.Join(dir, "bus"),
		"GORACE=atexit_sleep_ms=0",
	}}
}

// run returns the output of a program, split at lines with a piece.
func (s *shell) run(program string, args ...string) []string {
	s.Helper()
	testenv.Need(s.T, program)
	cmd := exec.CommandContext(s.Context(), program, args...)
	cmd.Env, cmd.Dir = s.env, s.dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		s.Fatalf("%s: %v\n%s", program, err, out)
	}
	return strings.Split(string(out), piece+"\n")
}

// piece separates the completions of each command line. Starting a shell takes seconds, so one completes them all.
const piece = "\x01"

func lines() (list []string) {
	for _, c := range completions {
		list = append(list, c.line)
	}
	return list
}

// offers checks that there is a piece for each command line.
func (s *shell) offers(pieces []string) []string {
	s.Helper()
	if pieces = pieces[1:]; len(pieces) != len(completions) {
		s.Fatalf("%d lines were completed, want %d: %q", len(pieces), len(completions), pieces)
	}
	return pieces
}

// completions are command lines with words that must be offered, or must not.
var completions = []struct {
	line       string
	want, none []string
}{
	{"countersign req", []string{"request"}, nil},
	{"countersign re", []string{"refresh"}, []string{"renew"}},
	{"countersign fo", nil, []string{"forget"}},
	{"countersign delete anna --", []string{"--force"}, []string{"--drop"}},
	{"countersign request ", []string{"anna", "second"}, []string{"data"}},
	{"countersign request anna ", []string{"/me", "POST"}, []string{"anna", "/notes/1"}},
	{"countersign request anna post ", []string{"/notes"}, []string{"/me"}},
	{"countersign test s", []string{"second"}, []string{"anna"}},
	{"countersign connections show ", []string{"anna"}, nil},
	{"countersign rename anna ", nil, []string{"anna", "second", "data"}},
	{"countersign export anna ", []string{"second"}, []string{"anna"}},
	{"countersign connect fl", []string{"flickr"}, []string{"sandbox"}},
	{"countersign connect flickr --set ", []string{"consumerKey="}, []string{"data"}},
	{"countersign connect netsuite --option ", []string{"browser", "token"}, []string{"data"}},
	{"countersign connect flickr --set perms=", []string{"perms=write"}, nil},
	{"countersign sandbox --as fl", []string{"flickr"}, nil},
	{"countersign keychain use ", []string{"os", "file"}, []string{"data"}},
	{"countersign --keychain ", []string{"memory"}, []string{"data"}},
	{"countersign keychain move --to ", []string{"os", "file"}, nil},
	{"countersign connections ", []string{"show"}, []string{"data"}},
	{"countersign connectors new --signature-method ", []string{"PLAINTEXT"}, nil},
	{"countersign man ", []string{"data"}, nil},
}

func (s *shell) holds(line string, offered, want, none []string) {
	s.Helper()
	for _, word := range want {
		if !slices.Contains(offered, word) {
			s.Errorf("%q offers %q, without %q", line, offered, word)
		}
	}
	for _, word := range none {
		if slices.Contains(offered, word) {
			s.Errorf("%q offers %q", line, word)
		}
	}
}

// words returns the first word of each line, without the slash of a folder.
func words(text, separator string) (list []string) {
	for _, line := range strings.Split(text, "\n") {
		word, _, _ := strings.Cut(line, separator)
		list = append(list, strings.TrimRight(strings.TrimSpace(word), "/"))
	}
	return list
}

func TestCompletionInFish(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	const script = `
countersign completion fish | source
for line in $argv
  printf '\x01\n'
  complete -C $line
end
`
	pieces := s.offers(s.run("fish", append([]string{"--no-config", "-c", script}, lines()...)...))
	for i, c := range completions {
		s.holds(c.line, words(pieces[i], "\t"), c.want, c.none)
	}
}

func TestCompletionInBash(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	const script = `
source <(countersign completion bash)
compopt() { :; }
_get_comp_words_by_ref() { # from the package bash-completion
  cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} words=("${COMP_WORDS[@]}") cword=$COMP_CWORD
}
_filedir() { local kind=-f; [[ ${1-} == -d ]] && kind=-d; COMPREPLY+=($(compgen $kind -- "$cur")); }
for COMP_LINE; do
  COMP_POINT=${#COMP_LINE} COMP_TYPE=9
  read -ra COMP_WORDS <<<"$COMP_LINE"
  [[ $COMP_LINE == *' ' ]] && COMP_WORDS+=('')
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMPREPLY=()
  printf '\x01\n'
  __start_countersign
  printf '%s\n' "${COMPREPLY[@]}"
done
`
	pieces := s.offers(s.run("bash", append([]string{"--norc", "-c", script, "bash"}, lines()...)...))
	for i, c := range completions {
		want := slices.Clone(c.want)
		for i, word := range want { // bash splits words at =
			if _, value, ok := strings.Cut(word, "="); ok && value != "" {
				want[i] = value
			}
		}
		s.holds(c.line, words(pieces[i], " "), want, c.none)
	}
}

func TestCompletionInZsh(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	// compadd only works in the line editor: its words are printed.
	const script = `
autoload -Uz compinit && compinit -u -D
source <(countersign completion zsh)
_describe() { while [[ $1 == -* ]]; do shift; done; shift; print -l -- "${(@P)1}"; }
_arguments() { [[ "$*" == *files* || "$*" == *filename* ]] && print -l -- *(N); }
_files() { print -l -- *(N); }
for line; do
  words=(${(z)line}) CURRENT=${#words}
  if [[ $line == *' ' ]]; then words+=(''); CURRENT=${#words}; fi
  print $'\x01'
  _countersign
done
true
`
	pieces := s.offers(s.run("zsh", append([]string{"-f", "-c", script, "zsh"}, lines()...)...))
	for i, c := range completions {
		offered := words(strings.ReplaceAll(pieces[i], `\:`, "\x00"), ":")
		last := c.line[strings.LastIndex(c.line, " ")+1:] // compadd filters by it
		offered = slices.DeleteFunc(offered, func(word string) bool { return !strings.HasPrefix(word, last) })
		s.holds(c.line, offered, c.want, c.none)
	}
}
