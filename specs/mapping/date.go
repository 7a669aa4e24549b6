package mapping

import (
	"time"

	"gopkg.in/yaml.v3"

	"countersign/specs/mapping/moment"
)

// datePart is $extractDate and $extractTime: a moment's date or time of day,
// in UTC. The moment is read as JavaScript's Date.parse reads it in Node, see
// package moment; what that can't read is missing.
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
	t, ok := moment.Parse(toString(v))
	if !ok {
		return Missing
	}
	return f.layout(t.UTC())
}

// isoDate gives the first ten characters of the ISO form, as the platform
// does: of years beyond 9999, which are spelt with six digits, the day is cut.
func isoDate(t time.Time) string { return moment.ISO(t)[:10] }

func isoTime(t time.Time) string { return moment.ISO(t)[11:19] }
