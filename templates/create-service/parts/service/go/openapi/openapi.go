// Package openapi holds the description of the API, which tests/contract compares with what the service does.
package openapi

import _ "embed" // for the description

// JSON is the OpenAPI description.
//
//go:embed openapi.json
var JSON []byte
