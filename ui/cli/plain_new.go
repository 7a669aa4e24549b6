package cli

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"countersign/flow"
	"countersign/internal/text"
)

// defaultWait is how long a person has at the provider's page.
const defaultWait = 5 * time.Minute

// hearNewConnection asks for all that connect asks for, and then takes its steps.
func (s *session) hearNewConnection(ctx context.Context) error {
	m, err := s.flow()
	if err != nil {
		return err
	}
	connector, err := s.hearConnector(ctx, m)
	if err != nil {
		return err
	}
	if err := s.offerRegistration(ctx, connector); err != nil {
		return err
	}
	o := &connectOptions{session: s, connector: connector.Key, timeout: defaultWait, nameGiven: true}
	if connector, err = s.hearOption(ctx, connector); err != nil {
		return err
	}
	setup := flow.NewSetup(connector)
	for _, f := range setup.Fields() {
		if err := s.hearField(ctx, setup, f); err != nil {
			return err
		}
	}
	if err := optionEnabled(setup); err != nil {
		return err
	}
	if callback := connector.Registration.Callback; callback != "" {
		s.talk("The callback that must be registered at the provider:\n%s", text.Safe(callback, 300))
	}
	var replace bool
	for {
		if o.name, err = s.askOr(ctx, "Name for the connection", m.Connections.FreeName(ctx, connector)); err != nil {
			return err
		}
		if replace, err = o.settleName(ctx, m, connector); err == nil {
			break
		}
		if errors.Is(err, errDeclined) {
			continue
		}
		if errors.Is(err, context.Canceled) || errors.Is(err, errQuit) {
			return err
		}
		s.complain(err)
	}
	return s.untilKept(ctx, m, o, setup, replace)
}

// connectAgain asks for new tokens for a kept connection, with the values that it was made with. The old ones stay until the
// new ones are there.
func (s *session) connectAgain(ctx context.Context, name string) error {
	c, err := s.openConnection(ctx, name)
	if err != nil {
		return err
	}
	m, err := s.flow()
	if err != nil {
		return err
	}
	setup, err := m.Connections.SetupOf(ctx, name)
	if err != nil {
		return err
	}
	o := &connectOptions{session: s, connector: c.Connector.Key, name: name, timeout: defaultWait, nameGiven: true}
	return s.untilKept(ctx, m, o, setup, true)
}

// untilKept tries until the connection is kept, or the person has enough of it.
func (s *session) untilKept(ctx context.Context, m *flow.Manager, o *connectOptions, setup *flow.Setup, replace bool) error {
	for {
		err := o.establish(ctx, m, setup, replace)
		if err == nil || o.kept || errors.Is(err, context.Canceled) || errors.Is(err, errQuit) {
			return err
		}
		s.complain(err)
		ways := []string{"Try again", "Try again, with a verifier that the page shows (out-of-band)", "Back to the beginning"}
		if o.outOfBand {
			ways[1] = "Try again, with the browser calling back"
		}
		chosen, err := s.choose(ctx, "What now?", ways)
		switch {
		case err != nil:
			return err
		case chosen == 1:
			o.outOfBand = !o.outOfBand
		case chosen == 2:
			return errBack
		}
	}
}

func (s *session) hearConnector(ctx context.Context, m *flow.Manager) (*flow.Connector, error) {
	entries := m.Connectors.List()
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = text.Safe(e.Key, 60) + ", " + text.Safe(e.Name, 60)
	}
	chosen, err := s.choose(ctx, "Which connector? The sandbox needs no account.", names)
	if err != nil {
		return nil, err
	}
	c, err := m.Connectors.Load(reference(entries[chosen]))
	if err != nil {
		return nil, err
	}
	if c.Description != "" {
		s.talk("%s", text.Safe(c.Description, 600))
	}
	if c.Status.State != "" {
		s.talk("%s: %s", text.Safe(strings.TrimSpace(c.Status.State+" "+c.Status.Date), 60), text.Safe(c.Status.Text, 300))
	}
	return c, nil
}

// offerRegistration says how keys are got, to whoever wants to hear it.
func (s *session) offerRegistration(ctx context.Context, c *flow.Connector) error {
	d := describe(c)
	if d.Register == nil {
		return nil
	}
	wanted, err := s.confirm(ctx, "Do you want to hear how its keys are got?")
	if err != nil || !wanted {
		return err
	}
	r := d.Register
	for _, line := range []struct{ name, value string }{
		{"Keys from", r.At}, {"Choose", r.Application}, {"Callback to enter there, exactly so", r.Callback}, {"Revoke at", d.RevokeAt},
	} {
		if line.value != "" {
			s.talk("%s:\n%s", line.name, text.Safe(line.value, 400))
		}
	}
	for _, note := range r.Notes {
		s.talk("%s", text.Safe(note, 400))
	}
	for _, mistake := range r.Mistakes {
		s.talk("When it says %s: %s", strconv.Quote(text.Safe(mistake.Said, 200)), text.Safe(mistake.Means, 400))
	}
	for _, u := range d.Unverified {
		s.talk("Unverified: %s", text.Safe(u, 400))
	}
	return nil
}

// hearOption has one of the ways to connect chosen, where there are several.
func (s *session) hearOption(ctx context.Context, c *flow.Connector) (*flow.Connector, error) {
	if len(c.Options) == 0 {
		return c, nil
	}
	var ways []string
	for _, o := range c.Options {
		ways = append(ways, text.Safe(o.Title, 80)+", "+text.Safe(optionJSON{o.Key, o.Title, o.Description, o.Needs()}.notes(), 300))
	}
	chosen, err := s.choose(ctx, "In which way?", ways)
	if err != nil {
		return nil, err
	}
	return c.WithOption(c.Options[chosen].Key)
}

// hearField asks for a value, with all that is known of it, until the answer fits.
func (s *session) hearField(ctx context.Context, setup *flow.Setup, f flow.Field) error {
	s.talk("")
	s.talk("%s", strings.TrimSuffix(text.Safe(title(f), 80)+". "+text.Safe(f.Description, 400), " "))
	notes := describeField(f)
	notes.Default, notes.Choices = "", nil
	if words := notes.notes(); words != "" {
		s.talk("It is %s.", text.Safe(words, 300))
	}
	if len(f.Choices) > 0 {
		return s.hearChoice(ctx, setup, f)
	}
	question, ask := text.Safe(title(f), 80)+":", s.ask
	switch {
	case f.Secret:
		ask = s.askSecret
		if setup.Value(f.Key) != "" {
			question = text.Safe(title(f), 80) + ", or enter for the one that the connector brings:"
		}
	case setup.Value(f.Key) != "":
		question = text.Safe(title(f), 80) + ", or enter for " + text.Safe(setup.Value(f.Key), 200) + ":"
	case !f.Required:
		question = text.Safe(title(f), 80) + ", or enter to leave it out:"
	}
	for {
		answer, err := ask(ctx, question)
		if err != nil {
			return err
		}
		if answer == "" && (!f.Required || setup.Value(f.Key) != "") {
			return nil
		}
		if err := setup.Set(f.Key, answer); err != nil {
			s.complain(err)
		} else if setup.Value(f.Key) != "" {
			return nil
		}
	}
}

func (s *session) hearChoice(ctx context.Context, setup *flow.Setup, f flow.Field) error {
	var names []string
	for _, c := range f.Choices {
		name := text.Safe(c.Value, 60)
		if c.Title != "" && c.Title != c.Value {
			name += ", " + text.Safe(c.Title, 80)
		}
		if c.Value == setup.Value(f.Key) {
			name += ", which it is now"
		}
		names = append(names, name)
	}
	if !f.Required {
		names = append(names, "None of them")
	}
	chosen, err := s.choose(ctx, "Which?", names)
	if err != nil {
		return err
	}
	value := ""
	if chosen < len(f.Choices) {
		value = f.Choices[chosen].Value
	}
	return setup.Set(f.Key, value)
}
