package notes

import (
	"errors"
	"fmt"
	"strconv"
	"testing"
)

func TestMemoryKeepsNotes(t *testing.T) {
	var store Memory
	added, err := store.Add(t.Context(), "first")
	if err != nil {
		t.Fatal(err)
	}
	if added.ID != 1 || added.Text != "first" || added.CreatedAt.IsZero() {
		t.Errorf("added %+v", added)
	}
	got, err := store.Get(t.Context(), added.ID)
	if err != nil || got != added {
		t.Errorf("got %+v, %v; want %+v", got, err, added)
	}
}

func TestMemoryPagesThroughNotes(t *testing.T) {
	var store Memory
	for i := range 5 {
		if _, err := store.Add(t.Context(), strconv.Itoa(i)); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		after int64
		limit int
		want  []int64
	}{
		{after: 0, limit: 2, want: []int64{1, 2}},
		{after: 2, limit: 2, want: []int64{3, 4}},
		{after: 4, limit: 2, want: []int64{5}},
		{after: 5, limit: 2, want: []int64{}},
		{after: 9, limit: 2, want: []int64{}},
	} {
		t.Run(fmt.Sprintf("%d after %d", test.limit, test.after), func(t *testing.T) {
			page, err := store.List(t.Context(), test.after, test.limit)
			if err != nil {
				t.Fatal(err)
			}
			ids := make([]int64, 0, len(page))
			for _, note := range page {
				ids = append(ids, note.ID)
			}
			if fmt.Sprint(ids) != fmt.Sprint(test.want) {
				t.Errorf("got %v, want %v", ids, test.want)
			}
		})
	}
}

func TestMemoryWithoutNotesHasAnEmptyPage(t *testing.T) {
	var store Memory
	if page, err := store.List(t.Context(), 0, 1); err != nil || page == nil || len(page) > 0 {
		t.Errorf("got %#v, %v", page, err)
	}
}

func TestMemoryForgetsTheOldestNotes(t *testing.T) {
	var store Memory
	for range memoryKeeps + 1 {
		if _, err := store.Add(t.Context(), "note"); err != nil {
			t.Fatal(err)
		}
	}
	for id, want := range map[int64]error{0: ErrNotFound, 1: ErrNotFound, 2: nil, memoryKeeps + 1: nil, memoryKeeps + 2: ErrNotFound} {
		if _, err := store.Get(t.Context(), id); !errors.Is(err, want) {
			t.Errorf("note %d: got %v, want %v", id, err, want)
		}
	}
}
