// Package catalogue is where a connector is picked, or a new one is written.
//
//	catalogue.go           the list, its filter, and folders by their path
//	new_connector.go       a new connector, from three addresses
//	new_connector_view.go  its form, drawn
//	view.go                the list, drawn
//	watch.go               follows the files of the person's own connectors
package catalogue
