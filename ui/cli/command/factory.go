package command

import (
	"context"

	"countersign/flow"
	"countersign/ui/cli/console"
	"countersign/ui/terminal"
)

// Factory is what each command is created with. The global flags set its fields before a command runs.
type Factory struct {
	IO        *console.IO
	Input     *console.Input
	Prompt    *console.Prompt
	Settings  *Settings
	Flow      *Flow
	Store     *Store
	Interrupt *Interrupt
	// OpenBrowser opens a URL in the browser.
	OpenBrowser func(ctx context.Context, url string) error
	// SealWorkFactor is the base-2 logarithm of the scrypt cost for exports. 0 means age's default, about a second.
	SealWorkFactor int
}

// NewFactory returns a Factory whose flow.Manager is created by newManager on first use.
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
