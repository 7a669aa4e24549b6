package requestfile

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"countersign/internal/text"
)

// SplitWords splits a command as a POSIX shell does, with the $'…' that browsers copy. What a shell would work out or do
// besides (variables, other commands, files) is refused: nothing here could do it in the same way.
func SplitWords(command string) ([]string, error) {
	command = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(command) // terminals paste an end of line as a return
	w := shellReader{rest: strings.ReplaceAll(strings.TrimSpace(command), "\\\n", "")}
	for w.rest != "" {
		if err := w.next(); err != nil {
			return nil, err
		}
	}
	w.end()
	return w.words, nil
}

type shellReader struct {
	rest   string
	words  []string
	word   strings.Builder
	inWord bool
}

func (w *shellReader) end() {
	if w.inWord {
		w.words = append(w.words, w.word.String())
	}
	w.word.Reset()
	w.inWord = false
}

// next takes a piece off the rest: white space, a quoted text, a character.
func (w *shellReader) next() error {
	ch := w.rest[0]
	if strings.IndexByte(" \t\r\n", ch) >= 0 {
		w.end()
		w.rest = strings.TrimLeft(w.rest, " \t\r\n")
		return nil
	}
	w.inWord = true
	switch {
	case ch == '\'':
		return w.quoted(1, "'", func(inside string) (string, error) { return inside, nil })
	case ch == '"':
		return w.double()
	case strings.HasPrefix(w.rest, "$'"):
		return w.ansi()
	case ch == '\\' && len(w.rest) > 1:
		w.word.WriteByte(w.rest[1])
		w.rest = w.rest[2:]
		return nil
	case ch == '$' || ch == '`':
		return errors.New("a variable or a command of the shell stands in it: put its value there")
	case strings.IndexByte("|;<>&()", ch) >= 0:
		return fmt.Errorf("more than the one command stands in it, from %q on (an address with & needs quotes)", text.Safe(w.rest, 20))
	case ch == '#' && w.word.Len() == 0:
		return errors.New("a comment stands in it")
	}
	w.word.WriteByte(ch)
	w.rest = w.rest[1:]
	return nil
}

var errQuote = errors.New("a quote is opened and not closed")

func (w *shellReader) quoted(skip int, end string, read func(string) (string, error)) error {
	text, rest, closed := strings.Cut(w.rest[skip:], end)
	if !closed {
		return errQuote
	}
	text, err := read(text)
	w.word.WriteString(text)
	w.rest = rest
	return err
}

// double reads "…", where a backslash takes the meaning from few characters only.
func (w *shellReader) double() error {
	for i := 1; i < len(w.rest); i++ {
		switch ch := w.rest[i]; {
		case ch == '"':
			w.rest = w.rest[i+1:]
			return nil
		case ch == '$' || ch == '`':
			return errors.New("a variable or a command of the shell stands in it: put its value there")
		case ch == '\\' && i+1 < len(w.rest) && strings.IndexByte("\"\\$`", w.rest[i+1]) >= 0:
			i++
			w.word.WriteByte(w.rest[i])
		default:
			w.word.WriteByte(ch)
		}
	}
	return errQuote
}

// ansi reads $'…'.
func (w *shellReader) ansi() error {
	rest := w.rest[2:]
	for rest != "" {
		if rest[0] == '\'' {
			w.rest = rest[1:]
			return nil
		}
		if rest[0] == '\\' && len(rest) > 1 && strings.IndexByte(`?"'`, rest[1]) >= 0 {
			w.word.WriteByte(rest[1])
			rest = rest[2:]
			continue
		}
		// Go has the same escapes for all else that is copied so.
		value, multibyte, tail, err := strconv.UnquoteChar(rest, '\'')
		switch {
		case err != nil:
			return fmt.Errorf("%q is no character of $'…'", text.Safe(rest, 8))
		case multibyte || value < 0x80:
			w.word.WriteRune(value)
		default:
			w.word.WriteByte(byte(value)) //nolint:gosec // one byte, as UnquoteChar says
		}
		rest = tail
	}
	return errQuote
}
