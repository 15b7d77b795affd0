package api_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/access"
)

const billing = "02-312-9999"

// entries are numbers of a list.
func entries(numbers ...string) object {
	list := make([]object, len(numbers))
	for i, n := range numbers {
		list[i] = object{"number": n, "lettering": fmt.Sprint("민원 ", i)}
	}
	return object{"billingNumber": billing, "numbers": list}
}

func TestAddNumbers(t *testing.T) {
	each(t, func(w *world) {
		staff := w.staff("staff@example.com")
		place := w.spare("기관")
		path := "/v1/organizations/" + place + "/numbers"
		look := staff.post(path+"?dryRun=true", entries("1588-1234", "112", "010-2345-6789", "010 2345 6789")).is(200)
		w.equal("to add", look.number("count"), 2)
		w.equal("in the way", fmt.Sprint(look.text("invalid.0.location"), " ", look.text("invalid.0.code"), ", ", look.text("invalid.1.location"), " ", look.text("invalid.1.code")),
			"body.numbers[1].number special_number, body.numbers[3].number repeated_number")
		w.equal("numbers after a look", staff.get("/v1/numbers").number("total.value"), 0)

		w.unchanged("a list with something wrong in it", func() {
			staff.post(path, entries("1588-1234", "112")).is(422).names("body.numbers[1].number", "special_number")
			staff.post(path, entries("1588-1234", "1588 1234")).is(422).names("body.numbers[1].number", "repeated_number")
			staff.post(path, object{"billingNumber": "", "numbers": []object{{"number": "1588-1234"}}}).is(422).names("body.billingNumber", "required")
			staff.post(path, object{"billingNumber": "112", "numbers": []object{{"number": "1588-1234"}}}).is(422).names("body.billingNumber", "special_number")
			staff.post(path, object{"billingNumber": billing, "numbers": []object{{"number": "1588-1234", "lettering": strings.Repeat("가", 21)}}}).is(422).names("body.numbers[0].lettering", "too_long")
			staff.post(path, object{"billingNumber": billing, "numbers": []object{}}).is(422)
			staff.post("/v1/organizations/org_01J00000000000000000000000/numbers", entries("1588-1234")).is(404, "not_found")
		})
		one := staff.post(path, entries("1588-1234")).is(201)
		number := staff.get(one.header.Get("Location")).is(200)
		w.equal("the number", fmt.Sprint(number.text("number"), " ", number.text("display"), " ", number.text("billingNumber"), " ", number.text("lettering"), " ", number.text("organizationId") == place),
			"+8215881234 1588-1234 +8223129999 민원 0 true")
		two := staff.post(path, entries("140123", "0505-123-4567")).is(201)
		w.equal("warnings", fmt.Sprint(two.text("warnings.0.code"), " ", two.text("warnings.1.location"), " ", two.text("warnings.1.code")), "receiver_pays body.numbers[1].number personal_050")
		w.equal("in the order they were given", two.text("items.0.number")+" "+two.text("items.1.number"), "+82140123 +825051234567")

		// Taken is all that is told, whoever asks.
		elsewhere := w.holder("elsewhere@example.com", w.spare("다른 기관"), own, access.NumbersAdd, access.NumbersRead)
		mine := elsewhere.get("/v1/organizations").text("items.0.id")
		w.unchanged("numbers that are taken", func() {
			refused := elsewhere.post("/v1/organizations/"+mine+"/numbers", entries("010-9999-0000", "1588-1234")).is(409, "number_taken").names("body.numbers[1].number", "number_taken")
			if strings.Contains(string(refused.body), place) || strings.Contains(string(refused.body), "기관") {
				w.Errorf("the refusal tells whose it is: %s", refused.body)
			}
			elsewhere.post(path, entries("010-9999-0000")).is(404, "not_found")
			staff.post(path, entries("1588-1234", "112")).is(422)
		})
		w.equal("events", w.rows("SELECT COUNT(*) FROM audit_event WHERE action = 'number.added'"), "[[2]]")
	})
}

func TestAddNumberRange(t *testing.T) {
	each(t, func(w *world) {
		staff := w.staff("staff@example.com")
		place := w.spare("기관")
		path := "/v1/organizations/" + place + "/number-ranges"
		of := func(first, last string) object {
			return object{"billingNumber": billing, "first": first, "lastFourDigits": last, "lettering": "안내"}
		}
		look := staff.post(path+"?dryRun=true", of("02-312-0008", "0050")).is(200)
		w.equal("a look", fmt.Sprint(look.number("count"), " ", look.text("first.display"), " ", look.text("last.number"), " ", look.length("conflicts")), "43 02-312-0008 +8223120050 0")
		w.unchanged("a look, and ranges that cannot be", func() {
			staff.post(path+"?dryRun=true", of("02-312-0008", "0050")).is(200)
			staff.post(path, of("02-312-0008", "0007")).is(422, "backwards").names("body.lastFourDigits", "backwards")
			for _, last := range []string{"", "50", "10008", "-001", "+001", "٠٠٠٩", "abcd"} {
				staff.post(path, of("02-312-0008", last)).is(422).names("body.lastFourDigits", "invalid_format")
			}
			staff.post(path, of("011-234-0000", "0001")).is(422).names("body.first", "old_mobile")
			staff.post(path, of("", "0001")).is(422).names("body.first", "empty")
			staff.post(path, object{"first": "02-312-0000", "lastFourDigits": "0001", "billingNumber": "1"}).is(422)
			// Saint Helena assigns numbers up to 25999 and again from 26300.
			crossing := staff.post(path, of("+290 25998", "6401")).is(409, "range_conflicts")
			w.equal("across numbers that are illegal", fmt.Sprint(crossing.number("conflictCount"), " ", crossing.text("conflicts.0.number"), " ", crossing.text("conflicts.0.code")), "300 +29026000 not_assigned")
		})
		made := staff.post(path, of("02-312-0008", "0050")).is(201)
		w.equal("made", fmt.Sprint(made.number("count"), " ", staff.get("/v1/numbers?lettering=안내&count=exact").number("total.value")), "43 43")
		again := staff.post(path, of("02-312-0000", "0300")).is(409, "range_conflicts")
		w.equal("in the way", fmt.Sprint(again.number("conflictCount"), " ", again.text("conflicts.0.display"), " ", again.text("conflicts.0.code")), "43 02-312-0008 number_taken")
		whole := staff.post(path, of("070-7123-0000", "9999")).is(201)
		w.equal("ten thousand", whole.number("count"), 10_000)
		w.equal("that stand in the way are named up to a hundred", staff.post(path+"?dryRun=true", of("070-7123-0000", "9999")).is(200).length("conflicts"), 100)

		// A special number is too short to have a range.
		special := staff.post(path+"?dryRun=true", of("1335", "1340")).is(422)
		w.equal("a range of special numbers", special.text("errors.0.location"), "body.first")
	})
}

// The switches of an organization decide about 050 and special numbers, by every way in.
func TestNumberSwitches(t *testing.T) {
	each(t, func(w *world) {
		staff := w.staff("staff@example.com")
		place := w.spare("기관")
		path := "/v1/organizations/" + place
		upload := func() *answer {
			return staff.upload("n.csv", "number\n112\n0505-123-4568\n", "kind=numbers", "organizationId="+place, "billingNumber="+billing, "mode=valid").is(202)
		}
		w.equal("by default", counts(upload()), "add 1, skip 0, invalid 1")
		staff.patch(path, object{"numberRules": object{"personal050": false, "special": true}}).is(200)
		w.equal("the other way round", counts(upload()), "add 1, skip 0, invalid 1")
		staff.post(path+"/numbers", entries("0505-123-4567")).is(422, "personal_050_not_allowed")
		staff.post(path+"/number-ranges", object{"billingNumber": billing, "first": "0505-123-0000", "lastFourDigits": "0001"}).is(422, "personal_050_not_allowed")
		staff.post(path+"/numbers", entries("1335")).is(201)

		// What was checked under other switches is checked again.
		pending := upload()
		staff.patch(path, object{"numberRules": object{"special": false}}).is(200)
		w.equal("outdated", fmt.Sprint(staff.apply(pending.text("id")).is(202).text("status"), staff.get("/v1/imports/"+pending.text("id")).at("outdated")), "readytrue")
		w.equal("numbers", w.rows("SELECT number FROM outgoing_number"), "[[+821335]]")
	})
}

// A file that was downloaded imports again without a change; one that names other organizations needs the permission in
// each.
func TestNumbersDownloadedAndImported(t *testing.T) {
	each(t, func(w *world) {
		staff := w.staff("staff@example.com")
		upper, other := w.spare("위"), w.spare("옆")
		staff.post("/v1/organizations/"+upper+"/numbers", entries("1588-1234", "02-312-0001", "0505-123-4567", "140123", "+1 650-253-0000")).is(201)
		staff.post("/v1/organizations/"+other+"/numbers", entries("030-1234-5678", "080-234-5678")).is(201)
		owner := w.holder("owner@example.com", upper, own, access.NumbersAdd, access.NumbersRead)
		for _, format := range []string{"csv", "xlsx"} {
			file := staff.get("/v1/numbers/export?format=" + format).is(200)
			again := staff.upload("n."+format, string(file.body), "kind=numbers").is(202)
			w.equal(format+" by staff", counts(again), "add 0, skip 7, invalid 0")
			by := owner.upload("n."+format, string(file.body), "kind=numbers", "mode=valid").is(202)
			w.equal(format+" by an owner", counts(by), "add 0, skip 5, invalid 2")
			rows := owner.get("/v1/imports/" + by.text("id") + "/rows?status=invalid").is(200)
			w.equal("why", rows.text("items.0.errors.0.column")+" "+rows.text("items.0.errors.0.code"), "organization_id not_found")
			for i := range rows.length("items") {
				if codes := fmt.Sprint(rows.at(fmt.Sprintf("items.%d.errors", i))); strings.Contains(codes, "already_exists") || strings.Contains(codes, "옆") {
					w.Errorf("told of another organization's number: %s", codes)
				}
			}
			staff.get("/v1/imports/"+by.text("id")).is(404, "not_found")
		}
		// A number that an organization out of sight has is taken, and that is all that a file tells of it.
		by := owner.upload("n.csv", "number\n030-1234-5678\n", "kind=numbers", "organizationId="+upper, "billingNumber="+billing).is(202)
		taken := owner.get("/v1/imports/" + by.text("id") + "/rows").is(200)
		w.equal("of another organization", fmt.Sprint(taken.text("items.0.status"), " ", taken.at("items.0.errors"), " ", taken.length("items.0.warnings")),
			"invalid [map[code:number_taken column:number message:This number is taken. A number can be registered once.]] 0")
		stranger := w.holder("stranger@example.com", other, own, access.NumbersRead)
		stranger.upload("n.csv", "number,billing_number,organization_id\n1,1,1\n", "kind=numbers").is(403, "permission_required")
		stranger.upload("n.csv", "number\n1\n", "kind=numbers", "organizationId="+upper, "billingNumber="+billing).is(422, "not_found")
		stranger.upload("n.csv", "number\n1\n", "kind=numbers", "organizationId="+other, "billingNumber="+billing).is(403, "permission_required")
		staff.upload("n.csv", "number\n02-312-0009\n", "kind=numbers", "organizationId="+other).is(422, "missing_column")
		staff.upload("n.csv", head+row("a", "하나"), "kind=organizations", "organizationId="+other).is(422, "not_applicable")
	})
}

// The same numbers, several times at the same moment, each request with an Idempotency-Key of its own.
func TestNumbersAddedAtTheSameMoment(t *testing.T) {
	each(t, func(w *world) {
		staff := w.staff("staff@example.com")
		place := "/v1/organizations/" + w.spare("기관")
		for round := range 5 {
			block := fmt.Sprintf("02-%d-", 2000+round)
			list := func(key string) func() *answer {
				return func() *answer {
					return staff.with("Idempotency-Key", fmt.Sprint(key, round)).post(place+"/numbers", entries(block+"0007", block+"0003", block+"0005"))
				}
			}
			w.equal("a list", outcomes(w.together(list("a"), list("b"), list("c"))), "[201 409 number_taken 409 number_taken]")
			span := func(key string) func() *answer {
				return func() *answer {
					return staff.with("Idempotency-Key", fmt.Sprint(key, round)).post(place+"/number-ranges",
						object{"billingNumber": billing, "first": block + "1000", "lastFourDigits": "1099"})
				}
			}
			w.equal("a range", outcomes(w.together(span("d"), span("e"), span("f"))), "[201 409 range_conflicts 409 range_conflicts]")
		}
	})
}

// What the form says about all rows is looked at before the file is kept.
func TestFormOfANumbersImport(t *testing.T) {
	each(t, func(w *world) {
		staff := w.staff("staff@example.com")
		place := w.spare("기관")
		w.unchanged("forms with something wrong in them", func() {
			for value, code := range map[string]string{
				"112x": "not_digits", "\x00": "not_digits", "\xff": "not_digits", strings.Repeat("1", 900): "too_long", "010-1234-5678": "never_allocated",
			} {
				staff.upload("n.csv", "number\n02-312-0001\n", "kind=numbers", "organizationId="+place, "billingNumber="+value).is(422).names("body.billingNumber", code)
			}
			for _, value := range []string{"org_x", "\x00", "\xff", strings.Repeat("o", 900)} {
				staff.upload("n.csv", "number\n02-312-0001\n", "kind=numbers", "organizationId="+value, "billingNumber="+billing).is(422).names("body.organizationId", "not_found")
			}
		})
	})
}
