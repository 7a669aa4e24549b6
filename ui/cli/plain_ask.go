package cli

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"countersign/internal/text"
)

// What a person may say at any question of the conversation.
var (
	errBack = fmt.Errorf("the person went back: %w", context.Canceled)
	errQuit = errors.New("the person leaves")
)

// meant reads an answer: the words of the conversation first. One of them in double quotes is an answer like any other.
func (s *session) meant(text string) (answer string, isAnswer bool, err error) {
	word := strings.ToLower(strings.TrimSpace(text))
	switch word {
	case "back":
		return "", false, errBack
	case "quit":
		return "", false, errQuit
	case "help":
		s.talk("Type the answer and press Enter. back leaves this question, quit ends the program, control C cancels what is being done.")
		s.talk(`To give the word back, quit or help as an answer, put it in double quotes.`)
		return "", false, nil
	case `"back"`, `"quit"`, `"help"`:
		return strings.Trim(strings.TrimSpace(text), `"`), true, nil
	}
	return text, true, nil
}

// longList is from how many choices on nobody wants to hear them all unasked.
const longList = 12

// choose has one of the names chosen, by its number or by a part of it.
func (s *session) choose(ctx context.Context, question string, names []string) (int, error) {
	s.talk("")
	s.talk("%s", question)
	all := func(string) bool { return true }
	if len(names) <= longList {
		s.list(names, all)
	} else {
		s.talk("There are %d. Type a part of the name, or list to hear them all.", len(names))
	}
	for {
		answer, err := s.ask(ctx, "Number or name:")
		if err != nil {
			return 0, err
		}
		if n, err := strconv.Atoi(answer); err == nil && n >= 1 && n <= len(names) {
			return n - 1, nil
		}
		wanted := strings.ToLower(answer)
		if wanted == "" || wanted == "list" {
			s.list(names, all)
			continue
		}
		found := matching(names, wanted)
		switch len(found) {
		case 0:
			s.talk("Failed: there is no %s among them. list says what there is.", text.Safe(answer, 40))
		case 1:
			s.talk("%s.", strings.TrimSuffix(names[found[0]], "."))
			return found[0], nil
		default:
			s.list(names, func(name string) bool { return strings.Contains(strings.ToLower(name), wanted) })
		}
	}
}

// matching are the places of the names with a text in them, or of the one that begins with it, up to a comma.
func matching(names []string, wanted string) (found []int) {
	for i, name := range names {
		first, _, _ := strings.Cut(strings.ToLower(name), ",")
		if first == wanted {
			return []int{i}
		}
		if strings.Contains(strings.ToLower(name), wanted) {
			found = append(found, i)
		}
	}
	return found
}

func (s *session) list(names []string, wanted func(string) bool) {
	for i, name := range names {
		if wanted(name) {
			s.talk("%d. %s", i+1, name)
		}
	}
}

// item is a choice of a menu, and what it leads to.
type item struct {
	name string
	do   func(ctx context.Context) error
}

// errDone leaves a menu after its last choice.
var errDone = errors.New("the menu is done")

// menu asks again until the person goes back. The question and its choices are made anew each time. What a choice starts can be cancelled by
// itself; its failure is told, and the menu goes on.
func (s *session) menu(ctx context.Context, ask func() (question string, choices []item)) error {
	for {
		question, choices := ask()
		names := make([]string, len(choices))
		for i, c := range choices {
			names[i] = c.name
		}
		chosen, err := s.choose(ctx, question, names)
		if err != nil {
			return err
		}
		if choices[chosen].do == nil {
			return nil
		}
		if err := s.perform(ctx, choices[chosen].do); err != nil {
			return err
		}
	}
}

// perform does one thing and tells how it went. Its error ends the menu that it was chosen from.
func (s *session) perform(ctx context.Context, do func(context.Context) error) error {
	own, done := s.present.begin(ctx)
	err := do(own)
	done()
	switch {
	case err == nil:
	case errors.Is(err, errQuit), errors.Is(err, errDone), ctx.Err() != nil:
		return err
	case errors.Is(err, errBack):
		s.talk("Back.")
	case errors.Is(err, context.Canceled):
		s.talk("Cancelled.")
	default:
		s.complain(err)
	}
	return nil
}

// askOr asks for a text; an empty answer is the one that is named.
func (s *session) askOr(ctx context.Context, question, otherwise string) (string, error) {
	answer, err := s.ask(ctx, question+", or enter for "+otherwise+":")
	if answer == "" {
		answer = otherwise
	}
	return answer, err
}
