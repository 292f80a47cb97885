# make run           a demonstration on this machine
# make test          everything that CI runs
# make build         the four programs, into bin/
# make release       all that is published, the same bytes on any machine, into bin/dist/ (deploy/release/README.md)
# make reproducible  that twice, in two places at two times, and compared
# make deb           Debian packages of the four programs, into bin/packages/
# make zips          desk, courier and report for Windows and macOS, into bin/packages/
# make cross         report, desk and courier for Linux, macOS, Windows, into bin/OS-MACHINE/
# make picture       the picture and the tables of ARCHITECTURE.md, from the code
# make pictures      the browser tests, keeping a screenshot of every screen under artifacts/
# make roundtrip     one conversation with the real programs, step by step
# make bench         one table of what it costs (BENCHMARKS.md)
# make microbench    the benchmarks of single packages
# make fuzz          each parser for FUZZTIME (default 30s)
# make mutate        each test of a "cannot" in SECURITY.md fails under a mutation of what it guards (MUTATE=REGEXP: only those)
# make soak          what takes long

SHELL    := /bin/bash
FUZZTIME ?= 30s
PORT     ?= 8080
TOR      ?= on
GO       := go
VERSION  ?= $(shell cat VERSION)
page     := web/dist/index.html
texts    := internal/reporter/guide/texts
all        = $(shell $(GO) list ./...)
whole     := luwte/internal/e2e
raced      = $(shell $(GO) list ./server ./server/failpoint ./server/onion ./server/store/... ./cmd/luwte-drop ./cmd/luwte-courier ./internal/courier ./internal/cli ./internal/torchild ./internal/tortest ./internal/wire ./internal/pouch)
programs := luwte-report luwte-courier luwte-desk
debs     := amd64,arm64
given    := bin
release  := $(given)/dist
comma    := ,
space    := $() $()
machines := linux-amd64 linux-arm64 darwin-amd64 darwin-arm64 windows-amd64

# When it was made, in every file that is given away: when the last commit was, so that the same source gives the same bytes.
SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null || echo 1)
linked    = -trimpath -buildvcs=false -ldflags="-s -w -buildid= -X luwte/internal/cli.version=$(VERSION)"

.PHONY: deb zips released pages published release release-clean reproducible
.PHONY: run test build roundtrip picture pictures soak bench microbench fuzz mutate check cross cross-vet texts prepare-run prepare-test prepare-bench test-go test-whole test-raced vectors clean

run: prepare-run build
	TOR=$(TOR) PORT=$(PORT) deploy/demo.sh

build: $(page) $(texts)/page.json
	$(GO) build -trimpath -ldflags="-X luwte/internal/cli.version=$(VERSION)" -o bin/ ./cmd/...

# No C compiler, so that any machine builds them all. Without .exe Windows would not run it; go build adds it.
cross: $(page) $(texts)/page.json
	@set -e; for machine in $(machines); do \
	  echo "bin/$$machine"; \
	  CGO_ENABLED=0 GOOS=$${machine%-*} GOARCH=$${machine#*-} $(GO) build -trimpath -ldflags=-s -o bin/$$machine/ $(addprefix ./cmd/,$(programs)); \
	done

# What is given away: each program for each machine, and beside them, as pages/, what the commands say of themselves.
released: $(page) $(texts)/page.json
	@set -e; for machine in $(machines); do \
	  echo "$(given)/programs/$$machine"; \
	  CGO_ENABLED=0 GOOS=$${machine%-*} GOARCH=$${machine#*-} $(GO) build $(linked) -o $(given)/programs/$$machine/ $(addprefix ./cmd/,$(programs)) $$([ $${machine%-*} != linux ] || echo ./cmd/luwte-drop); \
	done

# The programs under the names by which they are published, the page, what they consist of, and the licences of that, which go into packages too.
published: released
	rm -rf $(release) && mkdir -p $(release)
	@set -e; for file in $(given)/programs/*-*/*; do name=$${file##*/} machine=$${file%/*}; \
	  cp $$file $(release)/$${name%.exe}-$${machine##*/}$$([[ $$name != *.exe ]] || echo .exe); done
	cp $(page) $(release)/luwte-page.html
	$(GO) run ./internal/release/cmd/luwte-release bill --version $(VERSION) --commit $(commit) $(release)
	mkdir -p $(given)/programs/pages && cp $(release)/THIRD-PARTY-LICENSES.txt $(given)/programs/pages

pages: released
	SOURCE_DATE_EPOCH=$(SOURCE_DATE_EPOCH) deploy/packages/pages.sh $(given)/programs/$$($(GO) env GOOS)-$$($(GO) env GOARCH) $(given)/programs/pages $(VERSION)

deb: pages published
	rm -f $(given)/packages/*.deb
	$(GO) -C deploy/tools run ./deb -root $(CURDIR) -programs $(abspath $(given)/programs) -out $(abspath $(given)/packages) -version $(VERSION) -epoch $(SOURCE_DATE_EPOCH) -machine $(debs) $(CURDIR)/deploy/packages/*.yaml

zips: published
	rm -f $(given)/packages/*.zip
	$(GO) run ./deploy/packages/zips -programs $(given)/programs -out $(given)/packages -version $(VERSION) -epoch $(SOURCE_DATE_EPOCH) \
	  -machine $(subst $(space),$(comma),$(filter-out linux-%,$(machines))) -with deploy/packages/README.txt,$(release)/THIRD-PARTY-LICENSES.txt,deploy/where-it-runs.md,SECURITY.md $(programs)

# What a user's own settings could change in the bytes stands here. Everything is of one commit, and its time is the only one.
commit = $(shell git rev-parse HEAD 2>/dev/null || printf '%040d' 0)
pinned = GOENV=off GOFLAGS=-mod=readonly GOWORK=off GOTOOLCHAIN=$(shell sed -n 's/^toolchain //p' go.mod) GOAMD64=v1 GOARM64=v8.0 GOFIPS140=off GOEXPERIMENT= GODEBUG=
pinned += CGO_ENABLED=0 LC_ALL=C TZ=UTC
source = VERSION=$(shell cat VERSION) SOURCE_DATE_EPOCH=$(shell git log -1 --format=%ct)

release: release-clean
	cd web && npm ci --no-audit --no-fund
	$(GO) mod download && $(GO) -C deploy/tools mod download
	umask 022 && $(pinned) $(MAKE) --no-print-directory $(source) deb zips
	cp $(given)/packages/* $(release)
	$(pinned) $(GO) run ./internal/release/cmd/luwte-release list --version $(shell cat VERSION) --commit $(commit) --time $(shell git log -1 --format=%ct) $(release)
	@echo "$(release)/SHA256SUMS is the list. It is not signed: luwte-release sign --key FILE $(release) does that, where the key is (deploy/release/README.md)."

release-clean:
	@[ -z "$$(git status --porcelain)" ] || { echo "error: a release is of a commit, and there is something here that is in none" >&2; echo "hint: git status shows it; commit it or take it away" >&2; exit 1; }
	rm -rf $(given)/programs $(given)/packages $(release) web/dist

reproducible: prepare-test
	LUWTE_SOAK=1 $(GO) test -count=1 -v -timeout 2h -run 'TestRelease_' ./internal/release/...

# The desk and its tests compile for the others too. Neither this nor cross is in make check: each takes most of a minute of a core.
cross-vet:
	GOOS=windows $(GO) vet ./internal/desk/... ./cmd/luwte-desk
	GOOS=darwin $(GO) vet ./internal/desk/... ./cmd/luwte-desk

# What the page says, for luwte-report to say in the same words. It is kept in git; a test compares it.
texts: $(texts)/page.json

$(texts)/page.json: web/node_modules/.package-lock.json $(texts)/page.mjs $(wildcard web/src/language/*.ts)
	node $(texts)/page.mjs

prepare-run:
	deploy/prepare.sh run

prepare-test:
	deploy/prepare.sh test

prepare-bench:
	deploy/prepare.sh bench

# npm writes this file last, so an interrupted npm ci is done again.
web/node_modules/.package-lock.json: web/package-lock.json web/package.json web/.npmrc
	cd web && npm ci --no-audit --no-fund

$(page): web/node_modules/.package-lock.json web/build.mjs web/leftout.mjs web/wordlists.mjs crypto/words/dutch.txt $(shell find web/src -type f)
	cd web && npm run build

check: $(page)
	@unformatted=$$(gofmt -l cmd crypto deploy internal server web/*.go); [ -z "$$unformatted" ] || { echo "not gofmt'ed: $$unformatted"; exit 1; }
	$(GO) vet ./...
	$(GO) tool staticcheck ./...
	cd web && npm run check && npm run lint

# One private Tor network serves the tests of all packages.
test: prepare-test build check
	cd web && npm test
	$(GO) build -o bin/test/ ./internal/tortest/cmd/testnet
	bin/test/testnet -- $(MAKE) --no-print-directory test-go

# Browsers and tor wait much of their time; what serves many at once goes on beside them.
test-go:
	$(MAKE) --no-print-directory -j2 test-whole test-raced
	$(GO) test -timeout 20m $(filter-out $(raced) $(whole),$(all))

test-whole:
	$(GO) test -timeout 40m $(whole)

# The race detector looks at what serves many at once; make soak shows it everything but the browsers. It makes sealing many times slower.
# What is killed, loses its power, is damaged or flooded is left out of it by a build tag.
test-raced:
	$(GO) test -race -p 1 -timeout 20m $(raced)
	$(GO) test -p 1 -run 'Kill|CutOff|PowerCut|TestServe_Disk|TestCheck_|TestOpen_FileCut|TestOpen_Pages|TestServe_Ten|TestServe_FourHundred|Descriptors' ./server/store ./cmd/luwte-drop

roundtrip: prepare-test build
	$(GO) test -count=1 -v -run 'TestRoundtrip_CommandsOverTor' ./internal/e2e

# It is kept in git; a test compares it.
picture: $(page)
	$(GO) run ./internal/picture

pictures: prepare-test build
	LUWTE_PICTURES=1 $(GO) test -count=1 -timeout 40m -run 'TestPage_|TestSafest_|TestRoundtrip_Browser|TestFiles_Typed' ./internal/e2e

soak: prepare-test build
	$(GO) build -o bin/test/ ./internal/tortest/cmd/testnet
	LUWTE_SOAK=1 bin/test/testnet -- $(GO) test -count=1 -timeout 2h ./...
	bin/test/testnet -- $(GO) test -race -count=1 -timeout 2h $(filter-out $(whole),$(all))
	$(MAKE) cross cross-vet fuzz

# An hour on two cores. The tree is not touched.
mutate: prepare-test build
	$(GO) build -o bin/test/ ./internal/tortest/cmd/testnet
	bin/test/testnet -- $(GO) run ./internal/mutate -run '$(MUTATE)'

# BENCH are flags: -run REGEXP, -short, -full. The table alone is standard output.
bench: prepare-bench build
	@$(GO) build -o bin/test/ ./internal/bench
	@bin/test/bench $(BENCH)

microbench: $(page)
	$(GO) test -run '^$$' -bench . -benchmem ./crypto/... ./server/... ./internal/...

# make test runs each target over its seeds and some mutations of them. This is the fuzzer itself, for hours with FUZZTIME=1h; what it finds it writes to
# testdata/fuzz, where it is a seed from then on.
fuzz: $(page)
	@set -e; for package in $$($(GO) list ./...); do \
	  for target in $$($(GO) test -list '^Fuzz' $$package | grep '^Fuzz' || true); do \
	    echo "$$package $$target"; $(GO) test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) $$package; \
	  done; \
	done

# Other bytes with the same meaning: sealing and signing are randomised.
vectors:
	$(GO) run ./crypto/vectors/gen crypto/vectors

clean:
	rm -rf bin web/dist artifacts demo
