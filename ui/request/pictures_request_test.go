package request

import (
	"errors"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/flow/history"
	"countersign/flow/requestfile"
	"countersign/ui/kit"
	"countersign/ui/settings"
	"countersign/ui/uitest"
)

// editing is a request with the keys on one part.
func editing(e *kit.Env, p part, keys ...string) *request {
	s := requested(e)
	s.SetSize(80, 20)
	s.focusOn(p)
	for _, k := range keys {
		s.Update(uitest.KeyMsg(k))
	}
	return s
}

func requestRows(e *kit.Env) []kit.Screen {
	return uitest.Stack(editing(e, partQuery, "text=a harbour", "page=2", "sort", "tab", "date, and a value that is longer than any column of it"), "")
}

func requestRowOff(e *kit.Env) []kit.Screen {
	s := editing(e, partHeaders)
	s.rows[partHeaders].set("Accept: application/json\nX-Debug: 1\nX-Trace: 2")
	s.rows[partHeaders].goTo(1, 0)
	s.rows[partHeaders].switchOff()
	return uitest.Stack(s, "")
}

func requestPlain(e *kit.Env) []kit.Screen {
	return uitest.Stack(editing(e, partQuery, "text=a harbour", "page=2", "ctrl+g"), "")
}

func requestOwnMethod(e *kit.Env) []kit.Screen {
	return uitest.Stack(editing(e, partMethod, "p", "u", "r", "g", "e"), "")
}

func requestVariables(e *kit.Env) []kit.Screen {
	return uitest.Stack(editing(e, partTarget, "/{{connection}}?id={{$uuid}}"), "")
}

func requestUnknownVariable(e *kit.Env) []kit.Screen {
	return uitest.Stack(editing(e, partTarget, "/{{nobody}}"), "")
}

func requestNoBody(e *kit.Env) []kit.Screen { return uitest.Stack(editing(e, partBody), "") }

func withBody(e *kit.Env, kind bodyKind, body string) *request {
	s := editing(e, partRequests)
	s.drafts[0].kind, s.drafts[0].body, s.drafts[0].method = kind, body, "POST"
	s.load(0)
	s.focusOn(partBody)
	return s
}

func requestForm(e *kit.Env) []kit.Screen {
	s := withBody(e, bodyForm, "text=hello\n# draft=1\nlanguage=en")
	s.rows[partBody].goTo(2, 1)
	return uitest.Stack(s, "")
}

func requestJSON(e *kit.Env) []kit.Screen {
	return uitest.Stack(withBody(e, bodyJSON, "{\n  \"text\": \"hello from {{connection}}\"\n}"), "")
}

func requestMistaken(e *kit.Env) []kit.Screen {
	return uitest.Stack(withBody(e, bodyJSON, "{\n  \"text\": \"hello\",\n}"), "")
}

func fileBody(e *kit.Env, path string, seen bodyFileMsg) []kit.Screen {
	s := withBody(e, bodyFile, "")
	s.Update(uitest.KeyMsg(path))
	seen.task, seen.path = s.file.look.ID, path
	s.Update(seen)
	return uitest.Stack(s, "")
}

func requestFile(e *kit.Env) []kit.Screen {
	return fileBody(e, "~/pictures/harbour.jpg", bodyFileMsg{file: requestfile.BodyFile{Path: "/home/anna/pictures/harbour.jpg", Size: 2_345_678, Type: "image/jpeg"}})
}

func requestFileMissing(e *kit.Env) []kit.Screen {
	err := &flow.StepError{Step: flow.StepRequest, What: "cannot read the body file ~/nothing.jpg", Err: errors.New("no such file")}
	return fileBody(e, "~/nothing.jpg", bodyFileMsg{err: err})
}

const masked = "••••••••"

func sampleHistory() []history.Entry {
	return []history.Entry{
		{ID: "1", At: uitest.HoursAgo(0), Method: "GET", Target: "/me", Status: 200, Took: 183 * time.Millisecond, Size: 412},
		{
			ID: "2", At: uitest.HoursAgo(1), Method: "POST", Target: "/notes", Query: []flow.Pair{{Name: "draft", Value: "1"}},
			Header:   []flow.Pair{{Name: "Accept", Value: "application/json"}, {Name: "Cookie", Value: masked}},
			BodyType: "application/json", BodySize: 214, Status: 401, Took: 1200 * time.Millisecond, Size: 31,
		},
		{ID: "3", At: uitest.HoursAgo(30), Method: "DELETE", Target: "/notes/12037949754000000001/with/a/path/that/is/longer/than/a/window", Took: 30 * time.Second, Failure: "calling DELETE api.photos.example/notes: connection refused"},
	}
}

func historyOf(e *kit.Env, entries []history.Entry, err error) *historyScreen {
	e.Settings = settings.Defaults()
	s := newHistory(e, uitest.Connection())
	s.begin()
	s.Update(historyMsg{s.work.ID, entries, err})
	return s
}

func onRequest(e *kit.Env, s kit.Screen) []kit.Screen { return append(requestReady(e), s) }

func requestFromHistory(e *kit.Env) []kit.Screen {
	s := editing(e, partRequests)
	s.Update(reuseMsg{sampleHistory()[1]})
	s.Update(uitest.KeyMsg("shift+tab"))
	return uitest.Stack(s, "")
}

func requestOpening(e *kit.Env) []kit.Screen {
	s := editing(e, partRequests)
	for _, k := range []string{"o", "~/requests.http"} {
		s.Update(uitest.KeyMsg(k))
	}
	return uitest.Stack(s, "")
}

func variablesListed(e *kit.Env) []kit.Screen {
	own := []flow.Pair{{Name: "page", Value: "2"}, {Name: "connection", Value: "the file's own"}}
	return onRequest(e, newVariables(e, uitest.Connection().Scope(own)))
}

func historyListed(e *kit.Env) []kit.Screen {
	s := historyOf(e, sampleHistory(), nil)
	s.Update(tea.KeyMsg{Type: tea.KeyDown})
	return onRequest(e, s)
}

func historyEmpty(e *kit.Env) []kit.Screen { return onRequest(e, historyOf(e, nil, nil)) }

func historyOff(e *kit.Env) []kit.Screen {
	s := historyOf(e, nil, nil)
	e.Settings.History.Enabled = false
	return onRequest(e, s)
}

func historySaving(e *kit.Env) []kit.Screen {
	s := historyOf(e, sampleHistory(), nil)
	s.Update(uitest.KeyMsg("a"))
	s.work = e.StartTask()
	s.Update(historyDoneMsg{s.work.ID, "", &flow.StepError{Step: flow.StepRequest, What: "cannot save the request get me", Err: errors.New("requests.http already contains a request with that name"), Hint: "Choose another name."}})
	return onRequest(e, s)
}

func historyFailed(e *kit.Env) []kit.Screen {
	return onRequest(e, historyOf(e, nil, &flow.StepError{Step: flow.StepRequest, What: "cannot read the history of photos", Err: errors.New("permission denied"), Hint: "Check the permissions of its folder."}))
}
