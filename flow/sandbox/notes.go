package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"
	"unicode/utf8"

	"countersign/flow/sandbox/tokens"
	"countersign/flow/sandbox/wire"
)

// Limits per account, and in characters. The oldest note is dropped first.
const (
	maxNotes    = 100
	maxNoteText = 1000
)

type note struct {
	ID      int       `json:"id"`
	Text    string    `json:"text"`
	Created time.Time `json:"created"`
}

// notes are stored in memory by account.
type notes struct {
	mu    sync.Mutex
	last  int
	lists map[string][]note
}

func (n *notes) list(owner string) []note {
	n.mu.Lock()
	defer n.mu.Unlock()
	return append([]note{}, n.lists[owner]...)
}

func (n *notes) add(owner, text string, created time.Time) note {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.lists == nil {
		n.lists = map[string][]note{}
	}
	n.last++
	added := note{ID: n.last, Text: text, Created: created}
	list := append(n.lists[owner], added)
	n.lists[owner] = slices.Delete(list, 0, max(0, len(list)-maxNotes))
	return added
}

// notebook lists the notes (GET /notes), oldest first, or adds one (POST).
func (p *plainAPI) notebook(w http.ResponseWriter, a *incoming, who tokens.Account) error {
	if a.Method != http.MethodPost {
		writeJSON(w, http.StatusOK, map[string][]note{"notes": p.notes.list(who.ID)})
		return nil
	}
	text, err := noteText(a)
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusCreated, p.notes.add(who.ID, text, p.now().UTC()))
	return nil
}

// noteText reads the new note from a JSON body {"text": …} or a form text=….
func noteText(a *incoming) (string, error) {
	var sent struct{ Text string }
	switch mediaType(a.Request) {
	case "application/json":
		if err := json.Unmarshal(a.body, &sent); err != nil {
			return "", &failure{
				status: http.StatusBadRequest, Text: `invalid JSON; expected {"text": "…"}: ` + wire.Printable(err.Error(), 200),
			}
		}
	case formType:
		sent.Text = wire.First(a.form, "text")
	default:
		return "", &failure{
			status: http.StatusUnsupportedMediaType,
			Text:   `send JSON {"text": "…"} or a form text=…, with the matching Content-Type`,
		}
	}
	if sent.Text == "" {
		return "", &failure{status: http.StatusBadRequest, Text: "missing text"}
	}
	if utf8.RuneCountInString(sent.Text) > maxNoteText {
		return "", &failure{
			status: http.StatusBadRequest,
			Text:   fmt.Sprintf("the text exceeds %d characters", maxNoteText),
		}
	}
	return sent.Text, nil
}
