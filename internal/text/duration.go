package text

import (
	"fmt"
	"time"
)

const day = 24 * time.Hour

// Duration formats a duration: "<1 ms", "120 ms", "1.5 s".
func Duration(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return "<1 ms"
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	}
	return fmt.Sprintf("%.1f s", d.Seconds())
}

// Clock formats a duration as minutes and seconds: "2:05".
func Clock(d time.Duration) string {
	seconds := int(max(d, 0).Seconds())
	return fmt.Sprintf("%d:%02d", seconds/60, seconds%60)
}

// Ago returns how long before now t was.
func Ago(now, t time.Time) string {
	switch d := now.Sub(t); {
	case d < time.Minute:
		return "just now"
	case d < time.Hour:
		return fmt.Sprintf("%d min ago", int(d.Minutes()))
	case d < day:
		return fmt.Sprintf("%d h ago", int(d.Hours()))
	case d < 2*day:
		return "yesterday"
	case d < 14*day:
		return fmt.Sprintf("%d days ago", int(d/day))
	}
	return "on " + t.Format("2 Jan 2006")
}

// Expiry describes when a token expires: "expires in 3 hours", "expired yesterday", or "" if it does not. A day is 24 hours, so
// that the text is the same in every time zone.
func Expiry(at, now time.Time) string {
	switch distance := at.Sub(now); {
	case at.IsZero():
		return ""
	case distance > 0:
		return "expires " + inWords(distance, "in less than a minute", "in %s", "tomorrow", at)
	default:
		return "expired " + inWords(-distance, "just now", "%s ago", "yesterday", at)
	}
}

// inWords formats a distance in its largest unit, rounded, or after two months the date.
func inWords(distance time.Duration, instant, some, oneDay string, at time.Time) string {
	minutes, hours, days := distance.Round(time.Minute)/time.Minute, distance.Round(time.Hour)/time.Hour, distance.Round(day)/day
	switch {
	case minutes == 0:
		return instant
	case minutes < 60:
		return fmt.Sprintf(some, Count(int(minutes), "minute", "minutes"))
	case hours < 24:
		return fmt.Sprintf(some, Count(int(hours), "hour", "hours"))
	case days == 1:
		return oneDay
	case days <= 60:
		return fmt.Sprintf(some, Count(int(days), "day", "days"))
	}
	return "on " + at.Local().Format(time.DateOnly)
}

// Wait writes how long to wait: "37 s", "2 min", "3 h".
func Wait(d time.Duration) string {
	switch seconds := int(d.Round(time.Second).Seconds()); {
	case seconds < 120 && seconds != 60:
		return fmt.Sprintf("%d s", seconds)
	case seconds < 2*3600:
		return fmt.Sprintf("%d min", (seconds+59)/60)
	default:
		return fmt.Sprintf("%d h", (seconds+3599)/3600)
	}
}
