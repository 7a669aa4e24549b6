package stores

import (
	"fmt"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/kit"
)

// moving is a running move of connections between stores.
type moving struct {
	from, to flow.StoreKind
	names    []string
	done     int
	stopping bool
	arrived  <-chan string
}

type (
	// moveMsg is the yes to the question, with the names to move.
	moveMsg struct {
		from, to flow.StoreKind
		names    []string
	}
	movedOneMsg struct{ task int64 }
	// movedMsg is the end of a move; done counts those that are there, however many movedOneMsg came.
	movedMsg struct {
		task int64
		done int
		err  error
	}
)

// otherThan is the store that connections of another can be moved to.
func otherThan(kind flow.StoreKind) flow.StoreKind {
	if kind == flow.StoreFile {
		return flow.StoreOS
	}
	return flow.StoreFile
}

// cannotMove says why a store's connections cannot be moved; empty if they can.
func (s *operation) cannotMove(k flow.StoreState) string {
	to := s.state(otherThan(k.Kind))
	switch {
	case k.Kind == flow.StoreMemory:
		return "Connections in memory cannot be moved. Switch to another store and reconnect."
	case k.Connections == 0:
		return "The " + k.Kind.Title() + " has no connections to move"
	case s.inUse() == flow.StoreMemory:
		return "Switch from memory to another store first"
	case !Available(k.Status):
		return "The " + k.Kind.Title() + " is not available"
	case to.Status.OSError != nil:
		return "The OS keychain is not available"
	}
	return ""
}

// askMove unlocks both stores, and asks.
func (s *operation) askMove(k flow.StoreState) tea.Cmd {
	to := otherThan(k.Kind)
	if s.state(flow.StoreFile).Status.NeedsPassphrase {
		return s.unlockFile("for the move", func() tea.Cmd { return s.openForMove(k.Kind, to) })
	}
	return s.openForMove(k.Kind, to)
}

func (s *operation) openForMove(from, to flow.StoreKind) tea.Cmd {
	if s.state(flow.StoreOS).Status.Locked {
		return s.unlockOS(func() tea.Cmd { return s.nameMoves(from, to) })
	}
	return s.nameMoves(from, to)
}

// nameMoves asks whether to move the connections of a store.
func (s *operation) nameMoves(from, to flow.StoreKind) tea.Cmd {
	m, ctx := s.Flow, s.Ctx
	return func() tea.Msg {
		entries, err := m.Connections.List(ctx)
		if err != nil {
			return kit.ToastMsg{Text: kit.ExplainShort(err), IsError: true}
		}
		var names []string
		for _, e := range entries {
			if e.Store == from {
				names = append(names, e.Name)
			}
		}
		return kit.AskMsg{
			From: s.screen, Yes: "move", No: "cancel", OnYes: moveMsg{from, to, names},
			Text: fmt.Sprintf("Move %s from the %s to the %s?",
				text.Count(len(names), "connection", "connections"), from.Title(), to.Title()),
		}
	}
}

func (s *operation) startMove(msg moveMsg) tea.Cmd {
	t, m := s.begin("moving"), s.Flow
	arrived := make(chan string)
	s.move = &moving{from: msg.from, to: msg.to, names: msg.names, arrived: arrived}
	names, to := slices.Clone(msg.names), msg.to
	return tea.Batch(s.nextArrival(), func() tea.Msg {
		done := 0
		err := m.Connections.Move(t.Ctx, names, to, func(name string) {
			done++
			select {
			case arrived <- name:
			case <-t.Ctx.Done():
			}
		})
		return movedMsg{t.ID, done, err}
	})
}

// nextArrival waits until the next connection was moved, or the move ends.
func (s *operation) nextArrival() tea.Cmd {
	t, arrived := s.work, s.move.arrived
	return func() tea.Msg {
		select {
		case <-arrived:
			return movedOneMsg{t.ID}
		case <-t.Ctx.Done():
			return nil
		}
	}
}

func (s *operation) movedOne(msg movedOneMsg) tea.Cmd {
	if !s.work.Matches(msg.task) || s.move == nil {
		return nil
	}
	s.move.done++
	return s.nextArrival()
}

// stopMove stops after the current connection. Its result still tells how many were moved.
func (s *operation) stopMove() {
	s.move.stopping = true
	s.work.Cancel()
}

func (s *operation) moved(msg movedMsg) tea.Cmd {
	if !s.work.Matches(msg.task) || s.move == nil {
		return nil
	}
	s.finish()
	move := s.move
	s.move = nil
	all := len(move.names)
	switch {
	case msg.err == nil && s.inUse() == move.from:
		return tea.Batch(s.reload(), kit.Ask(kit.AskMsg{
			From: s.screen, Yes: "use it", No: "cancel", OnYes: chooseMsg{move.to},
			Text: fmt.Sprintf("%s now in the %s. Use that store from now on?", areNow(all), move.to.Title()),
		}))
	case msg.err == nil:
		return tea.Batch(s.reload(), kit.Toast(fmt.Sprintf("%s now in the %s", areNow(all), move.to.Title())))
	case move.stopping:
		s.problem = &flow.Explanation{
			What: fmt.Sprintf("Stopped: moved %d of %d to the %s", msg.done, all, move.to.Title()),
			Next: fmt.Sprintf("The rest is unchanged in the %s. Press %s to continue.", move.from.Title(), s.Keys.Label(keyMove)),
		}
	default:
		s.failed(msg.err)
	}
	return s.reload()
}

func areNow(n int) string {
	if n == 1 {
		return "The connection is"
	}
	return fmt.Sprintf("All %d connections are", n)
}

// Available reports whether a store can be used, perhaps after unlocking it.
func Available(k flow.StoreStatus) bool { return k.Ready || k.NeedsPassphrase && !k.NewFile }
