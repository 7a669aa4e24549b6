package conversation

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"countersign/internal/text"
	"countersign/ui/cli/command"
)

// dialogue asks questions and offers choices.
type dialogue struct{ *command.Factory }

// What a person may answer at any question of the conversation.
var (
	errBack = fmt.Errorf("the person went back: %w", context.Canceled)
	errQuit = errors.New("the person leaves")
)

// reserved takes the words of the conversation out of an answer. One of them in double quotes is an answer like any
// other.
func (d *dialogue) reserved(text string) (answer string, isAnswer bool, err error) {
	word := strings.ToLower(strings.TrimSpace(text))
	switch word {
	case "back":
		return "", false, errBack
	case "quit":
		return "", false, errQuit
	case "help":
		d.IO.Infof("Type the answer and press Enter. back leaves this question, quit ends the program, control C cancels what is being done.")
		d.IO.Infof(`To give the word back, quit or help as an answer, put it in double quotes.`)
		return "", false, nil
	case `"back"`, `"quit"`, `"help"`:
		return strings.Trim(strings.TrimSpace(text), `"`), true, nil
	}
	return text, true, nil
}

// longList is from how many choices on nobody wants to hear them all unasked.
const longList = 12

// choose has one of the names chosen, by its number or by a part of it.
func (d *dialogue) choose(ctx context.Context, question string, names []string) (int, error) {
	d.IO.Infof("")
	d.IO.Infof("%s", question)
	all := func(string) bool { return true }
	if len(names) <= longList {
		d.list(names, all)
	} else {
		d.IO.Infof("There are %d. Type a part of the name, or list to hear them all.", len(names))
	}
	for {
		answer, err := d.Prompt.Ask(ctx, "Number or name:")
		if err != nil {
			return 0, err
		}
		if n, err := strconv.Atoi(answer); err == nil && n >= 1 && n <= len(names) {
			return n - 1, nil
		}
		wanted := strings.ToLower(answer)
		if wanted == "" || wanted == "list" {
			d.list(names, all)
			continue
		}
		found := matching(names, wanted)
		switch len(found) {
		case 0:
			d.IO.Infof("Failed: there is no %s among them. list says what there is.", text.Safe(answer, 40))
		case 1:
			d.IO.Infof("%s.", strings.TrimSuffix(names[found[0]], "."))
			return found[0], nil
		default:
			d.list(names, func(name string) bool { return strings.Contains(strings.ToLower(name), wanted) })
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

func (d *dialogue) list(names []string, wanted func(string) bool) {
	for i, name := range names {
		if wanted(name) {
			d.IO.Infof("%d. %s", i+1, name)
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

// menu asks again until the person goes back. The question and its choices are made again each time. What a choice
// starts can be cancelled by itself; its failure is told, and the menu goes on.
func (d *dialogue) menu(ctx context.Context, ask func() (question string, choices []item)) error {
	for {
		question, choices := ask()
		names := make([]string, len(choices))
		for i, c := range choices {
			names[i] = c.name
		}
		chosen, err := d.choose(ctx, question, names)
		if err != nil {
			return err
		}
		if choices[chosen].do == nil {
			return nil
		}
		if err := d.perform(ctx, choices[chosen].do); err != nil {
			return err
		}
	}
}

// perform does one thing and tells how it went. Its error ends the menu that it was chosen from.
func (d *dialogue) perform(ctx context.Context, do func(context.Context) error) error {
	own, done := d.Interrupt.Begin(ctx)
	err := do(own)
	done()
	switch {
	case err == nil:
	case errors.Is(err, errQuit), errors.Is(err, errDone), ctx.Err() != nil:
		return err
	case errors.Is(err, errBack):
		d.IO.Infof("Back.")
	case errors.Is(err, context.Canceled):
		d.IO.Infof("Cancelled.")
	default:
		d.IO.PrintError(err)
	}
	return nil
}

// askDefault asks for a text; an empty answer is the one that is named.
func (d *dialogue) askDefault(ctx context.Context, question, fallback string) (string, error) {
	answer, err := d.Prompt.Ask(ctx, question+", or enter for "+fallback+":")
	if answer == "" {
		answer = fallback
	}
	return answer, err
}
