// Package catalogue is the list of connectors, and the form for a new one.
//
//	catalogue.go           the list, its filter, and folders by their path
//	new_connector.go       the form for a new connector
//	new_connector_view.go  its view
//	view.go                the view of the list
//	watch.go               follows the files of the user's own connectors
package catalogue
