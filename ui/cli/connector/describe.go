package connector

import (
	"fmt"
	"strings"

	"countersign/flow"
	"countersign/internal/text"
)

// connectorJSON is the output of --json. connectors list leaves out the fields after Error.
type connectorJSON struct {
	Key         string        `json:"key"`
	Name        string        `json:"name,omitempty"`
	Description string        `json:"description,omitempty"`
	Source      string        `json:"source"` // "built in", or a folder
	Error       string        `json:"error,omitempty"`
	Status      *statusJSON   `json:"status,omitempty"`
	DocsURI     string        `json:"docsUri,omitempty"`
	AppURI      string        `json:"appUri,omitempty"`
	HelpURI     string        `json:"helpUri,omitempty"`
	Register    *registerJSON `json:"register,omitempty"`
	RevokeAt    string        `json:"revokeAt,omitempty"`
	Unverified  []string      `json:"unverified,omitempty"`
	Options     []optionJSON  `json:"options,omitempty"`
	Fields      []fieldJSON   `json:"fields,omitempty"`
	Calls       []requestJSON `json:"calls,omitempty"`
}

type statusJSON struct {
	State string `json:"state"`
	Date  string `json:"date,omitempty"`
	Text  string `json:"text"`
}

type registerJSON struct {
	At          string        `json:"at,omitempty"`
	Application string        `json:"application,omitempty"`
	Callback    string        `json:"callback,omitempty"`
	Notes       []string      `json:"notes,omitempty"`
	Mistakes    []mistakeJSON `json:"mistakes,omitempty"`
}

type mistakeJSON struct {
	ProviderMessage string `json:"said"`
	Advice          string `json:"means"`
}

type optionJSON struct {
	Key         string   `json:"key"`
	Title       string   `json:"title"`
	Description string   `json:"description,omitempty"`
	Needs       []string `json:"needs,omitempty"` // keys of fields
}

type fieldJSON struct {
	Key         string   `json:"key"`
	Title       string   `json:"title,omitempty"`
	Description string   `json:"description,omitempty"`
	Type        string   `json:"type,omitempty"`
	Format      string   `json:"format,omitempty"`
	Default     string   `json:"default,omitempty"`
	Example     string   `json:"example,omitempty"`
	Pattern     string   `json:"pattern,omitempty"`
	Choices     []string `json:"choices,omitempty"`
	Required    bool     `json:"required"`
	Secret      bool     `json:"secret"`
	MinLength   *int     `json:"minLength,omitempty"`
	MaxLength   *int     `json:"maxLength,omitempty"`
	Minimum     *float64 `json:"minimum,omitempty"`
	Maximum     *float64 `json:"maximum,omitempty"`
}

type requestJSON struct {
	Name   string `json:"name"`
	Method string `json:"method"`
	Target string `json:"target"`
}

func describe(c *flow.Connector) connectorJSON {
	out := connectorJSON{
		Key: c.Key, Name: c.Name, Description: c.Description, Source: source(c.Source),
		DocsURI: c.DocsURI, AppURI: c.AppURI, HelpURI: c.HelpURI, RevokeAt: c.RevokePage, Unverified: c.Unverified,
	}
	if status := statusJSON(c.Status); status != (statusJSON{}) {
		out.Status = &status
	}
	r := registerJSON{At: c.Registration.Page, Application: c.Registration.Application, Callback: c.Registration.Callback, Notes: c.Registration.Notes}
	for _, m := range c.Registration.Mistakes {
		r.Mistakes = append(r.Mistakes, mistakeJSON(m))
	}
	if r.At+r.Application+r.Callback != "" || len(r.Notes)+len(r.Mistakes) > 0 {
		out.Register = &r
	}
	for _, o := range c.Options {
		out.Options = append(out.Options, optionJSON{o.Key, o.Title, o.Description, o.RequiredParameters()})
	}
	for _, f := range flow.NewSetup(c).Fields() {
		out.Fields = append(out.Fields, describeField(f))
	}
	for _, r := range c.SavedRequests {
		out.Calls = append(out.Calls, requestJSON{r.Name, r.Method, r.Target})
	}
	return out
}

func describeField(f flow.Field) fieldJSON {
	field := fieldJSON{
		Key: f.Key, Title: f.Title, Description: f.Description, Type: f.Type, Format: f.Format, Required: f.Required, Secret: f.Secret,
		Example: f.Example, Pattern: f.Pattern,
		MinLength: f.Limits.MinLength, MaxLength: f.Limits.MaxLength, Minimum: f.Limits.Minimum, Maximum: f.Limits.Maximum,
	}
	if !f.Secret {
		field.Default = f.Default
	}
	for _, choice := range f.Choices {
		field.Choices = append(field.Choices, choice.Value)
	}
	return field
}

// OptionNotes describes an authentication option.
func OptionNotes(o flow.Option) string {
	return optionJSON{o.Key, o.Title, o.Description, o.RequiredParameters()}.notes()
}

// FieldNotes describes the values of a field.
func FieldNotes(f flow.Field) string { return describeField(f).notes() }

func (o optionJSON) notes() string {
	if len(o.Needs) == 0 {
		return o.Description
	}
	return strings.Trim("needs "+strings.Join(o.Needs, ", ")+"; "+o.Description, "; ")
}

func (f fieldJSON) notes() string {
	var notes []string
	add := func(ok bool, format string, args ...any) {
		if ok {
			notes = append(notes, fmt.Sprintf(format, args...))
		}
	}
	add(f.Required, "required")
	add(f.Secret, "secret")
	add(f.Default != "", "default %s", f.Default)
	add(len(f.Choices) > 0, "one of %s", strings.Join(f.Choices, ", "))
	if f.MinLength != nil {
		add(true, "at least %s", text.Count(*f.MinLength, "character", "characters"))
	}
	if f.MaxLength != nil {
		add(true, "at most %s", text.Count(*f.MaxLength, "character", "characters"))
	}
	if f.Minimum != nil {
		add(true, "at least %v", *f.Minimum)
	}
	if f.Maximum != nil {
		add(true, "at most %v", *f.Maximum)
	}
	add(f.Example != "", "for example %s", f.Example)
	return strings.Join(notes, "; ")
}
