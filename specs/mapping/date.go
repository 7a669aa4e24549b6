package mapping

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"gopkg.in/yaml.v3"
)

// datePart is $extractDate and $extractTime: a moment's date or time of day,
// in UTC. The platform reads what JavaScript's Date.parse does in Node; we
// read ISO 8601, the dates of HTTP and mail, and what English speakers write.
// Anything else is missing.
type datePart struct {
	moment node
	layout func(time.Time) string
}

func compileExtractDate(c *compiler, arg, _ *yaml.Node) node {
	return datePart{c.compile(arg), isoDate}
}

func compileExtractTime(c *compiler, arg, _ *yaml.Node) node {
	return datePart{c.compile(arg), isoTime}
}

func (f datePart) eval(s scope) any {
	v := f.moment.eval(s)
	if isNothing(v) {
		return Missing
	}
	moment, ok := parseDate(toString(v))
	if !ok {
		return Missing
	}
	return f.layout(moment.UTC())
}

// isoDate gives the first ten characters of the ISO form, as the platform
// does: of years beyond 9999, which are spelt with six digits, the day is cut.
func isoDate(t time.Time) string { return isoText(t)[:10] }

func isoTime(t time.Time) string { return isoText(t)[11:19] }

func isoText(t time.Time) string {
	if year := t.Year(); year < 0 || year > 9999 {
		return fmt.Sprintf("%+07d%s", year, t.Format("-01-02T15:04:05"))
	}
	return t.Format("2006-01-02T15:04:05")
}

var dateLayouts = func() []string {
	var layouts []string
	for _, date := range []string{
		"2006-1-2", "2006/1/2", "1/2/2006", "1-2-2006",
		"Jan 2 2006", "January 2 2006", "2 Jan 2006", "2 January 2006",
		"Mon Jan 2 2006", "Mon 2 Jan 2006", "Monday January 2 2006", "Monday 2 January 2006",
	} {
		for _, clock := range []string{"", " 15:04", " 15:04:05", " 3:04 PM", " 3:04:05 PM"} {
			layouts = append(layouts, date+clock)
			if clock != "" {
				layouts = append(layouts, date+clock+" Z0700", date+clock+" Z07:00", date+clock+"Z07:00", date+clock+" MST-0700")
			}
		}
	}
	return layouts
}()

var (
	isoLayouts = []string{"2006", "2006-01", "2006-01-02", "2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02T15:04Z07:00", time.RFC3339}
	utcName    = regexp.MustCompile(`(?i)\s*\b(GMT|UTC)$`)
)

// parseDate reads a moment. Without a zone it is in UTC, which is the zone
// that the platform evaluates in.
func parseDate(text string) (time.Time, bool) {
	text = strings.TrimSpace(text)
	if len(text) > 100 {
		return time.Time{}, false
	}
	for _, layout := range isoLayouts {
		if t, err := time.Parse(layout, text); err == nil {
			return t, true
		}
	}
	text = utcName.ReplaceAllString(strings.Join(strings.Fields(strings.ReplaceAll(text, ", ", " ")), " "), "")
	for _, layout := range dateLayouts {
		if t, err := time.Parse(layout, text); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}
