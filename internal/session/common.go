package session

import (
	"encoding/json"
	"sync"

	"github.com/ccojocar/zxcvbn-go/data"

	"github.com/tenantry/tenantry/internal/text"
)

// listed are the passwords that were found most often where passwords leaked, folded: some 7,000, most of them with
// words and names that others are made of. They are read when the first password is chosen.
var listed = sync.OnceValue(func() map[string]struct{} {
	body, err := data.Asset("data/Passwords.json")
	if err != nil {
		panic("the list of common passwords is not there: " + err.Error()) // it is part of the program
	}
	var file struct{ List []string }
	if err := json.Unmarshal(body, &file); err != nil {
		panic("the list of common passwords: " + err.Error())
	}
	set := make(map[string]struct{}, len(file.List)+len(local))
	for _, list := range [][]string{file.List, local} {
		for _, password := range list {
			set[text.Fold(password)] = struct{}{}
		}
	}
	return set
})

// local are those that the list, of English speakers, does not know: in the languages of the console, Korean ones
// also as they are typed with the keyboard in English.
var local = []string{
	"비밀번호", "패스워드", "암호", "사랑해", "안녕하세요", "대한민국", "qlalfqjsgh", "votmdnjem", "tkfkdgo", "tkfkdgody", "dkssudgktpdy", "eogksalsrnr",
	"パスワード", "ぱすわーど", "あいしてる", "おはよう", "こんにちは", "sakura", "nippon", "arigatou", "konnichiwa",
	"รหัสผ่าน", "สวัสดี", "สวัสดีครับ", "สวัสดีค่ะ", "ประเทศไทย", "sawasdee",
	"korea", "seoul", "japan", "tokyo", "thailand", "bangkok", "administrator", "changeme", "temporary", "temppass", "passphrase", "p@ssword", "welcome", "letmein",
}

func isListed(folded string) bool {
	_, found := listed()[folded]
	return found
}
