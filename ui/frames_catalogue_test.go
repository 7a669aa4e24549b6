package ui

import "countersign/flow"

// The pictures of the catalogue.

func listed(e *env) *catalogue {
	s := newCatalogue(e)
	s.Init()
	s.Update(catalogueMsg{task: s.watch.id, entries: []flow.ConnectorEntry{
		{Key: "sandbox", Name: "Sandbox", Description: "A provider on this machine. No account needed.", Connector: photos},
		{Key: "broker", Name: "Broker", Source: "/home/anna/connectors/broker", Err: flow.Problems{
			{File: "spec.yml", Line: 3, Column: 5, What: "auth.type is oauth2", Fix: "write oauth1"},
			{File: "auth/get-oauth-config.map.yml", Line: 4, Column: 1, What: "tokenUri is missing", Fix: "add it"},
		}},
		{Key: "photos", Name: "Photos", Description: photos.Description, Connector: photos},
	}})
	return s
}

func catalogueListed(e *env) []Screen {
	s := listed(e)
	s.Update(keyMsg("down"))
	s.Update(keyMsg("down"))
	return over(s, "")
}

func catalogueBroken(e *env) []Screen {
	s := listed(e)
	s.Update(keyMsg("/"))
	s.Update(keyMsg("broker"))
	return over(s, "")
}

func newConnectorEmpty(e *env) []Screen {
	return over(newNewConnector(e), "", "new connection")
}

func newConnectorFilled(e *env) []Screen {
	screens := newConnectorEmpty(e)
	for _, k := range []string{
		"https://www.service.example/oauth/request_token", "tab", "https://www.service.example/oauth/authorize", "tab",
		"https://api.service.example/oauth/access_token", "tab", "tab", "tab", "/me", "tab", "user..name", "tab", "right",
	} {
		screens[2].Update(keyMsg(k))
	}
	return screens
}
