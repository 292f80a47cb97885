package jail

// There says whether there is a jail on this system; whether its programs are installed, Ready says.
const There = true
