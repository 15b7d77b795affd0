package population

import "fmt"

// Email is the address of an account.
func Email(n int32) string {
	w := wordsOf(n)
	return fmt.Sprintf("%s.%s%s%d@%s.example", w[0].latin, w[1].latin, w[2].latin, n, [...]string{"city", "office", "center", "agency"}[n%4])
}

// Name is the display name of an account. Names repeat, as people's do.
func Name(n int32) string {
	w := wordsOf(n)
	return w[0].hangul + w[1].hangul + w[2].hangul
}

// wordsOf are the family name and the two syllables of the given one.
func wordsOf(n int32) [3]word {
	x := uint32(n) * 2654435761 >> 7
	return [3]word{families[x%20], syllables[x/20%24], syllables[x/480%24]}
}

type word struct{ latin, hangul string }

var families = [20]word{
	{"kim", "김"},
	{"lee", "이"},
	{"park", "박"},
	{"choi", "최"},
	{"jung", "정"},
	{"kang", "강"},
	{"cho", "조"},
	{"yoon", "윤"},
	{"jang", "장"},
	{"lim", "임"},
	{"han", "한"},
	{"oh", "오"},
	{"seo", "서"},
	{"shin", "신"},
	{"kwon", "권"},
	{"hwang", "황"},
	{"ahn", "안"},
	{"song", "송"},
	{"ryu", "류"},
	{"hong", "홍"},
}

var syllables = [24]word{
	{"min", "민"},
	{"su", "수"},
	{"ji", "지"},
	{"seo", "서"},
	{"yeon", "연"},
	{"do", "도"},
	{"hyun", "현"},
	{"ha", "하"},
	{"eun", "은"},
	{"ho", "호"},
	{"yu", "유"},
	{"na", "나"},
	{"jun", "준"},
	{"so", "소"},
	{"young", "영"},
	{"tae", "태"},
	{"woo", "우"},
	{"jae", "재"},
	{"won", "원"},
	{"ri", "리"},
	{"sung", "성"},
	{"bo", "보"},
	{"ra", "라"},
	{"jin", "진"},
}
