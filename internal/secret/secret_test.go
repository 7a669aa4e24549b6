package secret

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestText(t *testing.T) {
	t.Parallel()
	const text = "sample-secret"
	s := struct{ S Text }{New(text)}
	shown := []string{}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		shown = append(shown, fmt.Sprintf(verb, s), fmt.Sprintf(verb, &s.S))
	}
	asJSON, err := json.Marshal(map[string]any{"s": s, "p": &s.S})
	if err != nil {
		t.Fatal(err)
	}
	var logged strings.Builder
	slog.New(slog.NewTextHandler(&logged, nil)).Info("text", "secret", s.S, "struct", s)
	shown = append(shown, string(asJSON), logged.String(), fmt.Errorf("wrapped %v", s).Error())
	for _, line := range shown {
		if strings.Contains(line, text) || strings.Contains(line, fmt.Sprintf("%x", text)) {
			t.Errorf("printed: %s", line)
		}
	}
	if New("").String() != "" || s.S.Reveal() != text {
		t.Error("an empty secret prints dots, or Reveal returns something else")
	}
}

// Package fmt calls no methods on unexported fields.
func TestTextInUnexportedField(t *testing.T) {
	t.Parallel()
	const mark = "sample-hidden"
	type holder struct {
		plain  Text
		listed map[string]Text
	}
	h := holder{New(mark), map[string]Text{"one": New(mark)}}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		for _, v := range []any{h, &h, []holder{h}, []any{h}} {
			shown := fmt.Sprintf(verb, v)
			if strings.Contains(shown, mark) || strings.Contains(shown, fmt.Sprintf("%x", mark)) {
				t.Errorf("%s of %T prints %s", verb, v, shown)
			}
		}
	}
}
