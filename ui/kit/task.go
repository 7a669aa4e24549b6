package kit

import (
	"context"
	"os/exec"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// SlowAfter is how long a task runs before the screen shows progress. Anything sooner would only flicker.
const SlowAfter = 300 * time.Millisecond

// TickEvery is the interval of the spinner and the countdown.
const TickEvery = 120 * time.Millisecond

// Task is something that a screen waits for. Its context ends when the screen stops it. Results carry its ID, so that late
// ones, of an earlier task or another screen, are dropped.
type Task struct {
	ID     int64 // 0: none
	Ctx    context.Context
	Cancel context.CancelFunc
	Since  time.Time
}

// DoneMsg is the result of a task that Run started.
type DoneMsg struct {
	task int64
	then func() tea.Cmd
}

// StartTask begins a task.
func (e *Env) StartTask() Task {
	e.tasks++
	ctx, cancel := context.WithCancel(e.Ctx)
	return Task{e.tasks, ctx, cancel, e.Now()}
}

// Run works in the background, where it must not touch the screen. The function that work returns is called by Finish on
// the screen's own goroutine, unless the task was stopped in the meantime.
func (t Task) Run(work func(context.Context) (then func() tea.Cmd)) tea.Cmd {
	return func() tea.Msg { return DoneMsg{t.ID, work(t.Ctx)} }
}

// Finish calls what Run's work returned if the result is this task's.
func (t *Task) Finish(msg DoneMsg) tea.Cmd {
	if !t.Matches(msg.task) {
		return nil
	}
	return msg.then()
}

// Stop ends the task; its result will be dropped.
func (t *Task) Stop() {
	if t.Cancel != nil {
		t.Cancel()
	}
	*t = Task{}
}

// Running reports whether the screen waits for the task.
func (t *Task) Running() bool { return t.ID != 0 }

// Matches reports whether a result is this task's.
func (t *Task) Matches(id int64) bool { return t.ID != 0 && t.ID == id }

// Waiting returns what the screen waits for, and since when, for Waiter. It is empty when the task is not running.
func (t *Task) Waiting(what string) (string, time.Time) {
	if !t.Running() {
		return "", time.Time{}
	}
	return what, t.Since
}

// Slow reports whether a task has run long enough to be shown.
func (e *Env) Slow(t Task) bool { return t.Running() && e.Now().Sub(t.Since) >= SlowAfter }

// ExecProcess lends the terminal to another program until it ends.
func (e *Env) ExecProcess(c *exec.Cmd, ended tea.ExecCallback) tea.Cmd {
	return tea.Sequence(tea.ExecProcess(c, ended), func() tea.Msg { return TerminalReturnedMsg{} })
}
