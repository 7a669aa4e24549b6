package ui

import (
	"os"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/go-cmp/cmp"

	"countersign/ui/kit"
)

func TestBackgroundIsSettledByTheEnvironment(t *testing.T) {
	t.Parallel()
	tests := []struct {
		theme, colorfgbg string
		dark, known      bool
	}{
		{"", "", true, false},
		{"light", "15;0", false, true},
		{"dark", "0;15", true, true},
		{"none", "0;15", true, true},
		{"auto", "0;15", false, true},
		{"", "15;0", true, true},
		{"", "0;default;15", false, true},
		{"", "12;8", true, true},
		{"", "0;7", false, true},
		{"", "15;default", true, false},
		{"", "15", true, false},
	}
	for _, tt := range tests {
		env := map[string]string{"COLORFGBG": tt.colorfgbg}
		dark, known := settledBackground(tt.theme, func(key string) string { return env[key] })
		if dark != tt.dark || known != tt.known {
			t.Errorf("theme %q, COLORFGBG %q: dark %v, known %v; want %v, %v", tt.theme, tt.colorfgbg, dark, known, tt.dark, tt.known)
		}
	}
}

func TestColourOfTheAnswer(t *testing.T) {
	t.Parallel()
	tests := []struct {
		answer   string
		dark, ok bool
	}{
		{"rgb:0000/0000/0000", true, true},
		{"rgb:ffff/ffff/ffff", false, true},
		{"rgb:f/f/f", false, true},
		{"rgb:28/2c/34", true, true},
		{"rgba:fdfd/f6f6/e3e3/ffff", false, true},
		{"rgb:0000/ffff/0000", false, true}, // green is bright to the eye
		{"rgb:0000/0000/ffff", true, true},  // blue is not
		{"rgb:0000/0000", false, false},
		{"rgb:zz/00/00", false, false},
		{"rgb:00000/0/0", false, false},
		{"rgb://", false, false},
		{"", false, false},
	}
	for _, tt := range tests {
		if dark, ok := parseColour(tt.answer); dark != tt.dark || ok != tt.ok {
			t.Errorf("%q: dark %v, ok %v; want %v, %v", tt.answer, dark, ok, tt.dark, tt.ok)
		}
	}
}

// Whatever the reads split it into, the answer is found and the keys around it stay.
func TestAnswerIsTakenOutOfTheKeysHoweverItIsSplit(t *testing.T) {
	t.Parallel()
	const colour = "rgb:1e1e/1e1e/2e2e"
	for _, end := range []string{"\a", "\x1b\\"} {
		stream := "é\x1b[A" + answerStart + colour + end + "\x1b[Bö"
		for i := range len(stream) {
			for j := i; j <= len(stream); j++ {
				f := answerFilter{expecting: true}
				var keys, answer string
				for _, part := range []string{stream[:i], stream[i:j], stream[j:]} {
					k, a := f.feed([]byte(part))
					keys, answer = keys+string(k), answer+a
				}
				if keys != "é\x1b[A\x1b[Bö" || answer != colour || f.expecting {
					t.Fatalf("split at %d and %d, end %q: keys %q, answer %q, still expecting: %v", i, j, end, keys, answer, f.expecting)
				}
			}
		}
	}
}

func TestFilterLetsKeysThrough(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name      string
		expecting bool
		reads     []string
		want      []string // what each read gives, then what giving up gives
	}{
		{"esc, nothing asked", false, []string{"\x1b"}, []string{"\x1b", ""}},
		{"esc, an answer is due", true, []string{"\x1b"}, []string{"", "\x1b"}},
		{"esc, then a key", true, []string{"\x1b", "q"}, []string{"", "\x1bq", ""}},
		{"esc twice", true, []string{"\x1b", "\x1b"}, []string{"", "\x1b", "\x1b"}},
		{"alt and a bracket", false, []string{"\x1b]"}, []string{"", "\x1b]"}},
		{"another report", true, []string{"\x1b]10;rgb:0/0/0\a"}, []string{"\x1b]10;rgb:0/0/0\a", ""}},
		{"an arrow key in two reads", true, []string{"\x1b", "[A"}, []string{"", "\x1b[A", ""}},
		{"an answer that is broken off by a key", true, []string{answerStart + "rgb:\x1b[A"}, []string{"\x1b[A", ""}},
		{"a late answer", false, []string{"x" + answerStart + "rgb:0/0/0\ay"}, []string{"xy", ""}},
		{"a late answer in two reads", false, []string{answerStart + "rgb:0/", "0/0\ay"}, []string{"", "y", ""}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := answerFilter{expecting: tt.expecting}
			var got []string
			for _, read := range tt.reads {
				keys, _ := f.feed([]byte(read))
				got = append(got, string(keys))
			}
			got = append(got, string(f.flush()))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// An answer without an end must not swallow what a person types for ever.
func TestEndlessAnswerIsGivenUp(t *testing.T) {
	t.Parallel()
	var f answerFilter
	f.feed([]byte(answerStart))
	for range maxAnswer {
		f.feed([]byte("0"))
	}
	if keys, _ := f.feed([]byte("q")); string(keys) != "q" {
		t.Errorf("the key after an endless answer came as %q", keys)
	}
}

// input is a keyboard made of a pipe, and what the program behind it was sent.
func input(t *testing.T) (in *backgroundInput, typed *os.File, sent chan tea.Msg) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close(); _ = w.Close() })
	sent = make(chan tea.Msg, 8)
	return &backgroundInput{File: r, send: func(m tea.Msg) { sent <- m }}, w, sent
}

func read(t *testing.T, in *backgroundInput, typed *os.File, text string) string {
	t.Helper()
	if _, err := typed.WriteString(text); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 256)
	n, err := in.Read(buf)
	if err != nil {
		t.Fatal(err)
	}
	return string(buf[:n])
}

func TestAnswerInTimeIsTold(t *testing.T) {
	t.Parallel()
	in, typed, sent := input(t)
	in.expect(time.Now().Add(time.Hour))
	if keys := read(t, in, typed, answerStart+"rgb:ffff/ffff/ffff\a"); keys != "" {
		t.Errorf("the answer came through as keys: %q", keys)
	}
	if got := <-sent; got != (kit.BackgroundMsg{Dark: false}) {
		t.Errorf("told %#v", got)
	}
}

func TestLateAnswerIsFilteredAndNotTold(t *testing.T) {
	t.Parallel()
	in, typed, sent := input(t)
	in.expect(time.Now().Add(-time.Second))
	if keys := read(t, in, typed, answerStart+"rgb:ffff/ffff/ffff\a"); keys != "" {
		t.Errorf("the answer came through as keys: %q", keys)
	}
	in.send(kit.BackgroundMsg{Dark: true}) // what comes first is this one
	if got := <-sent; got != (kit.BackgroundMsg{Dark: true}) {
		t.Errorf("a late answer was told: %#v", got)
	}
}

func TestHeldKeysAreDelivered(t *testing.T) {
	t.Parallel()
	tests := []struct {
		typed string
		want  []tea.Msg
	}{
		{"\x1b", []tea.Msg{tea.KeyMsg{Type: tea.KeyEsc}}},
		{"\x1b]1", []tea.Msg{
			tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{']'}, Alt: true},
			tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{'1'}},
		}},
	}
	for _, tt := range tests {
		in, typed, sent := input(t)
		in.expect(time.Now().Add(time.Hour))
		if keys := read(t, in, typed, tt.typed); keys != "" {
			t.Errorf("%q came at once as %q", tt.typed, keys)
		}
		var got []tea.Msg
		for range tt.want {
			got = append(got, <-sent)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%q: -want +got\n%s", tt.typed, diff)
		}
	}
}
