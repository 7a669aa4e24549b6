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

// dialogue asks questions and shows menus.
type dialogue struct{ *command.Factory }

// Results of answering back or quit.
var (
	errBack = fmt.Errorf("back: %w", context.Canceled)
	errQuit = errors.New("quit")
)

// filter handles back, quit and help. In double quotes they are answers.
func (d *dialogue) filter(text string) (answer string, isAnswer bool, err error) {
	word := strings.ToLower(strings.TrimSpace(text))
	switch word {
	case "back":
		return "", false, errBack
	case "quit":
		return "", false, errQuit
	case "help":
		d.IO.Infof("Type an answer and press Enter. Type back to leave this question, or quit to end the program. Control C cancels the current action.")
		d.IO.Infof("To answer with the word back, quit or help, put it in double quotes.")
		return "", false, nil
	case `"back"`, `"quit"`, `"help"`:
		return strings.Trim(strings.TrimSpace(text), `"`), true, nil
	}
	return text, true, nil
}

// longList is the number of choices that are not listed unless asked for.
const longList = 12

// choose asks for one of the names, by number or by part of the name.
func (d *dialogue) choose(ctx context.Context, question string, names []string) (int, error) {
	d.IO.Infof("")
	d.IO.Infof("%s", question)
	all := func(string) bool { return true }
	if len(names) <= longList {
		d.list(names, all)
	} else {
		d.IO.Infof("%d choices. Type part of a name, or list for all of them.", len(names))
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
			d.IO.Infof("Failed: no choice matches %s. Type list for all of them.", text.Safe(answer, 40))
		case 1:
			d.IO.Infof("%s.", strings.TrimSuffix(names[found[0]], "."))
			return found[0], nil
		default:
			d.list(names, func(name string) bool { return strings.Contains(strings.ToLower(name), wanted) })
		}
	}
}

// matching returns the indexes of the names that contain a text, or of the one that equals it up to a comma.
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

// item is a choice of a menu. A nil function leaves the menu.
type item struct {
	name string
	do   func(ctx context.Context) error
}

// errDone leaves a menu.
var errDone = errors.New("done")

// menu shows a menu until the user leaves it. Its actions can be cancelled one by one; errors are printed.
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

// perform runs an action and prints its error. It returns only errors that leave the menu.
func (d *dialogue) perform(ctx context.Context, do func(context.Context) error) error {
	actionCtx, done := d.Interrupt.Begin(ctx)
	err := do(actionCtx)
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

// askDefault asks for a text with a default.
func (d *dialogue) askDefault(ctx context.Context, question, fallback string) (string, error) {
	answer, err := d.Prompt.Ask(ctx, question+", or Enter for "+fallback+":")
	if answer == "" {
		answer = fallback
	}
	return answer, err
}
