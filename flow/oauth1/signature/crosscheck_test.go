package signature_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/dghubble/oauth1"

	"countersign/flow/oauth1/signature"
	"countersign/internal/testenv"
)

// checker is an OAuth implementation that is not ours. Its script verifies all
// requests of a run in one process and says of each whether it can judge it.
type checker struct {
	name   string
	parts  []string // what the script needs
	script string
	enough int // how many of samplesOfSeed requests it must really have verified of each seed
}

var checkers = []checker{
	{"oauthlib", []string{"python3 oauthlib", "python3 jwt", "python3 cryptography"}, "oauthlib_check.py", 500},
	{"ruby-oauth", []string{"ruby oauth"}, "ruby_check.rb", 250},
}

// A full run has these seeds and a random one, each with so many requests; the short form has these alone, and fewer.
var fixedSeeds = []uint64{5849, 1, 20071204}

const samplesOfSeed = 750

func samples() int { return testenv.Count(75, samplesOfSeed) }

// Every so many requests, one goes out a second time with something changed after
// it was signed, in one of these ways. It must be refused.
func brokenOneIn() int { return testenv.Count(5, 15) }

var brokenWays = []string{"signature changed", "path changed", "query changed"}

// fewOfAKind are few enough that all may have a known fault of the checkers in their way.
const fewOfAKind = 10

// verdict is a checker's answer.
type verdict struct {
	ID         int    `json:"id"`
	Verified   bool   `json:"verified"`
	Unfit      string `json:"unfit"` // the fault of its own that keeps it from judging; empty for most
	BaseString string `json:"base_string"`
	Error      string `json:"error"`
}

// Requests of every kind, signed by us and written by net/http, are verified by
// others. A run tells its random seed; COUNTERSIGN_SEED repeats it. A request that
// a checker can't judge for a known fault of its own is counted, fault by fault,
// and each kind of request must have been verified by one of them at least.
func TestLongOtherImplementationsVerifyOurSignatures(t *testing.T) {
	seeds := slices.Clone(fixedSeeds)
	if testenv.Full() || os.Getenv("COUNTERSIGN_SEED") != "" {
		seeds = append(seeds, randomSeed(t))
	}
	t.Logf("seeds %d, %d requests each", seeds, samples())
	arrivals := arrivalsOf(t, seeds)
	verified := map[string]int{} // by kind
	ran := 0
	for _, c := range checkers {
		t.Run(c.name, func(t *testing.T) {
			verdicts := c.run(t, arrivals)
			ran++
			for _, kind := range c.count(t, arrivals, verdicts) {
				verified[kind]++
			}
		})
	}
	if ran < len(checkers) {
		return
	}
	total := map[string]int{}
	for _, a := range arrivals {
		for _, kind := range a.sample.kinds {
			if total[kind]++; verified[kind] == 0 && total[kind] >= fewOfAKind {
				t.Errorf("no checker verified any request with: %s", kind)
				verified[kind] = -1 // said once
			}
		}
	}
}

func randomSeed(t *testing.T) uint64 {
	t.Helper()
	given := os.Getenv("COUNTERSIGN_SEED")
	if given == "" {
		return rand.Uint64()
	}
	seed, err := strconv.ParseUint(given, 10, 64)
	if err != nil {
		t.Fatalf("COUNTERSIGN_SEED: %v", err)
	}
	return seed
}

func arrivalsOf(t *testing.T, seeds []uint64) []arrival {
	t.Helper()
	keys, signers := rsaKeys(t), map[string]oauth1.Signer{}
	var list []arrival
	for _, seed := range seeds {
		for index := range uint64(samples()) {
			s := newSample(keys, seed, index)
			list = append(list, s.arrival(t, signers, ""))
			if nth := int(index) / brokenOneIn(); int(index)%brokenOneIn() == 0 {
				list = append(list, s.arrival(t, signers, brokenWays[nth%len(brokenWays)]))
			}
		}
	}
	for i := range list {
		list[i].ID = i
	}
	return list
}

// run gives the checker's verdicts, in the order of the arrivals.
func (c checker) run(t *testing.T, arrivals []arrival) []verdict {
	t.Helper()
	program := testenv.Program(t, c.parts...)
	var in, complaints bytes.Buffer
	lines := json.NewEncoder(&in)
	for _, a := range arrivals {
		if err := lines.Encode(a); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), program, filepath.Join("testdata", "crosscheck", c.script))
	cmd.Stdin, cmd.Stderr = &in, &complaints
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", c.script, err, complaints.String())
	}
	verdicts := make([]verdict, len(arrivals))
	answers := json.NewDecoder(bytes.NewReader(out))
	for i := range verdicts {
		if err := answers.Decode(&verdicts[i]); err != nil || verdicts[i].ID != i {
			t.Fatalf("%s, answer %d of %d: %v, %+v", c.script, i, len(arrivals), err, verdicts[i])
		}
	}
	return verdicts
}

// count holds the verdicts against what is right, and gives the kinds of the
// requests that were verified.
func (c checker) count(t *testing.T, arrivals []arrival, verdicts []verdict) (kinds []string) {
	t.Helper()
	verified, refused, wrong := 0, map[string]int{}, 0
	unfit, passed := map[string]int{}, map[string]int{}
	methods := map[signature.Method]int{}
	for i, a := range arrivals {
		v := verdicts[i]
		switch {
		case a.broken != "" && v.Verified, a.broken == "" && v.Unfit == "" && !v.Verified:
			if wrong++; wrong <= 3 {
				t.Error(explain(a, v))
			}
		case a.broken != "" && v.Unfit == "":
			refused[a.broken]++
		case v.Verified:
			verified++
			methods[a.sample.method]++
			passed[v.Unfit]++
			kinds = append(kinds, a.sample.kinds...)
		case a.broken == "":
			unfit[v.Unfit]++
		}
	}
	report := fmt.Sprintf("%d verified: %v", verified, methods)
	for _, how := range slices.Sorted(maps.Keys(refused)) {
		report += fmt.Sprintf("\n%d refused as they should be: %s", refused[how], how)
	}
	for _, fault := range slices.Sorted(maps.Keys(unfit)) {
		report += fmt.Sprintf("\n%d left out (beside %d verified all the same): %s", unfit[fault], passed[fault], fault)
	}
	t.Log(report)
	if wrong > 0 {
		t.Errorf("%d wrong verdicts, up to 3 of them above", wrong)
	}
	if enough := c.enough * len(fixedSeeds) * samples() / samplesOfSeed; verified < enough {
		t.Errorf("%d requests verified, fewer than %d", verified, enough)
	}
	if len(refused) < len(brokenWays) {
		t.Errorf("not every way to break a request was tried: %v", refused)
	}
	return kinds
}

func explain(a arrival, v verdict) string {
	return fmt.Sprintf(`seed %d, request %d: verified %v, though %s (COUNTERSIGN_SEED=%[1]d repeats it)
kinds: %[5]s
consumer secret %[6]q, token secret %[7]q
our base string:   %[8]s
their base string: %[9]s
their error: %[10]s
on the wire, by %[11]s:
%[12]s`, a.sample.seed, a.sample.index, v.Verified, cmp.Or(a.broken, "rightly signed"), strings.Join(a.sample.kinds, ", "),
		a.ConsumerSecret, a.TokenSecret, a.base.String, v.BaseString, v.Error, a.Scheme, a.Request)
}
