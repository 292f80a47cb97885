package bill

// For tests of what reads licences.
var (
	Identify = identify
	TextsOf  = textsOf
)
