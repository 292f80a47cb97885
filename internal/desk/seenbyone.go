package desk

import (
	"encoding/json"
	"slices"
	"strings"

	"luwte/internal/desk/register"
)

// SeenByOne returns the cases that the one at the desk may see and nobody else who works here: they are lost with his passphrase. Of others' cases it says nothing, and of a desk of one there are none.
func (d *Desk) SeenByOne() (ids []string, err error) {
	if d.identity == nil || d.self.ID == aloneID {
		return nil, nil
	}
	err = d.reg.View(func(tx *register.Tx) error {
		all, err := d.handlers(tx)
		if err != nil {
			return err
		}
		for record, err := range tx.All(accessBucket) {
			if err != nil {
				return err
			}
			var a access
			if strings.Contains(record.Key, "/") || json.Unmarshal(record.Value, &a) != nil || a.Wraps[d.self.ID] == nil {
				continue // no case, damaged, or others'
			}
			if !slices.ContainsFunc(all, func(h handler) bool { return h.ID != d.self.ID && h.Role != Gone && a.Wraps[h.ID] != nil }) {
				ids = append(ids, record.Key)
			}
		}
		return nil
	})
	return ids, err
}

// LeftTo returns the only one who may see a case, or would without one of its handlers; empty where there are more, or none.
func (a Access) LeftTo(without string) string {
	left := slices.DeleteFunc(slices.Clone(a.Seen), func(name string) bool { return without != "" && fold(name) == fold(without) })
	if len(left) != 1 {
		return ""
	}
	return left[0]
}
