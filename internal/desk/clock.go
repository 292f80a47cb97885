package desk

import "time"

// clock is what a desk goes by. Tests of commands build the program with another file in the place of this one, to have months pass.
var clock = time.Now
