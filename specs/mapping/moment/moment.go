package moment

import (
	"fmt"
	"math"
	"time"
)

// moment collects the parts of a written moment, as Node's Date.parse does:
// first as ISO 8601, and where that fails in the tolerant way in which
// browsers have always read dates. Words before the first number mean
// nothing, parentheses hold comments, numbers before colons are the time, and
// the others month, day and year, or year first where the first is no day.
type moment struct {
	date  []int // as they are written
	month int   // given by name; 0 when not
	iso   bool

	clock []int // hour, minute, second, millisecond
	half  int   // 0 or 12, noHalf when not given

	sign                   int // of the zone; 0 when there is none
	zoneHour, zoneMinute   int
	hasZoneHour, wholeZone bool
}

const noHalf = -1

// Parse reads a moment. Without a zone it is in UTC, which is the zone
// that the platform evaluates in.
func Parse(text string) (time.Time, bool) {
	m := moment{half: noHalf}
	s := newScanner(text)
	first, ok := m.readISO(s)
	if !ok || !m.readTolerantly(s, first) {
		return time.Time{}, false
	}
	return m.time()
}

func (m *moment) setZone(hours int) {
	m.sign, m.zoneHour, m.zoneMinute, m.hasZoneHour, m.wholeZone = 1, hours, 0, true, true
	if hours < 0 {
		m.sign, m.zoneHour = -1, -hours
	}
}

// time puts the parts together. Days beyond the month's end run into the next.
func (m *moment) time() (time.Time, bool) {
	year, month, day, ok := m.yearMonthDay()
	if !ok {
		return time.Time{}, false
	}
	clock := append(m.clock, 0, 0, 0, 0)[:4]
	hour, minute, second, milli := clock[0], clock[1], clock[2], clock[3]
	if m.half != noHalf {
		if hour > 12 {
			return time.Time{}, false
		}
		hour = hour%12 + m.half
	}
	midnight := hour == 24 && minute == 0 && second == 0 && milli == 0
	if !midnight && (hour > 23 || minute > 59 || second > 59 || milli > 999) {
		return time.Time{}, false
	}
	zone := time.Duration(m.sign) * (time.Duration(m.zoneHour)*time.Hour + time.Duration(m.zoneMinute)*time.Minute)
	t := time.Date(year, time.Month(month), day, hour, minute, second, milli*1e6, time.UTC).Add(-zone)
	return t, inRange(t)
}

func (m *moment) yearMonthDay() (year, month, day int, ok bool) {
	if len(m.date) == 0 {
		return 0, 0, 0, false
	}
	given := len(m.date)
	parts := append(m.date, 1, 1)[:3]
	switch {
	case m.month == 0 && (m.iso || !isDay(parts[0])):
		year, month, day = parts[0], parts[1], parts[2]
	case m.month == 0:
		month, day, year = parts[0], parts[1], parts[2]
	case given == 1 || isDay(parts[0]):
		month, day, year = m.month, parts[0], parts[1]
	default:
		month, day, year = m.month, parts[1], parts[0]
	}
	switch {
	case m.iso:
	case 0 <= year && year <= 49:
		year += 2000
	case 50 <= year && year <= 99:
		year += 1900
	}
	return year, month, day, year < math.MaxInt32 && isMonth(month) && isDay(day)
}

func isDay(n int) bool   { return 1 <= n && n <= 31 }
func isMonth(n int) bool { return 1 <= n && n <= 12 }

// expects reports whether n may be the next part of the time.
func (m *moment) expects(n int) bool {
	return (len(m.clock) == 1 || len(m.clock) == 2) && n < 60 || len(m.clock) == 3 && n < 1000
}

func (m *moment) addClock(n int) bool {
	m.clock = append(m.clock, n)
	return len(m.clock) <= 4
}

// endClock adds the last part of the time that is given.
func (m *moment) endClock(n int) {
	m.clock = append(append(m.clock, n), 0, 0, 0)[:4]
}

func (m *moment) addDate(n int) bool {
	m.date = append(m.date, n)
	return len(m.date) <= 3
}

// milliseconds reads what stands after the seconds' point.
func milliseconds(t token) int {
	n, length := t.number, min(t.length, 9)
	for ; length < 3; length++ {
		n *= 10
	}
	for ; length > 3; length-- {
		n /= 10
	}
	return n
}

// ISO is the ISO 8601 form, without fractions and zone. Years beyond 9999 are spelt with six digits.
func ISO(t time.Time) string {
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
