package ui

import (
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/ui/kit"
)

// backgroundInput is the keyboard without the terminal's reply. It embeds the file, so that Bubble Tea finds its
// descriptor to set raw mode and to wait for input.
type backgroundInput struct {
	*os.File
	send func(tea.Msg)

	mu       sync.Mutex // held by Read and the timer
	filter   answerFilter
	deadline time.Time   // a reply is accepted until then
	release  *time.Timer // releases held bytes as keys
}

// expect is called when the terminal is queried, with the deadline for its reply.
func (b *backgroundInput) expect(deadline time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.deadline, b.filter.expecting = deadline, true
}

// Read may return 0 bytes and no error if the input was only a reply or the start of one. Reading again would block
// where Bubble Tea cannot cancel.
func (b *backgroundInput) Read(p []byte) (int, error) {
	// Held bytes are returned before new ones, so leave room for both.
	n, err := b.File.Read(p[:max(1, len(p)-b.held())])

	b.mu.Lock()
	defer b.mu.Unlock()
	if b.release != nil {
		b.release.Stop()
	}
	out, answer := b.filter.feed(p[:n])
	if dark, ok := parseColour(answer); ok && time.Now().Before(b.deadline) {
		b.deadline = time.Time{} // accept only one reply
		go b.send(kit.BackgroundMsg{Dark: dark})
	}
	if b.filter.holds() {
		b.release = time.AfterFunc(keyLimit, b.giveUp)
	}
	return copy(p, out), err
}

func (b *backgroundInput) held() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.filter.held)
}

// giveUp sends held bytes as keys. It holds the lock while sending, so that keys typed meanwhile follow them.
func (b *backgroundInput) giveUp() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, key := range keysOf(b.filter.flush()) {
		b.send(key)
	}
}

// keysOf returns the keys that Bubble Tea would read from the start of a reply: Esc alone, or Alt with the first
// character.
func keysOf(held []byte) []tea.Msg {
	rest, ok := strings.CutPrefix(string(held), "\x1b")
	if ok && rest == "" {
		return []tea.Msg{tea.KeyMsg{Type: tea.KeyEsc}}
	}
	var keys []tea.Msg
	for i, r := range rest {
		keys = append(keys, tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}, Alt: ok && i == 0})
	}
	return keys
}

const (
	answerStart = "\x1b]11;"
	// maxAnswer limits a reply without an end. The longest real one has 29 bytes.
	maxAnswer = 64
)

// answerFilter removes `ESC ] 11 ; … BEL` and `ESC ] 11 ; … ESC \` from a stream that may be split anywhere.
type answerFilter struct {
	expecting bool   // a reply is expected, so a lone Esc may be its first byte
	held      []byte // the start of a possible or incomplete reply
}

// feed takes the next bytes and returns the keys, and the text of the last complete reply among them.
func (f *answerFilter) feed(next []byte) (keys []byte, answer string) {
	rest := append(f.held, next...)
	f.held = nil
	for len(rest) > 0 {
		start, end, body := findAnswer(rest)
		keys = append(keys, rest[:start]...)
		if end < 0 {
			if held := rest[start:]; f.mayHold(held) {
				f.held = append([]byte(nil), held...)
			} else if !strings.HasPrefix(string(held), answerStart) {
				keys = append(keys, held...)
			}
			return keys, answer
		}
		if end > start {
			answer, f.expecting = body, false
		}
		rest = rest[end:]
	}
	return keys, answer
}

// mayHold reports whether to wait for the rest of a possible reply. A lone Esc is only held while a reply is
// expected.
func (f *answerFilter) mayHold(start []byte) bool {
	return (f.expecting || len(start) > 1) && len(start) <= maxAnswer
}

// holds reports whether held bytes may be keys. The inside of a reply never is.
func (f *answerFilter) holds() bool {
	return len(f.held) > 0 && len(f.held) < len(answerStart)
}

// flush returns held bytes that may be keys, and stops expecting a reply.
func (f *answerFilter) flush() []byte {
	if !f.holds() {
		return nil
	}
	held := f.held
	f.held, f.expecting = nil, false
	return held
}

// findAnswer finds the first reply in b, or the start of one at its end. Without either, start and end are len(b).
// For an incomplete reply, end is -1.
func findAnswer(b []byte) (start, end int, body string) {
	text := string(b)
	for i := range len(text) {
		after := text[i:]
		if !strings.HasPrefix(after, answerStart) {
			if strings.HasPrefix(answerStart, after) {
				return i, -1, ""
			}
			continue
		}
		inside := after[len(answerStart):]
		stop := strings.IndexAny(inside, "\a\x1b")
		switch {
		case stop < 0 || inside[stop:] == "\x1b":
			return i, -1, ""
		case strings.HasPrefix(inside[stop:], "\x1b\\"):
			return i, i + len(answerStart) + stop + 2, inside[:stop]
		case inside[stop] == '\a':
			return i, i + len(answerStart) + stop + 1, inside[:stop]
		}
		return i, i + len(answerStart) + stop, "" // interrupted by another sequence
	}
	return len(b), len(b), ""
}

// parseColour reads `rgb:R/G/B` or `rgba:R/G/B/A`, one to four hexadecimal digits each (X11's XParseColor).
func parseColour(answer string) (dark, ok bool) {
	kind, values, found := strings.Cut(answer, ":")
	parts := strings.Split(values, "/")
	if channels := map[string]int{"rgb": 3, "rgba": 4}[kind]; !found || len(parts) != channels {
		return false, false
	}
	var light float64
	for i, weight := range []float64{0.299, 0.587, 0.114} { // perceived brightness of red, green and blue (ITU-R BT.601)
		v, err := strconv.ParseUint(parts[i], 16, 16)
		if err != nil || len(parts[i]) > 4 {
			return false, false
		}
		most := uint64(1)<<(4*len(parts[i])) - 1
		light += weight * float64(v) / float64(most)
	}
	return light < 0.5, true
}
