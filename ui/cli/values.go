package cli

import (
	"context"
	"fmt"
	"os"
	"strings"

	"countersign/flow"
	"countersign/internal/text"
)

// The values that a connector asks for come from --set, else from the environment, else from the connector's defaults,
// and what is still missing from a question. None of them has to stand in the arguments, where other users of the machine
// could read it.

// envPrefix and a field's key make the variable that may hold its value.
const envPrefix = "COUNTERSIGN_SET_"

// fill gives the setup its values; sets are the arguments of --set.
func (s *session) fill(ctx context.Context, setup *flow.Setup, sets []string) error {
	for _, f := range setup.Fields() {
		if value := s.Env(envPrefix + f.Key); value != "" {
			if err := setup.Set(f.Key, value); err != nil {
				return misused(envPrefix+f.Key, err)
			}
		}
	}
	for _, set := range sets {
		key, words, ok := strings.Cut(set, "=")
		if !ok || key == "" {
			return misuse("give --set key=value, key=@FILE or key=- (standard input)", "--set %q is no key=value", text.Safe(set, 40))
		}
		value, err := s.value("--set "+key, words)
		if err != nil {
			return err
		}
		if err := setup.Set(key, value); err != nil {
			return misused("--set "+text.Safe(key, 40), err)
		}
	}
	for _, f := range setup.Missing() {
		if setup.Value(f.Key) != "" {
			continue // a field that stands in both of the connector's lists
		}
		if !s.in.terminal() {
			return missing(setup)
		}
		if err := s.askField(ctx, setup, f); err != nil {
			return err
		}
	}
	return nil
}

// value reads an argument that may name where the value is: @FILE, or - for standard input. The last line break is the
// file's, not the value's.
func (s *session) value(flag, text string) (string, error) {
	content, err := s.content(flag, text)
	return strings.TrimRight(string(content), "\r\n"), err
}

func (s *session) content(flag, text string) ([]byte, error) {
	switch path, isFile := strings.CutPrefix(text, "@"); {
	case isFile:
		content, err := os.ReadFile(path)
		if err != nil {
			return nil, misuse("check the path after the @", "reading %s: %s", flag, err)
		}
		return content, nil
	case text == "-":
		content, err := s.in.all()
		if err != nil {
			return nil, misuse("use - once, and @FILE for the others", "reading %s: %s", flag, err)
		}
		return content, nil
	}
	return []byte(text), nil
}

// askField asks until the answer fits the field.
func (s *session) askField(ctx context.Context, setup *flow.Setup, f flow.Field) error {
	if f.Description != "" {
		s.talk("%s", text.Safe(f.Description, 300))
	}
	question := text.Safe(title(f), 80)
	if len(f.Choices) > 0 {
		var values []string
		for _, c := range f.Choices {
			values = append(values, text.Safe(c.Value, 40))
		}
		question += " (" + strings.Join(values, ", ") + ")"
	}
	ask := s.ask
	if f.Secret {
		ask = s.askSecret
	}
	for {
		answer, err := ask(ctx, question+":")
		if err != nil {
			return err
		}
		if err := setup.Set(f.Key, answer); err != nil {
			s.complain(err)
		} else if setup.Value(f.Key) != "" {
			return nil
		}
	}
}

func title(f flow.Field) string {
	if f.Title != "" {
		return f.Title
	}
	return f.Key
}

// missing says what is missing, and how to give it.
func missing(setup *flow.Setup) error {
	var titles, flags []string
	for _, f := range setup.Missing() {
		if flag := "--set " + f.Key; f.Secret {
			flags = append(flags, flag+"=@FILE")
		} else {
			flags = append(flags, flag+"=VALUE")
		}
		titles = append(titles, text.Safe(title(f), 80))
	}
	return misuse(
		fmt.Sprintf("add %s, or set %s%s and the like in the environment", strings.Join(flags, " "), envPrefix, setup.Missing()[0].Key),
		"%s needs values that were not given: %s", setup.Connector.Name, strings.Join(titles, ", "))
}
