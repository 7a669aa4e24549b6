# Commands for contributors. CONTRIBUTING.md explains them.

.PHONY: test long lint ci bare fuzz screenshots

test: ## run the tests, with long tests shortened
	go test ./...

long: ## run the long tests in full
	COUNTERSIGN_TEST_FULL=1 go test -run '^TestLong' ./...

lint: ## run the formatters and linters
	golangci-lint fmt --diff
	golangci-lint run ./...

ci: ## run all checks that a change must pass
	.ci/run

bare: ## run them in a fresh Debian root (needs root and mmdebstrap)
	.ci/bare

fuzz: ## run every fuzz target for FUZZTIME seconds in total (default: two hours)
	.ci/fuzz $(or $(FUZZTIME),7200)

screenshots: ## create the pictures in screenshots/
	go run ./screenshots
