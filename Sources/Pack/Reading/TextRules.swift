import Core

/// What every text of a pack must keep to.
extension PackReader {
    /// Longer sentences are lost on a frightened reader.
    static let mostWordsInADoorSentence = 22

    func checkTexts(_ country: Country, services: [ReadService], unsaid: Unsaid) {
        checkNationalNumbers(country, services)
        var known = Set(country.emergency.map { Self.digits($0.number) })
        known.insert(Self.digits(country.nationalLine.number))
        for service in services {
            for phone in service.service.shownNumbers { known.insert(Self.digits(phone.number)) }
        }
        for text in texts {
            if Self.holdsMarkup(text.text) {
                findings.add(text.spot, "This holds HTML, which would be shown as it stands. Write plain words.")
            }
            if let number = Self.strangeNumber(in: text.text, known: known) {
                findings.add(
                    text.spot,
                    "\(shown(number)) is not the number of a service that may be shown. Write a number from services/, such as \(country.nationalLine.number)."
                )
            }
            if let most = text.use.mostWordsInASentence { checkSentences(text, most: most) }
            checkUnsaid(text, unsaid)
        }
    }

    /// A service that stands for the emergency number or the national line has that number and no other.
    private func checkNationalNumbers(_ country: Country, _ services: [ReadService]) {
        for national in country.emergency + [country.nationalLine] {
            for service in services where service.service.name == national.name {
                for phone in service.service.numbers where phone.show && phone.tel != national.tel {
                    findings.add(
                        service.spot,
                        "\(shown(phone.number)) contradicts \(national.number) in pack.yaml. Write \(national.number).")
                }
            }
        }
        if !country.emergency.contains(where: { national in services.contains { $0.service.shows(national.tel) } }) {
            findings.add(
                Spot(file: "pack.yaml", line: 1),
                "No service shows an emergency number of pack.yaml. Add one in services/.")
        }
        if !services.contains(where: { $0.service.shows(country.nationalLine.tel) }) {
            findings.add(
                Spot(file: "pack.yaml", line: 1),
                "No service shows the national line \(country.nationalLine.number). Add one in services/.")
        }
    }

    /// `<b`, `</b` or `<!`.
    static func holdsMarkup(_ text: String) -> Bool {
        zip(text.utf8, text.utf8.dropFirst()).contains { first, next in
            first == UInt8(ascii: "<")
                && (next == UInt8(ascii: "/") || next == UInt8(ascii: "!") || (65...90).contains(next & 0xDF))
        }
    }

    private func checkSentences(_ text: ReadText, most: Int) {
        let sentences = text.text.split { ".!?\n".contains($0) }
        for sentence in sentences {
            let words = sentence.split(separator: " ").count
            if words > most {
                findings.add(
                    text.spot,
                    "This sentence has \(words) words. Make it \(most) or fewer: \(shown(String(sentence)))."
                )
            }
        }
    }

    /// Every cell of the table leads to something that a person can reach, and every audience has an entrance.
    func checkReach(_ table: ReadTable?, _ services: [ReadService], _ entrances: [Entrance]) {
        guard let table else { return }
        let reachable = Set(services.filter(\.service.isReachable).map(\.service.id))
        let all = Set(services.map(\.service.id))
        for (cell, route) in table.cells {
            guard let spot = table.spots[cell] else { continue }
            let isOpenEnded = route.answers.contains {
                if case .service(let id) = $0 { reachable.contains(id) || !all.contains(id) } else { false }
            }
            if !isOpenEnded {
                findings.add(
                    spot,
                    "This route is a dead end: none of its services has a number or site to show. Add one that has.")
            }
        }
        let entered = Set(entrances.map(\.audience) + entrances.flatMap { $0.turns.map(\.audience) })
        for audience in table.audiences where !entered.contains(audience.id) {
            findings.add(
                Spot(file: "entrances.yaml", line: 1),
                "No entrance leads to the audience \(shown(audience.id.text)). Add an entrance, or a turn in one.")
        }
    }

    static func digits(_ number: String) -> String {
        number.filter { $0.isASCII && $0.isNumber }
    }

    /// The first telephone number in a text that is none of these.
    ///
    /// Found are numbers that begin with a 0 and have seven digits or more, with spaces or hyphens; numbers of three digits
    /// after a word for calling; and every other number of three digits that looks like an alarm number.
    static func strangeNumber(in text: String, known: Set<String>) -> String? {
        let words = text.split { $0 == " " || $0 == "\n" || $0 == "/" }.map { $0.drop { !isWordCharacter($0) } }
        for (index, word) in words.enumerated() {
            let word = word.prefix { isWordCharacter($0) || $0 == "-" }
            guard word.allSatisfy({ $0.isASCII && $0.isNumber || $0 == "-" }) else { continue }
            var number = digits(String(word))
            if number.count == 3 {
                let before = index > 0 ? words[index - 1].lowercased() : ""
                let isCalled = ["bel", "belt", "bellen", "call", "dial"].contains(before)
                let looksUrgent = number.hasPrefix("11") || number.hasPrefix("91")
                if (isCalled || looksUrgent) && !known.contains(number) { return String(word) }
            }
            guard number.hasPrefix("0"), number.count >= 2 else { continue }
            var written = String(word)
            for next in words.dropFirst(index + 1) where number.count < 10 && !known.contains(number) {
                let part = next.prefix { $0.isASCII && $0.isNumber || $0 == "-" }
                if part.isEmpty { break }
                number += digits(String(part))
                written += " " + part
            }
            if number.count >= 7 && !known.contains(number) { return written }
        }
        return nil
    }

    private static func isWordCharacter(_ character: Character) -> Bool {
        character.isLetter || character.isNumber
    }
}

extension Service {
    fileprivate func shows(_ tel: String) -> Bool { shownNumbers.contains { $0.tel == tel } }
}
