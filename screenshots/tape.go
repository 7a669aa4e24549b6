package main

import (
	"bufio"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"strings"
)

// Tape is a script of key presses and screenshots. It has one step per line; # starts a comment:
//
//	size 80 24        columns and lines of the terminal; the first step
//	run [ARGUMENT]…   starts the program; several runs in a tape share a home folder
//	wait TEXT         waits until the screen shows TEXT
//	gone TEXT         waits until the screen no longer shows TEXT
//	key NAME…         presses keys: enter, esc, tab, up, ctrl+s, n
//	type TEXT         types TEXT; {sandbox} is replaced with the base URL of the tape's sandbox
//	same PATTERN TEXT replaces what differs between runs (times, tokens) with TEXT, cut or padded to the same width, so that a
//	                  picture changes only when the program does. "\s" is a space in either.
//	shot NAME TITLE   takes the picture NAME; TITLE is its alternative text
//	film NAME TITLE   starts the film NAME: every change is a frame
//	hold SECONDS      shows the current screen of the film this long
//	cut               ends the film
//	end               waits for the program to exit
type Tape struct {
	Name  string // its file without .tape
	Steps []Step
}

// Step is one line of a tape.
type Step struct {
	Line        int
	Verb        string
	Text        string // everything after the verb
	First, Rest string // the first word of Text, and the rest

	Columns, Lines int            // of size
	Pattern        *regexp.Regexp // of same
	Seconds        float64        // of hold
}

// readTapes reads all tapes in a folder, sorted by name.
func readTapes(dir fs.FS) ([]Tape, error) {
	names, err := fs.Glob(dir, "*.tape")
	if err != nil {
		return nil, err
	}
	var tapes []Tape
	for _, name := range names {
		f, err := dir.Open(name)
		if err != nil {
			return nil, err
		}
		t, err := parseTape(strings.TrimSuffix(path.Base(name), ".tape"), f)
		_ = f.Close() // it was only read
		if err != nil {
			return nil, err
		}
		tapes = append(tapes, t)
	}
	return tapes, nil
}

func parseTape(name string, r io.Reader) (Tape, error) {
	t := Tape{Name: name}
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		s, err := parseStep(n, line)
		if err != nil {
			return Tape{}, fmt.Errorf("%s.tape:%d: %w", name, n, err)
		}
		t.Steps = append(t.Steps, s)
	}
	if err := lines.Err(); err != nil {
		return Tape{}, fmt.Errorf("reading %s.tape: %w", name, err)
	}
	if len(t.Steps) == 0 || t.Steps[0].Verb != "size" {
		return Tape{}, fmt.Errorf("%s.tape: the first step must be size COLUMNS LINES", name)
	}
	return t, nil
}

func parseStep(line int, text string) (Step, error) {
	verb, rest, _ := strings.Cut(text, " ")
	s := Step{Line: line, Verb: verb, Text: strings.TrimSpace(rest)}
	s.First, s.Rest, _ = strings.Cut(s.Text, " ")
	s.Rest = strings.TrimSpace(s.Rest)
	var err error
	switch verb {
	case "run", "end", "cut":
		return s, nil
	case "size":
		if _, err = fmt.Sscanf(s.Text, "%d %d", &s.Columns, &s.Lines); err != nil {
			err = fmt.Errorf("invalid size: %w", err)
		}
	case "same":
		s.Rest = strings.ReplaceAll(s.Rest, `\s`, " ")
		s.Pattern, err = regexp.Compile(s.First)
	case "key":
		for name := range strings.FieldsSeq(s.Text) {
			if _, known := keyBytes(name); !known {
				err = fmt.Errorf("unknown key %q", name)
			}
		}
	case "hold":
		if s.Seconds, err = strconv.ParseFloat(s.Text, 64); err != nil {
			err = fmt.Errorf("invalid number of seconds: %w", err)
		}
	case "wait", "gone", "type", "shot", "film":
	default:
		err = fmt.Errorf("unknown step %q", verb)
	}
	if err == nil && s.Text == "" {
		err = fmt.Errorf("%s needs an argument", verb)
	}
	return s, err
}

// keyBytes returns what a terminal sends for a key (xterm, normal cursor keys).
func keyBytes(name string) (string, bool) {
	named := map[string]string{
		"enter": "\r", "esc": "\x1b", "tab": "\t", "shift+tab": "\x1b[Z", "space": " ", "backspace": "\x7f",
		"up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D",
		"home": "\x1b[H", "end": "\x1b[F", "pgup": "\x1b[5~", "pgdown": "\x1b[6~", "f1": "\x1bOP", "f2": "\x1bOQ",
	}
	if keys, ok := named[name]; ok {
		return keys, true
	}
	if letter, ok := strings.CutPrefix(name, "ctrl+"); ok && len(letter) == 1 && letter >= "a" && letter <= "z" {
		return string(rune(letter[0] & 0x1f)), true
	}
	if letter, ok := strings.CutPrefix(name, "alt+"); ok && len(letter) == 1 {
		return "\x1b" + letter, true
	}
	return name, len([]rune(name)) == 1
}
