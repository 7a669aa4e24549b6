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

// Tape is one run of the program, as a person would do it. Its language has one step a line; # starts a comment:
//
//	size 80 24        columns and lines of the terminal; the first step
//	run [ARGUMENT]…   starts the program; a tape may run it several times, in the same home
//	wait TEXT         until the screen shows TEXT
//	gone TEXT         until the screen no longer shows TEXT
//	key NAME…         presses keys: enter, esc, tab, up, ctrl+s, n
//	type TEXT         types TEXT; {sandbox} in it is the base address of a sandbox of the tape's own
//	same PATTERN TEXT what differs between runs (times, tokens) is drawn as TEXT, so that a picture changes only when the
//	                  program does; TEXT is cut or padded to what it stands for. "\s" is a space in either.
//	shot NAME TITLE   takes the picture NAME; TITLE describes it for those who can't see it
//	film NAME TITLE   from here on every change is a frame of the film NAME
//	hold SECONDS      the film stays at what is shown now for so long
//	cut               ends the film
//	end               waits for the program to end
type Tape struct {
	Name  string // its file without .tape
	Steps []Step
}

// Step is one line of a tape.
type Step struct {
	Line int
	Verb string
	Text string // all that follows the verb

	Columns, Lines int            // of size
	Pattern        *regexp.Regexp // of same
	Argument       string         // of same, shot and film: what follows the first word
	Seconds        float64        // of hold
}

// readTapes reads every tape of a folder, by name.
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
	first, more, _ := strings.Cut(s.Text, " ")
	s.Argument = strings.TrimSpace(more)
	var err error
	switch verb {
	case "size":
		s.Columns, s.Lines, err = parseSize(first, s.Argument)
	case "same":
		s.Argument = strings.ReplaceAll(s.Argument, `\s`, " ")
		s.Pattern, err = regexp.Compile(first)
	case "key":
		for name := range strings.FieldsSeq(s.Text) {
			if _, known := keyBytes(name); !known {
				err = fmt.Errorf("no key is called %q", name)
			}
		}
	case "run", "end", "cut":
		return s, nil
	case "hold":
		if s.Seconds, err = strconv.ParseFloat(s.Text, 64); err != nil {
			err = fmt.Errorf("reading the seconds: %w", err)
		}
	case "wait", "gone", "type", "shot", "film":
	default:
		err = fmt.Errorf("no step is called %q", verb)
	}
	if err == nil && s.Text == "" {
		err = fmt.Errorf("%s needs something after it", verb)
	}
	return s, err
}

func parseSize(columns, lines string) (c, l int, err error) {
	if c, err = strconv.Atoi(columns); err != nil {
		return 0, 0, fmt.Errorf("reading the columns: %w", err)
	}
	if l, err = strconv.Atoi(lines); err != nil {
		return 0, 0, fmt.Errorf("reading the lines: %w", err)
	}
	return c, l, nil
}

// keyBytes is what a terminal sends for a key (xterm, normal cursor keys).
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
