// Package notes keeps short texts.
package notes

import (
	"errors"
	"time"
)

// ErrNotFound says that there is no note with this ID.
var ErrNotFound = errors.New("no such note")

// Note is a text that somebody wanted to keep. IDs grow, so that they also order the notes.
type Note struct {
	ID        int64     `json:"id"`
	Text      string    `json:"text"`
	CreatedAt time.Time `json:"createdAt"`
}
