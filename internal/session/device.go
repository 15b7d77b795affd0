package session

import "strings"

// Device is what a browser says of itself, in words. What it does not say is "".
type Device struct {
	Browser string `json:"browser" doc:"Such as Firefox; empty where it is not known"`
	System  string `json:"system" doc:"Such as Windows; empty where it is not known"`
	Kind    string `json:"kind" enum:"desktop,mobile,tablet,program,unknown"`
}

// String is the device as a message tells of it: Firefox on Windows.
func (d Device) String() string {
	switch {
	case d.Browser != "" && d.System != "":
		return d.Browser + " on " + d.System
	default:
		return d.Browser + d.System
	}
}

// Marks in the header User-Agent, the telling ones first: most browsers name others besides themselves.
var (
	browsers = []struct{ mark, name string }{
		{"Edg", "Edge"},
		{"OPR/", "Opera"},
		{"Opera", "Opera"},
		{"SamsungBrowser/", "Samsung Internet"},
		{"Whale/", "Whale"},
		{"YaBrowser/", "Yandex Browser"},
		{"Vivaldi/", "Vivaldi"},
		{"KAKAOTALK", "KakaoTalk"},
		{"NAVER(", "NAVER"},
		{"Line/", "LINE"},
		{"Firefox/", "Firefox"},
		{"FxiOS/", "Firefox"},
		{"CriOS/", "Chrome"},
		{"HeadlessChrome/", "Chrome"},
		{"Chrome/", "Chrome"},
		{"Safari/", "Safari"},
	}
	systems = []struct{ mark, name string }{
		{"Windows", "Windows"},
		{"iPhone", "iOS"},
		{"iPad", "iPadOS"},
		{"Android", "Android"},
		{"CrOS", "ChromeOS"},
		{"Macintosh", "macOS"},
		{"Linux", "Linux"},
	}
	programs = []string{"curl/", "Wget/", "Go-http-client/", "python-requests/", "PostmanRuntime/", "okhttp/", "Java/"}
)

// DeviceOf reads the header User-Agent.
func DeviceOf(userAgent string) Device {
	d := Device{Kind: "unknown"}
	for _, p := range programs {
		if strings.HasPrefix(userAgent, p) {
			return Device{Browser: strings.TrimSuffix(p, "/"), Kind: "program"}
		}
	}
	for _, b := range browsers {
		if strings.Contains(userAgent, b.mark) {
			d.Browser = b.name
			break
		}
	}
	for _, s := range systems {
		if strings.Contains(userAgent, s.mark) {
			d.System = s.name
			break
		}
	}
	switch {
	case d.System == "iPadOS" || d.System == "Android" && !strings.Contains(userAgent, "Mobile"):
		d.Kind = "tablet"
	case d.System == "iOS" || d.System == "Android":
		d.Kind = "mobile"
	case d.System != "":
		d.Kind = "desktop"
	}
	return d
}
