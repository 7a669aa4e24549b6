package main

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"countersign/internal/testenv"
)

func TestMain(m *testing.M) {
	waitTimeout = testenv.WaitTimeout()
	os.Exit(m.Run())
}

// Every tape still finds what it waits for. Its pictures are valid XML, show no secret and have different names.
func TestTapesPlay(t *testing.T) {
	t.Parallel()
	needPty(t)
	tapes, err := readTapes(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	if len(tapes) == 0 {
		t.Fatal("no tapes")
	}
	program, err := build(t.Context(), "..", t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	taken := map[string]bool{}
	for _, tape := range tapes {
		t.Run(tape.Name, func(t *testing.T) {
			t.Parallel()
			// Short, unlike t.TempDir: the keyring's socket has a limit of about 100 bytes.
			home, err := os.MkdirTemp("", "cs-tape-*")
			if err != nil {
				t.Fatal(err)
			}
			defer os.RemoveAll(home)
			take, err := play(t.Context(), tape, dark, program, home)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range take.Films {
				wellFormed(t, animate(f))
				for i, frame := range f.Frames {
					take.Shots = append(take.Shots, Shot{Name: fmt.Sprintf("%s, frame %d", f.Name, i), Screen: frame.Screen})
				}
			}
			for _, s := range take.Shots {
				mu.Lock()
				if taken[s.Name] {
					t.Errorf("two pictures are named %s", s.Name)
				}
				taken[s.Name] = true
				mu.Unlock()
				if strings.Contains(s.Screen.String(), "sandbox-consumer-secret") {
					t.Errorf("the picture %s shows the consumer secret", s.Name)
				}
				wellFormed(t, draw(s.Screen, dark, s.Title))
			}
		})
	}
}

// Every picture in the README comes from a tape.
func TestReadmeShowsPicturesOfTapes(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	tapes, err := readTapes(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	taken := map[string]bool{}
	for _, tape := range tapes {
		for _, s := range tape.Steps {
			if s.Verb == "shot" || s.Verb == "film" {
				taken[s.First] = true
			}
		}
	}
	parts := strings.Split(string(readme), "](screenshots/")
	for _, part := range parts[1:] {
		name, _, _ := strings.Cut(part, ")")
		if name == "README.md" { // the page of all of them
			continue
		}
		name = strings.TrimSuffix(name, filepath.Ext(name))
		if !taken[name] {
			t.Errorf("the README shows %s, which is not in any tape", name)
		}
	}
	if len(parts) == 1 {
		t.Error("no picture in the README")
	}
}

// Every picture of a tape exists in both themes, and README.md shows them all.
func TestGalleryIsComplete(t *testing.T) {
	t.Parallel()
	page, err := gallery(".")
	if err != nil {
		t.Fatal(err)
	}
	if saved, err := os.ReadFile("README.md"); err != nil || string(saved) != page {
		t.Errorf("README.md is out of date (%v): run go run ./screenshots", err)
	}
	shown := strings.Split(page, `src="`)[1:]
	if len(shown) == 0 {
		t.Error("no pictures on the page")
	}
	for _, part := range shown {
		name, _, _ := strings.Cut(part, `"`)
		if _, err := os.Stat(name); err != nil {
			t.Error(err)
		}
	}
}

// A line that does not change is drawn once, and not animated.
func TestFilmDrawsEachLineOnce(t *testing.T) {
	t.Parallel()
	screen := func(lines ...string) Screen {
		var s Screen
		for _, line := range lines {
			s = append(s, []Cell{{Text: line, Foreground: dark.Ink, Background: dark.Paper}})
		}
		return s
	}
	svg := animate(Film{Theme: dark, Frames: []Frame{{screen("a", "b"), time.Second}, {screen("a", "c"), 3 * time.Second}}})
	wellFormed(t, svg)
	for text, want := range map[string]int{">a<": 1, ">b<": 1, ">c<": 1, "<animate ": 2, `keyTimes="0;0.0000;0.2500"`: 1, `dur="4.00s"`: 2} {
		if got := strings.Count(svg, text); got != want {
			t.Errorf("%s occurs %d times, want %d:\n%s", text, got, want, svg)
		}
	}
}

func TestInvalidTapes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"run\n":                      "the first step must be size",
		"size 80\n":                  "x.tape:1: invalid size",
		"size 80 24\n\nkey entre\n":  `x.tape:3: unknown key "entre"`,
		"size 80 24\nclick button\n": `x.tape:2: unknown step "click"`,
		"size 80 24\nwait\n":         "x.tape:2: wait needs an argument",
		"size 80 24\nsame ( x\n":     "x.tape:2: error parsing regexp",
		"size 80 24\nhold long\n":    "x.tape:2: invalid number of seconds",
	} {
		if _, err := parseTape("x", strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q gave %v, want %q", text, err, want)
		}
	}
}

// The picture of a short shell script shows what its escape codes say.
func TestPictureShowsWhatTheTerminalShows(t *testing.T) {
	t.Parallel()
	needPty(t)
	script := `printf '\033[1mbold\033[0m \033[38;2;1;2;3mcolour\033[0m \033[7mreverse\033[0m ─┐ <&> token 6f1c\n'; read answer; echo "read $answer"`
	term, err := start(dark, 60, 4, []string{"LANG=C.UTF-8", "TERM=xterm-256color"}, "sh", []string{"-c", script})
	if err != nil {
		t.Fatal(err)
	}
	defer term.close()
	step := func(verb, text string) Step {
		s, err := parseStep(1, verb+" "+text)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	p := player{terminal: term}
	for _, s := range []Step{
		step("same", `token\s[0-9a-f]{4} token\sSAME`), step("wait", "token 6f1c"), step("type", "typed"), step("key", "enter"),
		step("wait", "read typed"), step("shot", "x A title"),
	} {
		if err := p.step(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
	svg := draw(p.take.Shots[0].Screen, dark, p.take.Shots[0].Title)
	wellFormed(t, svg)
	for _, want := range []string{
		"<title>A title</title>", `font-weight="bold">bold<`, `fill="#010203">colour<`, `fill="#15171c">reverse<`,
		"&lt;&amp;&gt;", "<path d=", ">SAME<", ">typed<",
	} {
		if !strings.Contains(svg, want) {
			t.Errorf("the picture lacks %s:\n%s", want, svg)
		}
	}
}

// needPty skips the test on systems without pseudo-terminals.
func needPty(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no pseudo-terminal")
	}
}

func wellFormed(t *testing.T, svg string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatalf("the picture is not valid XML: %v", err)
		}
	}
}
