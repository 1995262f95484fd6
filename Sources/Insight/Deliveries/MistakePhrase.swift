import Core
import Pack
import Site

extension DeliveryMistake.Kind {
    /// The text of this kind of mistake.
    var phrase: DeliveriesPhrase {
        switch self {
        case .unreadable: .wrongUnreadable
        case .tooLarge: .wrongTooLarge
        case .empty: .wrongEmpty
        case .unknownFormat: .wrongUnknownFormat
        case .utf16: .wrongUtf16
        case .encoding: .wrongEncoding
        case .control: .wrongControl
        case .openQuote: .wrongOpenQuote
        case .afterQuote: .wrongAfterQuote
        case .tooManyColumns: .wrongTooManyColumns
        case .tooLong: .wrongTooLong
        case .tooManyRows: .wrongTooManyRows
        case .json: .wrongJson
        case .nested: .wrongNested
        case .notATable: .wrongNotATable
        case .zip: .wrongZip
        case .bomb: .wrongBomb
        case .sheet: .wrongSheet
        case .markup: .wrongMarkup
        case .doctype: .wrongDoctype
        case .noSheet: .wrongNoSheet
        case .encrypted: .wrongEncrypted
        case .noHeader: .wrongNoHeader
        case .columnTwice: .wrongColumnTwice
        case .columnGone: .wrongColumnGone
        case .headerCell: .wrongHeaderCell
        case .cells: .wrongCells
        case .needsMapping: .wrongNeedsMapping
        case .needsIndicator: .wrongNeedsIndicator
        case .needsPeriod: .wrongNeedsPeriod
        case .needsValue: .wrongNeedsValue
        case .needsEmpty: .wrongNeedsEmpty
        case .needsNumbers: .wrongNeedsNumbers
        case .needsDates: .wrongNeedsDates
        case .noIndicator: .wrongNoIndicator
        case .indicator: .wrongIndicator
        case .countedHere: .wrongCountedHere
        case .region: .wrongRegion
        case .regionVersion: .wrongRegionVersion
        case .nationalOnly: .wrongNationalOnly
        case .noRegion: .wrongNoRegion
        case .organisation: .wrongOrganisation
        case .noPeriod: .wrongNoPeriod
        case .period: .wrongPeriod
        case .week53: .wrongWeek53
        case .periodKind: .wrongPeriodKind
        case .notMonday: .wrongNotMonday
        case .shortYear: .wrongShortYear
        case .future: .wrongFuture
        case .swapped: .wrongSwapped
        case .noValue: .wrongNoValue
        case .valueGiven: .wrongValueGiven
        case .negative: .wrongNegative
        case .notWhole: .wrongNotWhole
        case .scientific: .wrongScientific
        case .tooHigh: .wrongTooHigh
        case .numbersMixed: .wrongNumbersMixed
        case .datesMixed: .wrongDatesMixed
        case .status: .wrongStatus
        case .twice: .wrongTwice
        case .split: .wrongSplit
        case .formula: .wrongFormula
        case .hiddenRow: .wrongHiddenRow
        case .notOver: .wrongNotOver
        }
    }
}

extension DeliveryMistake {
    /// What is wrong and what to do, in one or two sentences.
    func message(_ say: Speech) -> String {
        let text = say(kind.phrase, values)
        return values["value"].map { "“\($0)”: \(text)" } ?? text
    }

    /// `Row 12, column 4 (period): …`
    func sentence(_ say: Speech) -> String {
        let text = message(say)
        var values = ["line": String(line), "column": String(column), "name": columnName, "text": text]
        if line > 0, column > 0 { return say(DeliveriesPhrase.atCell, values) }
        if line > 0 { return say(DeliveriesPhrase.atRow, values) }
        guard !columnName.isEmpty else { return text }
        if column == 0 { values["column"] = "–" }
        return say(DeliveriesPhrase.atColumn, values)
    }
}

extension PersonalDataFound {
    func sentence(_ say: Speech) -> String {
        let phrase: DeliveriesPhrase =
            switch kind {
            case .citizenNumber: .personalCitizenNumber
            case .name: .personalName
            case .email: .personalEmail
            case .phone: .personalPhone
            case .address: .personalAddress
            case .postcode: .personalPostcode
            case .birthDate: .personalBirthDate
            case .caseNumber: .personalCaseNumber
            case .account: .personalAccount
            }
        let values = ["line": String(line), "column": String(column), "kind": say(phrase)]
        return say(line == 0 ? DeliveriesPhrase.personal : .personalAt, values)
    }
}

extension ObservationStatus {
    var deliveryPhrase: DeliveriesPhrase {
        switch self {
        case .final: .statusFinal
        case .provisional: .statusProvisional
        case .missing: .statusMissing
        case .suppressed: .statusSuppressed
        }
    }
}

extension DeliveryMapping.Role {
    var phrase: DeliveriesPhrase {
        switch self {
        case .indicator: .roleIndicator
        case .region: .roleRegion
        case .organisation: .roleOrganisation
        case .period: .rolePeriod
        case .year: .roleYear
        case .part: .rolePart
        case .value: .roleValue
        case .status: .roleStatus
        case .valueOfRegion: .roleValueOfRegion
        case .valueOfPeriod: .roleValueOfPeriod
        case .valueOfIndicator: .roleValueOfIndicator
        case .unused: .roleUnused
        case .split: .roleSplit
        }
    }
}

/// What came of a delivery, in sentences.
public struct DeliveryTold: Sendable {
    public let isGood: Bool
    public let lines: [String]
}

extension DeliveriesActions {
    /// Brings a file on the disk in, and says what came of it; what is wrong line by line.
    ///
    /// Throws `notFound` for a source that is not there.
    public func told(file path: String, source: String?, isTrial: Bool, _ say: Speech) async throws -> DeliveryTold {
        do {
            let outcome = try await bringIn(file: path, source: source, isTrial: isTrial)
            let values = [
                "values": String(outcome.values), "new": String(outcome.new), "changed": String(outcome.changed),
                "same": String(outcome.same), "mistakes": String(outcome.wrong),
            ]
            let phrase: DeliveriesPhrase = outcome.isTrial ? .readCommand : .doneCommand
            var lines = outcome.mistakes.map { $0.sentence(say) }
            if outcome.wrong > lines.count {
                let kept = ["kept": String(lines.count), "all": String(outcome.wrong)]
                lines.append(say(DeliveriesPhrase.mistakesKept, kept))
            }
            lines.append(say(phrase, values))
            return DeliveryTold(isGood: outcome.isGood, lines: lines)
        } catch let found as PersonalDataFound {
            return DeliveryTold(isGood: false, lines: [found.sentence(say)])
        } catch let mistake as DeliveryMistake {
            return DeliveryTold(isGood: false, lines: [mistake.sentence(say)])
        }
    }
}
