package main

import (
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	"image/color"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"countersign/internal/testenv"
)

func TestMain(m *testing.M) {
	waitLimit = testenv.WaitTimeout()
	os.Exit(m.Run())
}

// Every tape still finds what it waits for, and takes its pictures: whole, without a secret, and each under one name only.
func TestTapesPlay(t *testing.T) {
	t.Parallel()
	needPty(t)
	tapes, err := readTapes(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	if len(tapes) == 0 {
		t.Fatal("there are no tapes")
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
				for _, frame := range f.Frames {
					take.Shots = append(take.Shots, Shot{Name: fmt.Sprintf("%s of %d frames", f.Name, len(take.Shots)), Theme: f.Theme, Screen: frame.Screen})
				}
			}
			for _, s := range take.Shots {
				mu.Lock()
				if taken[s.Name] {
					t.Errorf("two pictures are called %s", s.Name)
				}
				taken[s.Name] = true
				mu.Unlock()
				if strings.Contains(s.Screen.String(), "sandbox-consumer-secret") {
					t.Errorf("the picture %s shows the consumer secret", s.Name)
				}
				wellFormed(t, draw(s.Screen, s.Theme, s.Title))
			}
		})
	}
}

// What the README shows must be a picture that a tape takes.
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
			if name, _, _ := strings.Cut(s.Text, " "); s.Verb == "shot" || s.Verb == "film" {
				taken[name] = true
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
			t.Errorf("the README shows %s, which no tape takes", name)
		}
	}
	if len(parts) == 1 {
		t.Error("the README shows no picture")
	}
}

// Every picture that a tape takes is there in both themes, and the page shows them all.
func TestGalleryIsWhole(t *testing.T) {
	t.Parallel()
	page, err := gallery(".")
	if err != nil {
		t.Fatal(err)
	}
	if there, err := os.ReadFile("README.md"); err != nil || string(there) != page {
		t.Errorf("README.md is not what the tapes say (%v): go run ./screenshots", err)
	}
	shown := strings.Split(page, `src="`)[1:]
	if len(shown) == 0 {
		t.Error("the page shows nothing")
	}
	for _, part := range shown {
		name, _, _ := strings.Cut(part, `"`)
		for _, file := range []string{name, strings.TrimSuffix(name, ".svg") + ".png"} {
			if _, err := os.Stat(file); err != nil {
				t.Errorf("the page shows what is not there: %v", err)
			}
		}
	}
}

// A frame of a film holds what is new in it, at its place, and no more.
func TestFilmKeepsOnlyWhatChanges(t *testing.T) {
	t.Parallel()
	palette := color.Palette{color.Black, color.White}
	before, now := image.NewPaletted(image.Rect(0, 0, 20, 10), palette), image.NewPaletted(image.Rect(0, 0, 20, 10), palette)
	now.SetColorIndex(3, 2, 1)
	now.SetColorIndex(7, 5, 1)
	cut := fresh(before, now)
	if want := image.Rect(3, 2, 8, 6); cut.Rect != want || cut.ColorIndexAt(7, 5) != 1 || cut.ColorIndexAt(4, 4) != 0 {
		t.Errorf("the frame is %v, want %v", cut.Rect, want)
	}
	if same := fresh(now, now); same.Rect.Dx() != 1 || same.Rect.Dy() != 1 {
		t.Errorf("of nothing new %v is kept", same.Rect)
	}
}

func TestMistakesInTapesAreNamed(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"run\n":                      "the first step must be size",
		"size 80\n":                  "x.tape:1: reading the lines",
		"size 80 24\n\nkey entre\n":  `x.tape:3: no key is called "entre"`,
		"size 80 24\nclick button\n": `x.tape:2: no step is called "click"`,
		"size 80 24\nwait\n":         "x.tape:2: wait needs something after it",
		"size 80 24\nsame ( x\n":     "x.tape:2: error parsing regexp",
		"size 80 24\nhold long\n":    "x.tape:2: reading the seconds",
	} {
		if _, err := parseTape("x", strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q gave %v, want %q", text, err, want)
		}
	}
}

// A program of a few lines stands for ours: what its escape codes say must come out of the picture.
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

// needPty skips where the program cannot be watched.
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
			t.Fatalf("the picture is no XML: %v", err)
		}
	}
}
