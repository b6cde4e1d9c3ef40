package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
)

const maxBody = 64 << 10

// readJSON reads the body of a request; the problem is nil if that worked.
func readJSON(w http.ResponseWriter, r *http.Request, into any) *problem {
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != "application/json" {
		return &problem{Status: http.StatusUnsupportedMediaType, Detail: "The body must be application/json"}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return &problem{
			Status: http.StatusRequestEntityTooLarge,
			Detail: fmt.Sprintf("The body must not be larger than %d bytes", tooLarge.Limit),
		}
	}
	if err != nil {
		return &problem{Status: http.StatusBadRequest, Detail: "The body could not be read"}
	}
	err = json.Unmarshal(body, into)
	if wrongType := (*json.UnmarshalTypeError)(nil); errors.As(err, &wrongType) {
		return invalid(invalidPart{
			Detail:  "must not be of type " + wrongType.Value,
			Pointer: strings.TrimSuffix("#/"+strings.ReplaceAll(wrongType.Field, ".", "/"), "/"),
		})
	}
	if err != nil {
		return &problem{Status: http.StatusBadRequest, Detail: "The body is not JSON"}
	}
	return nil
}

// readInteger reads a parameter that must be between low and high.
func readInteger(name, text string, low, high int64) (int64, *invalidPart) {
	value, err := strconv.ParseInt(text, 10, 64)
	if err != nil || value < low || value > high {
		return 0, &invalidPart{
			Detail:    fmt.Sprintf("must be an integer from %d to %d", low, high),
			Parameter: name,
		}
	}
	return value, nil
}

func invalid(parts ...invalidPart) *problem {
	return &problem{Status: http.StatusUnprocessableEntity, Detail: "The request is not valid", Errors: parts}
}
