// Package config is the commands about the file of settings.
//
//	config.go  countersign config, and path
//	init.go    config init
//	check.go   config check
//	show.go    config show: the settings in force, and where each comes from
package config
