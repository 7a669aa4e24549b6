package mapping

import (
	"regexp"
	"strings"
	"time"
)

// formatTime is $extractDate and $extractTime: the date or time of day of a written time, in UTC.
func formatTime(value node, layout string) formula {
	return func(s scope) any {
		v := value.eval(s)
		if isNothing(v) {
			return Missing
		}
		t, ok := parseTime(toString(v))
		if !ok {
			return Missing
		}
		return t.UTC().Format(layout)
	}
}

// timeParts matches the parts of a date: the date itself, optionally after a weekday, the time of day, and the zone.
var timeParts = regexp.MustCompile(`^(?:(?:Sun|Mon|Tue|Wed|Thu|Fri|Sat)[a-z]*,? )?(.+?)(?:[T ](\d{1,2}:\d\d(?::\d\d)?)(?:\.\d+)? ?(Z|UTC|GMT|(?:GMT)?[+-]\d\d:?\d\d)?)?(?: \(.*\))?$`)

var (
	dateLayouts = []string{
		"2006-1-2", "2006-1", "2006", "2006/1/2", "1/2/2006",
		"Jan 2, 2006", "January 2, 2006", "2 Jan 2006", "2 January 2006", "Jan 2 2006",
	}
	clockLayouts = []string{"15:04:05", "15:04"}
)

// parseTime parses ISO 8601, RFC 1123, what JavaScript's Date.toString gives, and the usual American and written-out
// dates. Without a zone, a time is in UTC, which is the zone of the platform.
func parseTime(text string) (time.Time, bool) {
	parts := timeParts.FindStringSubmatch(strings.TrimSpace(text))
	if parts == nil {
		return time.Time{}, false
	}
	date, ok := parseLayouts(parts[1], dateLayouts)
	if !ok || parts[2] == "" {
		return date, ok
	}
	clock, ok := parseLayouts(parts[2], clockLayouts)
	t := date.Add(time.Duration(clock.Hour())*time.Hour + time.Duration(clock.Minute())*time.Minute + time.Duration(clock.Second())*time.Second)
	if offset := strings.TrimLeft(strings.ReplaceAll(parts[3], ":", ""), "ZUTCGM"); offset != "" {
		zone, err := time.Parse("-0700", offset)
		_, seconds := zone.Zone()
		return t.Add(-time.Duration(seconds) * time.Second), ok && err == nil
	}
	return t, ok
}

func parseLayouts(text string, layouts []string) (time.Time, bool) {
	for _, layout := range layouts {
		if t, err := time.Parse(layout, text); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}
