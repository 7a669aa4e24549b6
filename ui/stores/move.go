package stores

import (
	"fmt"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/kit"
)

// moving is a move under way from one keychain to another.
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

// otherThan is the keychain that connections of the given one can go to.
func otherThan(kind flow.StoreKind) flow.StoreKind {
	if kind == flow.StoreFile {
		return flow.StoreOS
	}
	return flow.StoreFile
}

// cannotMove says why a keychain's connections cannot be moved; nothing when they can.
func (s *operation) cannotMove(k flow.StoreState) string {
	to := s.state(otherThan(k.Kind))
	switch {
	case k.Kind == flow.StoreMemory:
		return "what is in memory cannot be moved: connect again with another keychain in use"
	case k.Connections == 0:
		return "there is nothing to move: the " + k.Kind.Title() + " holds no connections"
	case s.inUse() == flow.StoreMemory:
		return "memory is in use: use another keychain first"
	case !Available(k.Status):
		return "the " + k.Kind.Title() + " is not there"
	case to.Status.OSError != nil:
		return "there is nowhere to move them: the OS keychain is not there"
	}
	return ""
}

// askMove asks once both keychains are open.
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

// nameMoves reads what is to be moved, and asks.
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
			From: s.screen, Yes: "move", No: "leave them", OnYes: moveMsg{from, to, names},
			Text: fmt.Sprintf("Move %s from the %s into the %s? At every moment each is whole in one of the two.",
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

// nextArrival waits for the next connection to be there, or for the end of the move.
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

// stopMove ends the move after the connection that is under way; its answer is still awaited, for how far it came.
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
			From: s.screen, Yes: "use it", No: "leave it", OnYes: chooseMsg{move.to},
			Text: fmt.Sprintf("%s now in the %s. Use that one from now on, for new connections too?", areNow(all), move.to.Title()),
		}))
	case msg.err == nil:
		return tea.Batch(s.reload(), kit.Toast(fmt.Sprintf("%s now in the %s", areNow(all), move.to.Title())))
	case move.stopping:
		s.trouble = &flow.Explanation{
			What: fmt.Sprintf("stopped: %d of %d are in the %s", msg.done, all, move.to.Title()),
			Next: fmt.Sprintf("the rest is whole in the %s, as it was; m on it goes on", move.from.Title()),
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

// Available reports whether a store can be used, once it is unlocked.
func Available(k flow.StoreStatus) bool { return k.Ready || k.NeedsPassphrase && !k.NewFile }
