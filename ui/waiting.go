package ui

import "time"

// What screens wait for, for the frame, which tells it when it takes long. Those that have a file of such habits of their own
// say it there, and a dance, a call and a file that is saved show their own progress.

func told(t task, what string) (string, time.Time) {
	if !t.running() {
		return "", time.Time{}
	}
	return what, t.since
}

// Waiting says that the history is read or changed.
func (s *history) Waiting() (what string, since time.Time) {
	if s.loaded {
		return told(s.work, "changing the history")
	}
	return told(s.work, "reading the history")
}

// Waiting says that the call is written for another program.
func (s *copyAs) Waiting() (what string, since time.Time) { return told(s.work, "writing the call") }

// Waiting says that what was said is looked up.
func (s *exchanges) Waiting() (what string, since time.Time) {
	return told(s.list, "reading the exchanges")
}

// Waiting says that the other exchanges are looked up.
func (s *signature) Waiting() (what string, since time.Time) {
	return told(s.list, "reading the exchanges")
}

// Waiting says that a file is read.
func (s *request) Waiting() (what string, since time.Time) {
	if s.work.running() {
		return told(s.work, "reading the file")
	}
	return told(s.ready, "reading your ready calls")
}
