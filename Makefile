# SPDX-License-Identifier: Apache-2.0
# `make demo` sets up, publishes the example network and serves it; `make test` sets up and passes every test.
