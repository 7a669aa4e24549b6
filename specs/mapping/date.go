package mapping

import (
	"fmt"
	"math"
	"time"

	"gopkg.in/yaml.v3"
)

// datePart is $extractDate and $extractTime: a moment's date or time of day,
// in UTC. The moment is read as JavaScript's Date.parse reads it in Node, see
// moment.go; what that can't read is missing.
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
	moment, ok := parseMoment(toString(v))
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

// maxMoment is how far from 1970 JavaScript's dates go, in milliseconds.
const maxMoment = 8.64e15

// inRange reports whether JavaScript has such a date.
func inRange(t time.Time) bool {
	return math.Abs(float64(t.Unix())*1000+float64(t.Nanosecond()/1e6)) <= maxMoment
}
