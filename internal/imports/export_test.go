package imports

// Reasons and Languages are what reasons.csv says.
var (
	Reasons   = reasons
	Languages = languages
)

// ErrorTitles are what the column with the reason is called, in every language.
var ErrorTitles = append([]string{errorColumn.Name}, errorColumn.Aliases...)
