package kit

import (
	"context"
	"os/exec"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// Noticed is how long something may take before the screen says that it is at work: below that, words would only flicker.
const SlowAfter = 300 * time.Millisecond

// Task is one thing that a screen waits for. Its context ends when the screen stops it; its number stands on the answer,
// so that the answer to an earlier task, or to another screen's, is told from the one that is awaited.
type Task struct {
	ID     int64 // 0: nothing is awaited
	Ctx    context.Context
	Cancel context.CancelFunc
	Since  time.Time
}

// Start begins a task of a number never used before.
func (e *Env) StartTask() Task {
	e.tasks++
	ctx, cancel := context.WithCancel(e.Ctx)
	return Task{e.tasks, ctx, cancel, e.Now()}
}

// Stop ends the task; its answer will find no taker.
func (t *Task) Stop() {
	if t.Cancel != nil {
		t.Cancel()
	}
	*t = Task{}
}

// Running reports whether something is awaited.
func (t *Task) Running() bool { return t.ID != 0 }

// Answers reports whether id is the awaited answer.
func (t *Task) Matches(id int64) bool { return t.ID != 0 && t.ID == id }

// Slow reports whether a task has been running for so long that a person should see it.
func (e *Env) Slow(t Task) bool { return t.Running() && e.Now().Sub(t.Since) >= SlowAfter }

// TickEvery is the pace of the spinner and the countdown.
const TickEvery = 120 * time.Millisecond

// Lend gives the terminal to another program until that ends.
func (e *Env) ExecProcess(c *exec.Cmd, ended tea.ExecCallback) tea.Cmd {
	return tea.Sequence(tea.ExecProcess(c, ended), func() tea.Msg { return TerminalReturnedMsg{} })
}

// Told is what a screen waits for, and since when, for the frame, which tells it when it takes long.
func (t *Task) Waiting(what string) (string, time.Time) {
	if !t.Running() {
		return "", time.Time{}
	}
	return what, t.Since
}
