package viewer

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime/metrics"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/itchyny/gojq"

	"countersign/internal/text"
	"countersign/ui/viewer/document"
)

const (
	// filterLimit is up to where a body is filtered. jq needs a body as a tree, which takes ten times its bytes.
	filterLimit = 32 << 20
	// resultLimit is how much of a filter's result is kept.
	resultLimit = 16 << 20
	// filterTime is how long a filter may take.
	filterTime = 20 * time.Second
	// filterMemory is how much memory a filter may take, besides the body's tree.
	filterMemory = 1 << 30
)

var (
	errFilterMemory = errors.New("it takes too much memory")
	errFilterTime   = fmt.Errorf("it takes longer than %d seconds", int(filterTime.Seconds()))
)

// filter is a filter on its way.
type filter struct {
	cancel context.CancelFunc // nil: there is none
	run    int64
}

type filterMsg struct {
	run   int64
	typed string
	out   []byte
	cut   bool
	err   error
}

func (m *Model) stopFilter() {
	if m.filter.cancel != nil {
		m.filter.cancel()
	}
	m.filter = filter{}
}

// startFilter runs a jq expression over the whole body.
func (m *Model) startFilter(typed string) tea.Cmd {
	m.stopFilter()
	s := m.whole
	switch {
	case s.kind != document.JSON:
		m.notice = "a filter works on JSON only; this is " + s.kind.String()
		return nil
	case !s.src.Complete:
		m.notice = "the body has not arrived whole yet; a filter needs all of it"
		return nil
	case s.src.Len() > filterLimit:
		m.notice = fmt.Sprintf("%s is too large to filter, which takes up to %s", text.Size(s.src.Len()), text.Size(filterLimit))
		return nil
	}
	query, err := gojq.Parse(typed)
	if err != nil {
		m.notice = "not a jq filter: " + safeText(err.Error())
		return nil
	}
	code, err := gojq.Compile(query)
	if err != nil {
		m.notice = "not a jq filter: " + safeText(err.Error())
		return nil
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	id, run, src := m.id, runs.Add(1), s.src
	m.filter = filter{func() { cancel(context.Canceled) }, run}
	return func() tea.Msg {
		defer cancel(nil)
		go watch(ctx, cancel)
		out, cut, err := runFilter(ctx, code, &src)
		return Msg{id, filterMsg{run, typed, out, cut, err}}
	}
}

// watch ends a filter that takes too long or too much.
func watch(ctx context.Context, cancel context.CancelCauseFunc) {
	late := time.NewTimer(filterTime)
	defer late.Stop()
	look := time.NewTicker(50 * time.Millisecond)
	defer look.Stop()
	for least := heap(); ; {
		select {
		case <-ctx.Done():
			return
		case <-late.C:
			cancel(errFilterTime)
		case <-look.C:
			if heap() > least+filterMemory {
				cancel(errFilterMemory)
			}
		}
	}
}

func heap() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// runFilter gives what a filter makes of each value of the body, a line each.
func runFilter(ctx context.Context, code *gojq.Code, src *document.Body) (out []byte, cut bool, err error) {
	values := json.NewDecoder(&bodyReader{ctx: ctx, src: src})
	values.UseNumber()
	for {
		var value any
		if err := values.Decode(&value); errors.Is(err, io.EOF) {
			return out, false, nil
		} else if err != nil {
			return nil, false, cause(ctx, fmt.Errorf("the body is no JSON: %w", err))
		}
		results := code.RunWithContext(ctx, value)
		for {
			result, more := results.Next()
			if !more {
				break
			}
			if err, failed := result.(error); failed {
				var halt *gojq.HaltError
				if errors.As(err, &halt) && halt.Value() == nil {
					return out, false, nil
				}
				return nil, false, cause(ctx, err)
			}
			text, err := gojq.Marshal(result)
			if err != nil {
				return nil, false, err
			}
			if len(out)+len(text) >= resultLimit {
				return out, true, nil
			}
			out = append(append(out, text...), '\n')
		}
	}
}

// cause is why a filter ended: its own error, unless it was ended.
func cause(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// bodyReader reads a body from its beginning.
type bodyReader struct {
	ctx context.Context
	src *document.Body
	off int
}

func (r *bodyReader) Read(p []byte) (int, error) {
	if r.ctx.Err() != nil {
		return 0, context.Cause(r.ctx)
	}
	if r.off == 0 {
		if w := r.src.Window(0, len(document.BOM)); bytes.HasPrefix(w, document.BOM) {
			r.off = len(document.BOM)
		}
	}
	if r.off >= r.src.Len() {
		return 0, io.EOF
	}
	n := copy(p, r.src.Window(r.off, 1))
	r.off += n
	return n, nil
}

func (m *Model) filtered(f filterMsg) tea.Cmd {
	if f.run != m.filter.run || m.filter.cancel == nil {
		return nil
	}
	m.stopFilter()
	switch {
	case f.err != nil:
		m.notice = "the filter failed: " + safeText(strings.TrimPrefix(f.err.Error(), "gojq: "))
		return nil
	case len(f.out) == 0:
		m.notice = "the filter gives nothing"
		return nil
	}
	if f.cut {
		m.notice = "only the first " + text.Size(len(f.out)) + " of the result are shown"
	}
	m.search = search{}
	m.result = &sheet{kind: document.JSON, filter: f.typed}
	m.result.src.SetAll(f.out)
	m.result.src.Complete = true
	cmd := m.index()
	m.hold()
	return cmd
}
