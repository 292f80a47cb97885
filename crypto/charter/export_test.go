package charter

// DarkEnough is for the test over all colours.
var DarkEnough = darkEnough
