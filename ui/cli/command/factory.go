package command

import (
	"context"

	"countersign/flow"
	"countersign/ui/cli/console"
	"countersign/ui/terminal"
)

// Factory is what a command is made with. Flags of every command write to its parts before the command runs.
type Factory struct {
	IO        *console.IO
	Input     *console.Input
	Prompt    *console.Prompt
	Settings  *Settings
	Flow      *Flow
	Store     *Store
	Interrupt *Interrupt
	// OpenBrowser shows a page.
	OpenBrowser func(ctx context.Context, url string) error
	// SealWorkFactor is the cost of an export's passphrase as a power of two. 0: age's own, about a second.
	SealWorkFactor int
}

// NewFactory makes one for a run of the program; newManager makes the steps' manager. The options hold what this run's
// arguments and environment say, and newManager adds the rest.
func NewFactory(io *console.IO, newManager func(flow.Options) *flow.Manager) *Factory {
	in := console.NewInput(io.In)
	f := &Factory{
		IO: io, Input: in, Prompt: console.NewPrompt(io, in), Interrupt: &Interrupt{}, OpenBrowser: terminal.OpenBrowser,
		Settings: &Settings{io: io},
	}
	f.Flow = &Flow{newManager: newManager, settings: f.Settings, io: io}
	f.Store = &Store{f}
	return f
}
