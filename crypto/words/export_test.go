package words

// Distance is for the test that words differ.
var Distance = distance
