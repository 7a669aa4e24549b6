package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/internal/text"
)

func (s *session) runCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "run NAME -- COMMAND [ARG…]",
		Short: "Run a program with a connection's credentials in its environment",
		Long: `run starts a program that signs by itself, with the credentials of a kept connection in its environment and nowhere else:

  OAUTH_CONSUMER_KEY, OAUTH_CONSUMER_SECRET, OAUTH_TOKEN, OAUTH_TOKEN_SECRET
  OAUTH_SIGNATURE_METHOD, and for its RSA methods OAUTH_PRIVATE_KEY, in PEM
  COUNTERSIGN_CONNECTION, the connection's name, and COUNTERSIGN_BASE_URI

A token that is about to end is renewed first, where the service renews it without you. On Unix the program takes the place
of countersign, so that signals, the terminal and the exit code are its own; elsewhere the exit code is passed on. The exit
code is 127 when there is no such program, 126 when it cannot be run.`,
		Example: `  countersign run flickr -- ./backup-photos.py
  countersign run flickr -- sh -c 'twurl -c "$OAUTH_CONSUMER_KEY" …'`,
		Args: arguments(2, 1<<10),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 { // a program and its files
				return nil, cobra.ShellCompDirectiveDefault
			}
			return s.completeConnections(cmd, args, word)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if cmd.ArgsLenAtDash() != 1 { // flags behind it are the program's own
				return misuse("usage: "+cmd.UseLine(), "run needs a -- between the connection's name and the program")
			}
			return s.runProgram(cmd.Context(), args[0], args[1:])
		},
	}
}

func (s *session) runProgram(ctx context.Context, name string, command []string) error {
	path, err := exec.LookPath(command[0])
	if err != nil {
		return notRunnable(command[0], err)
	}
	c, err := s.openConnection(ctx, name)
	if err != nil {
		return err
	}
	if err := c.Renewed(ctx); err != nil {
		return err
	}
	if err := s.manager.Close(); err != nil { // nothing of ours outlives the next step
		return err
	}
	return become(path, command, append(withoutCredentials(os.Environ()), credentialsOf(c)...))
}

// The variables that other OAuth 1.0 tools read, or are told to.
const (
	consumerKeyVariable     = "OAUTH_CONSUMER_KEY"
	consumerSecretOfRun     = "OAUTH_CONSUMER_SECRET" //nolint:gosec // a name, no secret
	tokenVariable           = "OAUTH_TOKEN"           //nolint:gosec // a name, no secret
	tokenSecretOfRun        = "OAUTH_TOKEN_SECRET"    //nolint:gosec // a name, no secret
	signatureMethodVariable = "OAUTH_SIGNATURE_METHOD"
	privateKeyVariable      = "OAUTH_PRIVATE_KEY"
	connectionVariable      = "COUNTERSIGN_CONNECTION"
	baseURIVariable         = "COUNTERSIGN_BASE_URI"
)

func credentialsOf(c *flow.Connection) []string {
	creds := c.Credentials()
	env := []string{
		consumerKeyVariable + "=" + creds.ConsumerKey,
		consumerSecretOfRun + "=" + creds.ConsumerSecret.Reveal(),
		tokenVariable + "=" + creds.Token,
		tokenSecretOfRun + "=" + creds.TokenSecret.Reveal(),
		signatureMethodVariable + "=" + string(creds.SignatureMethod),
		connectionVariable + "=" + c.Entry.Name,
		baseURIVariable + "=" + c.BaseURI(),
	}
	if !creds.PrivateKey.Empty() {
		env = append(env, privateKeyVariable+"="+creds.PrivateKey.Reveal())
	}
	return env
}

// withoutCredentials takes those of another connection out of an environment.
func withoutCredentials(environment []string) []string {
	ours := []string{
		consumerKeyVariable, consumerSecretOfRun, tokenVariable, tokenSecretOfRun, signatureMethodVariable, privateKeyVariable,
		connectionVariable, baseURIVariable,
	}
	return slices.DeleteFunc(environment, func(variable string) bool {
		name, _, _ := strings.Cut(variable, "=")
		return slices.Contains(ours, name)
	})
}

// notRunnable has the exit codes of the shells.
func notRunnable(command string, err error) error {
	c := &complaint{NotRunnable, flow.Explanation{
		What: fmt.Sprintf("running %s: %s", text.Safe(command, 80), pathless(err)), Next: "check the program's name and whether it may be run",
	}}
	if errors.Is(err, exec.ErrNotFound) || errors.Is(err, os.ErrNotExist) {
		c.code = NoProgram
	}
	return c
}

// pathless is an error without the path that the sentence names already.
func pathless(err error) error {
	var lookup *exec.Error
	if errors.As(err, &lookup) {
		err = lookup.Err
	}
	var file *os.PathError
	if errors.As(err, &file) {
		err = file.Err
	}
	return err
}
