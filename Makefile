# Onward. `make help` lists the commands. PYTHON=..., PEOPLE=..., TESTS=..., SERVICE=... and ARGS=... may be given.
SHELL := /bin/sh
.DEFAULT_GOAL := help
PEOPLE ?= 6000
YEAR ?=
TESTS ?=
SERVICE ?= reporting
ARGS ?=
PY := .venv/bin/python
LOCAL := $(PY) -m deploy.local
# Kinds of tests that touch nothing but this process, and kinds that need Kafka and PostgreSQL.
QUIET_TESTS := test-unit test-spec test-property test-architecture
STACK_TESTS := test-contract test-integration test-e2e
# The user's own Python settings must not reach into the environment.
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV
export PYTHON

.PHONY: help setup demo up restart scale down status prometheus servers dev check types format test $(QUIET_TESTS) $(STACK_TESTS) coverage later bench bench-pair bench-peer \
	load soak chaos consumers upgrade-test fuzz writers templates templates-check docs docs-check alerts-check tables words lock clean
.PHONY: chaos-replicas manifests helm bench-scale capacity sbom audit

help: ## list these commands
	@awk 'BEGIN { FS = ":.*## " } /^[a-z0-9-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "  ./onward --help lists what is done from a shell while it runs: check, send, nil, status, story, figures, month, national-return, resend, republish, chase, accounts, watch, audit, erase, subject-access, retention, peek, replay, consumer, backup, restore, dead-letters."
	@echo "  KAFKA_BOOTSTRAP_SERVERS and DATABASE_URL in the environment make these use servers that exist."

setup: ## make the Python environment, install the pages' assets, compile hot modules; quick when nothing changed
	@sh deploy/local/setup.sh

demo: setup ## send a synthetic county through the upload hook, show the figures (PEOPLE=6000); YEAR=1 plays its whole year
	@$(PY) -m deploy.demo$(if $(YEAR),.year) --people $(PEOPLE) $(ARGS)

up: setup ## start Kafka, PostgreSQL and the four services; a second start finds the first
	@$(LOCAL) up

restart: setup ## stop the four services and start them again, with the code as it stands; the servers stay up
	@$(LOCAL) restart

scale: setup ## run so many replicas of one service (S=matching N=3): at most 12, and as many as PostgreSQL has connections for
	@if [ -z "$(S)" ] || [ -z "$(N)" ]; then echo "Say which service and how many of it, such as: make scale S=matching N=3" >&2; exit 2; fi
	@$(LOCAL) scale $(S) $(N)

down: ## stop everything of this checkout
	@if [ -x $(PY) ]; then $(LOCAL) down; else echo "Nothing was running."; fi

status: setup ## show addresses, sign-in, health and lag
	@$(LOCAL) status || true

prometheus: setup ## have the machine's Prometheus scrape the local stack and judge the alert rules, until Ctrl-C
	@$(LOCAL) prometheus

servers: setup ## start Kafka and PostgreSQL only
	@$(LOCAL) servers

dev: setup ## run one service and restart it whenever its code changes (SERVICE=reporting); the others are not needed
	@$(LOCAL) dev $(SERVICE)

check: setup ## formatting, lint, types, import contracts, compose file, Helm chart, generated pages
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	.venv/bin/lint-imports
	.venv/bin/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml deploy/docker/tls.yml
	@$(PY) -m tools.check_asyncapi
	@$(MAKE) --no-print-directory alerts-check
	@$(PY) -m tools.manifests
	$(PY) -m tools.freeze_migrations --check
	@$(MAKE) --no-print-directory docs-check

# Alert rules and their tests, by Prometheus' own tool.
alerts-check:
	@if command -v promtool >/dev/null 2>&1; then cd deploy/observability/prometheus && promtool check config prometheus.yml && \
		promtool test rules rules_test.yml; else echo "not run: promtool (apt-get install prometheus)"; fi

types: setup ## types only
	$(PY) -m mypy

format: setup ## put the code into its one form
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

test: setup ## every test, on a real Kafka and a real PostgreSQL (TESTS=tests/unit narrows, ARGS=-x is passed on)
	@$(LOCAL) test -- $(TESTS) $(ARGS)

test-unit: setup ## the behaviour of one module; needs no servers
test-spec: setup ## the rules as tables; needs no servers
test-property: setup ## laws that hold for any input; needs no servers
test-architecture: setup ## sizes, imports, names; needs no servers
$(QUIET_TESTS):
	@$(PY) -m pytest tests/$(@:test-%=%) $(if $(filter test-unit,$@),clients/python/client_tests) $(ARGS)

test-contract: setup ## shapes of events; a port's fake and its real adapter pass one suite
test-integration: setup ## SQL, transactions, Kafka
test-e2e: setup ## real pages in a real browser
$(STACK_TESTS):
	@$(LOCAL) test -- tests/$(@:test-%=%) $(ARGS)

coverage: setup ## lines and branches of domain and use cases that the tests without servers reach
	@ONWARD_COMPILED=no $(PY) -m coverage run -m pytest -q $(or $(TESTS),tests/unit tests/spec tests/property) $(ARGS)
	@echo "Domain:" && $(PY) -m coverage report --include='services/*/domain/*'
	@echo "Use cases:" && $(PY) -m coverage report --include='services/*/usecases/*'

later: setup ## close a month, send 10,000 rows after it, and make it again byte for byte
	@ONWARD_LATER_ROWS=10000 $(LOCAL) test -- tests/integration/reporting/test_a_closed_month.py

bench: setup ## rows a second from workbook bytes to status changes, by stage, beside the bare limit
	@$(PY) -m tests.bench $(ARGS)

bench-peer: setup ## the same beside one process that reads the files, links with Splink and loads the statuses
	@cmp -s tests/bench/peer.lock build/peer/made-of || { $(PY) -m venv --clear --without-pip build/peer && \
		.venv/bin/uv pip install --quiet --python build/peer/bin/python --require-hashes --no-deps -r tests/bench/peer.lock && \
		cp tests/bench/peer.lock build/peer/made-of; }
	@$(PY) -m tests.bench --peer $(ARGS)

bench-scale: setup ## the same files through one, two and three replicas of each service: speed, cost, and the same statuses (minutes)
	@$(PY) -m tests.bench.replicas $(ARGS)

capacity: ## what a county of so many people needs: cores, connections, disk a year (PEOPLE=600000)
	@$(PY) -m deploy.capacity --people $(PEOPLE)

bench-pair: setup ## this commit and REF=<commit> by turns, from clean clones: medians and ratios (ARGS: see --help)
	@$(PY) -m tests.bench.pair --ref $(REF) $(ARGS)

load: setup ## 200 schools send within a minute while 500 people read pages: errors, and how long answers take
	@$(PY) -m tests.load deadline $(ARGS)

soak: setup ## an hour of files and readers (MINUTES=60): memory and open files must stay as they are
	@$(PY) -m tests.load soak --minutes $(or $(MINUTES),60) $(ARGS)

chaos: setup ## kill everything at random for longer than `make test` does and compare with the calm run
	@ONWARD_CHAOS=long $(LOCAL) test -- tests/chaos $(ARGS)

chaos-replicas: setup ## the same for three replicas of each service, any one of which is killed, beside one calm replica
	@ONWARD_CHAOS=replicas $(LOCAL) test -- tests/chaos $(ARGS)

consumers: setup ## read the public topic by all clients there are: Python, Java, kcat (each where it is installed), ./onward watch
	@$(LOCAL) test -- tests/integration/clients $(ARGS)

upgrade-test: setup ## run the release REF=<tag or commit> and this one side by side over one database while files flow
	@rm -rf build/upgrade-from && git clone --quiet . build/upgrade-from && git -C build/upgrade-from checkout --quiet $(REF)
	@ln -s ../../node_modules build/upgrade-from/node_modules
	@ONWARD_UPGRADE_FROM=build/upgrade-from $(LOCAL) test -- tests/integration/deploy/test_upgrade.py $(ARGS)

fuzz: setup ## read and judge damaged and hostile files of every collection (COUNT=20000, SEED=0); HOOK=1000 sends so many too
	@ONWARD_FUZZ=$(or $(COUNT),20000) ONWARD_FUZZ_SEED=$(or $(SEED),0) $(PY) -m pytest -s tests/property/test_hostile_files.py $(ARGS)
	@$(if $(HOOK),ONWARD_FUZZ_HOOK=$(HOOK) ONWARD_FUZZ_SEED=$(or $(SEED),0) $(LOCAL) test -- -s tests/integration/test_hostile_deliveries.py $(ARGS))

writers: setup ## have real programs write a return in every way and read what they wrote (minutes; ARGS=--only=POI)
	@$(PY) -m tests.writers $(ARGS)

templates: setup ## write the template of every return, an .xlsx each, into build/templates
	@$(PY) -m tools.templates

templates-check: setup ## have LibreOffice fill every template as a person would, save it, and read it back (a minute)
	@$(PY) -m tests.writers.filled_templates

docs: setup ## write the generated pages and dashboards again
	@$(PY) -m tools.manual
	@$(PY) -m tools.dashboards

sbom: setup ## write the bill of materials (CycloneDX) from the lock files, validated; says what is shipped and what is not
	@$(PY) -m tools.supply.sbom

audit: setup ## what is known against the locked packages: asks by pip-audit, or looks into ADVISORIES=path (status 3: could not look)
	@$(if $(ADVISORIES),:,cmp -s tools/supply/audit.lock build/audit/made-of || { $(PY) -m venv --clear --without-pip build/audit && \
		.venv/bin/uv pip install --quiet --system-certs --python build/audit/bin/python --require-hashes --no-deps -r tools/supply/audit.lock && \
		cp tools/supply/audit.lock build/audit/made-of; })
	@$(PY) -m tools.supply.audit $(if $(ADVISORIES),--advisories $(ADVISORIES)) $(ARGS)

manifests: setup ## render the Helm chart's examples anew (needs Helm: make helm)
	@$(PY) -m tools.manifests --render

helm: ## install Helm into build/tools; needs Go, and minutes
	@GOBIN=$(CURDIR)/build/tools go install helm.sh/helm/v3/cmd/helm@v3.22.0

tables: setup ## write the page of tables again from a migrated database (starts PostgreSQL)
	@ONWARD_WRITE_TABLES=1 $(LOCAL) test -- tests/integration/persistence/test_tables_page.py

words: ## see that no retired word comes back as a name, and no class name stands twice
	$(PY) -m pytest -q tests/architecture/test_names.py

docs-check:
	@$(PY) -m tools.manual --check
	@$(PY) -m tools.dashboards --check

lock: setup ## resolve the dependencies of pyproject.toml again into requirements.lock
	.venv/bin/uv pip compile --generate-hashes --no-emit-index-url --no-header --universal \
		--python-version 3.11 --all-extras pyproject.toml -o requirements.lock
	.venv/bin/uv pip compile --generate-hashes --no-emit-index-url --no-header --universal \
		--python-version 3.11 -c requirements.lock pyproject.toml -o deploy/docker/requirements.lock
	.venv/bin/uv pip compile --generate-hashes --no-emit-index-url --no-header --universal \
		--python-version 3.11 -c requirements.lock --extra traces pyproject.toml -o deploy/docker/traces.lock
	.venv/bin/uv pip compile --generate-hashes --no-emit-index-url --no-header --universal \
		--python-version 3.11 --group peer -o tests/bench/peer.lock
	.venv/bin/uv pip compile --generate-hashes --no-emit-index-url --no-header --universal \
		--python-version 3.11 --group audit -o tools/supply/audit.lock
	.venv/bin/uv pip compile --generate-hashes --no-emit-index-url --no-header --universal \
		--python-version 3.11 -c requirements.lock --extra compile pyproject.toml -o deploy/docker/compile.lock
	.venv/bin/uv pip compile --generate-hashes --no-emit-index-url --no-header --universal \
		--python-version 3.11 -c requirements.lock --group recovery -o deploy/docker/recovery.lock
	@sh deploy/local/setup.sh

clean: ## stop everything and remove its data and what was built; the environment stays
	@if [ -x $(PY) ]; then $(LOCAL) clean; fi
	@rm -rf build .mypy_cache .ruff_cache .hypothesis .import_linter_cache
