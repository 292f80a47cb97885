package desk

// batchSize is how many parcels are taken in one transaction: an fsync each would take long, and what an interruption undoes is to
// stay little. 64 parcels are at most 16 MiB.
const batchSize = 64
