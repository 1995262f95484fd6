import Foundation
import Pack
import Testing

/// One way to break the pack: a change, and what is said about it.
struct Breakage: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let file: String
    let old: String
    let new: String
    /// Lines below the first line of the change.
    let below: Int
    /// Another file than the changed one, when the mistake is seen there.
    let seenIn: String?
    let seenAtLine: Int?
    let says: String

    init(
        _ name: String, _ file: String, _ old: String, _ new: String, below: Int = 0, seenIn: String? = nil,
        line: Int? = nil, says: String
    ) {
        (testDescription, self.file, self.old, self.new) = (name, file, old, new)
        (self.below, self.seenIn, seenAtLine, self.says) = (below, seenIn, line, says)
    }
}

let breakages: [Breakage] = [
    .init(
        "a check that is still to come", "services/kindertelefoon.yaml", "verifiedOn: 2019-09",
        "verifiedOn: 2931-09-01",
        says: "still to come"),
    .init("HTML in a name", "lines.yaml", "name: {nl: ", "name: {nl: <b>Chat</b> ", says: "holds HTML"),
    .init(
        "a municipality in two regions", "regions/2025.yaml", "Amstelveen", "Amsterdam", line: 4,
        says: "“Amsterdam” stands"),
    .init("an unknown key", "pack.yaml", "timeZone:", "colour: red\ntimeZone:", says: "“colour” is not known"),
    .init(
        "a missing key", "organisations.yaml", "demonstration: true\n", "", line: 3, says: "“demonstration” is missing"),
    .init("text where a list belongs", "pack.yaml", "[nl, en]", "nl", says: "Here must be a list"),
    .init("a list where text belongs", "pack.yaml", "Europe/Amsterdam", "[1, 2]", says: "Here is a list or a map"),
    .init("a map that is none", "pack.yaml", "{nl: Nederland, en: The Netherlands}", "[a]", says: "key: value"),
    .init(
        "a word where true or false belongs", "organisations.yaml", "demonstration: true", "demonstration: maybe",
        says: "Write true or false"),
    .init("a number out of range", "lines.yaml", "queueLimit: 2000", "queueLimit: 0", says: "whole number from 1 to"),
    .init(
        "text that is kept too long", "organisations.yaml", "name: De Kindertelefoon,",
        "name: De Kindertelefoon, retention: {afterClosingHours: 169},", says: "whole number from 0 to 168"),
    .init(
        "a code that is good too long", "organisations.yaml", "name: De Kindertelefoon,",
        "name: De Kindertelefoon, retention: {withCodeDays: 31},", says: "whole number from 1 to 30"),
    .init(
        "a code that is good for no day", "organisations.yaml", "name: De Kindertelefoon,",
        "name: De Kindertelefoon, retention: {withCodeDays: 0},", says: "whole number from 1 to 30"),
    .init(
        "a talk that is left and kept too long", "organisations.yaml", "name: De Kindertelefoon,",
        "name: De Kindertelefoon, retention: {afterExitMinutes: 61},", says: "whole number from 5 to 60"),
    .init(
        "a talk without an answer that is kept too long", "organisations.yaml", "name: De Kindertelefoon,",
        "name: De Kindertelefoon, retention: {neverAnsweredMinutes: 121},", says: "whole number from 15 to 120"),
    .init(
        "a term that is not known", "organisations.yaml", "name: De Kindertelefoon,",
        "name: De Kindertelefoon, retention: {forEver: true},", says: "“forEver” is not known"),
    .init(
        "a time zone that does not exist", "pack.yaml", "Europe/Amsterdam", "Europe/Nergens", says: "not a time zone"),
    .init("a language that is none", "pack.yaml", "[nl, en]", "[nl, en, \"1\"]", says: "not a language"),
    .init(
        "a day that does not exist", "services/mind-korrelatie.yaml", "2020-06-02", "2020-06-31",
        says: "not a day of the calendar"),
    .init(
        "a date of checking that is none", "services/veilig-thuis.yaml", "verifiedOn: 2021-02", "verifiedOn: soon",
        says: "not a date"),
    .init(
        "a service in a file of another name", "services/politie.yaml", "id: politie", "id: luisterlijn",
        says: "not the name of this file"),
    .init(
        "a duplicate organisation", "organisations.yaml", "id: veilig-thuis-friesland", "id: kindertelefoon",
        says: "already an organisation “kindertelefoon”, in organisations.yaml:5"),
    .init(
        "a duplicate line", "lines.yaml", "id: familielijn-chat", "id: kindertelefoon-chat",
        says: "already a line “kindertelefoon-chat”"),
    .init("a duplicate audience", "routes.yaml", "{id: parent,", "{id: child,", says: "already an audience “child”"),
    .init("a duplicate entrance", "entrances.yaml", "- id: home", "- id: child", says: "already an entrance “child”"),
    .init(
        "a duplicate indicator", "indicators.yaml", "- id: veilig-thuis.reports", "- id: veilig-thuis.advice",
        says: "already an indicator"),
    .init("a duplicate region", "regions/2025.yaml", "- id: VT02", "- id: VT01", says: "already a region “VT01”"),
    .init(
        "an audience without an entrance", "routes.yaml", "  - {id: islands,",
        "  - {id: sailors, name: {nl: Zeelui, en: Sailors}}\n  - {id: islands,", seenIn: "entrances.yaml", line: 1,
        says: "No entrance leads to the audience “sailors”"),
    .init("a duplicate key", "pack.yaml", "timeZone:", "languages: [nl]\ntimeZone:", below: -1, says: "written twice"),
    .init("a name with signs in it", "services/politie.yaml", "id: politie", "id: pol/itie", says: "cannot be a name"),
    .init(
        "a service that is not there", "routes.yaml", "{service: alarm-112}, {guide", "{service: alarm-113}, {guide",
        says: "no service “alarm-113”"),
    .init(
        "an audience that is not there", "services/politie.yaml", "[victim, bystander", "[victims, bystander",
        says: "no audience “victims”"),
    .init(
        "an organisation that is not there", "lines.yaml", "organisation: kindertelefoon", "organisation: kt",
        says: "no organisation “kt”"),
    .init("a region that is not there", "lines.yaml", "regions: [VT18]", "regions: [VT99]", says: "no region “VT99”"),
    .init(
        "an answer of an unknown kind", "routes.yaml", "{service: alarm-112}, {guide", "{phone: alarm-112}, {guide",
        says: "This is no answer"),
    .init(
        "a route that is there twice", "routes.yaml", "    what: violence", "    what: acute-danger", below: -1,
        says: "already on line"),
    .init(
        "a route that is a dead end", "routes.yaml",
        "[{lines: child}, {service: kindertelefoon}, {service: veilig-thuis}]",
        "[{lines: child}, {service: alles-oke}]", below: -2, says: "dead end"),
    .init(
        "a number that is dialled otherwise", "services/kindertelefoon.yaml", "tel: \"08000432\"", "tel: \"08000433\"",
        says: "is not the number “0800-0432”"),
    .init(
        "a number without its dialled form", "services/kindertelefoon.yaml", ", tel: \"08000432\"", "",
        says: "“tel” is missing"),
    .init(
        "a dialled form with signs in it", "services/kindertelefoon.yaml", "tel: \"08000432\"", "tel: \"0800-0432\"",
        says: "cannot be dialled"),
    .init(
        "an unchecked number that is shown", "services/alles-oke.yaml", "show: false", "show: true",
        says: "may not be shown"),
    .init(
        "an unchecked site that is shown", "services/helpwanted.yaml", "show: false", "show: true",
        says: "may not be shown"),
    .init(
        "an address without https", "services/helpwanted.yaml", "https://", "http://", says: "beginning with https://"),
    .init(
        "uncertain hours", "services/alles-oke.yaml", "- hours: unknown", "- hours: always",
        says: "Hours that are not certain"),
    .init(
        "somebody who checked on no day", "services/politie.yaml", "verifiedBy: null", "verifiedBy: Editor",
        says: "“verifiedOn” is empty"),
    .init(
        "another number for Veilig Thuis in its service", "services/veilig-thuis.yaml",
        "{number: 0800-2000, tel: \"08002000\"", "{number: 0800-2001, tel: \"08002001\"",
        seenIn: "services/veilig-thuis.yaml", line: 1, says: "contradicts 0800-2000"),
    .init(
        "another alarm number in its service", "services/alarm-112.yaml", "{number: \"112\", tel: \"112\"",
        "{number: \"122\", tel: \"122\"", seenIn: "services/alarm-112.yaml", line: 1, says: "contradicts 112"),
    .init(
        "another number for Veilig Thuis in a guide", "guides/about.nl.md", "0800-2000", "0800-2001",
        says: "“0800-2001” is not the number"),
    .init(
        "that number with spaces", "guides/about.en.md", "0800-2000", "0800 20 01",
        says: "“0800 20 01” is not the number"),
    .init(
        "another alarm number in a guide", "guides/about.nl.md", "Bel 112", "Bel 122", says: "“122” is not the number"),
    .init(
        "an unknown number in a route", "routes.yaml", "Bel 112 als je kunt praten.",
        "Bel 0900-1234 als je kunt praten.", says: "“0900-1234” is not the number"),
    .init(
        "a missing language", "entrances.yaml", "{nl: Ik ben een kind of jongere, en: I am a child or young person}",
        "{nl: Ik ben een kind of jongere}", says: "The text in “en” is missing"),
    .init(
        "a language the pack does not have", "pack.yaml", "{nl: Nederland,", "{fr: Pays-Bas, nl: Nederland,",
        says: "not a language of this pack"),
    .init("an empty text", "pack.yaml", "{nl: Nederland,", "{nl: \"\",", says: "Here is nothing"),
    .init(
        "hours that end before they begin", "services/kindertelefoon.yaml", "to: \"21:00\"", "to: \"10:00\"",
        says: "ends before it begins"),
    .init(
        "hours that overlap", "services/kindertelefoon.yaml", "        - {on: daily, from: \"11:00\", to: \"21:00\"}",
        "        - {on: daily, from: \"11:00\", to: \"21:00\"}\n        - {on: sat, from: \"20:00\", to: \"22:00\"}",
        below: 1, says: "run into others"),
    .init(
        "a Sunday night that runs into Monday", "services/kindertelefoon.yaml",
        "        - {on: daily, from: \"11:00\", to: \"21:00\"}",
        "        - {on: mon, from: \"01:00\", to: \"03:00\"}\n        - {on: sun, from: \"20:00\", to: \"26:00\"}",
        below: 1, says: "run into others"),
    .init("a time that is none", "services/kindertelefoon.yaml", "\"11:00\"", "\"elf\"", says: "is not a time"),
    .init("days that are none", "services/kindertelefoon.yaml", "on: daily", "on: fri-mon", says: "are no days"),
    .init("hours that are a word", "services/luisterlijn.yaml", "hours: always", "hours: often", says: "are no hours"),
    .init(
        "versions that hold at once", "services/mind-korrelatie.yaml", "validFrom: 2020-06-02", "validFrom: 2020-05-02",
        says: "Two versions hold at once"),
    .init(
        "a version that ends before it begins", "services/mind-korrelatie.yaml", "validTo: 2020-06-01",
        "validTo: 2020-01-01", says: "ends before it begins"),
    .init(
        "a sentence that is too long", "entrances.yaml", "Is het thuis niet fijn of veilig?",
        "Is het thuis niet fijn of veilig en is er vaak ruzie over geld of over jou of over wat je doet na school of in het weekend?",
        says: "Make it 22 or fewer"),
    .init(
        "a word that accuses a parent, at the door", "entrances.yaml", "Ben je moe, boos", "Ben je Daders, moe, boos",
        says: "“dader” is not said here. It makes a person their deed."),
    .init(
        "a word that accuses a parent, in a route", "routes.yaml", "Zeg het zoals het is.",
        "Zeg het als je je kind mishandelt.", says: "“-mishandel” is not said here"),
    .init(
        "a word that accuses a parent, in the first words of a line", "lines.yaml", "Fijn dat je er bent.",
        "Je doet geen aangifte.", below: -1, says: "“aangifte” is not said here"),
    .init(
        "an English word that accuses a parent, before a talk", "entrances.yaml", "You can erase the talk yourself.",
        "Nobody says you abuse anyone.", below: -2, says: "“abus” is not said here"),
    .init(
        "a word that accuses a parent, in a canned text of their line", "canned/family.yaml", "Wat past bij jullie?",
        "Was het mishandeling?", says: "“-mishandel” is not said here"),
    .init(
        "a word that accuses a parent, in a step for tonight", "tonight.yaml", "Bel of app die persoon.",
        "Voel je niet schuldig.", says: "“-schuldig” is not said here"),
    .init(
        "a word without its reason", "unsaid.yaml",
        "{word: dader, because: It makes a person their deed. Say what somebody feels or does.}", "{word: dader}",
        says: "“because” is missing"),
    .init(
        "no words that are kept from parents", "unsaid.yaml", "audiences: [parent]", "audiences: [victim]", below: -1,
        says: "No list is for the audience “parent”"),
    .init(
        "no words that are kept from tips", "unsaid.yaml", "    tips: true\n", "    audiences: [victim]\n",
        line: 8, says: "No list is for tips"),
    .init(
        "a parent entrance without an explanation", "entrances.yaml", "    before:\n", "    later:\n",
        says: "“later” is not known"),
    .init(
        "an explanation that does not say who reads it", "entrances.yaml", "      reads:\n", "      wijst:\n",
        says: "“wijst” is not known"),
    .init(
        "an explanation that is hard to read", "entrances.yaml", "Die luistert en vraagt door.",
        "Die luistert naar wat je zegt en vraagt daarna rustig door over alles wat er thuis is gebeurd.", below: -2,
        says: "Make it 15 or fewer"),
    .init(
        "a step without its day", "tonight.yaml", "    reviewBy: 2027-05-31\n", "", below: -3,
        says: "“reviewBy” is missing"),
    .init(
        "a step at no moment there is", "tonight.yaml", "at: [ended]", "at: [morning]", says: "not one of the choices"),
    .init(
        "a step with a strange number", "tonight.yaml", "Bel of app die persoon.", "Bel 0800-1234.",
        says: "not the number"),
    .init(
        "a service that nobody approved", "approvals.yaml", "      - sostenemi\n", "", seenIn: "routes.yaml",
        line: 204, says: "“sostenemi” is not approved"),
    .init(
        "an approval of no service there is", "approvals.yaml", "- sostenemi", "- sostenimi",
        says: "no service “sostenimi”"),
    .init(
        "an approval by nobody", "approvals.yaml", "  - by: Redactie van deze proefopstelling\n    on", "  - on",
        says: "“by” is missing"),
    .init("a service that is approved twice", "approvals.yaml", "- sostenemi", "- guiami", says: "approved twice"),
    .init(
        "a tip that sends somebody to face another", "guides/tips-2.nl.md", "Vertel het aan iemand die je vertrouwt.",
        "Confronteer de ander.", says: "“confront” is not said here"),
    .init(
        "a tip in English that does so", "guides/tips-3.en.md", "Ask someone to look after",
        "Talk to your partner and look after", says: "“talk to your partner” is not said here"),
    .init(
        "a situation without tips", "guides/tips-6.nl.md", "tips: talk", "tips: tension", seenIn: "guides", line: 1,
        says: "No guide in “nl” has “tips: talk”"),
    .init(
        "tips that do not say who read them", "guides/tips-1.nl.md", "reviewedBy: null\n", "", line: 2,
        says: "“reviewedBy” is missing"),
    .init(
        "a phrase with words that are not there", "search.yaml", "- ik <sla> <mijn> <kind>", "- ik <sla> <mijn> <kat>",
        says: "no synonyms called “kat”"),
    .init(
        "phrases for no entrance there is", "search.yaml", "- entrance: worried", "- entrance: vrolijk",
        says: "no entrance “vrolijk”"),
    .init("YAML that is none", "routes.yaml", "situations:", "situations: [", below: 1, says: "This is not YAML"),
    .init("an alias", "routes.yaml", "situations:", "situations: *all", says: "are not used in a pack"),
    .init("lists that stand too deep", "pack.yaml", "[nl, en]", String(repeating: "[", count: 60), says: "too deep"),
    .init(
        "a ninth field", "records/child.yaml", "  - action\n",
        "  - {id: mood, label: {nl: Stemming, en: Mood}, purpose: {nl: a, en: b}, codes: []}\n  - action\n",
        below: 1, says: "There are 9 fields"),
    .init(
        "a field that nobody counts", "records/family.yaml", "  - action\n",
        "  - {id: mood, label: {nl: Stemming, en: Mood}, purpose: {nl: a, en: b}, codes: [{id: low, label: {nl: a, en: b}}]}\n",
        says: "No figure counts the field “mood”"),
    .init(
        "a shared field that is not there", "records/veilig-thuis.yaml", "  - region\n", "  - place\n",
        says: "no field “place” in contact-codes.yaml"),
    .init(
        "a field twice in a record", "records/veilig-thuis.yaml", "  - region\n", "  - crisis\n", below: 2,
        says: "in this record twice"),
    .init(
        "a record without the kind of talk", "records/family.yaml", "  - advice\n", "",
        says: "The field “advice” is missing"),
    .init(
        "a record that does not say whether it takes reports", "records/child.yaml", "takesReports: false\n", "",
        says: "“takesReports” is missing"),
    .init(
        "a kind of talk that is a report", "contact-codes.yaml", "- {id: listening,", "- {id: report,",
        says: "“report” is no kind of talk"),
    .init(
        "four reasons", "records/child.yaml", "    most: 3\n", "    most: 4\n", says: "whole number from 1 to 3"),
    .init(
        "a group of codes without a name for figures", "records/child.yaml", "      - id: violence\n        name:",
        "      - name:", says: "“id” is missing in a group of codes"),
    .init(
        "an answer that does not fit elsewhere", "contact-codes.yaml", "    codesFrom: regions\n",
        "    codesFrom: regions\n    elsewhere: {id: away, label: {nl: a, en: b}}\n", below: 1,
        says: "Only the field “reason”"),
    .init(
        "an organisation with a record that is not there", "organisations.yaml", "record: family", "record: families",
        says: "no record “families”"),
    .init(
        "an organisation without a record", "organisations.yaml", "record: family, ", "",
        says: "“record” is missing"),
    .init(
        "a figure of a group that is not there", "indicators.yaml", "groups: [mental-health]", "groups: [mental]",
        says: "has no group “mental”"),
    .init(
        "a figure of reports that chooses by codes", "indicators.yaml",
        "    metric: adviceGiven\n    unit: {nl: adviezen,", "    metric: reportsReceived\n    unit: {nl: adviezen,",
        below: 15, says: "Reports have no record of codes"),
    .init(
        "a channel without its sentence", "indicators.yaml", "  phone:\n    begins:", "  fax:\n    begins:",
        says: "“fax” is not known"),
    .init(
        "figures of unknowns that do not say which", "indicators.yaml", "nl: \"{field} – {answer}\"",
        "nl: \"{field}\"", says: "Write {field} and {answer}"),
    .init(
        "a code that is there twice", "contact-codes.yaml", "{id: neighbour,", "{id: family,",
        says: "already a code “family”"),
    .init(
        "unknowns that are not the three", "contact-codes.yaml", "{id: refused,", "{id: secret,", below: -2,
        says: "these three, in this order"),
    .init(
        "an indicator without what it does not say", "indicators.yaml",
        "    doesNotSay:\n      nl: Zegt niet dat de crisis de oorzaak was.\n      en: Does not say that the crisis was the cause.\n",
        "", below: -7, says: "“doesNotSay” is missing"),
    .init(
        "an indicator of an unknown metric", "indicators.yaml", "metric: adviceGiven", "metric: violence",
        says: "not one of the choices"),
    .init(
        "a weekly sheet with a figure by half-year", "indicators.yaml", "    - restraining-orders\n",
        "    - veilig-thuis.advice\n", below: -4, says: "is no weekly figure from outside"),
    .init(
        "inhabitants of a region that is not there", "made-up.yaml", "VT27:", "VT16:",
        says: "The division of 2025 has no region “VT16”"),
    .init(
        "a division in the file of another year", "divisions/2018.yaml", "year: 2018", "year: 2019",
        says: "divisions/2019.yaml"),
    .init(
        "an indicator that counts an unknown code", "indicators.yaml", "codes: [neighbour]", "codes: [neighbor]",
        says: "has no code “neighbor”"),
    .init(
        "a line without its first words", "lines.yaml", "    queueLimit: 2000\n    typicalMinutes: null",
        "    greeting: Hi\n    queueLimit: 2000\n    typicalMinutes: null", says: "“greeting” is not known"),
    .init(
        "a duration without a source", "lines.yaml", "typicalMinutes: null", "typicalMinutes: 30",
        says: "needs a source"),
    .init("HTML in a guide", "guides/about.nl.md", "## Advies of melding", "<h2>Advies</h2>", says: "HTML or a link"),
    .init(
        "too many words about the exit", "guides/exit.nl.md", "De knop wist niets van je telefoon.",
        "De knop wist " + String(repeating: "echt ", count: 20) + "niets.", line: 7, says: "Make it 60 or fewer"),
    .init("front matter that is missing", "guides/about.nl.md", "---\ntitle", "title", says: "front matter is missing"),
    .init(
        "an unknown key in front matter", "guides/about.nl.md", "owner:", "author: a\nowner:",
        says: "“author” is not known"),
    .init(
        "a value of an unknown indicator", "observations/police-half-year.csv",
        "police.reports-to-veilig-thuis,,,2018-H2", "police.reports,,,2018-H2", says: "no indicator “police.reports”"),
    .init(
        "a period of another length", "observations/police-half-year.csv", "2018-H2", "2018-W02",
        says: "is not a half-year"),
    .init("a period that is none", "observations/police-half-year.csv", "2018-H2", "2018-H3", says: "is no period"),
    .init(
        "a status that is none", "observations/police-half-year.csv", "42830,final", "42830,sure", says: "is no status"),
    .init(
        "a missing value with a number", "observations/police-half-year.csv", "42830,final", "42830,missing",
        says: "Leave it empty"),
    .init(
        "a final value without a number", "observations/police-half-year.csv", "42830,final", ",final",
        says: "There is no value"),
    .init("a value that is there twice", "observations/police-half-year.csv", "2018-H2", "2018-H1", says: "here twice"),
    .init(
        "a postcode that is there twice", "regions/postcodes.csv", "\n3012,", "\n3011,", below: 1, says: "here twice"),
    .init(
        "a postcode in a region of another year", "regions/postcodes.csv", ",VT18,VT18,h", ",VT18,VT26,h",
        says: "no region “VT26” in 2025"),
    .init(
        "a postcode without confidence", "regions/postcodes.csv", ",VT18,VT18,h", ",VT18,VT18,x",
        says: "not a confidence"),
    .init(
        "another name for no municipality", "regions/2025.yaml", "Den Haag: \"'s-Gravenhage\"", "Den Haag: Gravenhage",
        says: "no municipality “Gravenhage”"),
    .init("a region file of another year", "regions/2020.yaml", "year: 2020", "year: 2021", says: "in another file"),
    // What is said while somebody waits, and before a talk begins.
    .init(
        "an opening without its length", "lines.yaml", "Een gesprek duurt vaak een kwartier. ", "", below: -2,
        says: "does not say how long a talk takes"),
    .init(
        "an opening that is silent about silence", "lines.yaml",
        "Denk rustig na. Na een dag zonder bericht sluit het gesprek.", "Denk na.", below: -3,
        says: "does not say what happens when nobody writes"),
    .init(
        "a canned text without a last day", "canned/all.yaml", "    bestBefore: 2027-11-30\n", "", below: -3,
        says: "“bestBefore” is missing"),
    .init("a canned text of no level", "canned/all.yaml", "level: B1", "level: C3", says: "Write one of: A2, B1, B2"),
    .init(
        "a gap that does not say what goes in it", "canned/all.yaml", "[jouw voornaam]", "xxxx",
        says: "does not say what to fill in"),
    .init("an empty gap", "canned/all.yaml", "[jouw voornaam]", "[ ]", says: "does not say what to fill in"),
    .init(
        "a canned text that shouts", "canned/all.yaml", "Fijn dat je er bent.", "Fijn dat je er bent!",
        says: "exclamation mark"),
    .init(
        "a canned text that is hard to read", "canned/all.yaml", "Ik wacht op je.",
        "Ik wacht hier op je totdat je weer tijd en rust hebt om er iets over te vertellen.", says: "A2 has 12 or fewer"
    ),
    .init(
        "a canned text with a strange number", "canned/all.yaml", "Bel dan 112.", "Bel dan 0800-1234.",
        says: "not the number of a service"),
    .init(
        "a canned text that nothing finds", "canned/all.yaml", "[rustig, tijd, time]", "[]",
        says: "Nothing finds this text"),
    .init(
        "a word to find by that is two", "canned/all.yaml", "[rustig, tijd, time]", "[rustig aan]",
        says: "no word to find a text by"),
    .init(
        "two texts that two letters do not tell apart", "canned/child.yaml", "[schuld, fault]", "[welkom]",
        says: "as that of “welcome” does"),
    .init(
        "a duplicate canned text", "canned/child.yaml", "id: child-together", "id: welcome",
        says: "already a canned text “welcome”"),
    .init(
        "canned texts for no line there is", "canned/child.yaml", "groups: [child]", "groups: [kinderen]",
        says: "no group of lines “kinderen”"),
    .init("a risk card without its source", "risk-card.yaml", "source:", "bron:", line: 4, says: "“source” is missing"),
    .init(
        "a risk question twice", "risk-card.yaml", "id: phone", "id: weapon", says: "already a risk question “weapon”"),
]

struct MistakeTests {
    @Test func `is named once: a wrong hour is not also a day without hours`() throws {
        let pack = try BrokenPack()
        let line = try pack.replace("from: \"11:00\"", with: "from: \"25:99\"", in: "services/kindertelefoon.yaml")
        #expect(pack.mistakes.map(\.line) == [line], "\(pack.mistakes)")
    }

    @Test func `is named when a file would never be read`() throws {
        let pack = try BrokenPack()
        try pack.write("services/nieuw.yml", "id: nieuw\n")
        #expect(pack.mistakes.map(\.file) == ["services/nieuw.yml"], "\(pack.mistakes)")
    }

    @Test("is named with its file and line", arguments: breakages)
    func named(_ breakage: Breakage) throws {
        let pack = try BrokenPack()
        let changed = try pack.replace(breakage.old, with: breakage.new, in: breakage.file)
        let file = breakage.seenIn ?? breakage.file
        let line = breakage.seenAtLine ?? (changed + breakage.below)
        let mistakes = pack.mistakes
        #expect(
            mistakes.contains { $0.file == file && $0.line == line && $0.message.contains(breakage.says) },
            "expected \(file):\(line): … \(breakage.says) …, got:\n\(mistakes.map(\.description).joined(separator: "\n"))"
        )
    }
}
