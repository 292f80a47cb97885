package words

import "slices"

// Nearest returns up to n words of the list that differ least from word, by edit distance, then by the alphabet.
func (l *List) Nearest(word string, n int) []string {
	letters := []rune(word)
	letters = letters[:min(len(letters), 64)] // nothing on the list is near a longer one, and the distance would take long
	near := make(map[string]int, len(l.words))
	for _, w := range l.words {
		near[w] = distance(letters, []rune(w))
	}
	list := slices.Clone(l.words)
	slices.SortStableFunc(list, func(a, b string) int { return near[a] - near[b] })
	return list[:min(n, len(list))]
}

// distance is the number of letters to insert, delete, change, or swap with their neighbour (optimal string alignment).
func distance(a, b []rune) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range b {
		rows[0][j+1] = j + 1
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
