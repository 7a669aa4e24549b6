package catalogue

import (
	"countersign/flow"
	"countersign/ui/kit"
	"countersign/ui/uitest"
)

// The pictures of the catalogue.

func listed(e *kit.Env) *catalogue {
	s := New(e)
	s.Init()
	s.Update(catalogueMsg{task: s.watch.ID, entries: []flow.ConnectorEntry{
		{Key: "sandbox", Name: "Sandbox", Description: "A provider on this machine. No account needed.", Connector: uitest.Photos},
		{Key: "broker", Name: "Broker", Source: "/home/anna/connectors/broker", Err: flow.Problems{
			{File: "spec.yml", Line: 3, Column: 5, Message: "auth.type is oauth2", Fix: "write oauth1"},
			{File: "auth/get-oauth-config.map.yml", Line: 4, Column: 1, Message: "tokenUri is missing", Fix: "add it"},
		}},
		{Key: "photos", Name: "Photos", Description: uitest.Photos.Description, Connector: uitest.Photos},
	}})
	return s
}

func catalogueListed(e *kit.Env) []kit.Screen {
	s := listed(e)
	s.Update(uitest.KeyMsg("down"))
	s.Update(uitest.KeyMsg("down"))
	return uitest.Stack(s, "")
}

func catalogueBroken(e *kit.Env) []kit.Screen {
	s := listed(e)
	s.Update(uitest.KeyMsg("/"))
	s.Update(uitest.KeyMsg("broker"))
	return uitest.Stack(s, "")
}

func newConnectorEmpty(e *kit.Env) []kit.Screen {
	return uitest.Stack(newNewConnector(e), "", "new connection")
}

func newConnectorFilled(e *kit.Env) []kit.Screen {
	screens := newConnectorEmpty(e)
	for _, k := range []string{
		"https://www.service.example/oauth/request_token", "tab", "https://www.service.example/oauth/authorize", "tab",
		"https://api.service.example/oauth/access_token", "tab", "tab", "tab", "/me", "tab", "user..name", "tab", "right",
	} {
		screens[2].Update(uitest.KeyMsg(k))
	}
	return screens
}
