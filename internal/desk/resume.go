package desk

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"luwte/crypto/parcel"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/register"
)

// importBucket keeps what became of the parcels of an import, by batch, until it is finished: who repeats one that was cut short is told the same as if it had not
// been, and rubbish is found in it as it would have been.
const importBucket = "import"

// begin reads the cases, and what an import that was cut short had done.
func (i *importing) begin(tx *register.Tx) (err error) {
	if i.cases, err = i.d.load(tx); err != nil {
		return err
	}
	batches := map[int][]Outcome{}
	for record, err := range tx.All(importBucket) {
		if err != nil {
			return err
		}
		number, err := strconv.Atoi(record.Key)
		var batch []Outcome
		if err != nil || json.Unmarshal(record.Value, &batch) != nil {
			return fmt.Errorf("record in %s: %w", importBucket, register.ErrDamaged)
		}
		batches[number] = batch
	}
	i.before = map[parcel.ID]bool{}
	for i.batches = range len(batches) + 1 {
		for _, o := range batches[i.batches] {
			i.before[o.ID] = true
			i.tell(o)
		}
	}
	i.result.Resumed = len(i.result.Outcomes)
	if n := i.result.Resumed; n > 0 {
		i.result.Notes = append(i.result.Notes, fmt.Sprintf("An import had been cut short; what it had done is told here with the rest: %d.", n))
	}
	return nil
}

// known tells of a parcel that was taken before, unless it is told already.
func (i *importing) known(id parcel.ID) {
	if !i.before[id] {
		i.result.Outcomes = append(i.result.Outcomes, Outcome{id, cases.Outcome{Kind: cases.Known}})
	}
}

// keepBatch keeps the outcomes of a batch.
func (i *importing) keepBatch(tx *register.Tx) error {
	if len(i.batch) == 0 {
		return nil
	}
	i.batches++
	return tx.PutJSON(importBucket, strconv.Itoa(i.batches-1), slices.Clone(i.batch))
}
