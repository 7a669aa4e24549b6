package setup

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"net/mail"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"countersign/internal/text"
	"countersign/specs"
)

// InvalidReason says why a value is invalid for a field ("must be a number"); it is empty for a valid or an empty value.
// It never repeats the value.
func InvalidReason(f specs.Field, value string) string {
	if err := validate(f, value); err != nil {
		return err.Error()
	}
	return ""
}

// invalid adds the value to the reason, unless it is a secret.
func invalid(f specs.Field, value string) error {
	err := validate(f, value)
	if err == nil || f.Secret {
		return err
	}
	return fmt.Errorf("%q %w", text.Safe(value, 40), err)
}

// validate checks choices, type, pattern, limits and format.
func validate(f specs.Field, value string) error {
	if value == "" {
		return nil
	}
	if len(f.Choices) > 0 && !slices.ContainsFunc(f.Choices, func(c specs.Choice) bool { return c.Value == value }) {
		var allowed []string
		for _, c := range f.Choices {
			allowed = append(allowed, c.Value)
		}
		return fmt.Errorf("must be one of %s", strings.Join(allowed, ", "))
	}
	v, err := typed(f.Type, value)
	switch {
	case err != nil:
		return err
	case !f.Matches(value) && f.Example != "":
		return fmt.Errorf("must look like %s", f.Example)
	case !f.Matches(value):
		return fmt.Errorf("must have the format of %s", cmp.Or(f.Title, f.Key))
	}
	if number, ok := v.(float64); ok {
		return validateRange(f, number)
	}
	if text, ok := v.(string); ok {
		return validateText(f, text)
	}
	return nil
}

func validateRange(f specs.Field, value float64) error {
	switch least, most := f.Limits.Minimum, f.Limits.Maximum; {
	case least != nil && value < *least:
		return fmt.Errorf("must be at least %v", *least)
	case most != nil && value > *most:
		return fmt.Errorf("must be at most %v", *most)
	}
	return nil
}

func validateText(f specs.Field, value string) error {
	length := utf8.RuneCountInString(value)
	switch least, most := f.Limits.MinLength, f.Limits.MaxLength; {
	case least != nil && length < *least:
		return fmt.Errorf("must have at least %d characters, not %d", *least, length)
	case most != nil && length > *most:
		return fmt.Errorf("must have at most %d characters, not %d", *most, length)
	}
	switch f.Format {
	case "uri", "url":
		if u, err := url.Parse(value); err != nil || u.Scheme == "" || u.Host == "" {
			return errors.New("must be an absolute URL, such as https://example.com")
		}
	case "email":
		if a, err := mail.ParseAddress(value); err != nil || a.Address != value {
			return errors.New("must be an email address")
		}
	}
	return nil
}

// typed converts a value to the type in its field's schema.
func typed(kind, value string) (any, error) {
	switch kind {
	case "boolean":
		if v, err := strconv.ParseBool(value); err == nil {
			return v, nil
		}
		return nil, errors.New("must be true or false")
	case "integer":
		if v, err := strconv.ParseInt(value, 10, 64); err == nil {
			return float64(v), nil
		}
		return nil, errors.New("must be a whole number")
	case "number":
		v, err := strconv.ParseFloat(value, 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) { // JSON has neither
			return nil, errors.New("must be a number")
		}
		return v, nil
	}
	return value, nil
}
