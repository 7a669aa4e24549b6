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

// checkValue holds a typed value against what its field's schema says: choices, type, pattern, limits, format. The error repeats no
// secret.
func checkValue(f specs.Field, value string) error {
	if value == "" {
		return nil
	}
	err := fits(f, value)
	if err == nil {
		return nil
	}
	shown := strconv.Quote(text.Safe(value, 40))
	if f.Secret {
		shown = "the value"
	}
	return fmt.Errorf("%s %w", shown, err)
}

// fits gives what is wrong with a value, as the end of a sentence about it.
func fits(f specs.Field, value string) error {
	if len(f.Choices) > 0 && !slices.ContainsFunc(f.Choices, func(c specs.Choice) bool { return c.Value == value }) {
		var allowed []string
		for _, c := range f.Choices {
			allowed = append(allowed, c.Value)
		}
		return fmt.Errorf("is none of %s", strings.Join(allowed, ", "))
	}
	v, err := typed(f.Type, value)
	if err != nil {
		return err
	}
	if err := fitsPattern(f, value); err != nil {
		return err
	}
	switch v := v.(type) {
	case float64:
		return fitsRange(f, v)
	case string:
		if err := fitsLength(f, v); err != nil {
			return err
		}
		return fitsFormat(f.Format, v)
	}
	return nil
}

func fitsRange(f specs.Field, value float64) error {
	switch least, most := f.Limits.Minimum, f.Limits.Maximum; {
	case least != nil && value < *least:
		return fmt.Errorf("is less than %v", *least)
	case most != nil && value > *most:
		return fmt.Errorf("is more than %v", *most)
	}
	return nil
}

func fitsLength(f specs.Field, value string) error {
	length := utf8.RuneCountInString(value)
	switch least, most := f.Limits.MinLength, f.Limits.MaxLength; {
	case least != nil && length < *least:
		return fmt.Errorf("has %d characters, and needs at least %d", length, *least)
	case most != nil && length > *most:
		return fmt.Errorf("has %d characters, and may have at most %d", length, *most)
	}
	return nil
}

func fitsPattern(f specs.Field, value string) error {
	switch {
	case f.Matches(value):
		return nil
	case f.Example != "":
		return fmt.Errorf("is not as %s is written: like %s", cmp.Or(f.Title, f.Key), f.Example)
	}
	return fmt.Errorf("is not as %s is written", cmp.Or(f.Title, f.Key))
}

// fitsFormat knows the formats that a person can get wrong without noticing; all others pass.
func fitsFormat(format, value string) error {
	switch format {
	case "uri", "url":
		if u, err := url.Parse(value); err != nil || u.Scheme == "" || u.Host == "" {
			return errors.New("is no whole address, such as https://example.com")
		}
	case "email":
		if a, err := mail.ParseAddress(value); err != nil || a.Address != value {
			return errors.New("is no email address")
		}
	}
	return nil
}

// typed turns a typed text into what its field's schema says. The error is the end of a sentence about the text.
func typed(kind, value string) (any, error) {
	switch kind {
	case "boolean":
		v, err := strconv.ParseBool(value)
		if err != nil {
			return nil, errors.New("is neither true nor false")
		}
		return v, nil
	case "integer":
		v, err := strconv.ParseInt(value, 10, 64)
		if err != nil {
			return nil, errors.New("is no whole number")
		}
		return float64(v), nil
	case "number":
		v, err := strconv.ParseFloat(value, 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) { // JSON has neither
			return nil, errors.New("is no number")
		}
		return v, nil
	}
	return value, nil
}
