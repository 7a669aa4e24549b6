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
	maxFiltered     = 32 << 20 // bytes of a body; parsed for jq it takes ten times as much memory
	maxResult       = 16 << 20 // bytes of a result
	filterTimeout   = 20 * time.Second
	maxFilterMemory = 1 << 30 // besides the parsed body
)

var (
	errFilterMemory  = errors.New("out of memory")
	errFilterTimeout = fmt.Errorf("timed out after %d s", int(filterTimeout.Seconds()))
)

// filter is a running filter.
type filter struct {
	cancel context.CancelFunc // nil: none is running
	run    int64
}

type filterMsg struct {
	run       int64
	typed     string
	out       []byte
	truncated bool
	err       error
}

func (m *Model) stopFilter() {
	if m.filter.cancel != nil {
		m.filter.cancel()
	}
	m.filter = filter{}
}

// startFilter runs a jq filter on the whole body.
func (m *Model) startFilter(typed string) tea.Cmd {
	m.stopFilter()
	s := m.body
	switch {
	case s.kind != document.JSON:
		m.notice = "Only JSON can be filtered; this is " + s.kind.String()
		return nil
	case !s.src.Complete:
		m.notice = "Can't filter yet: the body is still arriving"
		return nil
	case s.src.Len() > maxFiltered:
		m.notice = fmt.Sprintf("%s is too large to filter (maximum %s)", text.Size(s.src.Len()), text.Size(maxFiltered))
		return nil
	}
	query, err := gojq.Parse(typed)
	var code *gojq.Code
	if err == nil {
		code, err = gojq.Compile(query)
	}
	if err != nil {
		m.notice = "Invalid jq filter: " + text.Safe(err.Error(), 200)
		return nil
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	id, run, body := m.id, runs.Add(1), s.src.Bytes
	m.filter = filter{func() { cancel(context.Canceled) }, run}
	return func() tea.Msg {
		defer cancel(nil)
		go watch(ctx, cancel)
		out, truncated, err := runFilter(ctx, code, body)
		return Msg{id, filterMsg{run, typed, out, truncated, err}}
	}
}

// watch cancels a filter that takes too long or too much memory.
func watch(ctx context.Context, cancel context.CancelCauseFunc) {
	timeout := time.NewTimer(filterTimeout)
	defer timeout.Stop()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for before := heap(); ; {
		select {
		case <-ctx.Done():
			return
		case <-timeout.C:
			cancel(errFilterTimeout)
		case <-tick.C:
			if heap() > before+maxFilterMemory {
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

// runFilter returns the results of a filter for each value of the body, one per line.
func runFilter(ctx context.Context, code *gojq.Code, body []byte) (out []byte, truncated bool, err error) {
	values := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(body, document.BOM)))
	values.UseNumber()
	for ctx.Err() == nil {
		var value any
		if err := values.Decode(&value); errors.Is(err, io.EOF) {
			return out, false, nil
		} else if err != nil {
			return nil, false, fmt.Errorf("invalid JSON: %w", err)
		}
		results := code.RunWithContext(ctx, value)
		for {
			result, more := results.Next()
			if !more {
				break
			}
			if err, failed := result.(error); failed {
				var halt *gojq.HaltError
				switch {
				case errors.As(err, &halt) && halt.Value() == nil:
					return out, false, nil
				case ctx.Err() != nil:
					return nil, false, context.Cause(ctx)
				}
				return nil, false, err
			}
			text, err := gojq.Marshal(result)
			if err != nil {
				return nil, false, err
			}
			if len(out)+len(text) >= maxResult {
				return out, true, nil
			}
			out = append(append(out, text...), '\n')
		}
	}
	return nil, false, context.Cause(ctx)
}

func (m *Model) filtered(f filterMsg) tea.Cmd {
	if f.run != m.filter.run || m.filter.cancel == nil {
		return nil
	}
	m.stopFilter()
	switch {
	case f.err != nil:
		m.notice = "Filter failed: " + text.Safe(strings.TrimPrefix(f.err.Error(), "gojq: "), 200)
		return nil
	case len(f.out) == 0:
		m.notice = "The filter returned nothing"
		return nil
	}
	if f.truncated {
		m.notice = "Only the first " + text.Size(len(f.out)) + " of the result are shown"
	}
	m.search = search{}
	m.result = &sheet{kind: document.JSON, filter: f.typed, src: document.Body{Bytes: f.out, Complete: true}}
	cmd := m.index(m.sheet().doc())
	m.normalize()
	return cmd
}
