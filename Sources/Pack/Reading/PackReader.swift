import Core
import Foundation
import Yams

/// Reads one pack from its folder: every file, then what they say about one another.
///
/// It goes on after a mistake, so that an editor sees all of them at once. What cannot be read is left out, but its name is
/// remembered, so that one mistake does not look like many.
final class PackReader {
    let folder: PackFolder
    let findings = Findings()
    var languages: [Language] = [.dutch]
    var timeZone = TimeZone.gmt
    /// A check of a later day cannot have happened; nil where nobody says what day it is.
    let today: Day?
    /// Where each name was given, by kind of thing.
    private var names: [String: [String: Spot]] = [:]
    /// Names used in one place that must be given in another; looked up at the end.
    private var uses: [(kind: String, name: String, spot: Spot)] = []
    /// Every text that a person can read, for the rules about texts.
    var texts: [ReadText] = []
    /// Where each field of a record is asked, by `record/field`.
    var fieldSpots: [String: Spot] = [:]
    /// Folded other names of municipalities, to the name in the list.
    var otherNames: [String: String] = [:]

    init(folder: URL, today: Day?) {
        self.today = today
        self.folder = PackFolder(root: folder, findings: findings)
    }

    /// Nil when so much is missing that there is no pack. Whether it is good is in `findings`.
    func read() -> Pack? {
        guard let country = readCountry() else { return nil }
        let regions = readRegions()
        let islands = readIslands()
        let divisions = readDivisions()
        let places = readPlaces(regions, islands.regions, islands.audience)
        let table = readRoutes()
        let services = readServices()
        let (isDemonstration, organisations) = readOrganisations()
        let lines = readLines(organisations)
        let entrances = readEntrances(table)
        let urgency = readUrgency()
        let guides = readGuides(table)
        let canned = readCanned(lines)
        let riskCard = readRiskCard()
        let unsaid = readUnsaid()
        let tonight = readTonight()
        let search = readSearch()
        let forms = readRecordForms(regions, islands.regions)
        let (indicators, channelBegins, sheet) = readFigures(forms)
        checkObservations(indicators, regions: regions + divisions)
        let (events, detection) = (readEvents(), readDetection())
        let (madeUp, madeUpPeople) = readMadeUp(forms, regions + divisions)
        let populations = readPopulations(regions + divisions) + madeUpPeople
        checkApprovals(table)
        checkUses()
        checkReach(table, services, entrances)
        checkTexts(country, services: services, unsaid: unsaid)
        guard let table, let otherwise = table.otherwise, let detection else { return nil }
        return Pack(
            name: country.name, languages: languages, timeZone: timeZone, emergency: country.emergency,
            nationalLine: country.nationalLine, regions: regions, islands: islands.regions,
            otherDivisions: divisions, services: services.map(\.service),
            isDemonstration: isDemonstration, organisations: organisations, lines: lines, entrances: entrances,
            routes: Routes(
                audiences: table.audiences, situations: table.situations, otherwise: otherwise, cells: table.cells),
            recordForms: forms, channelBegins: channelBegins, indicators: indicators, events: events,
            detection: detection, madeUp: madeUp, populations: populations, weeklySheet: sheet, guides: guides,
            urgency: urgency,
            canned: canned, riskCard: riskCard, unsaid: unsaid, tonight: tonight, search: search,
            places: places)
    }

    // MARK: pack.yaml

    struct Country {
        let name: Localized
        let emergency: [Emergency]
        let nationalLine: Emergency
    }

    private func readCountry() -> Country? {
        guard let record = folder.yaml("pack.yaml")?.record("pack.yaml") else { return nil }
        defer { record.finish() }
        if let listed = record.needed("languages")?.list()?.compactMap({ $0.language() }), !listed.isEmpty {
            languages = listed
        }
        if let zone = record.needed("timeZone")?.timeZone() { timeZone = zone }
        let name = record.needed("name").flatMap { localized($0) }
        let emergency = record.needed("emergency")?.list()?.compactMap { readEmergency($0) } ?? []
        let nationalLine = record.needed("nationalLine").flatMap { readEmergency($0) }
        guard let name, let nationalLine else { return nil }
        return Country(name: name, emergency: emergency, nationalLine: nationalLine)
    }

    private func readEmergency(_ value: Value) -> Emergency? {
        guard let record = value.record("an emergency number") else { return nil }
        defer { record.finish() }
        let name = record.needed("name").flatMap { properName($0) }
        guard let (number, tel) = readNumber(record), let name else { return nil }
        return Emergency(name: name, number: number, tel: tel)
    }

    /// A number as shown and as dialled: the same digits, or the international form of them.
    func readNumber(_ record: Record) -> (number: String, tel: String)? {
        let number = record.needed("number")?.text(40)
        let telValue = record.needed("tel")
        guard let tel = telValue?.text(20), let number else { return nil }
        let dialled = tel.hasPrefix("+") ? String(tel.dropFirst()) : tel
        let digits = number.filter { $0.isASCII && $0.isNumber }
        guard !dialled.isEmpty, dialled.utf8.allSatisfy({ (48...57).contains($0) }) else {
            telValue?.wrong("\(shown(tel)) cannot be dialled. Write digits only, such as 08002000, or +31 and digits.")
            return nil
        }
        let national = digits.hasPrefix("0") ? String(digits.dropFirst()) : digits
        guard !digits.isEmpty, dialled == digits || (tel.hasPrefix("+") && dialled.hasSuffix(national)) else {
            telValue?.wrong("\(shown(tel)) is not the number \(shown(number)). Write the same digits in both.")
            return nil
        }
        return (number, tel)
    }

    // MARK: Texts

    /// A text in every language of the pack.
    func localized(_ value: Value, _ use: TextUse = .plain) -> Localized? {
        guard let pairs = value.pairs() else { return nil }
        var texts: [Language: String] = [:]
        for pair in pairs {
            guard let language = pair.key.language() else { continue }
            guard languages.contains(language) else {
                let known = languages.map(\.tag).joined(separator: ", ")
                pair.key.wrong(
                    "\(language) is not a language of this pack. It has \(known); others go in pack.yaml first.")
                continue
            }
            guard let text = pair.value.text() else { continue }
            texts[language] = text
            self.texts.append(ReadText(text: text, language: language, use: use, spot: pair.value.spot))
        }
        for language in languages where !pairs.contains(where: { $0.key.rawText == language.tag }) {
            value.wrong("The text in “\(language)” is missing. Add a line “\(language): …”.")
        }
        return texts.isEmpty ? nil : Localized(texts)
    }

    /// A name: the same in all languages, or one for each.
    func properName(_ value: Value, _ use: TextUse = .plain) -> Localized? {
        if case .some = value.rawText {
            guard let text = value.text(200) else { return nil }
            texts.append(ReadText(text: text, language: languages[0], use: use, spot: value.spot))
            return Localized(everywhere: text)
        }
        return localized(value, use)
    }

    // MARK: Names

    /// Notes that a thing of this kind has this name. A name that was given before is a mistake.
    func give(_ kind: String, _ name: String, _ spot: Spot) {
        if let earlier = names[kind]?[name] {
            findings.add(
                spot,
                "There is already \(article(kind)) \(kind) \(shown(name)), in \(earlier.file):\(earlier.line). Choose another name."
            )
        } else {
            names[kind, default: [:]][name] = spot
        }
    }

    /// Notes that a thing of this kind is meant here.
    func use(_ kind: String, _ name: String, _ spot: Spot) {
        uses.append((kind, name, spot))
    }

    func use<Of>(_ kind: String, _ value: Value, _ type: Of.Type) -> ID<Of>? {
        guard let id = value.id(type) else { return nil }
        use(kind, id.text, value.spot)
        return id
    }

    func ids<Of>(_ kind: String, _ value: Value?, _ type: Of.Type) -> [ID<Of>] {
        value?.list()?.compactMap { use(kind, $0, type) } ?? []
    }

    func isGiven(_ kind: String, _ name: String) -> Bool {
        names[kind]?[name] != nil
    }

    private func checkUses() {
        for (kind, name, spot) in uses where !isGiven(kind, name) {
            let known = (names[kind] ?? [:]).keys.sorted()
            // The file that gives all of this kind could not be read: that was said already.
            if known.isEmpty, !findings.isEmpty { continue }
            let hint = known.isEmpty ? "There is none yet." : "Known are: \(known.prefix(40).joined(separator: ", "))."
            findings.add(spot, "There is no \(kind) \(shown(name)). \(hint)")
        }
    }
}

private func article(_ kind: String) -> String {
    "aeiou".contains(kind.prefix(1)) ? "an" : "a"
}

/// A text as it stands in the pack.
struct ReadText {
    let text: String
    let language: Language
    let use: TextUse
    let spot: Spot
}

/// Where a text is shown, which decides the rules for it.
enum TextUse: Hashable {
    case plain
    /// On the door: short sentences.
    case door
    /// On the door, for these audiences.
    case entrance([AudienceID])
    /// What these audiences read before, beside or after a talk: shorter still.
    case short([AudienceID])
    /// What counsellors have at hand on lines for these audiences; its level has a rule of its own.
    case said([AudienceID])
    /// The words of one guide.
    case guide
    /// The words of a guide that says what to do.
    case tips

    /// Longer sentences are not for here; nil where a text has no such rule.
    var mostWordsInASentence: Int? {
        switch self {
        case .door, .entrance: PackReader.mostWordsInADoorSentence
        case .short, .tips: LanguageLevel.b1.mostWordsInASentence
        case .plain, .said, .guide: nil
        }
    }

    /// Who reads it, as far as words are kept from somebody.
    var readers: [Unsaid.Reader] {
        switch self {
        case .entrance(let audiences), .short(let audiences), .said(let audiences):
            audiences.map(Unsaid.Reader.audience)
        case .tips: [.tips]
        case .plain, .door, .guide: []
        }
    }
}

extension Value {
    /// The text as it stands, without a judgement; nil when this is no piece of text.
    var rawText: String? {
        if case .scalar(let scalar) = node { scalar.string } else { nil }
    }
}
