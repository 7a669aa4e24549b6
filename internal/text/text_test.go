package text

import (
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"
)

func TestSafe(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, want string
		limit      int
	}{
		{"plain", "plain", 10},
		{"  two\n\tlines ", "two lines", 20},
		{"\x1b[31mred\x1b[0m\a", "[31mred[0m", 20},
		{"a\u202eb\u200bc", "abc", 10},
		{"bad\xffbytes", "badbytes", 10},
		{"longer than that", "longe…", 5},
		{"Zoë 山", "Zoë 山", 5},
		{"a\u3164b\u2800c\u034fd\U000e0101e", "abcde", 10},
		{"no\u00a0break\u2028line\u0085next", "no break line next", 30},
		{"\u2764\ufe0f", "\u2764\ufe0f", 2},
		{"", "", 0},
		{"a", "…", 0},
	} {
		if got := Safe(c.text, c.limit); got != c.want {
			t.Errorf("Safe(%q, %d) = %q, want %q", c.text, c.limit, got, c.want)
		}
	}
	if got := SafeLine(" a \n" + strings.Repeat("b", 5000)); got != "a "+strings.Repeat("b", 5000) {
		t.Errorf("SafeLine: %q", got)
	}
}

func TestSafeLines(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"a\r\nb\tc\x1b]0;title\a":  "a\nb\tc]0;title",
		"a\rb\u202e\u200b\v\f":     "ab",
		"  in\u00a0columns\u3000 ": "  in\u00a0columns\u3000 ",
		"⠋\u2800⠋\u3164":           "⠋ ⠋",
	} {
		if got := SafeLines(text); got != want {
			t.Errorf("SafeLines(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestPasted(t *testing.T) {
	t.Parallel()
	if got := Pasted("a\r\nb\rc\td\x1b[2J\u202e 👩\u200d💻"); got != "a\nb\nc\td[2J 👩\u200d💻" {
		t.Errorf("Pasted: %q", got)
	}
}

// No control character, nothing invisible and no invalid UTF-8 reaches the terminal.
func FuzzSafe(f *testing.F) {
	f.Add("\x1b]0;title\x07\u202eabc\u200d\ufe0f\u0301 \xff\xfe \t x\r\n\r\u2028", 20)
	f.Add("👩‍💻 \u0085\u00ad", 2)
	f.Fuzz(func(t *testing.T, text string, limit int) {
		odd := func(r rune) bool { return !unicode.IsGraphic(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }
		line := Safe(text, limit)
		if !utf8.ValidString(line) || strings.ContainsFunc(line, odd) || utf8.RuneCountInString(line) > max(limit, 0)+1 {
			t.Errorf("Safe(%q, %d) = %q", text, limit, line)
		}
		if uncut := SafeLine(text); SafeLine(uncut) != uncut || uncut != strings.TrimSpace(uncut) {
			t.Errorf("SafeLine(%q) = %q, and of that %q", text, uncut, SafeLine(uncut))
		}
		lines := SafeLines(text)
		if !utf8.ValidString(lines) || strings.ContainsFunc(lines, func(r rune) bool { return r != '\n' && r != '\t' && odd(r) }) {
			t.Errorf("SafeLines(%q) = %q", text, lines)
		}
		if strings.ContainsAny(Pasted(text), "\x1b\r\u202e") {
			t.Errorf("Pasted(%q) = %q", text, Pasted(text))
		}
	})
}

func TestNumbers(t *testing.T) {
	t.Parallel()
	for got, want := range map[string]string{
		Count(0, "request", "requests"):        "0 requests",
		Count(1, "request", "requests"):        "1 request",
		Count(12, "request", "requests"):       "12 requests",
		CountInWords(1, "request", "requests"): "one request",
		CountInWords(2, "request", "requests"): "2 requests",
		Size(0):                                "0 B",
		Size(999):                              "999 B",
		Size(1000):                             "1.0 kB",
		Size(int64(1_500_000)):                 "1.5 MB",
		Duration(900 * time.Microsecond):       "<1 ms",
		Duration(120 * time.Millisecond):       "120 ms",
		Duration(90 * time.Second):             "90.0 s",
		Clock(-time.Second):                    "0:00",
		Clock(125 * time.Second):               "2:05",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestAgo(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)
	for back, want := range map[time.Duration]string{
		-time.Hour: "just now", 59 * time.Second: "just now", 2 * time.Minute: "2 min ago", 3 * time.Hour: "3 h ago",
		25 * time.Hour: "yesterday", 72 * time.Hour: "3 days ago", 400 * 24 * time.Hour: "on 7 Feb 2025",
	} {
		if got := Ago(noon, noon.Add(-back)); got != want {
			t.Errorf("%v ago is %q, want %q", back, got, want)
		}
	}
}

func TestExpiry(t *testing.T) {
	t.Parallel()
	now := time.Date(2030, 1, 2, 3, 4, 5, 0, time.Local)
	for after, want := range map[time.Duration]string{
		20 * time.Second:                "expires in less than a minute",
		59*time.Minute + 40*time.Second: "expires in 1 hour",
		90 * time.Second:                "expires in 2 minutes",
		3*time.Hour - time.Second:       "expires in 3 hours",
		25 * time.Hour:                  "expires tomorrow",
		30 * 24 * time.Hour:             "expires in 30 days",
		364 * 24 * time.Hour:            "expires on 2031-01-01",
		0:                               "expired just now",
		-time.Minute:                    "expired 1 minute ago",
		-5 * time.Hour:                  "expired 5 hours ago",
		-30 * time.Hour:                 "expired yesterday",
		-48 * time.Hour:                 "expired 2 days ago",
		-365 * 24 * time.Hour:           "expired on 2029-01-02",
	} {
		if got := Expiry(now.Add(after), now); got != want {
			t.Errorf("%v: %q, want %q", after, got, want)
		}
	}
	if got := Expiry(time.Time{}, now); got != "" {
		t.Errorf("without an end: %q", got)
	}
}
