package ui

import (
	"context"
	"os/exec"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// noticed is how long something may take before the screen says that it is at work: below that, words would only flicker.
const noticed = 300 * time.Millisecond

// task is one thing that a screen waits for. Its context ends when the screen stops it; its number stands on the answer,
// so that the answer to an earlier task, or to another screen's, is told from the one that is awaited.
type task struct {
	id     int64 // 0: nothing is awaited
	ctx    context.Context
	cancel context.CancelFunc
	since  time.Time
}

// start begins a task of a number never used before.
func (e *env) start() task {
	e.tasks++
	ctx, cancel := context.WithCancel(e.ctx)
	return task{e.tasks, ctx, cancel, e.Now()}
}

// stop ends the task; its answer will find no taker.
func (t *task) stop() {
	if t.cancel != nil {
		t.cancel()
	}
	*t = task{}
}

func (t *task) running() bool { return t.id != 0 }

// answers reports whether id is the awaited answer.
func (t *task) answers(id int64) bool { return t.id != 0 && t.id == id }

// slow reports whether a task has been running for so long that a person should see it.
func (e *env) slow(t task) bool { return t.running() && e.Now().Sub(t.since) >= noticed }

// tickEvery is the pace of the spinner and the countdown.
const tickEvery = 120 * time.Millisecond

// lend gives the terminal to another program until that ends.
func (e *env) lend(c *exec.Cmd, ended tea.ExecCallback) tea.Cmd {
	return tea.Sequence(tea.ExecProcess(c, ended), func() tea.Msg { return terminalBackMsg{} })
}

// told is what a screen waits for, and since when, for the frame, which tells it when it takes long.
func (t *task) told(what string) (string, time.Time) {
	if !t.running() {
		return "", time.Time{}
	}
	return what, t.since
}
